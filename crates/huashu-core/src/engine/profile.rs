//! Which profiles a conversation has: by its fields, or by what it shows.
//!
//! Shown is what can be pointed at: a letter is one thing said by the agents, and long; anything else is words that a
//! rulebook names. Knows no rules.

use std::sync::Arc;

use super::compile::compiler::Compiler;
use super::matching::matches::Matches;
use super::program::matcher::MatcherId;
use huashu_model::text::glob;
use huashu_model::transcript::{Conversation, Role};
use huashu_rulebook::{Profile, RoleFilter, Shows, WhereSpec};

/// A profile, ready to be recognised.
#[derive(Debug)]
pub(super) struct CompiledProfile {
    pub(super) name: Arc<str>,
    when: WhereSpec,
    shows: Option<CompiledShows>,
}

#[derive(Debug)]
enum CompiledShows {
    /// Characters.
    Letter(usize),
    Words(MatcherId, RoleFilter, usize),
}

/// Returns whether a conversation's fields have the values that are wanted of them.
pub(super) fn has_fields(conversation: &Conversation<'_>, wanted: &WhereSpec) -> bool {
    wanted.fields.iter().all(|(field, values)| {
        let value = conversation.field(field);
        value.is_some_and(|value| values.iter().any(|wanted| glob(wanted, value)))
    })
}

impl CompiledProfile {
    /// Compiles a profile; problems go to the compiler's sink.
    pub(super) fn compile(profile: &Profile, compiler: &mut Compiler<'_>) -> Self {
        let shows = profile.shows.as_ref().map(|shows| match shows {
            Shows::Letter(characters) => CompiledShows::Letter(*characters),
            Shows::Words(matcher, roles, times) => CompiledShows::Words(compiler.matcher(matcher), *roles, *times),
        });
        CompiledProfile { name: Arc::from(profile.name.as_str()), when: profile.when.clone(), shows }
    }

    /// Returns whether a conversation is one of those the profile is for.
    pub(super) fn fits(&self, matches: &Matches<'_>) -> bool {
        let conversation = matches.conversation.as_read;
        if !self.when.fields.is_empty() && has_fields(conversation, &self.when) {
            return true;
        }
        // What the log says goes before what it shows.
        let is_told = self.when.fields.iter().any(|(field, _)| conversation.field(field).is_some());
        !is_told && self.shows.as_ref().is_some_and(|shows| is_shown(shows, matches))
    }
}

fn is_shown(shows: &CompiledShows, matches: &Matches<'_>) -> bool {
    match shows {
        CompiledShows::Letter(characters) => {
            let said = matches.conversation.said_by(RoleFilter::of(&[Role::Agent]), false);
            let [only] = said else { return false };
            matches.conversation.utterances()[*only].text.chars().count() >= *characters
        }
        CompiledShows::Words(matcher, roles, times) => {
            matches.may_hit(*matcher, *roles) && matches.hit_utterances(*matcher, Some(*roles)).len() >= *times
        }
    }
}
