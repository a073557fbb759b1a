//! What the entities' tests share.

use super::hit::EntityValue;
use super::recogniser::Entity;

/// Returns the words and the value of every hit, after checking that spans are in order and on characters.
pub(super) fn values(entity: &dyn Entity, text: &str) -> Vec<(String, EntityValue)> {
    let hits = entity.find(text);
    assert!(
        hits.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start),
        "{text}: overlapping or out of order: {hits:?}"
    );
    if !hits.is_empty() {
        assert!(entity.precheck().admits(text), "{}: the precheck hides {text}", entity.name());
    }
    hits.into_iter()
        .map(|hit| {
            (text.get(hit.span.start..hit.span.end).expect("spans fall on characters").to_owned(), hit.value)
        })
        .collect()
}

/// Checks that an entity finds exactly these words.
pub(super) fn finds(entity: &dyn Entity, text: &str, words: &[&str]) {
    let found: Vec<String> = values(entity, text).into_iter().map(|(words, _)| words).collect();
    assert_eq!(found, words, "{} in {text}", entity.name());
}

/// Checks that an entity finds one hit with this normalised text.
pub(super) fn reads(entity: &dyn Entity, text: &str, value: &str) {
    let found: Vec<EntityValue> = values(entity, text).into_iter().map(|(_, value)| value).collect();
    assert_eq!(found, [EntityValue::Text(value.to_owned())], "{} in {text}", entity.name());
}

/// Checks that an entity finds nothing.
pub(super) fn none(entity: &dyn Entity, text: &str) {
    finds(entity, text, &[]);
}
