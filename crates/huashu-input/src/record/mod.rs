//! Records as read, and from them to conversations: names of fields, words for roles, assembly.

pub(crate) mod assemble;
pub(crate) mod base64;
pub(crate) mod columns;
pub(crate) mod context;
pub(crate) mod json_message;
pub(crate) mod json_record;
pub(crate) mod messages;
pub(crate) mod names;
pub(crate) mod raw;
pub(crate) mod roles;
pub(crate) mod shape;
pub(crate) mod tree;
