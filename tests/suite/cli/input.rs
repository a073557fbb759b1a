//! What is read, what is skipped, and what is said about it.

use crate::support::{CLEAN_LOG, Folder, LOG};

const RULES: [&str; 2] = ["--rulebook", "rules.toml"];

#[test]
fn a_missing_file_is_told_and_the_rest_checked() {
    let folder = Folder::with_samples();
    let ran = folder.run(&["check", "none.jsonl", "log.jsonl", "--rulebook", "rules.toml", "--format", "jsonl"]);
    assert_eq!(ran.status, 2);
    ran.says(&["input/unreadable", "none.jsonl"]);
    assert_eq!(ran.lines().len(), 3);
}

#[test]
fn an_empty_file_holds_no_conversation_and_says_so() {
    let folder = Folder::with_samples();
    folder.write("empty.jsonl", "");
    let ran = folder.run(&[&["check", "empty.jsonl", "--format", "json"][..], &RULES].concat());
    assert_eq!(ran.status, 0);
    assert_eq!(ran.json()["summary"]["conversations"], 0);
    assert_eq!(ran.json()["summary"]["ledger"]["files"], 1);
}

#[test]
fn a_folder_without_logs_is_a_problem() {
    let folder = Folder::with_samples();
    folder.write("exports/picture.bin", [0_u8, 1, 2]);
    let ran = folder.run(&[&["check", "exports"][..], &RULES].concat());
    assert_eq!(ran.status, 2);
    ran.says(&["input/no-logs", "exports"]);
    assert!(ran.out.contains("略过"), "{}", ran.out);
}

#[test]
fn what_a_folder_leaves_out_is_named_in_every_format() {
    let folder = Folder::with_samples();
    folder.write("exports/a.jsonl", LOG);
    folder.write("exports/scan.pdf", "%PDF-1.7");
    for format in ["text", "concise", "json", "jsonl", "csv", "sarif", "junit", "github"] {
        let ran = folder.run(&[&["check", "exports", "--format", format][..], &RULES].concat());
        assert!(ran.err.contains("scan.pdf"), "{format}: {}", ran.err);
    }
}

#[test]
fn a_folder_is_read_in_the_order_of_its_names() {
    let folder = Folder::with_samples();
    // Of another day: what is said twice at one time was said once.
    folder.write("exports/b/2.jsonl", LOG.replace("2026-11-20", "2026-11-21"));
    folder.write("exports/a/1.jsonl", LOG);
    folder.write("exports/notes.bin", "x");
    let ran = folder.run(&[&["check", "exports", "--format", "json"][..], &RULES].concat());
    let report = ran.json();
    let files: Vec<&str> =
        report["findings"].as_array().expect("findings").iter().filter_map(|f| f["file"].as_str()).collect();
    assert_eq!(files.len(), 6);
    assert!(files[..3].iter().all(|file| file.ends_with("1.jsonl")), "{files:?}");
    assert!(files[3..].iter().all(|file| file.ends_with("2.jsonl")), "{files:?}");
    assert_eq!(report["summary"]["ledger"]["skipped"].as_object().map(serde_json::Map::len), Some(1));
}

#[test]
fn standard_input_is_a_file_too() {
    let folder = Folder::with_samples();
    let ran = folder.pipe(LOG, &[&["check", "-", "--format", "jsonl"][..], &RULES].concat());
    assert_eq!((ran.status, ran.err.as_str()), (1, ""));
    assert_eq!(ran.lines().len(), 3);
    let clean = folder.pipe(CLEAN_LOG, &[&["check", "-"][..], &RULES].concat());
    assert_eq!(clean.status, 0);
}

