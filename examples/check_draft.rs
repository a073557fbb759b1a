//! Checks what an agent is about to send, and words it better: `cargo run --example check_draft`.

use huashu_core::{Language, Linter, RulebookErrors};

fn main() -> Result<(), RulebookErrors> {
    let linter = Linter::builder().rulebook("builtin:chat").rulebook("builtin:ecommerce").build()?;
    for text in ["您好，您的订单今天发出。", "您好。这个我不知道。"] {
        let draft = linter.draft(text);
        println!("{text}");
        for finding in &draft.findings {
            let rule = &finding.rule;
            println!("  {} {}: {}", rule.severity.name(), rule.id, rule.title.get(Language::English));
        }
        if !draft.findings.is_empty() {
            let advice = if draft.needs_review { "read it before sending" } else { "can be sent" };
            println!("  → {} ({advice}; findings left: {})", draft.reworded, draft.left.len());
        }
    }
    Ok(())
}
