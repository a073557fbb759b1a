//! Values with messages in two languages, written in one of them.

use serde::{Serialize, Serializer};

use crate::language::Language;

/// A value to be written with its messages in one language.
#[derive(Debug, Clone, Copy)]
pub struct InLanguage<'a, T: ?Sized>(pub &'a T, pub Language);

/// What has messages in two languages and is written in one of them.
pub trait SerializeIn {
    /// Writes the value with its messages in `language`; fails as the serializer does.
    fn serialize_in<S: Serializer>(&self, language: Language, serializer: S) -> Result<S::Ok, S::Error>;
}

impl<T: SerializeIn + ?Sized> Serialize for InLanguage<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize_in(self.1, serializer)
    }
}

impl<T: SerializeIn> SerializeIn for [T] {
    fn serialize_in<S: Serializer>(&self, language: Language, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(|value| InLanguage(value, language)))
    }
}
