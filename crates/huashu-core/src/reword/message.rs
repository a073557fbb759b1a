//! A message as clauses and what stands between them, put together again after some were changed.

use super::grammar::{asks, full_stop, is_fragment};
use huashu_model::text::{Sentences, Span, fold, is_significant};
use huashu_rulebook::RewritePosition;

/// A message: what stands before its first clause, and the clauses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Message {
    /// What stands before the first clause.
    pub(super) prefix: String,
    pub(super) units: Vec<Unit>,
}

/// One clause, or several that were changed as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unit {
    /// The words; empty where they go.
    pub(super) words: String,
    /// What separates them from the next.
    pub(super) separator: String,
    /// Whether the words were put in place of what was said.
    pub(super) is_new: bool,
    /// What stands there where nothing else of the message is left.
    pub(super) alone: Option<String>,
    /// Where it is put.
    position: Option<RewritePosition>,
}

/// What replaces some bytes of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    /// The bytes.
    pub(super) span: Span,
    /// What stands there instead; empty where the words go.
    pub(super) words: String,
    /// Whether the span is the whole of its clauses.
    pub(super) is_whole: bool,
    /// What stands there where nothing else of the message is left.
    pub(super) alone: Option<String>,
    /// Where it is put.
    pub(super) position: Option<RewritePosition>,
}

impl Edit {
    pub(super) fn new(span: Span, words: String, is_whole: bool) -> Edit {
        Edit { span, words, is_whole, alone: None, position: None }
    }

    /// Returns whether clauses go, and nothing stands in their place.
    pub(super) fn is_drop(&self) -> bool {
        self.is_whole && self.words.is_empty()
    }
}

/// Finds the clauses of a text, as bytes of it.
pub(super) fn clauses(text: &str) -> Vec<Span> {
    let folded = fold(text);
    let mut found: Vec<Span> = Vec::new();
    for clause in Sentences::new(folded.text()).clauses() {
        let clause = folded.to_original(clause);
        let from = found.last().map_or(0, |last| last.end);
        if clause.start >= from && !clause.is_empty() {
            found.push(clause);
        }
    }
    found
}

impl Message {
    /// Cuts a text into its clauses and applies edits, which are in order and apart.
    pub(super) fn edited(text: &str, edits: &[Edit]) -> Message {
        let clauses = clauses(text);
        let prefix = text.get(..clauses.first().map_or(text.len(), |first| first.start)).unwrap_or_default();
        let mut message = Message { prefix: prefix.to_owned(), units: Vec::new() };
        let mut next = 0;
        while next < clauses.len() {
            let mut end = next + 1;
            let mut span = clauses[next];
            let mut inside: Vec<&Edit> = Vec::new();
            for edit in edits.iter().filter(|edit| edit.span.start >= clauses[next].start) {
                if edit.span.start >= span.end {
                    break;
                }
                inside.push(edit);
                while end < clauses.len() && clauses[end].start < edit.span.end {
                    end += 1;
                }
                span = Span::new(span.start, clauses[end - 1].end.max(edit.span.end));
            }
            let after = clauses.get(end).map_or(text.len(), |clause| clause.start);
            let separator = text.get(span.end..after).unwrap_or_default().to_owned();
            message.units.push(Unit::edited(text, span, separator, &inside));
            next = end;
        }
        message
    }

    /// Returns whether so much went that nothing is left but a greeting, a form of address or a fragment.
    pub(super) fn is_spent(&self) -> bool {
        self.units.iter().any(Unit::is_silent) && !self.units.iter().any(Unit::says_something)
    }

    /// Puts `instead` where all that was said went, or what a clause that went is by itself. Returns whether there is
    /// something to put.
    pub(super) fn put_instead(&mut self, instead: Option<&str>) -> bool {
        let number = self.units.iter().position(|unit| unit.is_silent() && unit.alone.is_some());
        let number = number.or_else(|| self.units.iter().rposition(Unit::is_silent));
        let Some(unit) = number.and_then(|number| self.units.get_mut(number)) else { return false };
        let Some(words) = unit.alone.take().or(instead.map(str::to_owned)) else { return false };
        (unit.words, unit.is_new) = (words, true);
        true
    }

