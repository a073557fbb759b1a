//! A draft as the next utterance of a conversation: which of its findings stand already.
//!
//! What was not said yet may still be said. A finding that something is
//! missing stands only where nothing said after the draft could mend it; the
//! draft is taken for all that the agent says before the customer speaks again.

use std::borrow::Cow;

use huashu_model::entity::by_name;
use huashu_model::finding::Finding;
use huashu_model::text::fold;
use huashu_model::transcript::{Conversation, Role, Utterance};
use huashu_rulebook::{Body, Extent, RoleFilter, Rule, WithinSpec};

/// Returns a conversation with `text` said next by its agent.
pub fn with_next<'t>(conversation: &Conversation<'t>, text: &'t str) -> Conversation<'t> {
    let mut conversation = conversation.clone();
    let utterance = Utterance { text: Cow::Borrowed(text), template: true, ..Utterance::new(Role::Agent, "") };
    conversation.utterances.push(utterance);
    conversation
}

/// Returns what a conversation tells that a draft may need: names of placeholders, and what they stand for. What it
/// tells in two ways is not known.
pub fn known_facts(conversation: &Conversation<'_>) -> Vec<(&'static str, String)> {
    let mut known = Vec::new();
    let mut orders: Vec<String> = Vec::new();
    if let Some(order_number) = by_name("order-number") {
        for utterance in &conversation.utterances {
            let folded = fold(&utterance.text);
            let hits = order_number.find(folded.text());
            let named = hits.iter().filter(|hit| hit.value.text().is_some());
            orders.extend(named.map(|hit| folded.to_original(hit.span).of(&utterance.text).to_owned()));
        }
    }
    orders.sort_unstable();
    orders.dedup();
    if let [order] = orders.as_slice() {
        known.push(("订单号", order.clone()));
    }
    if let Some(agent) = conversation.agent.id.as_deref().filter(|id| id.chars().all(|c| c.is_ascii_alphanumeric()))
    {
        known.push(("工号", agent.to_owned()));
    }
    let is_title = |name: &&str| ["先生", "女士", "小姐"].iter().any(|title| name.ends_with(title));
    if let Some(name) = conversation.customer.name.as_deref().filter(is_title) {
        known.push(("称呼", name.to_owned()));
    }
    known
}

/// What a rule asks of a draft, kept of what was written.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftScope {
    /// Whether it can be judged of one utterance alone.
    pub about_one_utterance: bool,
    demand: Option<Demand>,
}

/// Where something must be said.
#[derive(Debug, Clone, PartialEq)]
struct Demand {
    role: RoleFilter,
    /// Whether a moment raises it.
    is_anchored: bool,
    within: Option<WithinSpec>,
    /// Whether every utterance must hold it.
    every: bool,
}

impl DraftScope {
    /// Notes what a rule asks of a draft.
    pub fn of(rule: &Rule) -> Self {
        let demand = match &*rule.body {
            Body::Require(spec) => Some(Demand {
                role: rule.role,
                is_anchored: spec.scope.when.is_some(),
                within: spec.scope.within.clone(),
                every: spec.every,
            }),
            _ => None,
        };
        DraftScope { about_one_utterance: rule.body.is_about_one_utterance(), demand }
    }

    /// Returns whether a finding is about the last utterance, and stands whatever is said after it.
    pub fn stands(&self, finding: &Finding, conversation: &Conversation<'_>) -> bool {
        let Some(draft) = conversation.utterances.len().checked_sub(1) else { return false };
        let Some(absence) = &finding.absence else { return finding.utterance == draft };
        let is_sought_here = finding.utterance == draft || absence.searched.contains(&draft);
        is_sought_here && self.demand.as_ref().is_some_and(|demand| demand.is_over(finding, conversation))
    }
}

impl Demand {
    /// Returns whether nothing that is said later can meet it.
    fn is_over(&self, finding: &Finding, conversation: &Conversation<'_>) -> bool {
        let utterances = &conversation.utterances[..];
        match &self.within {
            _ if self.every => true,
            Some(WithinSpec { after: None, .. }) if self.is_anchored => true,
            Some(WithinSpec { after: Some(after), .. }) => {
                let behind = finding.anchor.map_or(utterances.len(), |anchor| anchor + 1);
                is_said(*after, utterances.get(behind..).unwrap_or_default(), self.role)
            }
            Some(WithinSpec { first: Some(first), last: None, .. }) => is_said(*first, utterances, self.role),
            _ => false,
        }
    }
}

