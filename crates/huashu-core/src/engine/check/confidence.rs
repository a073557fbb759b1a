//! How sure a finding is, from grounds that can be stated.
//!
//! A finding is as sure as its weakest ground. Looked at for findings alone.

use super::breach::Breach;
use crate::engine::matching::matches::Matches;
use huashu_model::confidence::{Confidence, Ground};
use huashu_model::finding::RuleInfo;
use huashu_model::text::is_han;

/// Channels of which the texts are what a recogniser made of speech.
const VOICE: &[&str] = &["voice", "call", "phone", "tel", "telephone", "语音", "电话", "热线", "呼入", "呼出"];
/// Fillers that nobody types.
const FILLERS: &[&str] = &["呃", "嗯嗯啊", "那个那个", "这个这个", "就是就是", "我我", "您您", "你你", "就就"];
/// Han characters in a row, without any mark between them, that nobody types.
const LONGEST_TYPED: usize = 40;

/// Returns how sure a breach is, and why.
pub(super) fn confidence_of(matches: &Matches<'_>, rule: &RuleInfo, breach: &Breach) -> (Confidence, Vec<Ground>) {
    let mut grounds = Vec::new();
    match (breach.matcher, breach.span) {
        (Some(matcher), Some(span)) => {
            grounds.push(matches.found_by(matcher, breach.utterance, span).unwrap_or(Ground::Pattern));
            if matches.program().matcher(matcher).asks_for_subject() {
                grounds.push(match matches.spoken_of(breach.utterance, span).is_explicit {
                    true => Ground::SubjectNamed,
                    false => Ground::SubjectInferred,
                });
            }
            if is_noisy(matches, breach.utterance) {
                grounds.push(Ground::RecognitionNoise);
            }
        }
        _ if breach.absence.is_some() => grounds.push(Ground::NotFound),
        _ => grounds.push(Ground::Measured),
    }
    let reached = grounds.iter().map(|ground| ground.limit()).min().unwrap_or_default();
    if rule.confidence < reached {
        grounds.push(Ground::RuleLimit);
    }
    (reached.min(rule.confidence), grounds)
}

/// Returns whether an utterance holds what a recogniser makes of speech: fillers, or – where the channel is not known –
/// a long run of characters without any mark.
fn is_noisy(matches: &Matches<'_>, utterance: usize) -> bool {
    let channel = matches.conversation.as_read.channel.as_deref();
    let is_voice = channel.is_some_and(|channel| VOICE.iter().any(|voice| channel.eq_ignore_ascii_case(voice)));
    if channel.is_some() && !is_voice {
        return false;
    }
    let text = matches.conversation.folded(utterance);
    let is_unmarked = || text.split(|c| !is_han(c)).any(|run| run.chars().count() > LONGEST_TYPED);
    FILLERS.iter().any(|filler| text.contains(filler)) || channel.is_none() && is_unmarked()
}
