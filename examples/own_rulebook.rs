//! A rulebook of one's own, from a text, and what becomes of mistakes in it: `cargo run --example own_rulebook`.

use huashu_core::{Language, Linter, RulebookErrors};

const SHOP: &str = r#"
[[rule]]
id = "shop/old-slogan"
severity = "warning"
title = { zh = "旧口号已停用", en = "The old slogan is no longer used" }
phrases = ["买贵就赔"]
suggest = ["价格问题您可以申请价保，我来帮您看一下。"]
"#;

fn main() -> Result<(), RulebookErrors> {
    let shop =
        Linter::builder().rulebook("builtin:base").rulebook_text("shop.toml", SHOP).select("shop/*").build()?;
    for rule in shop.rules() {
        println!("{} – {}", rule.id, rule.title.get(Language::English));
    }
    println!("{}", shop.draft("放心，买贵就赔哦").reworded);

    // A linter is never made of a rulebook with errors; all of them are told at once, each with its place.
    let misspelt = SHOP.replace("phrases", "phrase").replace("warning", "serious");
    if let Err(errors) = Linter::builder().rulebook_text("shop.toml", &misspelt).build() {
        println!("{errors}");
    }
    Ok(())
}