/// Returns whether so much has been said by some roles.
fn is_said(extent: Extent, utterances: &[Utterance<'_>], roles: RoleFilter) -> bool {
    let is_of_them = |utterance: &&Utterance<'_>| roles.contains(utterance.role);
    match extent {
        Extent::Utterances(count) => utterances.iter().filter(is_of_them).count() >= count,
        Extent::Turns(count) => {
            let turns = utterances.chunk_by(|a, b| a.role == b.role);
            turns.filter(|turn| turn.first().is_some_and(|first| roles.contains(first.role))).count() >= count
        }
        // A draft has no time yet.
        Extent::Millis(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::{Conversation, Linter, Role};

    const RULES: &str = "
[[rule]]
id = 'a/greeting'
kind = 'require'
phrases = ['您好']
within = { first = 1 }
lead = '您好'
[[rule]]
id = 'a/farewell'
kind = 'require'
phrases = ['再见']
within = { last = 1 }
[[rule]]
id = 'a/thanked'
kind = 'require'
when = { phrases = ['谢谢'], role = 'customer' }
within = { after = 2 }
phrases = ['不客气']
[[rule]]
id = 'a/hold'
kind = 'require'
when = { phrases = ['稍等'] }
within = { same = 'turn' }
phrases = ['核实']
[[rule]]
id = 'a/twice'
kind = 'repeat'
total = 2
min-length = 2
[[rule]]
id = 'a/order'
phrases = ['不知道']
suggest = ['我帮您核实一下']
";

    fn ids(before: &[(Role, &str)], draft: &str) -> Vec<String> {
        let linter = Linter::builder().rulebook_text("a.toml", RULES).build().expect("sound rules");
        let before = Conversation::from_turns(before.iter().copied());
        let draft = linter.draft_after(&before, draft);
        draft.findings.iter().map(|finding| finding.rule.id.clone()).collect()
    }

    #[test]
    fn what_may_still_be_said_is_not_missing() {
        let asked = [(Role::Customer, "在吗"), (Role::Agent, "您好，请讲"), (Role::Customer, "谢谢")];
        assert_eq!(ids(&asked, "好的呢"), Vec::<String>::new());
        assert_eq!(ids(&[&asked[..], &[(Role::Agent, "嗯嗯")]].concat(), "好的呢"), ["a/thanked"]);
    }

    #[test]
    fn what_the_draft_leaves_out_is() {
        assert_eq!(ids(&[(Role::Customer, "在吗")], "请讲"), ["a/greeting"]);
        assert_eq!(ids(&[(Role::Customer, "在吗")], "您好，请稍等"), ["a/hold"]);
        assert_eq!(ids(&[], "您好，请稍等，我核实一下"), Vec::<String>::new());
    }

    #[test]
    fn what_was_said_before_is_not_the_drafts_fault() {
        let before = [(Role::Agent, "您好，我不知道"), (Role::Customer, "那怎么办")];
        assert_eq!(ids(&before, "我看一下"), Vec::<String>::new());
        assert_eq!(ids(&before, "您好，我不知道"), ["a/twice", "a/order"]);
    }

    #[test]
    fn what_the_conversation_tells_is_filled_in() {
        let rules = format!(
            "{RULES}\n[[rule]]\nid = 'a/which'\nphrases = ['哪个单']\nsuggest = ['请问是订单〔订单号〕吗？']\n"
        );
        let linter = Linter::builder().rulebook_text("a.toml", &rules).build().expect("sound rules");
        let said = |orders: &str| {
            Conversation::from_turns([(Role::Customer, orders.to_owned()), (Role::Agent, "您好".to_owned())])
        };
        let reworded = |orders: &str| linter.draft_after(&said(orders), "哪个单").reworded;
        assert_eq!(reworded("订单号A20261120001没到"), "请问是订单A20261120001吗？");
        assert_eq!(reworded("订单号A20261120001和订单号A20261120002"), "请问是订单〔订单号〕吗？");
    }

    #[test]
    fn what_is_missing_can_be_put_in_front() {
        let linter = Linter::builder().rulebook_text("a.toml", RULES).build().expect("sound rules");
        let draft = linter.draft_after(&Conversation::from_turns([(Role::Customer, "在吗")]), "请讲");
        assert_eq!((draft.reworded.as_str(), draft.left.len()), ("您好，请讲", 0));
    }
}
