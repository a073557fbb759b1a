//! The checking core of huashu: rulebooks made ready, conversations and drafts checked.
//!
//! A [`Linter`] is built from rulebooks, checks conversations and drafts, and returns findings and outcomes as data.
//! It does no IO but through a [`Resolver`], starts no threads, never prints, and never panics on input.
//!
//! ```
//! use huashu_core::{Conversation, Language, Linter, Role};
//!
//! let linter = Linter::builder().rulebook("builtin:chat").build()?;
//! let conversation = Conversation::from_turns([(Role::Customer, "这个能用吗？"), (Role::Agent, "我不清楚")]);
//! for finding in linter.check(&conversation).findings {
//!     println!("#{} {}", finding.utterance, finding.rule.title.get(Language::English));
//! }
//! # Ok::<(), huashu_core::RulebookErrors>(())
//! ```

mod builder;
mod codes;
mod linter;
mod selection;
#[cfg(feature = "serde")]
mod serialise;
mod stream;

// The program and its tests reach behind the front door, to time, explain and test rules; no promise is made of what
// is there.
#[doc(hidden)]
pub mod engine;
#[doc(hidden)]
pub mod next_utterance;
#[doc(hidden)]
pub mod reword;
#[doc(hidden)]
pub mod rulebook_lint;
#[doc(hidden)]
pub use codes::CODES;
#[doc(hidden)]
pub use selection::Selection;
#[doc(hidden)]
pub use stream::{Pushed, Stream, StreamPlan};

pub use builder::{LinterBuilder, RulebookErrors};
pub use linter::{Checked, Draft, Linter, Session};

#[doc(inline)]
pub use huashu_model::finding::{Absence, Class, ContextLine, Finding, Location, Nearest, RuleInfo, Severity};
#[cfg(feature = "serde")]
#[doc(inline)]
pub use huashu_model::json;
#[doc(inline)]
pub use huashu_model::language::{Bilingual, Language, Message};
#[doc(inline)]
pub use huashu_model::problem::{Excerpt, Level, Problem, ProblemPlace};
#[doc(inline)]
pub use huashu_model::suggestion::{Applicability, Suggestion};
#[doc(inline)]
pub use huashu_model::summary::Outcome;
#[doc(inline)]
pub use huashu_model::text::Span;
#[doc(inline)]
pub use huashu_model::transcript::{Conversation, MessageKind, Party, Place, Role, Time, Utterance};
#[doc(inline)]
pub use huashu_rulebook::{FileResolver, Located, NoFiles, ResolveError, Resolver};
