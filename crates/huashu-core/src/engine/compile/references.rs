//! What a matcher names: shared matchers, and entities.

use std::ops::Deref;

use super::compiler::Compiler;
use crate::engine::program::matcher::MatcherId;
use huashu_model::entity::{ENTITIES, Entity, by_name};
use huashu_rulebook::{MatcherSpec, Text, did_you_mean};

impl<'r> Compiler<'r> {
    pub(super) fn look_up(&mut self, name: &str, at: &Text) -> Option<&'r MatcherSpec> {
        let found = self.rulebook.terms.get(name).map(Deref::deref);
        if found.is_none() {
            let message = huashu_model::message!("没有 [terms.{name}]", "no [terms.{name}]");
            let near = did_you_mean(name, self.rulebook.terms.keys().map(String::as_str));
            let help = near.map(|near| huashu_model::message!("是不是想写 `{near}`？", "did you mean `{near}`?"));
            self.sink.error("rulebook/unknown-terms", at.place, message).help = help;
        }
        *self.used_terms.entry(name.to_owned()).or_default() += 1;
        found
    }

    /// Compiles a shared matcher once.
    pub(super) fn term(&mut self, name: &Text) -> Option<MatcherId> {
        if let Some(id) = self.terms.get(&*name.value) {
            return Some(*id);
        }
        if self.open_terms.iter().any(|open| *open == *name.value) {
            self.report_cycle(&name.value, name);
            return None;
        }
        let spec = self.look_up(&name.value, name)?;
        self.open_terms.push(name.value.to_string());
        let id = self.nested(spec);
        self.open_terms.pop();
        self.terms.insert(name.value.to_string(), id);
        Some(id)
    }

    pub(super) fn entity(&mut self, name: &Text) -> Option<&'static dyn Entity> {
        let found = by_name(&name.value);
        if found.is_none() {
            let word = &name.value;
            let names: Vec<&str> = ENTITIES.iter().map(|entity| entity.name()).collect();
            let list = names.join(", ");
            let message = huashu_model::message!("没有实体「{word}」", "no entity `{word}`");
            let help = huashu_model::message!("可用：{list}", "one of: {list}");
            self.sink.error("rulebook/unknown-entity", name.place, message).help = Some(help);
        }
        found
    }
}
