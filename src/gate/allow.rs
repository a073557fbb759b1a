//! `huashu-allow: rule reason`: a finding that somebody answers for, said in a comment of the library itself.
//!
//! An allowance holds for the entry in its own line, or else for what begins in the next line that holds anything. It
//! names rules and a reason; one without either, one of an unknown rule and one that nothing needed are problems.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::Arc;

use huashu_model::finding::Finding;
use huashu_model::problem::Problem;
use huashu_rulebook::did_you_mean;

/// What begins an allowance.
const MARK: &str = "huashu-allow:";

/// The allowances of all files.
#[derive(Debug, Default)]
pub struct Allowances {
    by_file: BTreeMap<Arc<str>, Vec<Allowance>>,
}

#[derive(Debug)]
struct Allowance {
    /// The line of the comment, counting from 1.
    line: u64,
    /// The line that it holds for as well.
    holds_for: u64,
    rules: Vec<String>,
    used: Cell<bool>,
}

impl Allowances {
    /// Reads the comments of a file; `rules` are the rules that may be named. Returns what is wrong with them.
    pub fn read(&mut self, file: &Arc<str>, text: &str, rules: &[&str]) -> Vec<Problem> {
        let mut problems = Vec::new();
        let lines: Vec<&str> = text.lines().collect();
        for (index, line) in lines.iter().enumerate() {
            let Some(said) = comment(line) else { continue };
            let number = index as u64 + 1;
            let below = lines.iter().enumerate().skip(index + 1);
            let next = below
                .filter(|(_, line)| !line.trim().is_empty() && comment(line).is_none())
                .map(|(at, _)| at as u64 + 1)
                .next();
            match allowed(said, rules) {
                Ok(rules) => self.by_file.entry(Arc::clone(file)).or_default().push(Allowance {
                    line: number,
                    holds_for: next.unwrap_or(number),
                    rules,
                    used: Cell::new(false),
                }),
                Err(problem) => problems.push(problem.at(file, number)),
            }
        }
        problems
    }

    /// Returns whether nothing is allowed.
    pub fn is_empty(&self) -> bool {
        self.by_file.is_empty()
    }

    /// Returns whether a finding is allowed.
    pub fn covers(&self, finding: &Finding) -> bool {
        let Some(allowances) = self.by_file.get(&finding.location.file) else { return false };
        let line = finding.location.line;
        let holds = |allowance: &&Allowance| {
            (allowance.line == line || allowance.holds_for == line) && allowance.rules.contains(&finding.rule.id)
        };
        let found = allowances.iter().find(holds);
        found.inspect(|allowance| allowance.used.set(true)).is_some()
    }

    /// Returns a problem for each allowance that nothing needed.
    pub fn unused(&self) -> Vec<Problem> {
        let all = self.by_file.iter().flat_map(|(file, list)| list.iter().map(move |allowance| (file, allowance)));
        let unused = all.filter(|(_, allowance)| !allowance.used.get());
        unused
            .map(|(file, allowance)| {
                let rules = allowance.rules.join(", ");
                let message =
                    huashu_model::message!("豁免「{rules}」没有用到", "the allowance of {rules} is not needed");
                let help = huashu_model::message!("删去这一条", "remove it");
                Problem::warning("allow/unused", message).with_help(help).at(file, allowance.line)
            })
            .collect()
    }
}

/// Returns what stands behind the mark in a comment, without the end of the comment.
fn comment(line: &str) -> Option<&str> {
    let at = line.find(MARK)?;
    let before = &line[..at];
    ["#", "//", "<!--", "/*"].iter().any(|sign| before.contains(sign)).then(|| {
        let said = &line[at + MARK.len()..];
        said.trim_end().trim_end_matches("-->").trim_end_matches("*/").trim()
    })
}

/// Returns the rules of an allowance, or what is wrong with it.
fn allowed(said: &str, rules: &[&str]) -> Result<Vec<String>, Box<Problem>> {
    let named: Vec<&str> = said.split(|character: char| character.is_whitespace() || character == ',').collect();
    let named: Vec<&str> =
        named.into_iter().filter(|word| !word.is_empty()).take_while(|word| word.contains('/')).collect();
    let unknown = named.iter().find(|rule| !rules.contains(*rule));
    if let Some(rule) = unknown {
        let message = huashu_model::message!(
            "豁免的规则「{rule}」不在规则集里",
            "the rule `{rule}` that is allowed is not in the rulebook"
        );
        let problem = Problem::error("allow/unknown-rule", message);
        return Err(Box::new(match did_you_mean(rule, rules.iter().copied()) {
            Some(near) => {
                problem.with_help(huashu_model::message!("是不是想写 `{near}`？", "did you mean `{near}`?"))
            }
            None => problem,
        }));
    }
    let ends = named.last().and_then(|last| Some(said.rfind(last)? + last.len()));
    let reason = ends.and_then(|end| said.get(end..)).unwrap_or_default().trim_matches([' ', ',', '\t', ':', '：']);
    if named.is_empty() || reason.is_empty() {
        let message = huashu_model::message!("豁免要写明规则和理由", "an allowance names its rule and a reason");
        let help = huashu_model::message!(
            "写成 # huashu-allow: attitude/dont-know 这是培训用的反例",
            "write # huashu-allow: attitude/dont-know a bad example for training"
        );
        return Err(Box::new(Problem::error("allow/incomplete", message).with_help(help)));
    }
    Ok(named.into_iter().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: [&str; 2] = ["attitude/dont-know", "attitude/no-way"];

    #[test]
    fn comments_name_rules_and_a_reason() {
        let allowed = |line: &str| comment(line).map(|said| allowed(said, &RULES).map_err(|problem| problem.code));
        assert_eq!(
            allowed("# huashu-allow: attitude/dont-know 反例"),
            Some(Ok(vec!["attitude/dont-know".to_owned()]))
        );
        assert_eq!(
            allowed("<!-- huashu-allow: attitude/dont-know, attitude/no-way 培训 -->")
                .map(|rules| rules.map(|rules| rules.len())),
            Some(Ok(2))
        );
        assert_eq!(allowed("# huashu-allow: attitude/dont-know"), Some(Err("allow/incomplete")));
        assert_eq!(allowed("# huashu-allow: 反例"), Some(Err("allow/incomplete")));
        assert_eq!(allowed("# huashu-allow: attitude/dont-knw 反例"), Some(Err("allow/unknown-rule")));
        assert_eq!(allowed("huashu-allow: attitude/dont-know 不是注释"), None);
    }

    #[test]
    fn an_allowance_without_use_is_told() {
        let mut allowances = Allowances::default();
        let problems =
            allowances.read(&Arc::from("a.toml"), "# huashu-allow: attitude/no-way 反例\n\ncontent = 1\n", &RULES);
        assert!(problems.is_empty());
        assert_eq!(allowances.by_file["a.toml"][0].holds_for, 3);
        assert_eq!(allowances.unused().iter().map(|problem| problem.code).collect::<Vec<_>>(), ["allow/unused"]);
    }
}
