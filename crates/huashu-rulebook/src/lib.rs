//! Rulebooks as written: TOML read, merged and validated, with every problem at once.
//!
//! Nothing here runs a rule: a [`Rulebook`] is what was written, and
//! the engine makes of it what runs. Knows no conversations beyond the
//! little ones in examples.
//!
//! Whoever embeds huashu wants the crate `huashu-core`; what is documented here is what its builder is made of.

mod codes;
mod fingerprint;
mod language;
mod load;
mod nesting;
mod overrides;
mod profile;
mod resolver;
mod rulebook;
mod scorecard;
mod settings;
mod waiver;
mod written;

pub use language::diagnostics::Diagnostics;
pub use language::reference::Reference;
pub use language::rule::Rule;
pub use resolver::{FileResolver, Located, NoFiles, ResolveError, Resolver};
pub use rulebook::Rulebook;

// What a rule is made of, for the engine that compiles it and for the pages that describe the language. It grows with
// every kind and key, so no promise is made of it.
#[doc(hidden)]
pub use codes::CODES;
#[doc(hidden)]
pub use language::condition::{ConditionSpec, Surroundings, read_conditions};
#[doc(hidden)]
pub use language::diagnostics::did_you_mean;
#[doc(hidden)]
pub use language::example::{EXAMPLE_KEYS, Example, Expectation, unread_words};
#[doc(hidden)]
pub use language::guard::{GuardSpec, SaidBy};
#[doc(hidden)]
pub use language::kind::{
    Body, ClockSpec, CountSpec, ForbidSpec, HourSpec, KINDS, Kind, Measure, NoteSpec, RepeatSpec, ReplySpec,
    RequireSpec, SequenceSpec, StepSpec, TimingSpec,
};
#[doc(hidden)]
pub use language::matcher::{Area, MatcherSpec, NearSpec, Part, Position, Side, SimilarSpec, require_something};
#[doc(hidden)]
pub use language::node::{Entry, Node, SourceId, SourceSpan, Table, Value};
#[doc(hidden)]
pub use language::packed::Packed;
#[doc(hidden)]
pub use language::phrase::{PhraseError, PhraseNames, Piece, parse as parse_phrase, parse_with};
#[doc(hidden)]
pub use language::reference::Author;
#[doc(hidden)]
pub use language::rewrite::{FORGOTTEN, RewriteExample, RewritePart, RewritePosition, RewriteSpec, WordingPart};
#[doc(hidden)]
pub use language::rule::{Lead, parse_severity};
#[doc(hidden)]
pub use language::scope::{
    Extent, RoleFilter, Same, ScopeSpec, WhenSpec, WhereSpec, Which, WithinSpec, parse_duration, read_duration,
    read_roles, read_when, role_names,
};
#[doc(hidden)]
pub use language::sources::Sources;
#[doc(hidden)]
pub use language::subject::{Subject, SubjectWords, subject_names};
#[doc(hidden)]
pub use language::table_reader::{KeyType, KnownKey, TableReader, Text, choose, text_of, texts_of};
#[doc(hidden)]
pub use profile::{Profile, Shows};
#[doc(hidden)]
pub use scorecard::score_keys;
#[doc(hidden)]
pub use settings::InputSettings;
#[doc(hidden)]
pub use waiver::Waiver;
