//! From breaches to findings: places in the original text, fingerprints, context.

use std::cell::RefCell;
use std::hash::Hasher;
use std::sync::Arc;

use hashbrown::HashMap;
use siphasher::sip::SipHasher13;

use super::breach::Breach;
use super::confidence::Judge;
use crate::engine::matching::conversation::PreparedConversation;
use crate::engine::matching::matches::Matches;
use huashu_model::finding::{ContextLine, Finding, Location, RuleInfo};
use huashu_model::text::Span;
use huashu_model::transcript::Utterance;

/// Makes findings of one conversation's breaches.
pub(crate) struct FindingMaker<'m, 'd> {
    judge: Judge<'m, 'd>,
    conversation: &'m PreparedConversation<'d>,
    /// Utterances shown on either side of a finding.
    context: usize,
    /// Texts given to findings so far: a long utterance with many findings is not copied for each.
    texts: RefCell<HashMap<usize, Arc<str>>>,
}

impl<'m, 'd> FindingMaker<'m, 'd> {
    pub(crate) fn new(matches: &'m Matches<'d>, context: usize) -> Self {
        FindingMaker {
            judge: Judge::new(matches),
            conversation: &matches.conversation,
            context,
            texts: RefCell::default(),
        }
    }

    fn text(&self, utterance: usize) -> Arc<str> {
        let said = || Arc::from(self.conversation.utterances()[utterance].text.as_ref());
        Arc::clone(self.texts.borrow_mut().entry(utterance).or_insert_with(said))
    }

    pub(crate) fn make(&self, rule: &Arc<RuleInfo>, breach: Breach) -> Finding {
        let conversation = self.conversation.as_read;
        let utterance = &conversation.utterances[breach.utterance];
        let span = match breach.span {
            Some(span) => self.conversation.text(breach.utterance).folded.to_original(span),
            None => Span::new(0, utterance.text.len()),
        };
        let location = Location {
            file: Arc::clone(&conversation.place.file),
            line: utterance.line.unwrap_or(conversation.place.line),
            conversation: self.conversation.name(),
            cell: conversation.place.cell.clone(),
        };
        let (confidence, grounds) = self.judge.judge(rule, &breach);
        let whole = || conversation.agent.id.as_deref().or(conversation.agent.name.as_deref());
        let agent = conversation.agent_of(breach.utterance).or_else(whole);
        let fingerprint = fingerprint(&rule.id, &location, &breach, span, utterance);
        let text = self.text(breach.utterance);
        let mut finding = Finding::new(Arc::clone(rule), location, breach.utterance, utterance.role, text, span);
        finding.message = breach.message;
        finding.agent = agent.map(str::to_owned);
        finding.time = utterance.time;
        finding.anchor = breach.anchor;
        finding.absence = breach.absence;
        finding.confidence = confidence;
        finding.grounds = grounds;
        finding.context = self.context(breach.utterance);
        finding.fingerprint = fingerprint;
        finding
    }

    fn context(&self, at: usize) -> Vec<ContextLine> {
        if self.context == 0 {
            return Vec::new();
        }
        let utterances = self.conversation.utterances();
        let window = at.saturating_sub(self.context)..(at + self.context + 1).min(utterances.len());
        let line = |index: usize| ContextLine {
            utterance: index,
            role: utterances[index].role,
            speaker: speaker(&utterances[index]),
            time: utterances[index].time,
            text: self.text(index),
        };
        window.filter(|index| *index != at).map(line).collect()
    }
}

fn speaker(utterance: &Utterance<'_>) -> Option<String> {
    utterance.name.as_deref().or(utterance.agent_id.as_deref()).map(str::to_owned)
}

/// Names a finding by its rule, conversation, place in the conversation and words, never by file or line.
fn fingerprint(rule: &str, location: &Location, breach: &Breach, span: Span, utterance: &Utterance<'_>) -> String {
    let mut hasher = SipHasher13::new();
    let words = utterance.text.get(span.start..span.end).unwrap_or_default();
    for part in [rule, &location.conversation, words] {
        hasher.write(part.as_bytes());
        hasher.write_u8(0xff);
    }
    hasher.write_u64(breach.utterance as u64);
    hasher.write_u64(span.start as u64);
    hasher.write_u64(breach.anchor.map_or(u64::MAX, |anchor| anchor as u64));
    let digit = |nibble: u64| char::from(b"0123456789abcdef"[(nibble & 15) as usize]);
    let hash = hasher.finish();
    (0..16).rev().map(|place| digit(hash >> (4 * place))).collect()
}
