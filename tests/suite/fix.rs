//! `huashu fix`: an entry's wording changes, and every other byte stays.

use std::fs;
use std::path::Path;
use std::process::Output;

use encoding_rs::GB18030;

use crate::support::program;

const RULES: &str = r#"
[rulebook]
id = "fix"
[[rule]]
id = "desk/you"
severity = "warning"
title = "用您"
phrases = ["你的"]
suggest = [{ text = "您的", applicability = "safe" }]
bad = ["⟦你的⟧订单"]
[[rule]]
id = "desk/dont-know"
severity = "error"
title = "不说不知道"
phrases = ["不知道"]
suggest = ["这个问题我帮您核实一下"]
bad = ["这个我⟦不知道⟧"]
[[rule.rewrite]]
phrases = ["{what=any:1..12}我不知道"]
to = "{what}我帮您核实一下"
examples = [["运费我不知道", "运费我帮您核实一下"]]
"#;

/// The same library in every format, with its name.
const LIBRARIES: [(&str, &str); 8] = [
    ("a.csv", "标题,内容,备注\r\n运费,运费我不知道,\"说明, 你的\"\r\n问好,\"他说\"\"好\"\"，你的订单到了\",x\r\n"),
    ("a.tsv", "标题\t内容\n运费\t运费我不知道\n问好\t你的订单到了\n"),
    (
        "a.json",
        "[\n  {\"title\": \"运费\", \"content\": \"运费我不知道\"},\n  {\"title\": \"问好\", \"content\": \"\\u4f60\\u7684\\u8ba2\\u5355\"}\n]\n",
    ),
    (
        "a.jsonl",
        "{\"title\":\"运费\",\"content\":\"运费我不知道\"}\n{\"title\":\"问好\",\"content\":\"你的订单\\n到了\"}\n",
    ),
    (
        "a.yaml",
        "# 注释：你的\n- title: 运费\n  content: 运费我不知道  # 后\n- title: 问好\n  content: '你的订单'\n",
    ),
    (
        "a.toml",
        "# 你的\n[[reply]]\ntitle = \"运费\"\ncontent = \"运费我不知道\" # 后\n\n[[reply]]\ntitle = \"问好\"\ncontent = '你的订单'\n",
    ),
    ("a.md", "# 售后\n\n- 运费我不知道\n- 你的订单{单号}到了\n  请查收\n"),
    ("a.txt", "运费我不知道\n你的订单{单号}到了\n"),
];

fn fix(folder: &Path, arguments: &[&str]) -> Output {
    let fixed = ["fix", "--lang", "en", "--rulebook", "rules.toml"];
    program().current_dir(folder).args(fixed).args(arguments).output().expect("the program runs")
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("rules.toml"), RULES).expect("written");
    folder
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn safe_changes_are_made_in_every_format_and_once() {
    let folder = folder();
    for (name, before) in LIBRARIES {
        let path = folder.path().join(name);
        fs::write(&path, before).expect("written");
        let output = fix(folder.path(), &[name]);
        let after = fs::read_to_string(&path).expect("is there");
        assert_eq!(output.status.code(), Some(1), "what needs a look is left: {name}: {}", said(&output));
        assert!(
            after.contains("不知道") && (after.contains("您的订单") || after.contains("\\u60a8\\u7684\\u8ba2")),
            "{name}: {after}"
        );
        let others = |text: &str| text.replace("您的订单", "你的订单").replace("\\u60a8\\u7684", "\\u4f60\\u7684");
        assert_eq!(others(&after), before, "{name}");
        fix(folder.path(), &[name]);
        assert_eq!(fs::read_to_string(&path).expect("is there"), after, "{name}: twice changes nothing");
    }
}

#[test]
fn what_needs_a_look_changes_when_asked_and_no_longer_fires() {
    let folder = folder();
    for (name, before) in LIBRARIES {
        let path = folder.path().join(name);
        fs::write(&path, before).expect("written");
        let output = fix(folder.path(), &[name, "--unsafe"]);
        assert_eq!(output.status.code(), Some(0), "{name}: {}", said(&output));
        let after = fs::read_to_string(&path).expect("is there");
        assert!(after.contains("运费我帮您核实一下"), "{name}: {after}");
        let check = ["check", "--as", "canned", "--rulebook", "rules.toml", "--fail-on", "info", name];
        let status = program().current_dir(folder.path()).args(check).output().expect("runs").status;
        assert!(status.success(), "{name}");
    }
}

#[test]
fn a_diff_writes_nothing() {
    let folder = folder();
    let (name, before) = LIBRARIES[0];
    fs::write(folder.path().join(name), before).expect("written");
    let output = fix(folder.path(), &[name, "--diff"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("--- a/a.csv") && said(&output).contains("您的订单"), "{}", said(&output));
    assert_eq!(fs::read_to_string(folder.path().join(name)).expect("is there"), before);
}

#[test]
fn encodings_stay() {
    let folder = folder();
    let path = folder.path().join("a.csv");
    fs::write(&path, GB18030.encode(LIBRARIES[0].1).0).expect("written");
    fix(folder.path(), &["a.csv"]);
    let after = GB18030.decode(&fs::read(&path).expect("is there")).0.into_owned();
    assert_eq!(after, LIBRARIES[0].1.replace("你的订单", "您的订单"));
}

#[test]
fn logs_and_workbooks_are_left_alone() {
    let folder = folder();
    let log = "{\"id\":\"1\",\"messages\":[{\"role\":\"customer\",\"text\":\"你的呢\"},{\"role\":\"agent\",\"text\":\"你的订单\"}]}\n";
    let files = [
        ("log.jsonl", log),
        ("names.csv", "会话ID,发送者,内容\nc1,甲,你的订单\nc1,乙,你的呢\n"),
        ("times.csv", "时间,内容\n2026-11-20 10:00:00,你的订单到了\n"),
        ("chat.txt", "甲 10:00:01\n你的订单到了\n乙 10:00:09\n你的呢\n"),
        ("empty.csv", "标题,内容\n"),
        ("a.xlsx", "PK"),
    ];
    for (name, text) in files {
        let bytes = text.as_bytes();
        let path = folder.path().join(name);
        fs::write(&path, bytes).expect("written");
        let output = fix(folder.path(), &[name]);
        assert_eq!(output.status.code(), Some(2), "{name}: {}", said(&output));
        assert!(said(&output).contains("fix/refused"), "{name}: {}", said(&output));
        assert_eq!(fs::read(&path).expect("is there"), bytes, "{name}");
    }
}
