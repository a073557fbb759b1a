//! Problems for standard error: a rulebook's mistakes, records that could not be read.

use std::io;

use miette::Severity as Sign;

use crate::language::Language;
use crate::problem::{Excerpt, Level, Problem};
use crate::report::draw::{Drawing, Pen, Snippet};
use crate::report::shown::one_line;
use crate::report::{Run, words};
use crate::text::{Span, char_column};

/// Writes problems for people to read, each with the text it is about, its place underlined, and what to do.
pub fn problems(out: &mut dyn io::Write, problems: &[Problem], run: &Run) -> io::Result<()> {
    let pen = Pen::new(run);
    for problem in problems {
        writeln!(out, "{}", render(problem, run.language, pen))?;
    }
    Ok(())
}

fn render(problem: &Problem, language: Language, pen: Pen) -> String {
    let level = match problem.level {
        Level::Error => language.pick("错误", "error"),
        Level::Warning => language.pick("警告", "warning"),
    };
    let snippet = problem.place.excerpt.as_ref().map(|excerpt| snippet(problem, excerpt, pen));
    let placed = snippet.is_some();
    let drawing = Drawing {
        code: format!("{} · {level}", problem.code),
        severity: match problem.level {
            Level::Error => Sign::Error,
            Level::Warning => Sign::Warning,
        },
        headline: one_line(&problem.message).into_owned(),
        snippet,
    };
    let mut out = drawing.draw(pen);
    let label = |zh: &str, en: &str| format!("{}{}", language.pick(zh, en), words::colon(language));
    let place = place(problem, problem.place.line, problem.place.column);
    if !placed && !place.is_empty() {
        out.push_str(&pen.unbroken_note(&label("位置", "at"), &place));
    }
    if let Some(help) = &problem.help {
        out.push_str(&pen.note(&label("怎么办", "help"), &one_line(help)));
    }
    out
}

/// Returns `file:line:column`, as far as known.
fn place(problem: &Problem, line: Option<u64>, column: Option<u64>) -> String {
    let mut place = problem.place.file.as_deref().map(|file| one_line(file).into_owned()).unwrap_or_default();
    for number in [line, line.and(column)].into_iter().flatten() {
        if !place.is_empty() {
            place.push(':');
        }
        place.push_str(&number.to_string());
    }
    place
}

/// Shows the line concerned between its neighbours, numbered as in the file.
fn snippet(problem: &Problem, excerpt: &Excerpt, pen: Pen) -> Snippet {
    let text = excerpt.text.as_ref();
    let lines = lines(text);
    let start = excerpt.span.start.min(text.len());
    let current = lines.iter().rposition(|line| line.start <= start).unwrap_or_default();
    let relative = u64::try_from(current).unwrap_or_default();
    // The excerpt may be the whole file or a piece of one: the line concerned tells which line is its first.
    let line = problem.place.line.unwrap_or(relative + 1);
    let first = line.saturating_sub(relative).max(1);
    let here = lines.get(current).copied().unwrap_or_default();
    let column = problem.place.column.or_else(|| {
        let whole = problem.place.line.is_none_or(|line| line == relative + 1 && lines.len() > 1);
        let column = char_column(&text[here.start..], start.saturating_sub(here.start)) + 1;
        whole.then(|| u64::try_from(column).unwrap_or(u64::MAX))
    });
    let last = (current + 1).min(lines.len().saturating_sub(1));
    let highest = first + u64::try_from(last).unwrap_or_default();
    let mut snippet = Snippet::new(&place(problem, Some(line), column), highest, pen);
    for (index, line) in lines.iter().enumerate().take(last + 1).skip(current.saturating_sub(1)) {
        let shown = &text[line.start..line.end];
        let mark = (index == current).then(|| {
            // A place over several lines, such as a whole table, is marked where it begins.
            let end = excerpt.span.end.clamp(start, line.end.max(start));
            (Span::new(start - line.start, end - line.start), excerpt.label.clone())
        });
        let neighbour_is_blank = mark.is_none() && shown.trim().is_empty();
        if !neighbour_is_blank {
            snippet.line(first + u64::try_from(index).unwrap_or_default(), "", shown, mark);
        }
    }
    snippet
}

/// Returns the lines of a text without their ends.
fn lines(text: &str) -> Vec<Span> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        lines.push(Span::new(start, start + line.trim_end_matches(['\n', '\r']).len()));
        start += line.len();
    }
    if lines.is_empty() {
        lines.push(Span::default());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples;

    fn printed(language: Language) -> String {
        let mut out = Vec::new();
        problems(&mut out, &samples::problems(), &samples::run(language)).expect("writing to memory");
        String::from_utf8(out).expect("is UTF-8")
    }

    #[test]
    fn all_problems_are_drawn() {
        insta::assert_snapshot!("problems_zh", printed(Language::Chinese));
        insta::assert_snapshot!("problems_en", printed(Language::English));
    }

    #[test]
    fn spans_outside_the_excerpt_do_no_harm() {
        let mut problem = Problem::error("input/bad-json", "坏");
        for (text, span) in [("", Span::new(3, 9)), ("好", Span::new(1, 2)), ("好\n", Span::new(4, 4))] {
            problem.place.excerpt = Some(Excerpt { text: text.into(), span, label: None });
            problems(&mut Vec::new(), &[problem.clone()], &samples::run(Language::Chinese))
                .expect("writing to memory");
        }
    }
}
