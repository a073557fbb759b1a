//! Parts of rulebooks on their way from files to the merged rulebook: tables that may still be changed.

use std::borrow::Cow;

use crate::language::diagnostics::Diagnostics;
use crate::language::guard::GuardSpec;
use crate::language::matcher::MatcherSpec;
use crate::language::node::{SourceSpan, Table};
use crate::language::packed::Packed;
use crate::language::reach::Reach;
use crate::language::rule::{Rule, id_place};
use crate::language::shipped::Shipped;
use crate::language::table_fingerprint::table_fingerprint;
use crate::language::table_reader::TableReader;

/// A part of a rulebook: a table that is to be read, or one that comes with the program and was read when it was built.
#[derive(Debug)]
pub(crate) enum Written<T> {
    /// To be read.
    Table(Table),
    /// Read, and as it was shipped.
    Shipped(Box<Shipped<T>>),
}

impl<T> From<Table> for Written<T> {
    fn from(table: Table) -> Self {
        Written::Table(table)
    }
}

impl<T> Written<T> {
    /// Returns the table as it is now.
    pub(crate) fn table(&self) -> &Table {
        match self {
            Written::Table(table) => table,
            Written::Shipped(shipped) => &shipped.table,
        }
    }

    /// Changes the table, so that it has to be read.
    pub(crate) fn change(&mut self, change: impl FnOnce(&mut Table)) {
        let mut table = match self {
            Written::Table(table) => std::mem::take(table),
            Written::Shipped(shipped) => Table::clone(&shipped.table),
        };
        change(&mut table);
        *self = Written::Table(table);
    }

    /// Returns whether it is as it was shipped.
    pub(crate) fn is_shipped(&self) -> bool {
        matches!(self, Written::Shipped(_))
    }

    /// Returns a number that changes with what is written.
    pub(crate) fn fingerprint(&self) -> u64 {
        match self {
            Written::Table(table) => table_fingerprint(table),
            Written::Shipped(shipped) => shipped.fingerprint,
        }
    }

    /// Returns what it names.
    pub(crate) fn reach(&self) -> Cow<'_, Reach<'_>> {
        match self {
            Written::Table(table) => Cow::Owned(Reach::of(table)),
            Written::Shipped(shipped) => Cow::Borrowed(&shipped.reach),
        }
    }
}

impl Written<Rule> {
    /// Returns the identifier, where there is one.
    pub(crate) fn id(&self) -> Option<&str> {
        match self {
            Written::Table(table) => table.text("id"),
            Written::Shipped(shipped) => Some(&shipped.read.info.id),
        }
    }

    /// Returns where the identifier is written, else where the rule begins.
    pub(crate) fn id_place(&self) -> SourceSpan {
        match self {
            Written::Table(table) => id_place(table),
            Written::Shipped(shipped) => shipped.read.place,
        }
    }

    /// Reads the rule; `None` when it has no usable identifier or kind.
    pub(crate) fn read(self, sink: &mut Diagnostics) -> Option<Rule> {
        match self {
            Written::Table(table) => Rule::read(table, sink),
            Written::Shipped(shipped) => {
                let Shipped { table, mut read, .. } = *shipped;
                read.table = table;
                Some(read)
            }
        }
    }
}

impl Written<Packed<MatcherSpec>> {
    /// Reads the shared matcher.
    pub(crate) fn read(self, sink: &mut Diagnostics) -> Packed<MatcherSpec> {
        match self {
            Written::Table(table) => MatcherSpec::read_whole(TableReader::new(&table), sink).into(),
            Written::Shipped(shipped) => shipped.read,
        }
    }
}

impl Written<GuardSpec> {
    /// Reads the guard called `name`.
    pub(crate) fn read(self, name: &str, sink: &mut Diagnostics) -> GuardSpec {
        match self {
            Written::Table(table) => GuardSpec::read(name, table, sink),
            Written::Shipped(shipped) => {
                let Shipped { table, mut read, .. } = *shipped;
                read.table = table;
                read
            }
        }
    }
}
