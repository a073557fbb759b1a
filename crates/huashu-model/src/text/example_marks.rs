//! `⟦…⟧` marks: how examples show where a finding must fall.

use std::fmt;

use super::span::Span;

/// What opens a mark.
pub const OPEN: char = '⟦';
/// What closes a mark.
pub const CLOSE: char = '⟧';

/// What is wrong with the marks of an example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkProblem {
    /// A mark is opened inside another.
    Nested,
    /// A mark is never closed.
    Unclosed,
    /// A mark is closed that was not opened.
    Unopened,
    /// Nothing stands between the marks.
    Empty,
}

/// A fault in the marks of an example, and where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MarkError {
    /// What is wrong.
    pub problem: MarkProblem,
    /// The mark at fault, within the marked text.
    pub span: Span,
}

impl fmt::Display for MarkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = match self.problem {
            MarkProblem::Nested => "`⟦` inside a mark that is still open: close it with `⟧` first",
            MarkProblem::Unclosed => "`⟦` without a `⟧` after it: add the missing `⟧`",
            MarkProblem::Unopened => "`⟧` without a `⟦` before it: add the missing `⟦`",
            MarkProblem::Empty => "`⟦⟧` marks nothing: put the marks around the finding",
        };
        f.write_str(words)
    }
}

impl std::error::Error for MarkError {}

/// Takes the marks out of a text: the plain text, and the marked ranges of it.
pub fn parse_marks(marked: &str) -> Result<(String, Vec<Span>), MarkError> {
    let mut plain = String::with_capacity(marked.len());
    let mut spans = Vec::new();
    let mut open: Option<(Span, usize)> = None;
    for (at, c) in marked.char_indices() {
        let mark = Span::new(at, at + c.len_utf8());
        let error = |problem, span| Err(MarkError { problem, span });
        match (c, open) {
            (OPEN, Some(_)) => return error(MarkProblem::Nested, mark),
            (OPEN, None) => open = Some((mark, plain.len())),
            (CLOSE, None) => return error(MarkProblem::Unopened, mark),
            (CLOSE, Some((opened, start))) if start == plain.len() => {
                return error(MarkProblem::Empty, opened.cover(mark));
            }
            (CLOSE, Some((_, start))) => {
                spans.push(Span::new(start, plain.len()));
                open = None;
            }
            _ => plain.push(c),
        }
    }
    match open {
        Some((span, _)) => Err(MarkError { problem: MarkProblem::Unclosed, span }),
        None => Ok((plain, spans)),
    }
}

/// Puts marks around ranges of a text, for showing what was found. Ranges
/// that do not fit the text or overlap an earlier one are left out.
pub fn put_marks(text: &str, spans: &[Span]) -> String {
    let mut sorted = spans.to_vec();
    sorted.sort();
    let mut marked = String::with_capacity(text.len() + spans.len() * 6);
    let mut copied = 0;
    for span in sorted {
        if span.start < copied || text.get(span.range()).is_none() {
            continue;
        }
        marked.push_str(Span::new(copied, span.start).of(text));
        marked.push(OPEN);
        marked.push_str(span.of(text));
        marked.push(CLOSE);
        copied = span.end;
    }
    marked.push_str(Span::new(copied, text.len()).of(text));
    marked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_spans_and_back() {
        let marked = "这个我⟦不知道⟧哦，⟦不清楚⟧";
        let (plain, spans) = parse_marks(marked).expect("well-formed");
        assert_eq!(plain, "这个我不知道哦，不清楚");
        assert_eq!(spans, [Span::new(9, 18), Span::new(24, 33)]);
        assert_eq!(put_marks(&plain, &spans), marked);
        assert_eq!(parse_marks("没有"), Ok(("没有".to_owned(), vec![])));
    }

    #[test]
    fn faults_are_named_and_placed() {
        let problem = |marked| parse_marks(marked).map_err(|e| (e.problem, e.span.start));
        assert_eq!(problem("a⟦b⟦c⟧⟧"), Err((MarkProblem::Nested, 5)));
        assert_eq!(problem("a⟦b"), Err((MarkProblem::Unclosed, 1)));
        assert_eq!(problem("a⟧b"), Err((MarkProblem::Unopened, 1)));
        assert_eq!(problem("a⟦⟧b"), Err((MarkProblem::Empty, 1)));
    }
}
