//! What there is of everything that rulebooks say, for its binary form: a field that is left out does not compile.

use std::sync::Arc;

use huashu_model::confidence::Confidence;
use huashu_model::finding::{Class, RuleInfo, Severity};
use huashu_model::language::Bilingual;
use huashu_model::suggestion::{Applicability, Suggestion};
use huashu_model::text::Span;
use jiff::civil::Date;

use super::binary::{Binary, Reader, Writer, binary_enum, binary_struct};
use super::condition::{ConditionSpec, Surroundings};
use super::guard::{GuardSpec, SaidBy};
use super::kind::*;
use super::matcher::{Area, MatcherSpec, NearSpec, Part, Position, Side, SimilarSpec};
use super::node::{Entry, Node, SourceId, SourceSpan, Table, Value};
use super::phrase::Piece;
use super::rewrite::{RewriteExample, RewritePart, RewritePosition, RewriteSpec};
use super::rule::{Lead, Rule};
use super::scope::{Extent, RoleFilter, Same, ScopeSpec, WhenSpec, WhereSpec, Which, WithinSpec};
use super::subject::Subject;
use super::table_reader::Text;

// Places and tables.
binary_struct!(Span { start, end });
binary_struct!(SourceSpan { source, span });
binary_struct!(Node { value, place });
binary_struct!(Table { entries, place });
binary_struct!(Entry { key, key_place, node });
binary_enum!(Value {
    String(value),
    Integer(value),
    Float(value),
    Boolean(value),
    Date(value),
    List(value),
    Table(value)
});

impl Binary for SourceId {
    fn write(&self, to: &mut Writer) {
        self.shipped().map_or(0, |file| file + 1).write(to);
    }

    fn read(from: &mut Reader) -> Option<Self> {
        Some(usize::read(from)?.checked_sub(1).map_or_else(SourceId::default, SourceId::of_shipped))
    }
}

impl Binary for Text {
    fn write(&self, to: &mut Writer) {
        self.value.write(to);
        self.place.write(to);
        to.texts.push((self.place, Arc::clone(&self.value)));
    }

    fn read(from: &mut Reader) -> Option<Self> {
        Some(Text { value: Binary::read(from)?, place: Binary::read(from)? })
    }
}

// Phrases.
binary_enum!(Piece {
    Text(value),
    Break,
    Any(value),
    Han(value),
    Number,
    Date,
    Particles,
    Choice(value),
    Terms(value),
    Repeat(pieces, times),
    Hit
});
binary_struct!(RewritePart { name, pieces });

// Matchers.
binary_struct!(MatcherSpec {
    phrases,
    patterns,
    terms,
    entities,
    similar,
    any_of,
    all_of,
    at_least,
    none_of,
    near,
    not_near,
    at,
    ignoring,
    word,
    bridge,
    homophones,
    not_in,
    unless,
    given,
    spare,
    subject,
    equals,
    place
});
binary_struct!(SimilarSpec { samples, score });
binary_struct!(NearSpec { matcher, distance, order });
binary_struct!(Position { area, part });
binary_enum!(Area { Clause, Sentence, Utterance });
binary_enum!(Part { Whole, Start, End });
binary_enum!(Side { Before, After });
binary_struct!(ConditionSpec { matcher, subject, surroundings, side, role });
binary_enum!(Surroundings { Area(area), Turn, Before, After, Conversation, Window { before, after } });
binary_enum!(Subject { Agent, Customer, Third, Nobody });
binary_struct!(GuardSpec {
    name, title, phrases, not_in, whole_words, within, between, sentence_ends, said_by, any_of, place
    ; examples, table
});
binary_struct!(SaidBy { role, last });

// Scopes.
binary_struct!(ScopeSpec { when, within, per_agent });
binary_struct!(WhenSpec { matcher, role, which, merge, within });
binary_struct!(WithinSpec { first, last, before, after, same });
binary_struct!(WhereSpec { fields });
binary_enum!(Extent { Utterances(value), Turns(value), Millis(value) });
binary_enum!(Same { Not, Utterance, Turn });
binary_enum!(Which { Each, First, Last });

impl Binary for RoleFilter {
    fn write(&self, to: &mut Writer) {
        self.number().write(to);
    }

    fn read(from: &mut Reader) -> Option<Self> {
        RoleFilter::of_number(usize::read(from)?)
    }
}

// Kinds.
binary_enum!(Body {
    Forbid(spec),
    Require(spec),
    Sequence(spec),
    Timing(spec),
    Count(spec),
    Repeat(spec),
    Clock(spec),
    Note(spec),
    Reply(spec)
});
binary_struct!(ForbidSpec { matcher, scope });
binary_struct!(RequireSpec { matcher, scope, every });
binary_struct!(SequenceSpec { steps, scope });
binary_struct!(StepSpec { name, optional, role, matcher });
binary_struct!(TimingSpec { measure, limit, from_first, hours, suspend, unless, promise, scope });
binary_enum!(Measure { FirstResponse, ResponseGap, Hold, Silence, Length });
binary_struct!(CountSpec { matcher, max, min, unanswered, scope });
binary_struct!(RepeatSpec { exempt, score, run, total, min_length });
binary_struct!(ClockSpec { hours, scope });
binary_struct!(HourSpec { matcher, from, to });
binary_struct!(NoteSpec { cases });
binary_struct!(ReplySpec { matcher, max_chars, min_chars });

impl Binary for &'static Kind {
    fn write(&self, to: &mut Writer) {
        KINDS.iter().position(|kind| kind.name == self.name).unwrap_or(KINDS.len()).write(to);
    }

    fn read(from: &mut Reader) -> Option<Self> {
        KINDS.get(usize::read(from)?)
    }
}

// Rules.
binary_struct!(Rule {
    info, enabled, kind, body, role, conversations, effective, rewrites, lead, place
    ; examples, table
});
binary_struct!(RuleInfo { id, severity, class, points, fatal, title, why, source, suggestions, confidence });
binary_struct!(Bilingual { zh, en });
binary_struct!(Suggestion { text, applicability });
binary_enum!(Severity { Info, Warning, Error });
binary_enum!(Class { Customer, Business, Compliance, Minor });
binary_enum!(Confidence { Possible, Likely, Certain });
binary_enum!(Applicability { Safe, Review, Advice });
binary_enum!(Lead { Apology, Empathy, Text(words) });
binary_struct!(RewriteSpec { phrases, to, drop, alone, position, whole_clause, safe, examples, place });
binary_struct!(RewriteExample { said, rewritten, place });
binary_enum!(RewritePosition { First, Last });

impl Binary for Date {
    fn write(&self, to: &mut Writer) {
        self.to_string().write(to);
    }

    fn read(from: &mut Reader) -> Option<Self> {
        from.text()?.parse().ok()
    }
}
