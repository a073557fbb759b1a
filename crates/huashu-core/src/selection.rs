//! Which rules of a rulebook are wanted, by their ids.

use huashu_model::problem::Problem;
use huashu_model::text::glob;
use huashu_rulebook::{Rule, Rulebook, did_you_mean};

/// Rules wanted and not wanted: ids, or patterns in which `*` stands for any text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Selection<'s> {
    /// Only these; every rule that is on where there are none.
    pub select: &'s [String],
    /// Not these.
    pub ignore: &'s [String],
}

impl Selection<'_> {
    /// Returns whether a rule is to run. One that is selected by its whole id runs even where it is off.
    pub fn wants(&self, rule: &Rule) -> bool {
        let named = self.select.contains(&rule.info.id);
        (rule.enabled || named) && self.lists(rule)
    }

    /// Returns whether a rule is listed: as [`Selection::wants`], but rules that are off are listed too.
    pub fn lists(&self, rule: &Rule) -> bool {
        let fits = |patterns: &[String]| patterns.iter().any(|pattern| glob(pattern, &rule.info.id));
        (self.select.is_empty() || fits(self.select)) && !fits(self.ignore)
    }

    /// Returns an error for everything that fits no rule: a misspelt id must not pass as “nothing found”.
    pub fn unknown(&self, rulebook: &Rulebook) -> Vec<Problem> {
        let unknown = |pattern: &&String| !rulebook.rules.iter().any(|rule| glob(pattern, &rule.info.id));
        let problem = |pattern: &String| {
            let message = huashu_model::message!("没有规则符合「{pattern}」", "no rule fits `{pattern}`");
            let ids = rulebook.rules.iter().map(|rule| rule.info.id.as_str());
            let help = match did_you_mean(pattern, ids) {
                Some(near) => huashu_model::message!("是不是想写 `{near}`？", "did you mean `{near}`?"),
                None => huashu_model::message!("用 huashu rules 看有哪些规则", "`huashu rules` lists them"),
            };
            Problem::error("usage/unknown-rule", message).with_help(help)
        };
        self.select.iter().chain(self.ignore).filter(unknown).map(problem).collect()
    }
}