    /// Gives the only clause that says something the words that it has by itself.
    pub(super) fn tell_alone(&mut self) {
        let mut speaking = self.units.iter_mut().filter(|unit| unit.says_something());
        if let (Some(unit), None) = (speaking.next(), speaking.next())
            && let Some(alone) = unit.alone.take()
        {
            unit.words = alone;
        }
    }

    /// Returns the message as a text: what went leaves no marks behind, what is said twice stands once, and one question
    /// stands at the end.
    pub(super) fn assembled(mut self) -> String {
        self.drop_twins();
        let (first, last) = self.take_moved();
        self.join_gaps();
        self.units.retain(|unit| !unit.is_silent());
        self.put_moved(first, last);
        self.ask_once();
        let last = self.units.len().saturating_sub(1);
        for (number, unit) in self.units.iter_mut().enumerate().filter(|(_, unit)| unit.is_new) {
            unit.settle_end(number == last);
        }
        let prefix = match self.units.first() {
            Some(first) if first.is_new => self.prefix.trim_start_matches(is_mark),
            _ => &self.prefix,
        };
        let units = self.units.iter().map(|unit| format!("{}{}", unit.words, unit.separator));
        format!("{prefix}{}", units.collect::<String>())
    }

    /// Takes new clauses away that say what another clause says.
    fn drop_twins(&mut self) {
        for number in 0..self.units.len() {
            let says = self.units[number].essence().to_owned();
            let is_twin = |(other, unit): (usize, &Unit)| {
                other != number && unit.essence() == says && (other < number || !unit.is_new)
            };
            if self.units[number].is_new && !says.is_empty() && self.units.iter().enumerate().any(is_twin) {
                self.units[number].words.clear();
            }
        }
    }

    /// Takes the clauses out that stand elsewhere: first those in front of all others, then those behind.
    fn take_moved(&mut self) -> (Vec<Unit>, Vec<Unit>) {
        let (mut first, mut last) = (Vec::new(), Vec::new());
        let speaking: Vec<usize> = (0..self.units.len()).filter(|at| self.units[*at].says_something()).collect();
        for at in &speaking {
            let is_there = match self.units[*at].position {
                Some(RewritePosition::First) => speaking.first() == Some(at),
                Some(RewritePosition::Last) => speaking.last() == Some(at),
                None => true,
            };
            if is_there {
                continue;
            }
            let words = std::mem::take(&mut self.units[*at].words);
            let moved = Unit { words, separator: "，".to_owned(), ..self.units[*at].clone() };
            match moved.position {
                Some(RewritePosition::First) => first.push(moved),
                _ => last.push(moved),
            }
        }
        (first, last)
    }

    fn put_moved(&mut self, first: Vec<Unit>, last: Vec<Unit>) {
        let greetings = self.units.iter().take_while(|unit| !unit.says_something()).count();
        self.units.splice(greetings..greetings, first);
        for mut unit in last {
            if let Some(before) = self.units.last_mut() {
                let ends = strength(&before.separator) >= Strength::Sentence;
                unit.separator = if ends { full_stop(&unit.words).to_owned() } else { before.separator.clone() };
                if !ends {
                    before.separator = "，".to_owned();
                }
            }
            self.units.push(unit);
        }
    }

    /// Gives what separates a clause that went to the one before it, where it is the stronger.
    fn join_gaps(&mut self) {
        let is_ended = self.units.last().is_none_or(|unit| !unit.separator.is_empty());
        let mut kept: Option<usize> = None;
        for number in 0..self.units.len() {
            if !self.units[number].is_silent() {
                kept = Some(number);
                continue;
            }
            let mut separator = std::mem::take(&mut self.units[number].separator);
            // What asked is gone.
            if separator.contains(['？', '?']) && !kept.is_some_and(|kept| asks(&self.units[kept].words)) {
                let stop = kept.map_or("。", |kept| full_stop(&self.units[kept].words));
                separator = separator.replace(['？', '?'], stop).replace("。。", "。");
            }
            if let Some(kept) = kept
                && strength(&separator) > strength(&self.units[kept].separator)
            {
                self.units[kept].separator = separator;
            }
        }
        if let Some(kept) = kept
            && kept + 1 < self.units.len()
            && strength(&self.units[kept].separator) < Strength::Sentence
        {
            // Nothing follows, so nothing is to be separated from it.
            let stop = full_stop(&self.units[kept].words);
            self.units[kept].separator = if is_ended { stop.to_owned() } else { String::new() };
        }
    }

