//! The report for people at a terminal: findings by conversation, each with its evidence.

use std::io;

use miette::Severity as Sign;

use crate::parts::annotations::notes;
use crate::parts::display::one_line;
use crate::parts::draw::{Drawing, Ink, Pen, Snippet};
use crate::parts::{labels, statistics, summary};
use crate::renderer::{Output, Renderer, Run};
use huashu_model::finding::{ContextLine, Finding, Severity};
use huashu_model::language::Language;
use huashu_model::problem::{Level, Problem};
use huashu_model::summary::Summary;
use huashu_model::text::Span;
use huashu_model::transcript::{Role, Time};

/// The format's entry in the registry.
pub(crate) const OUTPUT: Output = Output {
    name: "text",
    zh: "给人看：逐条画出原话、原因、出处和改法，末尾有小结",
    en: "for people: every finding drawn with its words, reason, source and rewording, and a summary",
    extensions: &["txt"],
    open: |run| Box::new(Text::new(run)),
};

struct Text {
    pen: Pen,
    language: Language,
    statistics: bool,
    context: usize,
    /// Findings drawn at most; `None` for all, which are then written as they come.
    most: Option<u64>,
    /// What was drawn and not yet written: whether the summary goes first is known only at the end.
    drawn: String,
    /// Findings drawn, and those that were not.
    shown: u64,
    left_out: u64,
    problems: summary::ProblemCounts,
}

impl Text {
    fn new(run: &Run) -> Self {
        Text {
            pen: Pen::new(run),
            language: run.language,
            statistics: run.statistics,
            context: run.context,
            most: run.most_findings,
            drawn: String::new(),
            shown: 0,
            left_out: 0,
            problems: summary::ProblemCounts::default(),
        }
    }

    fn heading(&self, findings: &[Finding]) -> String {
        let Some(first) = findings.first() else { return String::new() };
        let language = self.language;
        let location = &first.location;
        let mut agents: Vec<&str> = findings.iter().filter_map(|finding| finding.agent.as_deref()).collect();
        agents.sort_unstable();
        agents.dedup();
        let mut parts = vec![
            one_line(&location.place()).into_owned(),
            format!("{} {}", language.pick("会话", "conversation"), one_line(&location.conversation)),
        ];
        if !agents.is_empty() {
            let agents = agents.join(language.pick("、", ", "));
            parts.push(format!("{} {}", labels::role(Role::Agent, language), one_line(&agents)));
        }
        parts.extend(
            findings.iter().find_map(|finding| finding.time.and_then(Time::date).map(|date| date.to_string())),
        );
        self.pen.paint(Ink::Bold, &format!("━━ {}", parts.join(" · ")))
    }

    fn finding(&self, finding: &Finding, heading_line: u64) -> String {
        let drawing = Drawing {
            code: self.code(finding),
            severity: match finding.rule.severity {
                Severity::Error => Sign::Error,
                Severity::Warning => Sign::Warning,
                Severity::Info => Sign::Advice,
            },
            headline: one_line(&finding.headline(self.language)).into_owned(),
            snippet: Some(self.snippet(finding, heading_line)),
        };
        let mut out = drawing.draw(self.pen);
        for note in notes(finding, self.language) {
            out.push_str(&if note.copied {
                self.pen.unbroken_note(&note.label, &note.text)
            } else {
                self.pen.note(&note.label, &note.text)
            });
        }
        out
    }

    fn code(&self, finding: &Finding) -> String {
        let rule = &finding.rule;
        let mut code = format!("{} · {}", rule.id, labels::severity(rule.severity, self.language));
        if rule.fatal {
            code.push_str(self.language.pick(" · 一票否决", " · fatal"));
        } else if rule.points > 0.0 {
            let points = rule.points;
            match self.language {
                Language::Chinese => code.push_str(&format!(" · 扣 {points} 分")),
                Language::English => code.push_str(&format!(" · -{points} points")),
            }
        }
        code
    }

