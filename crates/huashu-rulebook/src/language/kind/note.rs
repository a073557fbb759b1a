//! `note`: the form of a remark on an order.

use super::spec::Spec;
use crate::language::diagnostics::Diagnostics;
use crate::language::matcher::{Area, MatcherSpec, Part, Position};
use crate::language::scope::read_when;
use crate::language::table_reader::{TableReader, Text};

/// A rule of the kind `note` as written.
#[derive(Debug)]
pub struct NoteSpec {
    /// Remarks that hit the first must hit the second; without a first, every remark.
    pub cases: Vec<(Option<MatcherSpec>, MatcherSpec)>,
}

impl Spec for NoteSpec {
    const NAME: &str = "note";
    const ZH: &str = "备注格式：订单备注要写成规定的样子。";
    const EN: &str = "The form of remarks on orders.";
    const READS_NOTES: bool = true;

    fn read(view: &TableReader<'_>, sink: &mut Diagnostics) -> Self {
        let mut cases = Vec::new();
        for table in view.tables("cases", sink) {
            let when = read_when(&table, sink).map(|when| when.matcher);
            cases.push((when, forms(table.texts("forms", sink))));
            table.finish(sink);
        }
        let when = read_when(view, sink).map(|when| when.matcher);
        let default = view.texts("forms", sink);
        if !default.is_empty() {
            cases.push((when, forms(default)));
        }
        if cases.is_empty() {
            let message = huashu_model::message!("note 规则要写 `forms`", "a note rule needs `forms`");
            sink.error("rulebook/missing-key", view.place(), message);
        }
        NoteSpec { cases }
    }

    fn matchers(&self) -> Vec<&MatcherSpec> {
        self.cases.iter().flat_map(|(when, forms)| when.iter().chain([forms])).collect()
    }

    fn sought(&self) -> Vec<&MatcherSpec> {
        self.matchers()
    }
}

/// A matcher that holds when the whole remark has one of the forms.
fn forms(phrases: Vec<Text>) -> MatcherSpec {
    let at = Position { area: Some(Area::Utterance), part: Part::Whole };
    MatcherSpec { phrases, at, ..MatcherSpec::default() }
}
