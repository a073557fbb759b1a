//! Of whom a clause speaks: the agent's side, the customer, a third party, or nobody who is named.
//!
//! Decided for a hit, from the words of `[subjects]` and in this order:
//!
//! 1. *Named*: the nearest mention before the hit in its clause. A topic may stand far in front (您这个密码也不知道).
//!    No mentions are: parts of fixed expressions (您好, 其他); objects (帮您, 给他); owners (您的订单) – but what
//!    belongs to the agent's side is the agent's side (我们系统); forms of address (亲) unless the hit follows at once.
//! 2. *Requested*: a request before the hit (请, 麻烦) speaks of the customer.
//! 3. *Served*: something done for the customer (帮您查不到) is done by the agent's side.
//! 4. *Asked*: a clause that asks, and names nobody, asks the customer.
//! 5. *Inherited*: the subject of the nearest of the three clauses before it in the same sentence that has one. There the
//!    agent's side goes first: 您说的我没听清 speaks of the agent.
//! 6. Nobody.
//!
//! Knows no rules; looks at nothing but the text.

use hashbrown::HashMap;

use huashu_model::text::{Sentences, Span, is_significant};
use huashu_rulebook::{Subject, SubjectWords};

/// Clauses back from which a subject is inherited.
const INHERITANCE: usize = 3;
/// Bytes of a clause that are read on either side of a hit.
const CLAUSE_REACH: usize = 600;
/// Characters that may stand between a form of address and the hit that is said of the addressed.
const ADDRESS_REACH: usize = 1;

/// Of whom a clause speaks, and how that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SpokenOf {
    pub(crate) subject: Subject,
    /// Whether it is named or asked in the clause itself, and not gathered from what stands around.
    pub(crate) is_explicit: bool,
}

/// What a word of `[subjects]` does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Mention(Subject),
    Address,
    /// A fixed expression that mentions nobody.
    Fixed,
    /// What stands behind it is an object.
    BeforeObject,
    Request,
}

/// The words by which subjects are found.
#[derive(Debug, Clone, Default)]
pub(crate) struct SubjectFinder {
    /// Words by their first character, the longest first.
    words: HashMap<char, Vec<(String, Part)>>,
    question_ends: Vec<String>,
}

/// What is found in a clause, up to some byte.
#[derive(Debug, Default)]
struct Found {
    /// The mentions, in order.
    mentions: Vec<(Span, Subject)>,
    /// The last form of address.
    address: Option<Span>,
    requests: bool,
    serves_customer: bool,
}

