//! What is unpacked when it is first looked at.

use std::fmt;
use std::ops::Deref;
use std::sync::OnceLock;

use super::binary::{Binary, Reader, Writer};

/// Something that a rulebook says. Of a rulebook that comes with the program it is unpacked when it is first looked at,
/// since most runs look at little of it.
pub struct Packed<T> {
    packed: Reader,
    value: OnceLock<T>,
}

impl<T: Binary + Default> Deref for Packed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        // The build script wrote it, and a test unpacks all of it.
        self.value.get_or_init(|| T::read(&mut { self.packed }).unwrap_or_default())
    }
}

impl<T> From<T> for Packed<T> {
    fn from(value: T) -> Self {
        Packed { packed: Reader::default(), value: OnceLock::from(value) }
    }
}

impl<T: Default> Default for Packed<T> {
    fn default() -> Self {
        T::default().into()
    }
}

impl<T: Clone> Clone for Packed<T> {
    fn clone(&self) -> Self {
        Packed { packed: self.packed, value: self.value.clone() }
    }
}

impl<T: Binary + Default + PartialEq> PartialEq for Packed<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Binary + Default + fmt::Debug> fmt::Debug for Packed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: Binary + Default> Binary for Packed<T> {
    fn write(&self, to: &mut Writer) {
        to.run_of(|to| (**self).write(to));
    }

    fn read(from: &mut Reader) -> Option<Self> {
        Some(Packed { packed: from.run()?, value: OnceLock::new() })
    }
}