    /// Takes 好吗 and its like from all new clauses but the last of the message.
    fn ask_once(&mut self) {
        let last = self.units.len().saturating_sub(1);
        let ends = |unit: &Unit| unit.words.ends_with(['？', '?']) || unit.separator.starts_with(['？', '?']);
        let is_asked = self.units.last().is_some_and(ends);
        for (number, unit) in self.units.iter_mut().enumerate() {
            if unit.is_new && (number < last || !is_asked) {
                unit.assert();
            }
        }
    }
}

impl Unit {
    fn edited(text: &str, span: Span, separator: String, edits: &[&Edit]) -> Unit {
        let mut words = String::new();
        let mut at = span.start;
        for edit in edits {
            words.push_str(text.get(at..edit.span.start).unwrap_or_default());
            words.push_str(&edit.words);
            at = edit.span.end;
        }
        words.push_str(text.get(at..span.end).unwrap_or_default());
        let is_new = matches!(edits, [edit] if edit.is_whole && edit.span == span);
        let words = match (edits, is_new) {
            ([], _) => words,
            // Marks in front of which a slot is empty.
            (_, true) => words.trim_start_matches(is_mark).to_owned(),
            // Marks that the words which went leave at the ends.
            (_, false) => words.trim_matches(is_mark).to_owned(),
        };
        let own = edits.first().filter(|_| is_new);
        let (alone, position) = own.map_or((None, None), |edit| (edit.alone.clone(), edit.position));
        Unit { words, separator, is_new, alone, position }
    }

    /// Returns whether it is more than a greeting or a fragment.
    fn says_something(&self) -> bool {
        !self.is_silent() && !is_greeting(&self.words) && !is_fragment(&self.words)
    }

    /// Returns what it says, but for marks and a request's tail.
    fn essence(&self) -> &str {
        let bare = self.words.trim_matches(is_mark);
        let tail = TAILS.iter().find_map(|tail| bare.strip_suffix(tail));
        tail.map_or(bare, |rest| rest.trim_end_matches(is_mark))
    }

    /// Returns whether nothing of it is left.
    fn is_silent(&self) -> bool {
        !self.words.contains(is_significant)
    }

    /// Takes a request's tail, 好吗, away.
    fn assert(&mut self) {
        let bare = self.words.trim_end_matches(['？', '?']);
        for tail in TAILS {
            if let Some(rest) = bare.strip_suffix(tail) {
                let rest = rest.trim_end_matches(['，', ',', ' ']);
                if rest.contains(is_significant) {
                    self.words = format!("{rest}。");
                }
                return;
            }
        }
    }

    /// Makes the end mark of new words and what separated the old ones one mark.
    fn settle_end(&mut self, is_last: bool) {
        let bare = self.words.trim_end_matches(is_mark).len();
        let own = self.words.split_off(bare);
        let asks_itself = own.contains(['？', '?']);
        let rest: String = self.separator.trim_start_matches(is_mark).to_owned();
        let marked = self.separator.len() > rest.len();
        let closing = own.chars().next_back();
        self.separator = match (marked, closing) {
            // The message went on, and goes on as it did; a question stays one.
            (true, _) if asks_itself => format!("{}{rest}", if self.words.is_ascii() { '?' } else { '？' }),
            // A statement in a question's place.
            (true, _) if self.separator.trim_start().starts_with(['？', '?']) && !asks(&self.words) => {
                format!("{}{rest}", full_stop(&self.words))
            }
            (true, Some(_) | None) => return,
            (false, Some(mark)) if is_last || self.separator.trim().is_empty() => {
                format!("{mark}{}", if is_last { &self.separator } else { rest.trim_start() })
            }
            (false, _) => return,
        };
    }
}

/// What a request may end in.
const TAILS: [&str; 7] = ["您看可以吗", "您看好吗", "您看行吗", "可以吗", "好吗", "行吗", "好不好"];

/// How strongly a separator separates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    None,
    Clause,
    Sentence,
}

fn strength(separator: &str) -> Strength {
    match separator {
        "" => Strength::None,
        marks if marks.contains(['。', '！', '!', '？', '?', '；', ';', '\n', '…']) => Strength::Sentence,
        _ => Strength::Clause,
    }
}

