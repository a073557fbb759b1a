//! Examples for rules, made of what people marked: a sentence judged wrong must stay silent, one judged right must fire.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use huashu_core::engine::Engine;
use huashu_model::text::{Span, parse_marks, put_marks};
use huashu_model::transcript::{Conversation, Role, Utterance};
use huashu_rulebook::{Rule, Rulebook};

use super::marks::{Marks, Settled};

/// New examples of one rule, as they are to be written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lesson {
    /// The rule.
    pub rule: String,
    /// Sentences that must stay silent.
    pub good: Vec<String>,
    /// Sentences that must fire, with `⟦⟧`.
    pub bad: Vec<String>,
}

/// Why a finding that was judged makes no example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unfit {
    /// The rule is not in the rulebook.
    UnknownRule,
    /// The rule judges more than one utterance: a sentence alone shows nothing.
    NotOneUtterance,
    /// The mark holds no sentence.
    NoText,
    /// The sentence is too long for an example.
    TooLong,
    /// Some judged the same sentence right, some wrong.
    Contradicted,
    /// Alone, the sentence does not fire exactly where it was judged right.
    OtherAlone,
}

impl Unfit {
    /// Says it in words: Chinese, English.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Unfit::UnknownRule => ("规则集里没有这条规则", "the rulebook has no such rule"),
            Unfit::NotOneUtterance => (
                "规则看的不止一句话，例子要自己写成对话",
                "the rule judges more than one utterance; write a dialogue by hand",
            ),
            Unfit::NoText => ("标记里没有原话", "the mark holds no sentence"),
            Unfit::TooLong => ("句子太长，不宜作例子", "the sentence is too long for an example"),
            Unfit::Contradicted => {
                ("同一句话有判对的，也有判错的", "the same sentence was judged both right and wrong")
            }
            Unfit::OtherAlone => (
                "单独这一句，报的地方和判定的不一样",
                "alone, the sentence does not fire exactly where it was judged right",
            ),
        }
    }
}

/// What marks teach.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lessons {
    /// New examples by rule.
    pub lessons: Vec<Lesson>,
    /// Findings that make no example, by rule and reason.
    pub unfit: BTreeMap<(String, Unfit), u64>,
    /// Sentences that are examples already.
    pub known: u64,
}

/// Characters of the longest sentence that is made an example.
const LONGEST: usize = 300;

/// The judged places in one sentence.
#[derive(Debug, Default)]
struct Judged {
    right: Vec<Span>,
    wrong: bool,
    marks: u64,
}

/// Makes examples of the findings that most reviewers agree on; `engine` tells whether a sentence fires alone.
pub fn lessons(marks: &Marks, rulebook: &Rulebook, engine: &Engine) -> Lessons {
    let mut lessons = Lessons::default();
    let mut sentences: BTreeMap<&str, BTreeMap<String, Judged>> = BTreeMap::new();
    for ((_, id), votes) in marks.by_finding() {
        let settled = Settled::of(&votes);
        if settled == Settled::Open {
            continue;
        }
        let marked = votes.iter().map(|mark| mark.text.as_str()).find(|text| !text.is_empty());
        match fit(rulebook.rule(id), marked) {
            Ok((plain, spans)) => {
                let judged = sentences.entry(id).or_default().entry(plain).or_default();
                judged.marks += 1;
                judged.wrong |= settled == Settled::Wrong;
                if settled == Settled::Right {
                    judged.right.extend(spans);
                }
            }
            Err(unfit) => lessons.note(id, unfit, 1),
        }
    }
    for (id, sentences) in sentences {
        let Some(rule) = rulebook.rule(id) else { continue };
        let lesson = learn(rule, sentences, engine, &mut lessons);
        if !lesson.good.is_empty() || !lesson.bad.is_empty() {
            lessons.lessons.push(lesson);
        }
    }
    lessons
}

impl Lessons {
    fn note(&mut self, rule: &str, unfit: Unfit, marks: u64) {
        *self.unfit.entry((rule.to_owned(), unfit)).or_default() += marks;
    }
}

/// Returns the sentence and the places in it, where it can be an example of the rule.
fn fit(rule: Option<&Rule>, marked: Option<&str>) -> Result<(String, Vec<Span>), Unfit> {
    let rule = rule.ok_or(Unfit::UnknownRule)?;
    if !rule.body.is_about_one_utterance() || rule.kind.reads_notes {
        return Err(Unfit::NotOneUtterance);
    }
    let (plain, spans) = parse_marks(marked.ok_or(Unfit::NoText)?).map_err(|_| Unfit::NoText)?;
    if plain.chars().count() > LONGEST { Err(Unfit::TooLong) } else { Ok((plain, spans)) }
}

