//! What every command is told, and what it answers: the exit status.

use huashu_model::language::Language;

/// The job was done and nothing stands against it.
pub(super) const CLEAN: u8 = 0;
/// There are findings at or above the limit.
pub(super) const FINDINGS: u8 = 1;
/// The job could not be done in full.
pub(super) const INCOMPLETE: u8 = 2;

/// What every command is told.
#[derive(Debug, Clone, Copy)]
pub(super) struct Global {
    pub(super) language: Language,
    pub(super) quiet: bool,
    pub(super) color: clap::ColorChoice,
}
