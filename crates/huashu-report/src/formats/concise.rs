//! One line a finding, for reading many of them quickly and for `grep`.

use std::io;

use crate::parts::display::{cut, one_line, suggestions, utterance_id};
use crate::parts::labels;
use crate::renderer::{Output, Renderer};
use huashu_model::finding::Finding;
use huashu_model::language::Language;

/// The format's entry in the registry.
pub(crate) const OUTPUT: Output = Output {
    name: "concise",
    zh: "一条发现一行；#会话:句，句从 1 起",
    en: "one line a finding; #conversation:utterance, counted from 1",
    extensions: &[],
    open: |run| Box::new(Concise { language: run.language }),
};

/// Characters of the matched words shown before they are cut.
const LONGEST: usize = 40;

struct Concise {
    language: Language,
}

impl Renderer for Concise {
    fn conversation(&mut self, out: &mut dyn io::Write, findings: &[Finding]) -> io::Result<()> {
        for finding in findings {
            writeln!(out, "{}", line(finding, self.language))?;
        }
        Ok(())
    }
}

/// Returns a finding on one line.
pub(super) fn line(finding: &Finding, language: Language) -> String {
    let location = &finding.location;
    let mut line = format!(
        "{}: {} [{}] {} {}",
        one_line(&location.place()),
        one_line(&utterance_id(finding)),
        one_line(&finding.rule.id),
        finding.rule.severity.name(),
        one_line(&finding.headline(language)),
    );
    if finding.absence.is_none() {
        let (open, close) = labels::quotes(language);
        line.push_str(&format!(" {open}{}{close}", cut(&one_line(finding.matched()), LONGEST)));
    }
    if let Some(suggestion) = suggestions(finding).first() {
        line.push_str(&format!(" → {}", one_line(&suggestion.text)));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{findings, printed, run};

    #[test]
    fn one_line_a_finding() {
        let text = printed("concise", &run(Language::Chinese));
        assert_eq!(text.lines().count(), findings().len());
        insta::assert_snapshot!("concise_zh", text);
        insta::assert_snapshot!("concise_en", printed("concise", &run(Language::English)));
    }
}
