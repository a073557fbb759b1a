//! How to read: what a configuration and the command line say about the input.

use std::sync::Arc;

use crate::format::{Format, Holds};
use crate::preset::rules::Preset;
use crate::record::columns::Columns;
use crate::record::roles::Roles;
use crate::record_limit::RecordLimit;
use huashu_model::transcript::Zone;

/// How to read.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The format of every source; recognised when `None`.
    pub format: Option<&'static dyn Format>,
    /// The preset of every source; recognised when `None`.
    pub preset: Option<Arc<Preset>>,
    /// The encoding of every source; recognised when `None`.
    pub encoding: Option<&'static encoding_rs::Encoding>,
    /// Names of columns and fields.
    pub columns: Columns,
    /// Words for roles.
    pub roles: Roles,
    /// The zone of times that name none.
    pub zone: Zone,
    /// Texts that machines are known to send in an agent's name; `*` stands for any text.
    pub auto_texts: Vec<String>,
    /// What the sources hold.
    pub holds: Holds,
    /// The longest record that is read.
    pub max_record: RecordLimit,
}