    fn snippet(&self, finding: &Finding, heading_line: u64) -> Snippet {
        let language = self.language;
        // The agent who is charged is not who said it where the place is the customer's utterance.
        let who = finding.agent.as_deref().filter(|_| finding.role == Role::Agent);
        let mut name = self.speaker(finding.role, who, finding.time);
        name.push_str(&format!(" · {}", labels::utterance(finding.utterance, language)));
        if finding.location.line != heading_line {
            name.push_str(&match language {
                Language::Chinese => format!(" · 第 {} 行", finding.location.line),
                Language::English => format!(" · line {}", finding.location.line),
            });
        }
        // Another report of the run may have asked for more.
        let near = |line: &&ContextLine| line.utterance.abs_diff(finding.utterance) <= self.context;
        let context: Vec<_> = finding.context.iter().filter(near).collect();
        let last = context.last().map_or(0, |line| line.utterance);
        let mut snippet = Snippet::new(&name, number(finding.utterance.max(last)), self.pen);
        let is_plain = context.is_empty();
        let (before, after): (Vec<_>, Vec<_>) =
            context.into_iter().partition(|line| line.utterance < finding.utterance);
        before.iter().for_each(|line| self.context_line(&mut snippet, finding, line));
        let prefix = if is_plain { String::new() } else { self.prefix(finding.role, who) };
        let label = finding.absence.as_ref().map(|_| language.pick("应在此处", "it belonged here").to_owned());
        snippet.line(number(finding.utterance), &prefix, &finding.text, Some((finding.span, label)));
        after.iter().for_each(|line| self.context_line(&mut snippet, finding, line));
        snippet
    }

    fn context_line(&self, snippet: &mut Snippet, finding: &Finding, line: &ContextLine) {
        let prefix = self.prefix(line.role, line.speaker.as_deref());
        let mark = (finding.anchor == Some(line.utterance)).then(|| {
            let label = self.language.pick("由这一句引起", "called for here").to_owned();
            (Span::new(0, line.text.len()), Some(label))
        });
        snippet.line(number(line.utterance), &prefix, &line.text, mark);
    }

    /// Returns `客服 1024 09:30:05`.
    fn speaker(&self, role: Role, name: Option<&str>, time: Option<Time>) -> String {
        let mut speaker = labels::role(role, self.language).to_owned();
        if let Some(name) = name {
            speaker.push(' ');
            speaker.push_str(&one_line(name));
        }
        if let Some(time) = time {
            speaker.push(' ');
            speaker.push_str(&time.short());
        }
        speaker
    }

    fn prefix(&self, role: Role, name: Option<&str>) -> String {
        format!("{}{}", self.speaker(role, name, None), labels::colon(self.language))
    }
}

impl Renderer for Text {
    fn shows_statistics(&self) -> bool {
        true
    }

    fn conversation(&mut self, out: &mut dyn io::Write, findings: &[Finding]) -> io::Result<()> {
        let Some(first) = findings.first() else { return Ok(()) };
        let room = self.most.map_or(u64::MAX, |most| most.saturating_sub(self.shown));
        let shown = findings.len().min(usize::try_from(room).unwrap_or(usize::MAX));
        self.shown += shown as u64;
        self.left_out += (findings.len() - shown) as u64;
        if shown > 0 {
            self.drawn.push_str(&format!("{}\n\n", self.heading(findings)));
        }
        for finding in &findings[..shown] {
            let drawn = self.finding(finding, first.location.line);
            self.drawn.push_str(&drawn);
            self.drawn.push('\n');
        }
        if self.most.is_some() {
            return Ok(());
        }
        out.write_all(std::mem::take(&mut self.drawn).as_bytes())
    }

    fn problem(&mut self, _out: &mut dyn io::Write, problem: &Problem) -> io::Result<()> {
        match problem.level {
            Level::Error => self.problems.errors += 1,
            Level::Warning => self.problems.warnings += 1,
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn io::Write, summary: &Summary) -> io::Result<()> {
        let mut figures = summary::render(summary, self.problems, self.language, self.pen);
        if self.statistics {
            figures.push_str(&statistics::render(summary, self.language, self.pen));
        }
        let findings = std::mem::take(&mut self.drawn);
        if self.left_out == 0 {
            out.write_all(findings.as_bytes())?;
            return out.write_all(figures.as_bytes());
        }
        out.write_all(figures.as_bytes())?;
        writeln!(out, "\n{findings}{}", self.rest())
    }
}

impl Text {
    /// Returns the line on what is not shown, and where it can be had.
    fn rest(&self) -> String {
        let (shown, rest) = (self.shown, self.left_out);
        match self.language {
            Language::Chinese => {
                format!(
                    "以上是前 {shown} 条；还有 {rest} 条没有列出。全部写成表格：-o 明细.xlsx；全部列在这里：--full"
                )
            }
            Language::English => format!(
                "These are the first {shown}; {rest} more are not listed. All of them as a workbook: -o findings.xlsx; \
                 all of them here: --full"
            ),
        }
    }
}

/// Returns what stands in the gutter: people count utterances from 1.
fn number(index: usize) -> u64 {
    u64::try_from(index).unwrap_or(u64::MAX).saturating_add(1)
}

#[cfg(test)]
mod tests;