fn learn(rule: &Rule, sentences: BTreeMap<String, Judged>, engine: &Engine, lessons: &mut Lessons) -> Lesson {
    let id = rule.info.id.as_str();
    let known: BTreeSet<&str> = rule
        .examples()
        .iter()
        .filter_map(|example| match example.conversation.utterances.as_slice() {
            [only] => Some(only.text.as_ref()),
            _ => None,
        })
        .collect();
    let mut lesson = Lesson { rule: id.to_owned(), ..Lesson::default() };
    for (text, judged) in sentences {
        if known.contains(text.as_str()) {
            lessons.known += 1;
        } else if judged.wrong && !judged.right.is_empty() {
            lessons.note(id, Unfit::Contradicted, judged.marks);
        } else if judged.wrong {
            lesson.good.push(text);
        } else {
            let mut right = judged.right;
            right.sort_unstable();
            right.dedup();
            match fires(rule, engine, &text) == right && !right.is_empty() {
                true => lesson.bad.push(put_marks(&text, &right)),
                false => lessons.note(id, Unfit::OtherAlone, judged.marks),
            }
        }
    }
    lesson
}

/// Returns where a rule fires in a sentence that stands alone, as an example does.
fn fires(rule: &Rule, engine: &Engine, text: &str) -> Vec<Span> {
    let utterance = Utterance {
        role: rule.role.first().unwrap_or(Role::Agent),
        text: Cow::Borrowed(text),
        template: rule.kind.reads_replies,
        ..Utterance::default()
    };
    let conversation = Conversation { utterances: vec![utterance], ..Conversation::default() };
    let (_, findings) = engine.check_rule(&rule.info.id, &conversation);
    let mut spans: Vec<Span> = findings.iter().map(|finding| finding.span).collect();
    spans.sort_unstable();
    spans
}

#[cfg(test)]
mod tests {
    use super::super::marks::{Mark, Verdict};
    use super::super::tests::mark;
    use super::*;
    use huashu_rulebook::{Diagnostics, NoFiles};

    #[test]
    fn sentences_become_examples_or_say_why_not() {
        let toml = concat!(
            "[[rule]]\nid = 'a/b'\nphrases = ['不知道']\nbad = ['早已⟦不知道⟧']\n",
            "[[rule]]\nid = 'a/c'\nkind = 'require'\nphrases = ['再见']\n",
        );
        let mut sink = Diagnostics::default();
        let rulebook = Rulebook::load_text("t.toml", toml, &NoFiles, &mut sink);
        let engine = Engine::compile(&rulebook, &mut sink, &|_| true);
        let mut marks = Marks::default();
        for (number, (rule, text, verdict)) in [
            ("a/b", "您不⟦知道⟧", Verdict::Right),
            ("a/b", "我⟦不知道⟧", Verdict::Right),
            ("a/b", "⟦不知道⟧您方便吗", Verdict::Wrong),
            ("a/b", "早已⟦不知道⟧", Verdict::Right),
            ("a/b", "", Verdict::Right),
            ("a/b", "也⟦不知道⟧", Verdict::Unsure),
            ("a/c", "好的", Verdict::Wrong),
            ("a/d", "好的", Verdict::Wrong),
        ]
        .into_iter()
        .enumerate()
        {
            marks.add(Mark { text: text.to_owned(), ..mark(&number.to_string(), rule, "甲", verdict) });
        }
        let learnt = lessons(&marks, &rulebook, &engine);
        let lesson = |good: &str, bad: &str| Lesson {
            rule: "a/b".to_owned(),
            good: vec![good.to_owned()],
            bad: vec![bad.to_owned()],
        };
        assert_eq!(learnt.lessons, [lesson("不知道您方便吗", "我⟦不知道⟧")]);
        assert_eq!(learnt.known, 1);
        let unfit: Vec<_> = learnt.unfit.keys().map(|(rule, unfit)| (rule.as_str(), *unfit)).collect();
        assert_eq!(
            unfit,
            [
                ("a/b", Unfit::NoText),
                ("a/b", Unfit::OtherAlone),
                ("a/c", Unfit::NotOneUtterance),
                ("a/d", Unfit::UnknownRule)
            ]
        );
    }
}
