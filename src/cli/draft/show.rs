//! How the answer to a draft is shown.

use std::io::{self, Write};

use huashu_core::reword::{Reworded, placeholders};
use huashu_model::finding::Finding;
use huashu_model::suggestion::Applicability;
use huashu_model::text::visible;
use huashu_report::Run;

use super::super::global::Global;
use super::super::output;

/// Where an answer is shown: in what language, and whether in colour.
pub(super) struct Page {
    run: Run,
}

/// How words are set off.
#[derive(Debug, Clone, Copy)]
enum Mark {
    Heading,
    Placeholder,
    Gone,
    New,
}

impl Page {
    pub(super) fn new(rulebook: &str, is_terminal: bool, global: Global) -> Self {
        Page { run: output::describe_run(global, rulebook, is_terminal) }
    }

    fn paint(&self, mark: Mark, words: &str) -> String {
        let code = match mark {
            Mark::Heading => "1",
            Mark::Placeholder => "7",
            Mark::Gone => "31",
            Mark::New => "32",
        };
        if self.run.colour { format!("\x1b[{code}m{words}\x1b[0m") } else { words.to_owned() }
    }

    fn pick<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        self.run.language.pick(zh, en)
    }

    /// Shows what was wrong, the text put right, and what is left to do.
    pub(super) fn answer(&self, out: &mut dyn Write, reworded: &Reworded) -> io::Result<()> {
        if reworded.findings.is_empty() && reworded.placeholders.is_empty() {
            return writeln!(out, "{}", self.pick("没有发现问题", "nothing to report"));
        }
        if let Some(mut renderer) = huashu_report::open("text", &self.run) {
            renderer.conversation(out, &reworded.findings)?;
        }
        let heading = match reworded.needs_review {
            true => self.pick("改写（发送前请看一遍）", "Reworded (read it before sending)"),
            false => self.pick("改写", "Reworded"),
        };
        writeln!(out, "{}\n{}", self.paint(Mark::Heading, heading), self.text(&reworded.text))?;
        for alternative in &reworded.alternatives {
            let other = self.paint(Mark::Heading, self.pick("也可以说", "Or"));
            writeln!(out, "{other}\n{}", self.text(alternative))?;
        }
        self.to_do(out, reworded)
    }

    /// Shows a text with its placeholders set off.
    pub(super) fn text(&self, text: &str) -> String {
        let mut shown = String::new();
        let mut at = 0;
        for place in placeholders(text) {
            shown += &output::shown(text.get(at..place.start).unwrap_or_default());
            shown += &self.paint(Mark::Placeholder, &visible(place.of(text)));
            at = place.end;
        }
        shown + &output::shown(text.get(at..).unwrap_or_default())
    }

    /// Shows what a person has to do: fill in, and mend.
    pub(super) fn to_do(&self, out: &mut dyn Write, reworded: &Reworded) -> io::Result<()> {
        let language = self.run.language;
        if !reworded.placeholders.is_empty() {
            let names: Vec<String> =
                reworded.placeholders.iter().map(|place| visible(place.of(&reworded.text)).into_owned()).collect();
            let (count, names) = (names.len(), names.join(" "));
            let line =
                huashu_model::say!(language, "有 {count} 处要您填：{names}", "{count} to be filled in: {names}");
            writeln!(out, "{}", self.paint(Mark::Heading, &line))?;
        }
        if reworded.left.is_empty() {
            return Ok(());
        }
        let count = reworded.left.len();
        let line = huashu_model::say!(language, "还有 {count} 处要您自己改", "{count} left for you to mend");
        writeln!(out, "{}", self.paint(Mark::Heading, &line))?;
        reworded.left.iter().try_for_each(|finding| self.left(out, finding))
    }

    fn left(&self, out: &mut dyn Write, finding: &Finding) -> io::Result<()> {
        let headline = finding.headline(self.run.language);
        let words = match &finding.absence {
            Some(_) => String::new(),
            None => format!("「{}」", visible(finding.matched())),
        };
        writeln!(out, "  {}  {words}{}", finding.rule.id, visible(&headline))?;
        let suggestions = finding.rule.suggestions.iter();
        for suggestion in suggestions.filter(|one| one.applicability != Applicability::Safe) {
            writeln!(out, "    {}{}", self.pick("可参考：", "for example: "), self.text(&suggestion.text))?;
        }
        Ok(())
    }

    /// Shows the lines of a text before and after; what stays is shown once.
    pub(super) fn difference(&self, out: &mut dyn Write, before: &str, after: &str) -> io::Result<()> {
        let (before, after): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
        let same = before.iter().zip(&after).take_while(|(a, b)| a == b).count();
        let rest = before.len().min(after.len()) - same;
        let ends = before.iter().rev().zip(after.iter().rev());
        let same_behind = ends.take(rest).take_while(|(a, b)| a == b).count();
        for line in &before[..same] {
            writeln!(out, "  {}", output::shown(line))?;
        }
        for line in &before[same..before.len() - same_behind] {
            writeln!(out, "{}", self.paint(Mark::Gone, &format!("- {}", output::shown(line))))?;
        }
        for line in &after[same..after.len() - same_behind] {
            writeln!(out, "{}", self.paint(Mark::New, &format!("+ {}", output::shown(line))))?;
        }
        for line in &before[before.len() - same_behind..] {
            writeln!(out, "  {}", output::shown(line))?;
        }
        Ok(())
    }
}
