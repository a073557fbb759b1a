//! What recognises one kind of thing, and what it finds.

use super::hit::EntityHit;
use super::precheck::Precheck;
use crate::language::Bilingual;

/// One kind of thing that can be found in a text.
pub trait Entity: Sync {
    /// Returns the name rulebooks use.
    fn name(&self) -> &'static str;
    /// Says in one sentence what counts as a hit.
    fn describe(&self) -> Bilingual;
    /// Returns what a text must hold before [`Entity::find`] is worth calling.
    fn precheck(&self) -> Precheck;
    /// Finds all hits in folded text, in order, without overlaps.
    fn find(&self, text: &str) -> Vec<EntityHit>;
}

/// Writes a description in both languages.
pub(super) fn bilingual(zh: &str, en: &str) -> Bilingual {
    Bilingual { zh: Some(zh.to_owned()), en: Some(en.to_owned()) }
}
