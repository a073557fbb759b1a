//! The shipped rulebooks hold every rule that is promised, each with its words and its tests.

use huashu_core::engine::Engine;
use huashu_rulebook::{Diagnostics, Expectation, FileResolver, Rulebook};
use huashu_rules::PACKS;

/// Identifiers that other programs compare results by; none may disappear or be renamed.
const PROMISED: &[&str] = &[
    "ads/absolute-terms",
    "aftersales/six-steps",
    "attitude/argue",
    "attitude/bare-hello",
    "attitude/bare-none",
    "attitude/belittle",
    "attitude/blame-customer",
    "attitude/blame-own-company",
    "attitude/boilerplate",
    "attitude/brush-off",
    "attitude/calm-down",
    "attitude/closing-time",
    "attitude/curt-order",
    "attitude/dialect-particle",
    "attitude/did-you-get-it",
    "attitude/discourage",
    "attitude/disrespectful-address",
    "attitude/dont-know",
    "attitude/hang-up",
    "attitude/hide-behind-rules",
    "attitude/impatience",
    "attitude/insult",
    "attitude/listen-up",
    "attitude/no-way",
    "attitude/not-my-business",
    "attitude/own-excuse",
    "attitude/perfunctory",
    "attitude/prying",
    "attitude/quarrel",
    "attitude/rejection",
    "attitude/rude-ask",
    "attitude/take-it-or-leave-it",
    "attitude/try-maybe",
    "attitude/vague",
    "attitude/you-are-wrong",
    "attitude/you-must",
    "closing/anything-else",
    "closing/confirm-understood",
    "closing/farewell",
    "complaint/deny-channel",
    "complaint/four-steps",
    "count/apologies",
    "count/consecutive-questions",
    "count/repeat-question",
    "count/repeated-reply",
    "ecommerce/off-platform",
    "ecommerce/price-promise",
    "ecommerce/review-bribe",
    "finance/collection-conduct",
    "finance/fee-quote",
    "finance/guaranteed-return",
    "finance/private-account",
    "hold/apology",
    "hold/ask-consent",
    "hold/overrun",
    "hold/reason",
    "hold/thanks-after",
    "hold/time-limit",
    "note/format",
    "opening/company",
    "opening/greeting",
    "opening/identity-and-convenience",
    "opening/job-number",
    "opening/late-pickup-apology",
    "opening/offer-help",
    "opening/time-of-day",
    "privacy/agent-contact",
    "privacy/ask-secret",
    "privacy/leak",
    "privacy/verify-first",
    "promise/absolute",
    "promise/arrival-date",
    "promise/beyond-authority",
    "reply/apologised",
    "reply/commit-time",
    "reply/complaint",
    "reply/restate",
    "reply/suggestion",
    "reply/thanked",
    "reply/use-name",
    "sales/misleading",
    "sales/pressure",
    "telecom/disclosure-price",
    "telecom/disclosure-term",
    "telecom/ticket-number",
    "time/call-length",
    "time/first-response",
    "time/hold-limit",
    "time/response-gap",
    "transfer/reason-and-consent",
    "voice/dialect",
    "voice/long-information",
    "voice/silent-call",
    "wording/bare-ack-first",
    "wording/informal-you",
    "wording/jargon",
    "wording/kept-waiting",
    "wording/negative-framing",
    "wording/no-at-all",
];

fn everything() -> Rulebook {
    let mut sink = Diagnostics::default();
    let rulebook = Rulebook::load(&["builtin:all".to_owned()], &FileResolver::default(), &mut sink);
    Engine::compile(&rulebook, &mut sink, &|_| true);
    assert!(sink.problems.is_empty(), "{:?}", sink.problems);
    rulebook
}

#[test]
fn every_promised_rule_is_there_and_on() {
    let rulebook = everything();
    let on = |id: &&&str| rulebook.rule(id).is_some_and(|rule| rule.enabled);
    let missing: Vec<_> = PROMISED.iter().filter(|id| !on(id)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_rule_says_what_why_and_what_instead_and_is_tested() {
    for rule in &everything().rules {
        let info = &rule.info;
        for text in [&info.title, &info.why] {
            assert!(text.zh.is_some() && text.en.is_some(), "{} lacks words in one language", info.id);
        }
        assert!(!info.source.is_empty(), "{} names no source", info.id);
        assert!(!info.suggestions.is_empty(), "{} says nothing to say instead", info.id);
        let count = |wanted: &[Expectation]| {
            rule.examples().iter().filter(|example| wanted.contains(&example.expect)).count()
        };
        let silent = [Expectation::Good, Expectation::NotApplicable, Expectation::NotCheckable];
        assert!(count(&[Expectation::Bad]) >= 5, "{} has too few bad examples", info.id);
        assert!(count(&silent) >= 5, "{} has too few good examples", info.id);
    }
}

/// Expressions of the embedded rulebooks are compiled when first needed; those of files at once, and checked.
#[test]
fn every_expression_of_the_shipped_rulebooks_compiles() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../rules/");
    let names: Vec<String> = PACKS.iter().map(|pack| format!("{folder}{pack}.toml")).collect();
    let mut sink = Diagnostics::default();
    let options = FileResolver { extends_anywhere: true };
    let rulebook = Rulebook::load(&names, &options, &mut sink);
    Engine::compile(&rulebook, &mut sink, &|_| true);
    assert_eq!(rulebook.rules.len(), everything().rules.len());
    assert!(sink.problems.is_empty(), "{:?}", sink.problems);
}