#[test]
fn a_broken_record_hides_no_other() {
    let folder = Folder::with_samples();
    let lines: Vec<&str> = LOG.lines().collect();
    folder.write(
        "log.jsonl",
        format!("{}\n{{\"id\": \"x\", \"messages\": [}}\n{{\"id\":\"z\"}}\n{}\n", lines[0], lines[2]),
    );
    let ran = folder.run(&[&["check", "log.jsonl", "--format", "json"][..], &RULES].concat());
    assert_eq!(ran.status, 2);
    ran.says(&["input/bad-json", "log.jsonl:2:26", "input/no-messages", "log.jsonl:3"]);
    let report = ran.json();
    assert_eq!(report["findings"].as_array().map(Vec::len), Some(3));
    let ledger = &report["summary"]["ledger"];
    assert_eq!((ledger["records"].as_u64(), ledger["problems"].as_u64()), (Some(4), Some(2)));
}

#[test]
fn bots_and_automatic_texts_are_not_charged_to_agents() {
    let folder = Folder::with_samples();
    folder.write(
        "log.jsonl",
        concat!(
            r#"{"id":"a","messages":[{"role":"bot","text":"不知道"},{"role":"system","text":"不知道"},"#,
            r#"{"role":"customer","text":"不知道"},{"role":"agent","text":"您好，再见"}]}"#,
            "\n"
        ),
    );
    let ran = folder.run(&[&["check", "log.jsonl", "--format", "json"][..], &RULES].concat());
    assert_eq!((ran.status, ran.json()["findings"].as_array().map(Vec::len)), (0, Some(0)), "{}", ran.out);
    assert_eq!(ran.json()["summary"]["ledger"]["utterances"]["bot"], 1);
}

#[test]
fn a_conversation_without_an_id_is_named_by_its_line() {
    let folder = Folder::with_samples();
    folder.write("log.jsonl", "\n{\"messages\":[{\"role\":\"agent\",\"text\":\"不知道，再见\"}]}\n");
    let ran = folder.run(&[&["check", "log.jsonl", "--format", "jsonl"][..], &RULES].concat());
    assert_eq!(ran.lines()[0]["conversation"], "#2");
}

#[test]
fn columns_and_roles_are_mapped_by_the_configuration() {
    let folder = Folder::with_samples();
    folder.write(
        "huashu.toml",
        r#"[rulebook]
id = "shop"
extends = ["rules.toml"]

[input.columns]
messages = "duihua"
text = "neirong"
role = "shui"

[input.roles]
"掌柜" = "agent"
"看官" = "customer"
"#,
    );
    folder.write(
        "log.jsonl",
        "{\"duihua\":[{\"shui\":\"看官\",\"neirong\":\"不知道\"},{\"shui\":\"掌柜\",\"neirong\":\"不知道，再见\"}]}\n",
    );
    let ran = folder.run(&["check", "log.jsonl", "--format", "jsonl"]);
    assert_eq!((ran.status, ran.err.as_str()), (1, ""));
    assert_eq!(ran.lines().len(), 1, "{}", ran.out);
    assert_eq!(ran.lines()[0]["utterance"], 1);
    folder.write("huashu.toml", folder.read("huashu.toml").replace("text =", "txet ="));
    let ran = folder.run(&["check", "log.jsonl"]);
    assert_eq!(ran.status, 2);
    ran.says(&["txet", "text"]);
}

#[test]
fn canned_replies_are_utterances_of_an_agent() {
    let folder = Folder::with_samples();
    folder.write(
        "replies.jsonl",
        "{\"code\":\"a1\",\"text\":\"这个我不知道\"}\n{\"code\":\"a2\",\"text\":\"好的\"}\n",
    );
    let ran =
        folder.run(&[&["check", "replies.jsonl", "--as", "canned", "--format", "jsonl"][..], &RULES].concat());
    assert_eq!(ran.status, 1, "{ran:?}");
    let findings = ran.lines();
    assert_eq!(findings.len(), 1, "rules about whole conversations do not apply: {}", ran.out);
    assert_eq!((&findings[0]["rule"], &findings[0]["line"]), (&"said/dont-know".into(), &1.into()));
}

