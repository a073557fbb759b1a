//! A text with its breaches put right, clause by clause.
//!
//! Only the clauses in breach change; what else was said stays, in order. What
//! a clause tells of the customer's matter is carried over, or the clause is
//! left to a person. Afterwards the text is checked again, and what is still a
//! breach is told. Knows no files and no terminals.

mod examples;
mod facts;
mod grammar;
mod invented;
mod message;
mod placeholder;
mod plan;
mod polish;

use std::borrow::Cow;
use std::sync::Arc;

use crate::engine::{Engine, Rewritings};
use huashu_model::finding::Finding;
use huashu_model::text::Span;
use huashu_model::transcript::{Conversation, Role};
use message::{Message, clauses, is_greeting};
use plan::{Plan, plan};

pub use examples::run_rewrite_examples;
pub use invented::invented_facts;
pub use placeholder::placeholders;

/// A text put right as far as it can be.
#[derive(Debug, Clone, PartialEq)]
pub struct Reworded {
    /// The new text.
    pub text: String,
    /// The same in other words, where rules have several.
    pub alternatives: Vec<String>,
    /// Whether a person must read it before it is sent: unless every change was safe, nothing is left and nothing is to
    /// be filled in.
    pub needs_review: bool,
    /// What was wrong with the text as it was.
    pub findings: Vec<Finding>,
    /// What is still wrong with the new text.
    pub left: Vec<Finding>,
    /// What has to be filled in, as bytes of the new text.
    pub placeholders: Vec<Span>,
}

/// What a text came to by the rules.
#[derive(Debug)]
pub struct Judged {
    findings: Vec<Finding>,
    rewritings: Arc<Rewritings>,
    /// Whether clauses alone are put right: nothing is put in front, and a message of which nothing is left is empty.
    clauses_alone: bool,
}

impl Judged {
    /// Puts findings beside the engine that made them.
    pub fn new(findings: Vec<Finding>, engine: &Engine) -> Self {
        Judged { findings, rewritings: Arc::clone(&engine.rewritings), clauses_alone: false }
    }
}

/// Checks texts.
pub trait Judge {
    /// Checks a text.
    fn judge(&mut self, text: &str) -> Judged;

    /// Is told beforehand of texts that it will probably be asked about.
    fn expect(&mut self, _texts: &[String]) {}

    /// Returns what is known without being said in the draft: names of placeholders, and what they stand for.
    fn known(&self) -> &[(&'static str, String)] {
        &[]
    }
}

impl<F: FnMut(&str) -> Judged> Judge for F {
    fn judge(&mut self, text: &str) -> Judged {
        self(text)
    }
}

/// A judge that knows something.
#[derive(Debug)]
pub struct Informed<J> {
    /// Who checks.
    pub judge: J,
    /// Names of placeholders, and what they stand for.
    pub known: Vec<(&'static str, String)>,
}

impl<J: Judge> Judge for Informed<J> {
    fn judge(&mut self, text: &str) -> Judged {
        self.judge.judge(text)
    }

