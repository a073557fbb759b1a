//! Why an utterance did, or did not, breach a rule: every occurrence and what became of it.

use crate::engine::matching::matches::Matches;
use crate::engine::matching::occurrence::Reason;
use crate::engine::matching::text_pool::TextPool;
use crate::engine::session::Engine;
use huashu_model::text::Span;
use huashu_model::transcript::Conversation;
use huashu_rulebook::Subject;

/// What became of an occurrence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It is a hit.
    Accepted,
    /// It is none.
    Rejected(Reason),
}

/// An occurrence of what a rule seeks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TracedHit {
    /// Bytes of the folded text.
    pub span: Span,
    /// What became of it.
    pub decision: Decision,
    /// Of whom its clause speaks, where that matters to the rule.
    pub subject: Option<Subject>,
}

/// A rule that was tried on an utterance.
#[derive(Debug, Clone, PartialEq)]
pub struct TracedRule {
    /// The rule.
    pub id: String,
    /// Every occurrence, in order.
    pub hits: Vec<TracedHit>,
}

/// An utterance as the rules see it.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// The folded text.
    pub folded: String,
    /// Rules of which something occurs.
    pub rules: Vec<TracedRule>,
    /// Number of rules that were tried.
    pub tried: usize,
}

impl Engine {
    /// Traces every rule on one utterance of a conversation; on one that is not there, none.
    pub fn trace(&self, conversation: &Conversation<'_>, utterance: usize) -> Trace {
        let mut pool = TextPool::default();
        let matches = Matches::new(conversation, &self.program, &mut pool);
        let mut rules = Vec::new();
        if utterance >= matches.conversation.len() {
            return Trace { folded: String::new(), rules, tried: 0 };
        }
        for rule in &self.rules {
            let mut hits = Vec::new();
            for matcher in rule.check.explained_by() {
                let asks = matches.program().matcher(matcher).asks_for_subject();
                let subject = |span| asks.then(|| matches.spoken_of(utterance, span).subject);
                let traced = |span, decision| TracedHit { span, decision, subject: subject(span) };
                let mut rejected = Vec::new();
                let accepted = matches.explained(matcher, utterance, &mut |span, reason| {
                    rejected.push(traced(span, Decision::Rejected(reason)));
                });
                hits.extend(accepted.iter().map(|hit| traced(hit.span, Decision::Accepted)));
                hits.extend(rejected);
            }
            if !hits.is_empty() {
                hits.sort_by_key(|hit| hit.span);
                rules.push(TracedRule { id: rule.info.id.clone(), hits });
            }
        }
        Trace { folded: matches.conversation.folded(utterance).to_owned(), rules, tried: self.rules.len() }
    }
}
