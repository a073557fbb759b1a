//! A rulebook file from its text to a tree, with every mistake of syntax.

use toml::de::DeTable;

use super::diagnostics::Diagnostics;
use super::node::{SourceId, SourceSpan, Table, from_toml};
use huashu_model::text::Span;

/// Most mistakes of syntax told one by one; a file that is no TOML at all has one a line.
const MOST_SYNTAX_ERRORS: usize = 50;

/// Reads the text of a file; what could be read is returned whatever is wrong.
pub(crate) fn read_toml(source: SourceId, text: &str, sink: &mut Diagnostics) -> Table {
    let (document, errors) = DeTable::parse_recoverable(text);
    let place = |span: Option<std::ops::Range<usize>>| {
        let span = span.unwrap_or(0..0);
        SourceSpan { source, span: Span::new(span.start, span.end) }
    };
    for error in errors.iter().take(MOST_SYNTAX_ERRORS) {
        let reason = error.message();
        let message = huashu_model::message!("TOML 写法有误：{reason}", "not valid TOML: {reason}");
        sink.error("rulebook/bad-toml", place(error.span()), message);
    }
    if let Some(error) = errors.get(MOST_SYNTAX_ERRORS) {
        let more = errors.len() - MOST_SYNTAX_ERRORS;
        let message = huashu_model::message!(
            "从这里起还有 {more} 处 TOML 写法错误，不再逐个列出",
            "{more} more places from here on are not valid TOML; they are not listed one by one"
        );
        sink.error("rulebook/bad-toml", place(error.span()), message);
    }
    let span = document.span();
    from_toml(source, document.get_ref(), span)
}
