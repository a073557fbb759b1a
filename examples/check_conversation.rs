//! Checks one conversation against a rulebook that comes with huashu: `cargo run --example check_conversation`.

use huashu_core::json::{InLanguage, to_string};
use huashu_core::{Conversation, Language, Linter, Outcome};

const CONVERSATION: &str = r#"{"id":"c1","agent":{"id":"1024"},"messages":[
    {"role":"customer","text":"在吗？这款什么时候发货"},
    {"role":"agent","text":"您好，1024号客服为您服务，请问有什么可以帮您？"},
    {"role":"customer","text":"什么时候发货？"},
    {"role":"agent","text":"这个我不知道哦"}]}"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let linter = Linter::builder().rulebook("builtin:chat").build()?;
    let checked = linter.check(&Conversation::from_json(CONVERSATION)?);
    for finding in &checked.findings {
        println!("{}", to_string(&InLanguage(finding, Language::English))?);
    }
    let unjudged = checked.outcomes().filter(|(_, outcome)| matches!(outcome, Outcome::NotCheckable(_))).count();
    println!("rules that could not be judged: {unjudged}");
    Ok(())
}
