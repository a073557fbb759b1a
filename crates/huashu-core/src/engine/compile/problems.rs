//! What may be wrong with phrases and patterns, and saying so with their place.

use super::compiler::Compiler;
use crate::engine::program::expression::Expression;
use huashu_rulebook::{MatcherSpec, SourceSpan, Text};

impl Compiler<'_> {
    /// Compiles a stranger's expression at once and reports what is wrong with it; the shipped ones are compiled by the tests.
    pub(crate) fn is_usable(&mut self, source: &str, text: &Text) -> bool {
        if self.is_shipped(text.place) {
            return true;
        }
        match Expression::build(source) {
            Err(error) => {
                let message = huashu_model::message!("表达式用不了：{error}", "unusable pattern: {error}");
                self.sink.error("rulebook/bad-pattern", text.place, message);
                false
            }
            Ok(regex) if regex.is_match("") => {
                self.report_empty(text);
                false
            }
            Ok(_) => true,
        }
    }

    /// Returns whether something is written in a rulebook that comes with the program, and so was tested with it.
    pub(crate) fn is_shipped(&self, place: SourceSpan) -> bool {
        self.sink.sources.is_shipped(place.source)
    }

    pub(crate) fn report_duplicate(&mut self, text: &Text) {
        let word = &text.value;
        let message = huashu_model::message!(
            "「{word}」与同一列表里的另一条在折叠后相同",
            "`{word}` equals another phrase of the list after folding"
        );
        self.sink.error("rulebook/duplicate-phrase", text.place, message);
    }

    /// Reports a matcher that asks for words, of which this program knows nothing.
    pub(crate) fn report_no_segmentation(&mut self, spec: &MatcherSpec) {
        let message = huashu_model::message!(
            "`word = true` 要分词，而这个程序编译时没有带分词功能",
            "`word = true` needs word segmentation, and this program was built without it"
        );
        let help = huashu_model::message!(
            "换用带分词功能的版本，或改用 not-in 列出不算的词",
            "use a build with word segmentation, or list the words that do not count in `not-in`"
        );
        self.sink.error("rulebook/no-segmentation", spec.place, message).help = Some(help);
    }

    pub(crate) fn report_empty(&mut self, text: &Text) {
        let word = &text.value;
        let message = huashu_model::message!(
            "「{word}」连空文本也能命中，会处处误报",
            "`{word}` matches the empty text, so it would fire everywhere"
        );
        self.sink.error("rulebook/matches-empty", text.place, message);
    }

    pub(crate) fn report_pattern(&mut self, text: &Text, error: &regex_syntax::Error) {
        use regex_syntax::Error;
        let (kind, span) = match error {
            Error::Parse(error) => (error.kind().to_string(), error.span()),
            Error::Translate(error) => (error.kind().to_string(), error.span()),
            other => {
                let message = other.to_string();
                self.sink.error("rulebook/bad-pattern", text.place, message);
                return;
            }
        };
        let inner = huashu_model::text::Span::new(span.start.offset, span.end.offset);
        let place = self.sink.sources.inside(text.place, &text.value, inner);
        let message = huashu_model::message!("正则表达式有误：{kind}", "bad regular expression: {kind}");
        self.sink.error("rulebook/bad-pattern", place, message);
    }

    pub(crate) fn report_cycle(&mut self, name: &str, at: &Text) {
        let message = huashu_model::message!("[terms.{name}] 引用到了自己", "[terms.{name}] refers to itself");
        self.sink.error("rulebook/terms-cycle", at.place, message);
    }
}

#[cfg(all(test, not(feature = "segmentation")))]
mod tests {
    use crate::engine::Engine;
    use huashu_rulebook::{Diagnostics, LoadOptions, Rulebook};

    #[test]
    fn words_are_refused_where_they_cannot_be_told() {
        let rules = "[[rule]]\nid = \"t/word\"\nphrases = [\"甲\"]\nword = true\n";
        let mut sink = Diagnostics::default();
        let rulebook = Rulebook::load_text("rules.toml", rules, &LoadOptions::default(), &mut sink);
        assert!(!sink.has_errors(), "{:?}", sink.problems);
        Engine::compile(&rulebook, &mut sink, &|_| true);
        let codes: Vec<_> = sink.problems.iter().map(|problem| problem.code).collect();
        assert_eq!(codes, ["rulebook/no-segmentation"]);
        assert_eq!(sink.problems[0].place.line, Some(1));
    }
}
