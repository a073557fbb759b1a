//! Mistakes in rulebooks: all at once, each with its place and the way out.

use crate::support::{Folder, Ran};

const SIX: &str = r#"[rulebook]
id = "six"

[[rule]]
id = "a/one"
tilte = "不行"
phrases = ["不行"]

[[rule]]
id = "a/one"
phrases = ["不能"]

[[rule]]
id = "a/two"
terms = "apolgy"

[terms.apology]
phrases = ["抱歉"]

[[rule]]
id = "a/three"
pattern = "退款(不|没"

[[rule]]
id = "a/four"
pattern = "好*"

[[rule]]
id = "a/five"
phrases = ["保證", "保证"]
"#;

fn check(folder: &Folder, rulebook: &str) -> Ran {
    folder.run(&["check", "log.jsonl", "--rulebook", rulebook, "--lang", "en"])
}

#[test]
fn six_mistakes_are_reported_in_one_run() {
    let folder = Folder::with_samples();
    folder.write("six.toml", SIX);
    let ran = check(&folder, "six.toml");
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    ran.says(&["rulebook/unknown-key", "six.toml:6:1", "did you mean `title`?"]);
    ran.says(&["rulebook/duplicate-id", "six.toml:10:6", "already defined at six.toml:5"]);
    ran.says(&["rulebook/unknown-terms", "six.toml:15:9", "did you mean `apology`?"]);
    // Inside the pattern: `pattern = "退款(` is fourteen characters long.
    ran.says(&["rulebook/bad-pattern", "six.toml:22:14", "unclosed group"]);
    ran.says(&["rulebook/matches-empty", "six.toml:26:11"]);
    ran.says(&["rulebook/duplicate-phrase", "six.toml:30:18"]);
    assert_eq!(ran.err.matches("rulebook/").count(), 6, "{}", ran.err);
}

#[test]
fn every_command_that_runs_rules_refuses_them() {
    let folder = Folder::with_samples();
    folder.write("six.toml", SIX);
    for arguments in [
        &["check", "log.jsonl", "--rulebook", "six.toml"][..],
        &["draft", "好的", "--rulebook", "six.toml"],
        &["why", "好的", "--rulebook", "six.toml"],
        &["test", "six.toml"],
        &["rules", "--rulebook", "six.toml"],
    ] {
        let ran = folder.run(arguments);
        assert_eq!(ran.status, 2, "{arguments:?}");
        ran.says(&["rulebook/unknown-key", "是不是想写 `title`？"]);
    }
}

#[test]
fn extends_that_goes_round_is_told() {
    let folder = Folder::with_samples();
    folder.write("x.toml", "[rulebook]\nid = \"x\"\nextends = [\"y.toml\"]\n");
    folder.write("y.toml", "[rulebook]\nid = \"y\"\nextends = [\"x.toml\"]\n");
    let ran = check(&folder, "x.toml");
    assert_eq!(ran.status, 2);
    ran.says(&["rulebook/extends-cycle", "y.toml:3:12", "x.toml", "→"]);
}

#[test]
fn extends_stays_in_its_folder_unless_allowed() {
    let folder = Folder::with_samples();
    folder.write("shop/shop.toml", "[rulebook]\nid = \"shop\"\nextends = [\"../rules.toml\"]\n");
    let ran = check(&folder, "shop/shop.toml");
    assert_eq!(ran.status, 2);
    ran.says(&["rulebook/extends-outside", "--allow-extends-outside"]);
    let allowed = folder.run(&["check", "log.jsonl", "--rulebook", "shop/shop.toml", "--allow-extends-outside"]);
    assert_eq!((allowed.status, allowed.err.as_str()), (1, ""));
}

#[test]
fn a_rulebook_that_is_not_there_is_named() {
    let folder = Folder::with_samples();
    let ran = check(&folder, "none.toml");
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    ran.says(&["rulebook/unreadable", "none.toml"]);
    let ran = check(&folder, "builtin:ecomerce");
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    ran.says(&["rulebook/unknown-builtin", "did you mean builtin:ecommerce?"]);
}

#[test]
fn toml_that_is_not_toml_is_shown_where_it_breaks() {
    let folder = Folder::with_samples();
    folder.write("bad.toml", "[rulebook]\nid = \"bad\"\n\n[[rule]]\nid = a/b\n");
    let ran = check(&folder, "bad.toml");
    assert_eq!(ran.status, 2);
    ran.says(&["rulebook/bad-toml", "bad.toml:5:"]);
}

#[test]
fn overrides_switch_soften_and_extend_rules() {
    let folder = Folder::with_samples();
    folder.write(
        "shop.toml",
        r#"[rulebook]
id = "shop"
extends = ["rules.toml"]

[rules]
"missing/*" = "off"
"slow/first" = { limit = "2 min" }
"said/dont-know" = { severity = "warning", add = { not-in = ["我不知道哦"] } }
"#,
    );
    let ran = check(&folder, "shop.toml");
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    assert!(!ran.out.contains("said/dont-know"), "{}", ran.out);
    folder.write("shop.toml", folder.read("shop.toml").replace("missing/*", "misisng/farewell"));
    check(&folder, "shop.toml").says(&[
        "rulebook/unknown-rule",
        "did you mean `missing/farewell`?",
        "shop.toml:6:1",
    ]);
}

#[test]
fn several_rulebooks_are_one() {
    let folder = Folder::with_samples();
    folder.write(
        "more.toml",
        "[rulebook]\nid = \"more\"\n[[rule]]\nid = \"more/like\"\nphrases = [\"在的\"]\nseverity = \"info\"\n",
    );
    let ran = folder.run(&[
        "check",
        "log.jsonl",
        "--rulebook",
        "rules.toml",
        "--rulebook",
        "more.toml",
        "--format",
        "jsonl",
    ]);
    let rules: Vec<_> = ran.lines().iter().map(|finding| finding["rule"].to_string()).collect();
    assert_eq!(rules, ["\"said/dont-know\"", "\"missing/farewell\"", "\"more/like\"", "\"slow/first\""]);
}

#[test]
fn examples_tell_what_is_missing_and_what_is_noisy() {
    let folder = Folder::with_samples();
    let ran = folder.run(&["test", "rules.toml"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    assert!(ran.out.contains("3 条规则，7 个例子"), "{}", ran.out);
    folder.write(
        "rules.toml",
        folder
            .read("rules.toml")
            .replace("这个我⟦不知道⟧哦", "这个我⟦不清楚⟧哦")
            .replace("good = [\"不知道您方便吗？\"]", "good = [\"谁也不知道\"]"),
    );
    let ran = folder.run(&["test", "rules.toml", "--lang", "en"]);
    assert_eq!(ran.status, 1);
    assert!(ran.out.contains("rules.toml:15: [said/dont-know] missing"), "{}", ran.out);
    assert!(ran.out.contains("rules.toml:16: [said/dont-know] noisy"), "{}", ran.out);
    assert!(ran.out.contains("1 missing, 1 noisy"), "{}", ran.out);
}

#[test]
fn the_shipped_examples_hold() {
    let ran = Folder::new().run(&["test", "builtin:all"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{}", ran.out);
    assert!(ran.out.contains("漏报 0，误报 0"), "{}", ran.out);
}
