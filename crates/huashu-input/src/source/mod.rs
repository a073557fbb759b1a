//! Where input comes from, and its way to UTF-8 text. Knows no format.

pub(crate) mod decode;
mod guess;
pub(crate) mod lines;
pub(crate) mod messages;
mod mixed;
pub(crate) mod origin;
pub(crate) mod packed;
pub(crate) mod walk;
