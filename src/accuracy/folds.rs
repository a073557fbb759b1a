//! Parts of the labels that can be kept back: rules are written on some, and figures are believed on the others.
//!
//! A label falls into a part by a hash of what it speaks of, so that it stays there whatever else is labelled later
//! and on whatever machine. Knows no findings.

use std::hash::{Hash, Hasher};

use siphasher::sip::SipHasher13;

use super::labels::Labels;

/// What is kept together in one fold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FoldBy {
    /// Everything said in one conversation.
    #[default]
    Conversation,
    /// Everything of one log file.
    Source,
}

/// A division of labels into folds of about the same size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Folds {
    /// How many there are; at least 1.
    pub count: u64,
    /// What is kept together.
    pub by: FoldBy,
}

impl Folds {
    /// Returns the number of the fold that a conversation falls into, counting from 1.
    pub fn fold_of(&self, source: Option<&str>, conversation: &str) -> u64 {
        let mut hasher = SipHasher13::new();
        source.unwrap_or_default().hash(&mut hasher);
        if self.by == FoldBy::Conversation {
            conversation.hash(&mut hasher);
        }
        hasher.finish() % self.count.max(1) + 1
    }

    /// Returns the labels whose fold `wanted` accepts.
    pub fn part(&self, labels: &Labels, wanted: impl Fn(u64) -> bool) -> Labels {
        let of =
            |source: &Option<String>, conversation: &str| wanted(self.fold_of(source.as_deref(), conversation));
        let utterances = labels.utterances.iter().filter(|label| of(&label.source, &label.conversation));
        let conversations = labels.conversations.iter().filter(|label| of(&label.source, &label.conversation));
        Labels { utterances: utterances.cloned().collect(), conversations: conversations.cloned().collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels() -> Labels {
        let mut labels = Labels::default();
        let row = |conversation: usize, utterance: usize| {
            format!(
                r#"{{"source":"s{}","conversation":"c{conversation}","utterance":{utterance},"violations":[]}}"#,
                conversation % 3
            )
        };
        let rows: Vec<String> =
            (0..200).flat_map(|conversation| [row(conversation, 0), row(conversation, 1)]).collect();
        assert!(labels.add("labels.jsonl", &rows.join("\n")).is_empty());
        labels
    }

    #[test]
    fn folds_hold_every_label_once_and_conversations_whole() {
        let labels = labels();
        for by in [FoldBy::Conversation, FoldBy::Source] {
            let folds = Folds { count: 5, by };
            let parts: Vec<Labels> = (1..=5).map(|fold| folds.part(&labels, |other| other == fold)).collect();
            assert_eq!(parts.iter().map(Labels::len).sum::<usize>(), labels.len());
            for part in &parts {
                assert_eq!(part.len() % 2, 0, "both utterances of a conversation stand in one fold");
            }
            let rest = folds.part(&labels, |fold| fold != 2);
            assert_eq!(rest.len() + parts[1].len(), labels.len());
        }
        let sizes = (1..=5)
            .map(|fold| Folds { count: 5, by: FoldBy::Conversation }.part(&labels, |other| other == fold).len());
        assert!(sizes.into_iter().all(|size| (40..=120).contains(&size)));
    }

    #[test]
    fn a_fold_stays_whatever_the_machine() {
        let folds = Folds { count: 5, by: FoldBy::Conversation };
        let known: Vec<u64> = (0..8).map(|number| folds.fold_of(Some("shop"), &format!("c{number}"))).collect();
        assert_eq!(known, [5, 2, 4, 1, 4, 5, 5, 5]);
    }
}
