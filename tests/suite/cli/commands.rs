//! The commands beside `check`.

use crate::support::Folder;

const RULES: [&str; 2] = ["--rulebook", "rules.toml"];

#[test]
fn draft_rewords_what_it_can() {
    let folder = Folder::with_samples();
    let ran = folder.run(&[&["draft", "这个我不知道", "--format", "reworded"][..], &RULES].concat());
    assert_eq!((ran.status, ran.out.as_str()), (0, "这个我需要核实一下\n"));
    let ran = folder.run(&[&["draft", "不知道您方便吗？", "--format", "reworded"][..], &RULES].concat());
    assert_eq!((ran.status, ran.out.as_str()), (0, "不知道您方便吗？\n"));
}

#[test]
fn draft_reads_standard_input_and_speaks_json() {
    let folder = Folder::with_samples();
    let ran = folder.pipe("这个我不知道\n", &[&["draft", "--format", "json"][..], &RULES].concat());
    assert_eq!(ran.status, 0, "what was wrong is put right");
    let answer = ran.json();
    assert_eq!((&answer["text"], &answer["reworded"]), (&"这个我不知道".into(), &"这个我需要核实一下".into()));
    assert_eq!(answer["needs_review"], false);
    assert_eq!(answer["findings"][0]["rule"], "said/dont-know");
}

#[test]
fn draft_shows_the_place_and_the_better_wording() {
    let ran = Folder::with_samples().run(&[&["draft", "这个我不知道"][..], &RULES].concat());
    assert_eq!(ran.status, 0);
    for words in ["said/dont-know", "客户来问就是要答案。", "这个我需要核实一下"] {
        assert!(ran.out.contains(words), "{words}:\n{}", ran.out);
    }
}

#[test]
fn why_names_what_silenced_a_hit() {
    let folder = Folder::with_samples();
    let ran = folder.run(&[&["why", "不知道您方便吗？這個不知道", "--lang", "en"][..], &RULES].concat());
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    for words in ["folded", "这个不知道", "said/dont-know", "不知道您", "hit"] {
        assert!(ran.out.contains(words), "{words}:\n{}", ran.out);
    }
}

#[test]
fn why_says_when_nothing_occurs() {
    let ran = Folder::with_samples().run(&[&["why", "好的", "--lang", "en"][..], &RULES].concat());
    assert!(ran.out.contains("nothing that any rule seeks"), "{}", ran.out);
}

#[test]
fn explain_says_what_a_problem_means_even_where_the_rulebook_is_wrong() {
    let folder = Folder::with("rules.toml", "[[rule]]\nid = 1\n");
    let ran = folder.run(&[&["explain", "rulebook/wrong-type", "--lang", "en"][..], &RULES].concat());
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    for words in ["rulebook/wrong-type", "What it means", "What to do"] {
        assert!(ran.out.contains(words), "{words}:\n{}", ran.out);
    }
}

#[test]
fn explain_shows_reason_source_rewording_and_examples() {
    let folder = Folder::with_samples();
    let ran = folder.run(&[&["explain", "said/dont-know"][..], &RULES].concat());
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    for words in
        ["客户来问就是要答案。", "手册 1", "需要核实一下", "这个我⟦不知道⟧哦", "不知道您方便吗？", "rules.toml:5"]
    {
        assert!(ran.out.contains(words), "{words}:\n{}", ran.out);
    }
    let ran = folder.run(&[&["explain", "said/dont-knwo"][..], &RULES].concat());
    assert_eq!(ran.status, 2);
    ran.says(&["是不是想写 `said/dont-know`？"]);
}

#[test]
fn a_shipped_rule_is_explained_from_anywhere() {
    let ran = Folder::new().run(&["explain", "finance/guaranteed-return"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    assert!(ran.out.contains("builtin:finance"), "{}", ran.out);
}

#[test]
fn rules_are_listed_for_people_and_programs() {
    let folder = Folder::with_samples();
    let ran = folder.run(&[&["rules"][..], &RULES].concat());
    assert_eq!((ran.status, ran.out.lines().count()), (0, 3));
    let listed = folder.run(&[&["rules", "--format", "json"][..], &RULES].concat()).json();
    assert_eq!(listed[0]["id"], "said/dont-know");
    assert_eq!((&listed[0]["kind"], &listed[0]["points"]), (&"forbid".into(), &5.0.into()));
    assert_eq!(listed[0]["examples"], 2);
}

#[test]
fn shipped_rules_have_unique_ids_and_examples() {
    let listed = Folder::new().run(&["rules", "--rulebook", "builtin:all", "--format", "json"]).json();
    let listed = listed.as_array().expect("a list");
    let ids: std::collections::BTreeSet<&str> = listed.iter().filter_map(|rule| rule["id"].as_str()).collect();
    assert_eq!(ids.len(), listed.len());
    for rule in listed {
        assert!(rule["examples"].as_u64().is_some_and(|count| count > 0), "{} has no example", rule["id"]);
    }
}

#[test]
fn completions_are_printed_for_every_shell() {
    let folder = Folder::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = folder.run(&["completions", shell]);
        assert_eq!(ran.status, 0, "{shell}");
        assert!(ran.out.contains("huashu"), "{shell}");
    }
}
