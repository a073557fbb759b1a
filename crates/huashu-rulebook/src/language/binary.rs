//! A compact binary form of what rulebooks say, for those that come with the program.
//!
//! What the build script of this crate writes, the crate itself reads, so the form has no versions and no names: fields
//! one after the other, numbers as short as they can be, texts borrowed from the program. (`serde` is not used here,
//! because what it makes of rules and findings is the JSON that other programs rely on, which leaves out empty fields.)
//! Knows no rules; `binary_fields` lists what there is of each.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::node::SourceSpan;

/// What has a binary form.
pub(crate) trait Binary: Sized {
    /// Writes the value.
    #[allow(dead_code, reason = "only the build script writes")]
    fn write(&self, to: &mut Writer);

    /// Reads a value; `None` where the bytes are not those of one.
    fn read(from: &mut Reader) -> Option<Self>;
}

/// Collects bytes and texts.
#[allow(dead_code, reason = "only the build script writes")]
#[derive(Debug, Default)]
pub(crate) struct Writer {
    /// The bytes so far.
    pub(crate) bytes: Vec<u8>,
    /// Every text once, one after the other.
    pub(crate) pool: String,
    /// Where each begins.
    pooled: BTreeMap<String, usize>,
    /// Texts of the rulebook that were written, with their places.
    pub(crate) texts: Vec<(SourceSpan, Arc<str>)>,
}

#[allow(dead_code, reason = "only the build script writes")]
impl Writer {
    /// Writes a number in groups of seven bits, the lowest first.
    pub(crate) fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    /// Writes bytes behind their number.
    pub(crate) fn run(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.bytes.extend_from_slice(bytes);
    }

    /// Writes what `write` writes, behind the number of its bytes.
    pub(crate) fn run_of(&mut self, write: impl FnOnce(&mut Writer)) {
        let before = std::mem::take(&mut self.bytes);
        write(self);
        let bytes = std::mem::replace(&mut self.bytes, before);
        self.run(&bytes);
    }

    /// Writes a text: where it stands among all texts, and its length.
    pub(crate) fn text(&mut self, text: &str) {
        let next = self.pool.len();
        let at = *self.pooled.entry(text.to_owned()).or_insert(next);
        if at == next {
            self.pool.push_str(text);
        }
        self.number(at as u64);
        self.number(text.len() as u64);
    }
}

/// Takes values off the front of bytes that are part of the program.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Reader {
    bytes: &'static [u8],
    pool: &'static str,
}

impl Reader {
    pub(crate) fn new(bytes: &'static [u8], pool: &'static str) -> Self {
        Reader { bytes, pool }
    }

    pub(crate) fn number(&mut self) -> Option<u64> {
        let (mut number, mut shift) = (0, 0);
        loop {
            let (byte, rest) = self.bytes.split_first()?;
            self.bytes = rest;
            number |= u64::from(byte & 0x7f).checked_shl(shift)?;
            if byte & 0x80 == 0 {
                return Some(number);
            }
            shift += 7;
        }
    }

    /// Reads a run of bytes that stands behind its length.
    pub(crate) fn run(&mut self) -> Option<Reader> {
        let length = usize::try_from(self.number()?).ok()?;
        let (bytes, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        Some(Reader { bytes, ..*self })
    }

    /// Returns the bytes that are left.
    pub(crate) fn bytes(self) -> &'static [u8] {
        self.bytes
    }

    /// Returns a reader of what is left behind so many bytes.
    pub(crate) fn behind(self, bytes: usize) -> Option<Reader> {
        Some(Reader { bytes: self.bytes.get(bytes..)?, ..self })
    }

    /// Reads a text without copying it.
    pub(crate) fn text(&mut self) -> Option<&'static str> {
        let at = usize::try_from(self.number()?).ok()?;
        let length = usize::try_from(self.number()?).ok()?;
        self.pool.get(at..at.checked_add(length)?)
    }
}

/// Implements [`Binary`] for a struct: its fields in order, and behind a semicolon those that are left at their defaults.
macro_rules! binary_struct {
    ($type:ty { $($field:ident),+ $(; $($default:ident),+)? }) => {
        impl Binary for $type {
            fn write(&self, to: &mut Writer) {
                $(self.$field.write(to);)+
            }

            fn read(from: &mut Reader) -> Option<Self> {
                Some(Self { $($field: Binary::read(from)?,)+ $($($default: Default::default()),+)? })
            }
        }
    };
}

