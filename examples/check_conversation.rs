//! Checks one conversation against a rulebook that comes with huashu: `cargo run --example check_conversation`.

use huashu_core::{Conversation, Language, Linter, Outcome, Role, RulebookErrors};

fn main() -> Result<(), RulebookErrors> {
    let linter = Linter::builder().rulebook("builtin:chat").build()?;
    let conversation = Conversation::from_turns([
        (Role::Customer, "在吗？这款什么时候发货"),
        (Role::Agent, "您好，1024号客服为您服务，请问有什么可以帮您？"),
        (Role::Customer, "什么时候发货？"),
        (Role::Agent, "这个我不知道哦"),
    ]);
    let checked = linter.check(&conversation);
    for finding in &checked.findings {
        let said = &finding.text[finding.span.start..finding.span.end];
        println!("#{} [{}] {said}", finding.utterance, finding.rule.id);
        println!("   {}", finding.rule.why.get(Language::English));
    }
    let unjudged = checked.outcomes().filter(|(_, outcome)| matches!(outcome, Outcome::NotCheckable(_))).count();
    println!("rules that could not be judged: {unjudged}");
    Ok(())
}