#[test]
fn remarks_on_words_of_a_log_obey_nothing_in_them() {
    let folder = Folder::with_samples();
    folder.write(
        "odd.jsonl",
        "{\"messages\":[{\"role\":\"agent\",\"time\":\"\\u001b[31m甲\\u202e\",\"text\":\"您好\"}]}\n",
    );
    let ran = folder.run(&[&["check", "odd.jsonl"][..], &RULES].concat());
    assert!(ran.err.contains("␛[99m甲\\u{202e}"), "{}", ran.err);
    assert!(!ran.err.contains(['\u{1b}', '\u{202e}']), "{:?}", ran.err);
}

/// Exports that overlap hold the same conversation twice; nobody said it twice.
#[test]
fn what_two_files_hold_alike_is_checked_once() {
    let folder = Folder::new();
    let head = "会话ID,消息ID,角色,内容\n";
    folder.write("a.csv", format!("{head}c1,m1,客服,这个我不知道\n"));
    folder.write("b.csv", format!("{head}c1,m1,客服,这个我不知道\nc1,m2,客户,好\nc1,m3,客服,你投诉好了\n"));
    folder.write("c.csv", format!("{head}c1,m9,客服,这个我不知道\n"));
    let check = |files: &[&str]| {
        let fixed = ["--rulebook", "builtin:chat", "--select", "attitude/*", "--format", "jsonl", "check"];
        let ran = folder.run(&[&fixed[6..], files, &fixed[..6]].concat());
        let rules: Vec<String> =
            ran.lines().iter().map(|line| line["rule"].as_str().unwrap_or_default().to_owned()).collect();
        (rules.join(" "), ran.err)
    };
    let (rules, told) = check(&["a.csv", "b.csv"]);
    assert_eq!(rules, "attitude/dont-know attitude/quarrel");
    assert!(told.contains("read twice") || told.contains("读到了两次"), "{told}");
    assert_eq!(check(&["b.csv", "a.csv"]).0, "attitude/dont-know attitude/quarrel");
    assert_eq!(check(&["a.csv", "c.csv"]).0, "attitude/dont-know attitude/dont-know");
}

/// Parts of a table, or files of each hour, may cut a conversation: what is found at the cut does not hold.
#[test]
fn a_conversation_that_goes_on_in_another_file_is_told() {
    let folder = Folder::new();
    let part = |hour: &str, text: &str| {
        format!("会话ID,时间,角色,内容\nc1,2026-11-20 {hour}:00,客户,在吗\nc1,2026-11-20 {hour}:20,客服,{text}\n")
    };
    folder.write("a.csv", part("09:50", "您好，请讲"));
    folder.write("b.csv", part("10:05", "已经为您登记"));
    folder.write("c.csv", part("21:00", "您好，请讲"));
    let check = |files: &[&str]| {
        let fixed = ["--rulebook", "builtin:chat", "--fail-on", "never"];
        folder.run(&[&["check"][..], files, &fixed].concat())
    };
    let ran = check(&["a.csv", "b.csv"]);
    ran.says(&["input/cut-conversation", "c1", "b.csv"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    // Two conversations of one name in one file are as the log has them.
    folder.write("d.csv", "会话ID,时间,角色,内容\nx,2026-11-20 08:00:00,客服,您好\n");
    let talk = |hour: &str| {
        format!(
            "{{\"id\":\"c1\",\"messages\":[{{\"role\":\"agent\",\"time\":\"2026-11-20 {hour}:00\",\"text\":\"您好\"}}]}}\n"
        )
    };
    folder.write("e.jsonl", talk("09:50") + &talk("10:05"));
    assert!(!check(&["d.csv", "e.jsonl"]).err.contains("cut-conversation"));
    // The customer came again in the evening.
    assert!(!check(&["a.csv", "c.csv"]).err.contains("cut-conversation"));
}