/// Implements [`Binary`] for an enum: its variants, with a name for each value that they hold.
macro_rules! binary_enum {
    ($type:ident { $($variant:ident $(($($inner:ident),+))? $({ $($field:ident),+ })?),+ }) => {
        impl Binary for $type {
            fn write(&self, to: &mut Writer) {
                enum Tag { $($variant),+ }
                match self {
                    $($type::$variant $(($($inner),+))? $({ $($field),+ })? => {
                        to.number(Tag::$variant as u64);
                        $($($inner.write(to);)+)?
                        $($($field.write(to);)+)?
                    })+
                }
            }

            fn read(from: &mut Reader) -> Option<Self> {
                enum Tag { $($variant),+ }
                let number = from.number()?;
                $(if number == Tag::$variant as u64 {
                    $($(let $inner = Binary::read(from)?;)+)?
                    $($(let $field = Binary::read(from)?;)+)?
                    return Some($type::$variant $(($($inner),+))? $({ $($field),+ })?);
                })+
                None
            }
        }
    };
}

pub(crate) use {binary_enum, binary_struct};

macro_rules! binary_number {
    ($($type:ty),+) => { $(
        impl Binary for $type {
            fn write(&self, to: &mut Writer) {
                to.number(*self as u64);
            }

            fn read(from: &mut Reader) -> Option<Self> {
                <$type>::try_from(from.number()?).ok()
            }
        }
    )+ };
}

binary_number!(u8, u32, u64, usize);

impl Binary for bool {
    fn write(&self, to: &mut Writer) {
        to.number(u64::from(*self));
    }

    fn read(from: &mut Reader) -> Option<Self> {
        Some(from.number()? != 0)
    }
}

impl Binary for i64 {
    fn write(&self, to: &mut Writer) {
        to.number(self.cast_unsigned());
    }

    fn read(from: &mut Reader) -> Option<Self> {
        Some(from.number()?.cast_signed())
    }
}

impl Binary for f64 {
    fn write(&self, to: &mut Writer) {
        to.number(self.to_bits());
    }

    fn read(from: &mut Reader) -> Option<Self> {
        Some(f64::from_bits(from.number()?))
    }
}

impl Binary for char {
    fn write(&self, to: &mut Writer) {
        to.number(u64::from(*self));
    }

    fn read(from: &mut Reader) -> Option<Self> {
        char::from_u32(u32::read(from)?)
    }
}

macro_rules! binary_text {
    ($($type:ty),+) => { $(
        impl Binary for $type {
            fn write(&self, to: &mut Writer) {
                to.text(self);
            }

            fn read(from: &mut Reader) -> Option<Self> {
                Some(<$type>::from(from.text()?))
            }
        }
    )+ };
}

binary_text!(String, Arc<str>);

impl Binary for &'static str {
    fn write(&self, to: &mut Writer) {
        to.text(self);
    }

    fn read(from: &mut Reader) -> Option<Self> {
        from.text()
    }
}

impl<T: Binary> Binary for Option<T> {
    fn write(&self, to: &mut Writer) {
        self.is_some().write(to);
        self.iter().for_each(|value| value.write(to));
    }

    fn read(from: &mut Reader) -> Option<Self> {
        Some(match bool::read(from)? {
            true => Some(T::read(from)?),
            false => None,
        })
    }
}

impl<T: Binary> Binary for Vec<T> {
    fn write(&self, to: &mut Writer) {
        self.len().write(to);
        self.iter().for_each(|item| item.write(to));
    }

    fn read(from: &mut Reader) -> Option<Self> {
        let length = usize::read(from)?;
        let mut items = Vec::with_capacity(length.min(from.bytes.len()));
        for _ in 0..length {
            items.push(T::read(from)?);
        }
        Some(items)
    }
}

impl<K: Binary + Ord, V: Binary> Binary for BTreeMap<K, V> {
    fn write(&self, to: &mut Writer) {
        self.len().write(to);
        for (key, value) in self {
            key.write(to);
            value.write(to);
        }
    }

    fn read(from: &mut Reader) -> Option<Self> {
        Some(Vec::read(from)?.into_iter().collect())
    }
}

impl<T: Binary> Binary for Arc<T> {
    fn write(&self, to: &mut Writer) {
        self.as_ref().write(to);
    }

    fn read(from: &mut Reader) -> Option<Self> {
        T::read(from).map(Arc::new)
    }
}

impl<A: Binary, B: Binary> Binary for (A, B) {
    fn write(&self, to: &mut Writer) {
        self.0.write(to);
        self.1.write(to);
    }

    fn read(from: &mut Reader) -> Option<Self> {
        Some((A::read(from)?, B::read(from)?))
    }
}

impl Binary for Range<usize> {
    fn write(&self, to: &mut Writer) {
        self.start.write(to);
        self.end.write(to);
    }

    fn read(from: &mut Reader) -> Option<Self> {
        Some(usize::read(from)?..usize::read(from)?)
    }
}