    fn known(&self) -> &[(&'static str, String)] {
        &self.known
    }
}

/// Rounds in which a text is rewritten and checked again; what one rewriting brings up, the next may settle.
const MOST_ROUNDS: usize = 4;
/// Findings up to which a text is rewritten. One that has more is no draft that clauses could be put right in.
const MOST_FINDINGS: usize = 64;
/// The most texts in other words.
const MOST_ALTERNATIVES: usize = 3;

/// Returns a text as a conversation in which an agent says nothing else.
pub fn draft_conversation(text: &str) -> Conversation<'_> {
    let mut conversation = Conversation::from_turns([(Role::Agent, text)]);
    conversation.utterances.iter_mut().for_each(|utterance| utterance.template = true);
    Conversation { id: Some(Cow::Borrowed("draft")), ..conversation }
}

/// Puts a text right as far as the rules say how.
pub fn reword(text: &str, judge: &mut dyn Judge) -> Reworded {
    let judged = judge.judge(text);
    if judged.findings.len() > MOST_FINDINGS {
        let (text, left) = (text.to_owned(), judged.findings.clone());
        let placeholders = placeholders(&text);
        let (alternatives, findings) = (Vec::new(), judged.findings);
        return Reworded { text, alternatives, needs_review: true, findings, left, placeholders };
    }
    judge.expect(&next_texts(text, &judged));
    let first = rewritten(text, &judged, judge, 0);
    let mut alternatives: Vec<String> = Vec::new();
    for choice in 1..first.wordings.min(MOST_ALTERNATIVES + 1) {
        let other = rewritten(text, &judged, judge, choice);
        let is_new = other.text != first.text && !alternatives.contains(&other.text);
        if is_new && other.left.len() <= first.left.len() {
            alternatives.push(other.text);
        }
    }
    let placeholders = placeholders(&first.text);
    let needs_review = !first.is_safe || !first.left.is_empty() || !placeholders.is_empty();
    Reworded {
        text: first.text,
        alternatives,
        needs_review,
        findings: judged.findings,
        left: first.left,
        placeholders,
    }
}

/// Returns what a text becomes in the first round, with each choice of wordings.
fn next_texts(text: &str, judged: &Judged) -> Vec<String> {
    let mut texts = Vec::new();
    for choice in 0..=MOST_ALTERNATIVES {
        let plan = plan(text, &judged.findings, &judged.rewritings, choice, false, true);
        texts.extend(applied(text, &plan));
        if choice + 1 >= plan.wordings {
            break;
        }
    }
    texts
}

/// A text rewritten with one choice of wordings.
struct Rewritten {
    text: String,
    left: Vec<Finding>,
    is_safe: bool,
    wordings: usize,
    /// Whether clauses went.
    drops: bool,
}

impl Rewritten {
    /// Returns whether all that is said is still in breach.
    fn is_all_breach(&self) -> bool {
        let mut said = clauses(&self.text).into_iter().filter(|clause| !is_greeting(clause.of(&self.text)));
        let is_breach = |clause: Span| {
            self.left.iter().any(|finding| finding.absence.is_none() && finding.span.overlaps(clause))
        };
        !self.left.is_empty() && said.all(is_breach)
    }
}

/// Rewrites a text. Where nothing would be left but what is in breach, nothing goes: a person has to write it anew, and
/// sees all of it.
fn rewritten(text: &str, judged: &Judged, judge: &mut dyn Judge, choice: usize) -> Rewritten {
    let state = rewritten_where(text, judged, judge, choice, true);
    if !state.drops || judged.clauses_alone || !state.is_all_breach() {
        return state;
    }
    rewritten_where(text, judged, judge, choice, false)
}

fn rewritten_where(text: &str, judged: &Judged, judge: &mut dyn Judge, choice: usize, may_drop: bool) -> Rewritten {
    let left = judged.findings.clone();
    let mut state = Rewritten { text: text.to_owned(), left, is_safe: true, wordings: 1, drops: false };
    let mut has_suggestion = false;
    let mut rewritings = Arc::clone(&judged.rewritings);
    for _ in 0..MOST_ROUNDS {
        let mut plan = plan(&state.text, &state.left, &rewritings, choice, has_suggestion, may_drop);
        if judged.clauses_alone {
            plan.leads.clear();
            plan.instead = Some(String::new());
        }
        let Some(next) = applied(&state.text, &plan).filter(|next| *next != state.text) else { break };
        has_suggestion |= plan.has_suggestion;
        state.drops |= plan.drops();
        state.is_safe &= plan.is_safe && plan.leads.is_empty();
        state.wordings = state.wordings.max(plan.wordings);
        let judged = judge.judge(&next);
        (state.text, state.left, rewritings) = (next, judged.findings, judged.rewritings);
        if state.left.is_empty() {
            break;
        }
    }
    if let Some(filled) = filled_in(&state.text, judge.known()) {
        (state.left, state.is_safe) = (judge.judge(&filled).findings, false);
        state.text = filled;
    }
    state
}

/// Puts what is known in place of placeholders; `None` where there is nothing to fill in.
fn filled_in(text: &str, known: &[(&'static str, String)]) -> Option<String> {
    let mut filled = text.to_owned();
    for (name, value) in known {
        filled = filled.replace(&format!("〔{name}〕"), value);
    }
    (filled != text).then_some(filled)
}

/// Carries out a plan; `None` where it changes nothing.
fn applied(text: &str, plan: &Plan) -> Option<String> {
    if plan.edits.is_empty() && plan.leads.is_empty() {
        return None;
    }
    let mut message = Message::edited(text, &plan.edits);
    if message.is_spent() {
        if !message.put_instead(plan.instead.as_deref()) {
            // What would leave nothing to send is left to a person.
            return plan.drops().then(|| applied(text, &plan.without_drops())).flatten();
        }
    } else {
        message.tell_alone();
    }
    let changes_clauses = plan.edits.iter().any(|edit| edit.is_whole);
    let new = message.assembled();
    let new = if changes_clauses { polish::formal(&polish::without_doubles(&new, text)) } else { new };
    Some(polish::with_lead(&new, &plan.leads))
}

#[cfg(test)]
mod tests;
