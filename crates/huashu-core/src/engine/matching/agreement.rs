//! Whether what was said agrees with the log: `equals`.

use huashu_model::entity::EntityValue;
use huashu_model::text::{fold_phrase, is_significant};
use huashu_model::transcript::Conversation;

/// Returns whether each capture agrees with its field, where the log has that field.
pub(super) fn captures_agree(
    conversation: &Conversation<'_>,
    equals: &[(String, String)],
    captures: &regex::Captures<'_>,
) -> bool {
    equals
        .iter()
        .all(|(name, field)| captures.name(name).is_none_or(|said| agrees(conversation, said.as_str(), field)))
}

/// Returns whether an entity's value agrees with the field that `equals = { value = … }` names; a mask agrees.
pub(super) fn value_agrees(
    conversation: &Conversation<'_>,
    equals: &[(String, String)],
    value: &EntityValue,
) -> bool {
    let mut fields = equals.iter().filter(|(name, _)| name == "value");
    fields.all(|(_, field)| value.text().is_none_or(|said| agrees(conversation, said, field)))
}

/// Returns whether words agree with a field: the same, or one within the other, punctuation aside.
fn agrees(conversation: &Conversation<'_>, said: &str, field: &str) -> bool {
    let plain = |text: &str| fold_phrase(text).chars().filter(|c| is_significant(*c)).collect::<String>();
    let Some(logged) = conversation.field(field).map(plain) else { return true };
    let said = plain(said);
    said == logged || logged.contains(&said) || said.contains(&logged)
}
