//! JUnit XML, for build servers: a suite a file, a case a finding.
//!
//! A case fails when its finding makes the run fail; the others pass and say
//! what they found. What was checked and what could not be read close the
//! report, so that a clean run has a case too. The file is an attribute of the
//! suite, and file and line begin the text of a case: the schema of Jenkins
//! has no such attributes for cases.

use std::io;

use crate::parts::annotations::paragraph;
use crate::parts::display::{path, utterance_id};
use crate::parts::xml::{attribute, content};
use crate::renderer::{Output, Renderer, Run};
use huashu_model::finding::{Finding, Severity};
use huashu_model::language::Language;
use huashu_model::problem::{Level, Problem};
use huashu_model::summary::Summary;

/// The format's entry in the registry.
pub(crate) const OUTPUT: Output = Output {
    name: "junit",
    zh: "JUnit XML，供持续集成平台读取",
    en: "JUnit XML for build servers",
    extensions: &[],
    open: |run| Box::new(JUnit::new(run)),
};

/// Cases of one suite: its counts stand before them, so that they are held back until it ends.
const MOST_CASES: u64 = 10_000;

struct JUnit {
    language: Language,
    fail_on: Option<Severity>,
    suite: Suite,
    /// The suites that the file of `suite` has had.
    of_file: u64,
    problems: Suite,
}

#[derive(Default)]
struct Suite {
    name: String,
    file: Option<String>,
    tests: u64,
    failures: u64,
    errors: u64,
    cases: String,
}

impl JUnit {
    fn new(run: &Run) -> Self {
        JUnit {
            language: run.language,
            fail_on: run.fail_on,
            suite: Suite::default(),
            of_file: 0,
            problems: Suite { name: "huashu".to_owned(), ..Suite::default() },
        }
    }

    /// Ends the suite where it is another file's, or full; further suites of a file are numbered.
    fn open_suite(&mut self, file: &str, out: &mut dyn io::Write) -> io::Result<()> {
        let shown = path(file);
        let is_same = self.suite.file.as_ref() == Some(&shown);
        if is_same && self.suite.tests < MOST_CASES {
            return Ok(());
        }
        self.suite.write(out)?;
        self.of_file = if is_same { self.of_file + 1 } else { 1 };
        let number = if self.of_file > 1 { format!(" ({})", self.of_file) } else { String::new() };
        self.suite = Suite { name: format!("{file}{number}"), file: Some(shown), ..Suite::default() };
        Ok(())
    }

    fn case(&mut self, finding: &Finding) {
        let rule = &finding.rule;
        let name = format!("{} {}", utterance_id(finding), rule.id);
        let fails = self.fail_on.is_some_and(|limit| rule.severity >= limit);
        let location = &finding.location;
        let message = finding.headline(self.language);
        let text = format!("{}:{}\n{}", path(&location.file), location.line, paragraph(finding, self.language));
        let body = if fails {
            let (message, text) = (attribute(&message), content(&text));
            format!("<failure message=\"{message}\" type=\"{}\">{text}</failure>", rule.severity.name())
        } else {
            format!("<system-out>{}: {}</system-out>", rule.severity.name(), content(&text))
        };
        self.suite.failures += u64::from(fails);
        self.suite.case(&name, &finding.location.conversation, &body);
    }
}

impl Suite {
    fn case(&mut self, name: &str, class: &str, body: &str) {
        self.tests += 1;
        let (name, class) = (attribute(name), attribute(class));
        self.cases.push_str(&format!("    <testcase name=\"{name}\" classname=\"{class}\">{body}</testcase>\n"));
    }

    /// Writes the suite, if it has any case, and empties it.
    fn write(&mut self, out: &mut dyn io::Write) -> io::Result<()> {
        let suite = std::mem::take(self);
        if suite.tests == 0 {
            return Ok(());
        }
        let Suite { name, file, tests, failures, errors, cases } = suite;
        let name = attribute(&name);
        let file = file.map(|file| format!(" file=\"{}\"", attribute(&file))).unwrap_or_default();
        let counts = format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"0\"");
        writeln!(out, "  <testsuite name=\"{name}\"{file} {counts}>")?;
        out.write_all(cases.as_bytes())?;
        writeln!(out, "  </testsuite>")
    }
}

impl Renderer for JUnit {
    fn start(&mut self, out: &mut dyn io::Write) -> io::Result<()> {
        writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"huashu\">")
    }

    fn conversation(&mut self, out: &mut dyn io::Write, findings: &[Finding]) -> io::Result<()> {
        for finding in findings {
            self.open_suite(&finding.location.file, out)?;
            self.case(finding);
        }
        Ok(())
    }

    fn problem(&mut self, _out: &mut dyn io::Write, problem: &Problem) -> io::Result<()> {
        let message = attribute(problem.message.get(self.language));
        let help = content(problem.help.as_ref().map_or("", |help| help.get(self.language)));
        let body = match problem.level {
            Level::Error => {
                self.problems.errors += 1;
                format!("<error message=\"{message}\" type=\"{}\">{help}</error>", problem.code)
            }
            Level::Warning => {
                format!("<system-out>{}\n{help}</system-out>", content(problem.message.get(self.language)))
            }
        };
        let mut name = problem.code.to_owned();
        let place = problem.place.file.as_deref().map(|file| (file, problem.place.line));
        if let Some((file, line)) = place {
            name.push_str(&format!(" {file}"));
            name.extend(line.map(|line| format!(":{line}")));
        }
        self.problems.case(&name, "problem", &body);
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn io::Write, summary: &Summary) -> io::Result<()> {
        self.suite.write(out)?;
        let (conversations, findings) = (summary.ledger.conversations, summary.total_findings());
        let name = match self.language {
            Language::Chinese => format!("检查会话 {conversations}，发现 {findings}"),
            Language::English => format!("conversations {conversations}, findings {findings}"),
        };
        self.problems.case(&name, "summary", "");
        self.problems.write(out)?;
        writeln!(out, "</testsuites>")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{empty, printed, run};

    #[test]
    fn suites_and_cases() {
        insta::assert_snapshot!("junit", printed("junit", &run(Language::Chinese)));
    }

    #[test]
    fn a_clean_run_has_a_case() {
        insta::assert_snapshot!(empty("junit", &run(Language::English)), @r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="huashu">
          <testsuite name="huashu" tests="1" failures="0" errors="0" skipped="0">
            <testcase name="conversations 0, findings 0" classname="summary"></testcase>
          </testsuite>
        </testsuites>
        "#);
    }

    #[test]
    fn a_suite_holds_so_many_cases_and_no_more() {
        let many = vec![crate::samples::findings().remove(1); 20_001];
        let text = crate::samples::print("junit", &run(Language::English), &many, &[], &Summary::default());
        let suites: Vec<&str> = text.lines().filter(|line| line.contains("<testsuite ")).collect();
        assert_eq!(suites.len(), 4);
        for (suite, (name, tests)) in suites.iter().zip([("", 10_000), (" (2)", 10_000), (" (3)", 1)]) {
            assert!(suite.contains(&format!(r#"{name}" file=""#)), "{suite}");
            assert!(suite.contains(&format!(r#"tests="{tests}""#)), "{suite}");
        }
    }

    #[test]
    fn cases_fail_as_the_run_does() {
        let mut run = run(Language::English);
        assert_eq!(printed("junit", &run).matches("<failure").count(), 3);
        run.fail_on = Some(Severity::Info);
        let all = printed("junit", &run);
        assert_eq!(all.matches("<failure").count(), crate::samples::findings().len());
        run.fail_on = None;
        assert!(!printed("junit", &run).contains("<failure"));
    }
}
