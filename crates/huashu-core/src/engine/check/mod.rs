//! How rules of each kind check a conversation. One file a kind.
//!
//! [`compile`] turns the body of a rule (what was written) into a [`Check`](rule_check::Check)
//! (what runs). It knows no files and no reports.

pub(crate) mod breach;
mod clock;
mod confidence;
mod count;
pub(crate) mod finding_maker;
mod forbid;
mod note;
mod repeat;
mod reply;
mod require;
mod required_wordings;
pub(crate) mod rule_check;
mod sequence;
mod timing;
mod window;

use huashu_rulebook::{Body, RoleFilter};

use super::compile::compiler::Compiler;
use rule_check::Check;

/// Turns the body of a rule into what runs; problems go to the compiler's sink.
pub(crate) fn compile(body: &Body, role: RoleFilter, compiler: &mut Compiler<'_>) -> Box<dyn Check> {
    match body {
        Body::Forbid(spec) => forbid::compile(spec, role, compiler),
        Body::Require(spec) => require::compile(spec, role, compiler),
        Body::Sequence(spec) => sequence::compile(spec, role, compiler),
        Body::Timing(spec) => timing::compile(spec, role, compiler),
        Body::Count(spec) => count::compile(spec, role, compiler),
        Body::Repeat(spec) => repeat::compile(spec, role, compiler),
        Body::Clock(spec) => clock::compile(spec, role, compiler),
        Body::Note(spec) => note::compile(spec, role, compiler),
        Body::Reply(spec) => reply::compile(spec, role, compiler),
    }
}
