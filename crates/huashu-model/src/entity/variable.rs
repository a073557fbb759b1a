//! Variables of canned replies and drafts that will hold who serves, when, or why.
//!
//! What they are called is read before folding (`text::slots`); here their marks are found.

use super::hit::EntityHit;
use super::hit::EntityValue;
use super::precheck::Precheck;
use super::recogniser::{Entity, bilingual};
use crate::language::Bilingual;
use crate::text::Span;
use crate::text::slots::SlotKind;

/// A variable of one kind.
#[derive(Debug)]
pub(super) struct Variable {
    name: &'static str,
    kind: SlotKind,
    /// Its mark, for the precheck.
    mark: &'static [&'static str],
    describe: (&'static str, &'static str),
}

pub(super) const AGENT: Variable = Variable {
    name: "agent-variable",
    kind: SlotKind::Agent,
    mark: &["\u{378}"],
    describe: (
        "话术、草稿里会填上客服工号或姓名的变量，如 `{客服姓名}`、〔工号〕",
        "A variable of a canned reply or draft that will hold who serves, such as `{客服姓名}` or 〔工号〕",
    ),
};

pub(super) const TIME: Variable = Variable {
    name: "time-variable",
    kind: SlotKind::Time,
    mark: &["\u{379}"],
    describe: (
        "话术、草稿里会填上时间的变量，如 `{预计时间}`、〔时间〕",
        "A variable of a canned reply or draft that will hold a time, such as `{预计时间}` or 〔时间〕",
    ),
};

pub(super) const REASON: Variable = Variable {
    name: "reason-variable",
    kind: SlotKind::Reason,
    mark: &["\u{380}"],
    describe: (
        "话术、草稿里会填上原因的变量，如 `{原因}`、〔原因〕",
        "A variable of a canned reply or draft that will hold a reason, such as `{原因}` or 〔原因〕",
    ),
};

impl Entity for Variable {
    fn name(&self) -> &'static str {
        self.name
    }

    fn describe(&self) -> Bilingual {
        bilingual(self.describe.0, self.describe.1)
    }

    fn precheck(&self) -> Precheck {
        Precheck::Literals(self.mark)
    }

    fn find(&self, text: &str) -> Vec<EntityHit> {
        let mark = self.kind.mark();
        let hit = |(at, found): (usize, &str)| EntityHit {
            span: Span::new(at, at + found.len()),
            value: EntityValue::Masked,
        };
        text.match_indices(mark).map(hit).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::slots::masked;

    #[test]
    fn each_finds_its_own() {
        let text = masked("客服{工号}，因{原因}，请等{分钟数}").expect("variables");
        for variable in [AGENT, REASON, TIME] {
            let hits = variable.find(&text);
            assert_eq!(hits.len(), 1, "{}", variable.name);
        }
        assert!(AGENT.find("{工号}").is_empty());
    }
}
