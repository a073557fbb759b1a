//! Problems for standard error: a rulebook's mistakes, records that could not be read.

use std::io;

use miette::Severity as Sign;

use crate::parts::display::one_line;
use crate::parts::draw::{Drawing, Pen, Snippet};
use crate::parts::labels;
use crate::renderer::Run;
use huashu_model::language::Language;
use huashu_model::problem::{Excerpt, Level, Problem};
use huashu_model::text::{Span, char_column};

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
    let snippet = problem.place.excerpt.as_ref().map(|excerpt| snippet(problem, excerpt, language, pen));
    let placed = snippet.is_some();
    let drawing = Drawing {
        code: format!("{} · {level}", problem.code),
        severity: match problem.level {
            Level::Error => Sign::Error,
            Level::Warning => Sign::Warning,
        },
        headline: one_line(problem.message.get(language)).into_owned(),
        snippet,
    };
    let mut out = drawing.draw(pen);
    let label = |zh: &str, en: &str| format!("{}{}", language.pick(zh, en), labels::colon(language));
    let place = place(problem, problem.place.line, problem.place.column);
    if !placed && !place.is_empty() {
        out.push_str(&pen.unbroken_note(&label("位置", "at"), &place));
    }
    if let Some(help) = &problem.help {
        out.push_str(&pen.note(&label("怎么办", "help"), &one_line(help.get(language))));
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
fn snippet(problem: &Problem, excerpt: &Excerpt, language: Language, pen: Pen) -> Snippet {
    let text = excerpt.text.as_ref();
    let start = text.floor_char_boundary(excerpt.span.start);
    let here = line_around(text, start);
    let (before, after) = (line_before(text, here), line_after(text, here));
    // The excerpt may be the whole file or a piece of one: the line concerned tells which line is its first.
    let relative = || u64::try_from(text[..here.start].matches('\n').count()).unwrap_or_default();
    let line = problem.place.line.unwrap_or_else(|| relative() + 1);
    let column = problem.place.column.or_else(|| {
        let whole = problem.place.line.is_none_or(|line| line == relative() + 1 && text.contains('\n'));
        let column = char_column(&text[here.start..], start.saturating_sub(here.start)) + 1;
        whole.then(|| u64::try_from(column).unwrap_or(u64::MAX))
    });
    let highest = line + u64::from(after.is_some());
    let mut snippet = Snippet::new(&place(problem, Some(line), column), highest, pen);
    let neighbour = |number: u64, span: Option<Span>, snippet: &mut Snippet| {
        let shown = span.map_or("", |span| &text[span.start..span.end]);
        if !shown.trim().is_empty() {
            snippet.line(number, "", shown, None);
        }
    };
    neighbour(line.saturating_sub(1).max(1), before, &mut snippet);
    // A place over several lines, such as a whole table, is marked where it begins.
    let end = excerpt.span.end.clamp(start, here.end.max(start));
    let mark = (
        Span::new(start - here.start, end - here.start),
        excerpt.label.as_ref().map(|label| label.get(language).to_owned()),
    );
    snippet.line(line, "", &text[here.start..here.end], Some(mark));
    neighbour(line + 1, after, &mut snippet);
    snippet
}

/// Returns the line that holds a byte, without its end; a file full of mistakes is not cut up for each of them.
fn line_around(text: &str, byte: usize) -> Span {
    let start = text[..byte].rfind('\n').map_or(0, |at| at + 1);
    // Behind the last line end there is no line.
    let start =
        if start == text.len() && start > 0 { text[..start - 1].rfind('\n').map_or(0, |at| at + 1) } else { start };
    without_end(text, start, text[start..].find('\n').map_or(text.len(), |at| start + at))
}

fn line_before(text: &str, line: Span) -> Option<Span> {
    let end = line.start.checked_sub(1)?;
    Some(without_end(text, text[..end].rfind('\n').map_or(0, |at| at + 1), end))
}

fn line_after(text: &str, line: Span) -> Option<Span> {
    let start = line.end + text[line.end..].find('\n')? + 1;
    let end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    (start < text.len()).then(|| without_end(text, start, end))
}

fn without_end(text: &str, start: usize, end: usize) -> Span {
    Span::new(start, start + text[start..end].trim_end_matches('\r').len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

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
