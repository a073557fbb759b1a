//! How a clause is put right, ready to run.
//!
//! A rewriting is an expression over folded words with a group for every slot.
//! It says what would be carried over and what would be lost; whether that may
//! be is for others to say.

use std::collections::HashMap;
use std::sync::OnceLock;

use regex::{Captures, Regex};

use super::expression::Expression;
use huashu_model::text::Span;
use huashu_rulebook::{Lead, RewritePosition};

/// How the breaches of rules are put right, by the rules' ids.
pub(crate) type Rewritings = HashMap<String, RuleRewritings>;

/// How the breaches of one rule are put right.
#[derive(Debug, Default)]
pub(crate) struct RuleRewritings {
    /// In the order in which they are tried.
    pub(crate) rewritings: Vec<Rewriting>,
    /// What is put in front of the message.
    pub(crate) lead: Option<Lead>,
}

/// One way to put a clause right.
#[derive(Debug)]
pub(crate) struct Rewriting {
    /// Any of these is what is rewritten.
    pub(crate) phrases: Vec<SlottedPhrase>,
    /// What it becomes, the usual form first; empty where it goes.
    pub(crate) wordings: Vec<Vec<Wording>>,
    /// What it becomes where nothing else of the message is left.
    pub(crate) alone: Option<Vec<Wording>>,
    /// Where in the message it is put.
    pub(crate) position: Option<RewritePosition>,
    /// Whether the phrase is the whole of its clauses.
    pub(crate) whole_clause: bool,
    /// Whether it may be applied without a look.
    pub(crate) safe: bool,
}

/// A run of what a clause becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wording {
    Text(String),
    /// The words of the slot of this number.
    Slot(usize),
}

/// A phrase with a group for every slot.
#[derive(Debug)]
pub(crate) struct SlottedPhrase {
    source: String,
    /// Named slots, numbered as the wordings number them, and then gaps.
    groups: Vec<Group>,
    compiled: OnceLock<Option<Regex>>,
}

/// What a group of the expression stands for; its name there is its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Group {
    /// The words of a named slot, by its number.
    Slot(usize),
    /// Words that are not carried over.
    Gap,
    /// Words that may be lost.
    Forgotten,
}

/// Where a phrase was found, as bytes of the words searched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// What is rewritten.
    pub(crate) span: Span,
    /// What stays in front of it: 但是, a form of address.
    pub(crate) opening: Span,
    /// Named slots and what they hold.
    pub(crate) slots: Vec<(usize, Span)>,
    /// What would be lost, but for the words of the phrase itself.
    pub(crate) gaps: Vec<Span>,
    /// What may be lost.
    pub(crate) forgotten: Vec<Span>,
}

/// What may stand before a phrase in its clause, and stays.
const OPENINGS: &str = "但是|不过|可是|所以|因此|因为|而且|另外|还有|然后|但|可|现在|目前|今天|明天|昨天|今晚|周末\
    |亲亲|亲|先生|女士|大哥|大姐|老板|美女|帅哥|您好|你好";
/// What may stand before a phrase in its clause, and goes.
const FILLERS: &str = "那么|那就|那|反正|哎呀|哎|唉|喂|拜托|呵呵|切|啧|嗨|嘿";
/// What may stand behind a phrase in its clause, and goes.
const PARTICLES: &str = "[啊呀哦呢嘛吧啦咯嘞哈呗喽哟噢喔的了]{0,2}";
/// What may stand behind words that are carried over, and goes: 的 and 了 belong to them.
const CARRIED_PARTICLES: &str = "[啊呀哦呢嘛吧咯嘞哈呗喽哟噢喔]{0,2}";

impl SlottedPhrase {
    /// Takes the expression of a phrase in which every group is called `_` and its number.
    pub(crate) fn new(source: &str, groups: Vec<Group>, whole_clause: bool, ends_in_slot: bool) -> Self {
        let particles = if ends_in_slot { CARRIED_PARTICLES } else { PARTICLES };
        let source = match whole_clause {
            true => format!(r"\A(?P<opening>(?:{OPENINGS}){{0,2}})(?:{FILLERS}){{0,2}}(?:{source}){particles}\z"),
            false => source.to_owned(),
        };
        SlottedPhrase { source, groups, compiled: OnceLock::new() }
    }

    pub(crate) fn source(&self) -> &str {
        &self.source
    }

    fn regex(&self) -> Option<&Regex> {
        self.compiled.get_or_init(|| Expression::build(&self.source).ok()).as_ref()
    }

    /// Returns every place where the phrase stands in folded words.
    pub(crate) fn find(&self, words: &str) -> Vec<Found> {
        let Some(regex) = self.regex() else { return Vec::new() };
        regex.captures_iter(words).filter_map(|captures| self.found(&captures)).collect()
    }

    fn found(&self, captures: &Captures<'_>) -> Option<Found> {
        let span = |name: &str| captures.name(name).map(|group| Span::new(group.start(), group.end()));
        let whole = captures.get(0)?;
        let whole = Span::new(whole.start(), whole.end());
        let opening = span("opening").unwrap_or(Span::new(whole.start, whole.start));
        let mut found = Found { span: whole, opening, slots: Vec::new(), gaps: Vec::new(), forgotten: Vec::new() };
        for (number, group) in self.groups.iter().enumerate() {
            let Some(words) = span(&format!("_{number}")) else { continue };
            match group {
                Group::Slot(slot) => found.slots.push((*slot, words)),
                Group::Gap => found.gaps.push(words),
                Group::Forgotten => found.forgotten.push(words),
            }
        }
        Some(found).filter(|found| !found.span.is_empty())
    }
}
