//! What may be wrong with phrases and patterns, and saying so with their place.

use super::compiler::Compiler;
use crate::engine::program::expression::Expression;
use huashu_model::text::{EMOJI_MARK, fold, is_significant};
use huashu_rulebook::{ConditionSpec, MatcherSpec, SourceSpan, Text};

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

    /// Reports `{hit}` where there is no hit to write around.
    pub(crate) fn report_hit_without_one(&mut self, text: &Text) {
        let message = huashu_model::message!(
            "{{hit}} 只能写在 not-in、unless、given 和 [guards] 的短语里，不能写在 pattern 里",
            "{{hit}} stands in phrases of not-in, unless, given and [guards] only, and in no pattern"
        );
        self.sink.error("rulebook/hit-without-one", text.place, message);
    }

    /// Reports a circumstance that asks for the subject of a hit where there is none.
    pub(crate) fn report_subject_without_hit(&mut self, spec: &ConditionSpec) {
        let message = huashu_model::message!(
            "这里没有命中，不能问 `subject`（说的是谁）",
            "there is no hit here of which `subject` could be asked"
        );
        self.sink.error("rulebook/hit-without-one", spec.matcher.place, message);
    }

    /// Reports a stranger's pattern that can never match, or not what it seems to: `{hit}`, or one particular emoji.
    pub(crate) fn is_misused(&mut self, text: &Text) -> bool {
        if self.is_shipped(text.place) {
            return false;
        }
        if text.value.contains("{hit}") {
            self.report_hit_without_one(text);
            return true;
        }
        let is_emoji = |c: char| c != EMOJI_MARK && fold(c.encode_utf8(&mut [0; 4])).text().starts_with(EMOJI_MARK);
        let any_emoji = text.value.contains(EMOJI_MARK) || text.value.contains("FFFC");
        if any_emoji || !text.value.chars().any(is_emoji) {
            return false;
        }
        let message = huashu_model::message!(
            "比较之前所有表情都变成同一个记号 U+FFFC，写某一个表情永远找不到；要找任何表情，写 \\x{{FFFC}}",
            "all emoji become one and the same mark, U+FFFC, before anything is compared, so a particular one is never found; write \\x{{FFFC}} for any"
        );
        self.sink.error("rulebook/bad-pattern", text.place, message);
        true
    }

    /// Warns of several wordings written as one, as `不知道、不清楚`.
    pub(crate) fn warn_of_joined_wordings(&mut self, text: &Text) {
        if self.is_shipped(text.place) {
            return;
        }
        let words = |part: &str| part.chars().filter(|c| is_significant(*c)).count();
        let Some(mark) = ["、", "/"].into_iter().find(|mark| {
            let parts: Vec<&str> = text.value.split(mark).collect();
            let joins = parts.len() > 1 && parts.iter().all(|part| (2..=6).contains(&words(part)));
            joins && !text.value.contains(['{', ':'])
        }) else {
            return;
        };
        let message = huashu_model::message!(
            "「{mark}」不会把一条短语分成几种说法：写成 {{甲|乙}}，或分成几条",
            "`{mark}` does not separate wordings: write {{a|b}}, or a phrase for each"
        );
        self.sink.warning("rulebook/joined-wordings", text.place, message);
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
    use huashu_rulebook::{Diagnostics, FileResolver, Rulebook};

    #[test]
    fn words_are_refused_where_they_cannot_be_told() {
        let rules = "[[rule]]\nid = \"t/word\"\nphrases = [\"甲\"]\nword = true\n";
        let mut sink = Diagnostics::default();
        let rulebook = Rulebook::load_text("rules.toml", rules, &FileResolver::default(), &mut sink);
        assert!(!sink.has_errors(), "{:?}", sink.problems);
        Engine::compile(&rulebook, &mut sink, &|_| true);
        let codes: Vec<_> = sink.problems.iter().map(|problem| problem.code).collect();
        assert_eq!(codes, ["rulebook/no-segmentation"]);
        assert_eq!(sink.problems[0].place.line, Some(1));
    }
}