impl SubjectFinder {
    pub(crate) fn new(subjects: &SubjectWords) -> Self {
        let mut finder =
            SubjectFinder { question_ends: subjects.question_ends.clone(), ..SubjectFinder::default() };
        let lists = [
            (&subjects.agent, Part::Mention(Subject::Agent)),
            (&subjects.customer, Part::Mention(Subject::Customer)),
            (&subjects.third, Part::Mention(Subject::Third)),
            (&subjects.address, Part::Address),
            (&subjects.nobody, Part::Fixed),
            (&subjects.before_object, Part::BeforeObject),
            (&subjects.requests, Part::Request),
        ];
        for (words, part) in lists {
            for word in words {
                if let Some(first) = word.chars().next() {
                    finder.words.entry(first).or_default().push((word.clone(), part));
                }
            }
        }
        finder.words.values_mut().for_each(|words| words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len())));
        finder
    }

    /// Returns of whom the clause around a hit speaks.
    pub(crate) fn spoken_of(&self, text: &str, sentences: &Sentences, hit: Span) -> SpokenOf {
        let clause = sentences.clause_at(hit.start);
        let start = text.floor_char_boundary(hit.start.saturating_sub(CLAUSE_REACH).max(clause.start));
        let found = self.found(text, Span::new(start.min(hit.start), hit.start));
        if let Some((_, subject)) = found.mentions.last() {
            return SpokenOf { subject: *subject, is_explicit: true };
        }
        if found.requests || found.address.is_some_and(|address| is_said_of_addressed(text, address, hit)) {
            return SpokenOf { subject: Subject::Customer, is_explicit: true };
        }
        if found.serves_customer {
            return SpokenOf { subject: Subject::Agent, is_explicit: false };
        }
        if self.asks(text, sentences, clause) {
            return SpokenOf { subject: Subject::Customer, is_explicit: false };
        }
        let subject = self.inherited(text, sentences, clause, hit).unwrap_or(Subject::Nobody);
        SpokenOf { subject, is_explicit: false }
    }

    /// Returns the subject of the nearest clause before, in the same sentence, that has one.
    fn inherited(&self, text: &str, sentences: &Sentences, clause: Span, hit: Span) -> Option<Subject> {
        let sentence = sentences.sentence_at(hit.start);
        let mut from = clause.start;
        for _ in 0..INHERITANCE {
            let before = sentences.clause_at(from.checked_sub(1)?);
            if before.start >= from || before.start < sentence.start {
                return None;
            }
            let start = text.floor_char_boundary(before.end.saturating_sub(CLAUSE_REACH).max(before.start));
            let found = self.found(text, Span::new(start, before.end));
            let is_agent = |(_, subject): &(Span, Subject)| *subject == Subject::Agent;
            if found.mentions.iter().any(is_agent) {
                return Some(Subject::Agent);
            }
            if let Some((_, subject)) = found.mentions.last() {
                return Some(*subject);
            }
            if found.requests {
                return Some(Subject::Customer);
            }
            if found.serves_customer {
                return Some(Subject::Agent);
            }
            from = before.start;
        }
        None
    }

    /// Returns whether the clause ends its sentence, and as a question does.
    fn asks(&self, text: &str, sentences: &Sentences, clause: Span) -> bool {
        let sentence = sentences.ended_sentence_at(clause.start);
        let words = text.get(clause.start..sentence.end).unwrap_or_default();
        let last = sentences.sentence_at(clause.start).end == clause.end;
        let trimmed = words.trim_end_matches(|c: char| !is_significant(c));
        let marked = words[trimmed.len()..].contains(['?', '？']);
        last && (marked || self.question_ends.iter().any(|end| trimmed.ends_with(end.as_str())))
    }

    /// Finds the mentions in a part of a clause.
    fn found(&self, text: &str, part: Span) -> Found {
        let mut found = Found::default();
        let mut before_object: Option<usize> = None;
        let mut at = part.start;
        while let Some(c) = text.get(at..part.end).and_then(|rest| rest.chars().next()) {
            let Some((word, kind)) = self.word_at(c, &text[at..part.end]) else {
                at += c.len_utf8();
                continue;
            };
            let span = Span::new(at, at + word.len());
            let is_object = before_object.is_some_and(|end| is_light(&text[end..at]));
            before_object = (kind == Part::BeforeObject).then_some(span.end);
            at = span.end;
            match kind {
                Part::Mention(Subject::Customer) if is_object => found.serves_customer = true,
                Part::Mention(_) if is_object => {}
                Part::Mention(subject) => found.mention(text, span, subject),
                Part::Address => found.address = Some(span),
                Part::Request => found.requests = true,
                Part::Fixed | Part::BeforeObject => {}
            }
        }
        found
    }

    fn word_at(&self, first: char, rest: &str) -> Option<(&str, Part)> {
        let words = self.words.get(&first)?;
        words.iter().find(|(word, _)| rest.starts_with(word.as_str())).map(|(word, part)| (word.as_str(), *part))
    }
}

impl Found {
    /// Adds a mention: what belongs to the agent's side is that side, and an owner gives way to what it owns.
    fn mention(&mut self, text: &str, span: Span, subject: Subject) {
        let owner =
            self.mentions.last().copied().filter(|(owner, _)| matches!(&text[owner.end..span.start], "" | "的"));
        if let Some((owner_span, Subject::Agent)) = owner
            && subject == Subject::Third
        {
            self.mentions.pop();
            self.add(text, Span::new(owner_span.start, span.end), Subject::Agent);
            return;
        }
        self.add(text, span, subject);
    }

    fn add(&mut self, text: &str, span: Span, subject: Subject) {
        // Whose something is, is not who it is about.
        let owns = subject != Subject::Third && text[span.end..].starts_with('的');
        self.mentions.retain(|(other, _)| other.end <= span.start && !text[other.end..].starts_with('的'));
        if !owns || subject == Subject::Agent {
            self.mentions.push((span, subject));
        }
    }
}

/// Returns whether words between a verb and its object are none of their own: 给到您, 转告一下他.
fn is_light(between: &str) -> bool {
    matches!(between, "" | "了" | "过" | "到" | "着" | "下" | "一下" | "了一下" | "过了")
}

/// Returns whether a hit follows a form of address so closely that it is said of the addressed.
fn is_said_of_addressed(text: &str, address: Span, hit: Span) -> bool {
    let between = text.get(address.end..hit.start).unwrap_or_default();
    between.chars().count() <= ADDRESS_REACH && !between.contains(['这', '那', '此'])
}

#[cfg(test)]
mod tests;