/// Returns whether what separates two clauses ends a sentence.
pub(super) fn ends_sentence(separator: &str) -> bool {
    strength(separator) == Strength::Sentence
}

/// Returns whether a character is one of the usual marks.
pub(super) fn is_mark(c: char) -> bool {
    "，,。.！!？?；;：:、~～".contains(c) || c.is_whitespace()
}

/// Returns whether words are a greeting or a form of address and nothing else.
pub(super) fn is_greeting(words: &str) -> bool {
    const GREETINGS: [&str; 26] = [
        "您好",
        "你好",
        "亲",
        "亲亲",
        "亲爱的",
        "哈喽",
        "嗨",
        "hi",
        "hello",
        "先生",
        "女士",
        "先生您好",
        "女士您好",
        "亲您好",
        "亲你好",
        "您好亲",
        "早上好",
        "上午好",
        "中午好",
        "下午好",
        "晚上好",
        "尊敬的客户",
        "在的",
        "在的亲",
        "好的",
        "嗯",
    ];
    let bare: String = words.chars().filter(|c| is_significant(*c)).collect();
    let titled = bare.chars().count() <= 4 && ["先生", "女士", "小姐"].iter().any(|title| bare.ends_with(title));
    bare.is_empty() || titled || GREETINGS.contains(&bare.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Replaces words by others, `-` for nothing.
    fn edited(text: &str, edits: &[(&str, &str)]) -> String {
        let edits: Vec<Edit> = edits
            .iter()
            .map(|(words, instead)| {
                let start = text.find(words).expect("the words");
                let words = Span::new(start, start + words.len());
                let is_whole = clauses(text).iter().any(|clause| clause.start == words.start);
                Edit::new(words, instead.trim_matches('-').to_owned(), is_whole)
            })
            .collect();
        Message::edited(text, &edits).assembled()
    }

    #[test]
    fn what_goes_leaves_no_marks_behind() {
        for (text, gone, left) in [
            ("甲乙，丙丁。", "丙丁", "甲乙。"),
            ("甲乙，丙丁", "丙丁", "甲乙"),
            ("甲乙。丙丁，戊己", "丙丁", "甲乙。戊己"),
            ("甲乙，丙丁。戊己", "丙丁", "甲乙。戊己"),
            ("甲乙，丙丁", "甲乙", "丙丁"),
            ("甲乙 丙丁 戊己", "丙丁", "甲乙 戊己"),
            ("甲乙？丙丁。", "丙丁", "甲乙？"),
            ("甲乙，丙丁？", "丙丁", "甲乙。"),
            ("甲乙吗，丙丁？", "丙丁", "甲乙吗？"),
            ("甲乙\n丙丁\n戊己", "丙丁", "甲乙\n戊己"),
        ] {
            assert_eq!(edited(text, &[(gone, "-")]), left, "{text}");
        }
    }

    #[test]
    fn new_words_take_the_marks_of_the_old_ones() {
        for (text, old, new, whole) in [
            ("甲乙，丙丁。", "丙丁", "请您丙，好吗？", "甲乙，请您丙，好吗？"),
            ("甲乙，丙丁", "丙丁", "请您丙，好吗？", "甲乙，请您丙，好吗？"),
            ("甲乙，丙丁", "甲乙", "请您甲，好吗？", "请您甲，丙丁"),
            ("甲乙。丙丁。", "甲乙", "请您甲，好吗？", "请您甲。丙丁。"),
            ("甲乙", "甲乙", "我帮您甲。", "我帮您甲。"),
            ("甲乙！", "甲乙", "我帮您甲。", "我帮您甲！"),
            ("甲乙？", "甲乙", "我帮您甲", "我帮您甲。"),
            ("甲乙？", "甲乙", "您要办什么", "您要办什么？"),
            ("甲乙，丙丁", "丙丁", "甲乙", "甲乙"),
            ("甲乙，丙丁", "丙丁", "，我帮您丙", "甲乙，我帮您丙"),
            ("甲乙，丙丁", "甲乙", "我帮您甲。", "我帮您甲，丙丁"),
        ] {
            assert_eq!(edited(text, &[(old, new)]), whole, "{text}");
        }
    }
}
