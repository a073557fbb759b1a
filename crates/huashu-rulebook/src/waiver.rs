//! `[[waiver]]`: findings that somebody answers for, with a reason, and for how long.

use jiff::civil::Date;

use crate::language::diagnostics::{Diagnostics, did_you_mean};
use crate::language::node::{SourceSpan, Table};
use crate::language::table_reader::{KnownKey, TableReader, Text};
use huashu_model::finding::Finding;
use huashu_model::text::glob;

/// Findings that do not count. What it leaves open it does not ask for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Waiver {
    /// An identifier, or a pattern with `*`.
    pub rule: Option<String>,
    /// The conversation's identifier, or a pattern with `*`.
    pub conversation: Option<String>,
    /// The agent's number or name, or a pattern with `*`.
    pub agent: Option<String>,
    /// Names of findings, of which it covers each.
    pub fingerprints: Vec<String>,
    /// What the utterance holds, to the letter.
    pub text: Option<String>,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub who: Option<String>,
    /// The last day on which it holds.
    pub until: Option<Date>,
    /// Where it is written.
    pub place: SourceSpan,
}

impl Waiver {
    /// Reads the waivers; `rules` are the identifiers that they may mean. One that is not understood covers nothing.
    pub(super) fn read_all(tables: &[Table], rules: &[&str], sink: &mut Diagnostics) -> Vec<Waiver> {
        let mut waivers = Vec::new();
        for table in tables {
            let view = TableReader::new(table);
            waivers.extend(read(&view, rules, sink));
            view.finish(sink);
        }
        waivers
    }

    /// Returns the keys of a waiver, in the order they are read.
    pub fn keys() -> Vec<KnownKey> {
        let table = Table::default();
        let view = TableReader::new(&table);
        read(&view, &[], &mut Diagnostics::default());
        view.asked()
    }

    /// Returns whether it is about a finding, whatever the day.
    pub fn is_about(&self, finding: &Finding) -> bool {
        let fits = |pattern: &Option<String>, name: Option<&str>| {
            pattern.as_deref().is_none_or(|pattern| name.is_some_and(|name| glob(pattern, name)))
        };
        fits(&self.rule, Some(&finding.rule.id))
            && fits(&self.conversation, Some(&finding.location.conversation))
            && fits(&self.agent, finding.agent.as_deref())
            && (self.fingerprints.is_empty() || self.fingerprints.contains(&finding.fingerprint))
            && self.text.as_deref().is_none_or(|part| finding.text.contains(part))
    }

    /// Returns whether its last day has passed.
    pub fn has_expired(&self, today: Date) -> bool {
        self.until.is_some_and(|until| until < today)
    }
}

fn read(view: &TableReader<'_>, rules: &[&str], sink: &mut Diagnostics) -> Option<Waiver> {
    let owned = |text: Option<Text>| text.map(|text| text.value.to_string());
    let rule = view.text("rule", sink);
    let known = rule.as_ref().is_none_or(|rule| is_known(rule, rules, sink));
    let conversation = owned(view.text("conversation", sink));
    let agent = owned(view.text("agent", sink));
    let fingerprints: Vec<String> =
        view.texts("fingerprint", sink).iter().map(|text| text.value.to_lowercase()).collect();
    let text = owned(view.text("text", sink));
    let reason = owned(view.text("reason", sink)).filter(|reason| !reason.trim().is_empty());
    let who = owned(view.text("who", sink));
    let written = view.date("until", sink);
    let until: Option<Date> = written.as_ref().and_then(|(date, _)| date.parse().ok());
    if let (Some((date, place)), None) = (&written, until) {
        let message = huashu_model::message!("「{date}」不是日期", "`{date}` is not a date");
        sink.error("rulebook/bad-date", *place, message);
    }
    if rule.is_none() && fingerprints.is_empty() {
        missing(view, "rule 或 fingerprint", "rule or fingerprint", sink);
    }
    if reason.is_none() {
        missing(view, "reason", "reason", sink);
    }
    let is_whole = known && (rule.is_some() || !fingerprints.is_empty()) && written.is_some() == until.is_some();
    let (rule, place) = (owned(rule), view.place());
    let reason = reason.filter(|_| is_whole)?;
    Some(Waiver { rule, conversation, agent, fingerprints, text, reason, who, until, place })
}

fn is_known(rule: &Text, rules: &[&str], sink: &mut Diagnostics) -> bool {
    let pattern = &*rule.value;
    if rules.iter().any(|id| glob(pattern, id)) {
        return true;
    }
    let message = huashu_model::message!(
        "[[waiver]] 里的「{pattern}」不对应任何规则",
        "[[waiver]]: no rule is called `{pattern}`"
    );
    sink.error("rulebook/unknown-rule", rule.place, message).help = did_you_mean(pattern, rules.iter().copied())
        .map(|near| huashu_model::message!("是不是想写 `{near}`？", "did you mean `{near}`?"));
    false
}

fn missing(view: &TableReader<'_>, zh: &str, en: &str, sink: &mut Diagnostics) {
    let message = huashu_model::message!("[[waiver]] 要写 {zh}", "a [[waiver]] needs {en}");
    sink.error("rulebook/missing-key", view.place(), message);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{NoFiles, Rulebook};

    fn read_with(waiver: &str) -> (Vec<Waiver>, Vec<&'static str>) {
        let rule = "[[rule]]\nid = 'shop/slogan'\nphrases = ['买贵就赔']\n";
        let mut sink = Diagnostics::default();
        let rulebook =
            Rulebook::load_text("shop.toml", &format!("{rule}[[waiver]]\n{waiver}"), &NoFiles, &mut sink);
        (rulebook.waivers, sink.problems.iter().map(|problem| problem.code).collect())
    }

    #[test]
    fn what_a_waiver_says_is_read() {
        let (waivers, problems) = read_with(
            "rule = 'shop/*'\nagent = '7'\ntext = '活动'\nfingerprint = 'AB01'\nreason = '店庆'\nwho = '王'\nuntil = 2026-11-30\n",
        );
        assert_eq!(problems, Vec::<&str>::new());
        assert_eq!(waivers[0].fingerprints, ["ab01"]);
        let day = |text: &str| text.parse().expect("a date");
        assert!(!waivers[0].has_expired(day("2026-11-30")) && waivers[0].has_expired(day("2026-12-01")));
    }

    #[test]
    fn what_cannot_be_used_is_an_error_and_covers_nothing() {
        for (waiver, code) in [
            ("rule = 'shop/slogan'\n", "rulebook/missing-key"),
            ("rule = 'shop/slogan'\nreason = ' '\n", "rulebook/missing-key"),
            ("reason = '店庆'\n", "rulebook/missing-key"),
            ("rule = 'shop/slogn'\nreason = '店庆'\n", "rulebook/unknown-rule"),
            ("rule = 'shop/slogan'\nreason = '店庆'\nuntil = '月底'\n", "rulebook/bad-date"),
            ("rule = 'shop/slogan'\nreason = '店庆'\nuntill = 2026-11-30\n", "rulebook/unknown-key"),
        ] {
            let (waivers, problems) = read_with(waiver);
            assert_eq!(problems, [code], "{waiver}");
            assert!(waivers.is_empty() || code == "rulebook/unknown-key", "{waiver}");
        }
    }
}
