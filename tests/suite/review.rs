//! `huashu sample`, `huashu review`, `--marks` and `[[waiver]]`: from findings to people and back.

use std::io::Write;

use serde_json::Value;

use crate::support::{Folder, RULES, Ran};

/// Six conversations with a breach each, and four without.
fn log() -> String {
    let mut log = String::new();
    for number in 0..10 {
        let said = if number < 6 { format!("第{number}单我不知道哦") } else { "您好".to_owned() };
        let agent = if number % 2 == 0 { "7" } else { "8" };
        log += &format!(
            r#"{{"id":"c{number}","agent":{{"id":"{agent}"}},"messages":[{{"role":"customer","text":"在吗"}},{{"role":"agent","text":"{said}"}},{{"role":"agent","text":"再见"}}]}}"#
        );
        log.push('\n');
    }
    log
}

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("rules.toml", RULES);
    folder.write("log.jsonl", log());
    folder
}

fn sample(folder: &Folder, arguments: &[&str]) -> Ran {
    let fixed = ["sample", "log.jsonl", "--rulebook", "rules.toml", "--lang", "zh"];
    folder.run(&[&fixed[..], arguments].concat())
}

fn rows(folder: &Folder, name: &str) -> Vec<Value> {
    folder.read(name).lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

/// Fills a sheet in: each finding by `verdict` of its conversation, controls right but for `c9`.
fn filled(folder: &Folder, reviewer: &str, verdict: &dyn Fn(&str) -> &'static str) -> String {
    let mut out = String::from("判定\t漏判\t复核人\t用时\t规则\t指纹\t会话\t原话\t命中\t起（字）\t代表\t类型\n");
    for row in rows(folder, "s.jsonl") {
        let cell = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
        let conversation = cell("conversation");
        let (judged, missed) = match (cell("kind").as_str(), conversation.as_str()) {
            ("对照", "c9") => ("错", "missing/farewell"),
            ("对照", _) => ("✓", ""),
            _ => (verdict(&conversation), ""),
        };
        let cells = [judged, missed, reviewer, "1:30"].map(str::to_owned);
        let others =
            ["rule", "fingerprint", "conversation", "text", "words", "start", "stands_for", "kind"].map(cell);
        out += &cells.into_iter().chain(others).collect::<Vec<_>>().join("\t");
        out.push('\n');
    }
    out
}

#[test]
fn a_sample_is_the_same_for_the_same_seed_and_shared_out_among_strata() {
    let folder = folder();
    let draw = |seed: &str, name: &str| {
        let ran =
            sample(&folder, &["--number", "4", "--by", "agent", "--control", "2", "--seed", seed, "-o", name]);
        assert_eq!(ran.status, 0, "{}", ran.err);
    };
    draw("1", "a.jsonl");
    draw("1", "b.jsonl");
    assert_eq!(folder.read("a.jsonl"), folder.read("b.jsonl"));
    let seeds: Vec<String> = (2..8).map(|seed| seed.to_string()).collect();
    assert!(seeds.iter().any(|seed| {
        draw(seed, "c.jsonl");
        folder.read("c.jsonl") != folder.read("a.jsonl")
    }));
    let rows = rows(&folder, "a.jsonl");
    let count = |key: &str, value: &str| rows.iter().filter(|row| row[key] == value).count();
    assert_eq!((rows.len(), count("kind", "发现"), count("kind", "对照")), (6, 4, 2));
    let findings = rows.iter().filter(|row| row["kind"] == "发现");
    assert_eq!(findings.filter(|row| row["agent"] == "7").count(), 2);
    assert_eq!(count("stands_for", "1.5"), 4, "three findings of each agent, two of them drawn");
    assert_eq!((&rows[0]["words"], &rows[0]["start"]), (&Value::from("不知道"), &Value::from("5")));
    assert!(rows[5]["context"].as_str().is_some_and(|text| text.contains("客服：您好")));
    sample(&folder, &["-o", "a.txt"]).says(&[".xlsx"]);
}

#[test]
fn what_people_mark_exempts_counts_and_teaches() {
    let folder = folder();
    assert_eq!(sample(&folder, &["--control", "4", "-o", "s.jsonl"]).status, 0);
    let first = |conversation: &str| if conversation == "c0" { "错" } else { "对" };
    let second = |conversation: &str| if conversation == "c0" { "ｘ" } else { "right" };
    let import = |name: &str| folder.run(&["review", "import", name, "--marks", "m.jsonl", "--lang", "zh"]);
    folder.write("甲.csv", encoding_rs::GB18030.encode(&filled(&folder, "甲", &first).replace('✓', "对")).0);
    folder.write(
        "乙.txt",
        filled(&folder, "乙", &second).encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>(),
    );
    assert_eq!(import("甲.csv").says(&["新增 10 条"]).status, 0);
    assert_eq!(import("乙.txt").says(&["新增 10 条"]).status, 0);
    let marks = folder.read("m.jsonl");
    import("乙.txt").says(&["新增 0 条", "原样 10 条"]);
    assert_eq!(folder.read("m.jsonl"), marks, "taken in twice, nothing changes");

    let check = ["check", "log.jsonl", "--rulebook", "rules.toml", "--lang", "zh", "--format", "concise"];
    let ran = folder.run(&[&check[..], &["--marks", "m.jsonl"]].concat());
    assert_eq!(ran.out.matches("said/dont-know").count(), 5, "{}", ran.out);
    ran.says(&["1 条发现经人判定有误"]);

    let report = folder.run(&["review", "report", "--marks", "m.jsonl", "--format", "json"]).json();
    assert_eq!(report["rules"]["said/dont-know"]["wrong"], 1);
    assert_eq!(report["control"]["with_misses"], 1);
    assert_eq!(report["agreements"][0]["kappa"], 1.0);
    assert_eq!(report["minutes_per_thousand"], 1500.0);
    assert!(
        report["recall"]["estimate"].as_f64().is_some_and(|recall| (recall - 5.0 / 6.0).abs() < 1e-9),
        "{report}"
    );
    let text = folder.run(&["review", "report", "--marks", "m.jsonl", "--lang", "zh"]);
    for words in ["said/dont-know", "召回率估计为", "kappa 1.00", "第0单我⟦不知道⟧哦", "1 × missing/farewell"]
    {
        assert!(text.out.contains(words), "{words}:\n{}", text.out);
    }

    let learn = ["review", "learn", "--marks", "m.jsonl", "--rulebook", "rules.toml", "--lang", "zh"];
    let ran = folder.run(&learn);
    assert_eq!(ran.status, 0, "{}", ran.err);
    for line in ["--- a/rules.toml", "+good = [\"不知道您方便吗？\", \"第0单我不知道哦\"]"] {
        assert!(ran.out.contains(line), "{line}:\n{}", ran.out);
    }
    assert!(ran.out.contains("\"第1单我⟦不知道⟧哦\""), "{}", ran.out);
    assert_eq!(folder.read("rules.toml"), RULES, "nothing is changed in place");
}

#[test]
fn rows_that_cannot_be_read_are_told_and_the_others_taken_in() {
    let folder = folder();
    folder.write("s.csv", "指纹;规则;判定\n00000000000000ab;a/b;对\n00000000000000ac;a/b;也许\n");
    let ran = folder.run(&["review", "import", "s.csv", "--marks", "m.jsonl", "--reviewer", "丁", "--lang", "en"]);
    assert_eq!(ran.says(&["s.csv:3", "也许", "review/bad-row"]).status, 2);
    assert_eq!(
        folder.read("m.jsonl"),
        "{\"fingerprint\":\"00000000000000ab\",\"rule\":\"a/b\",\"verdict\":\"right\",\"reviewer\":\"丁\"}\n"
    );
    folder.write("m.jsonl", "<<<<<<< HEAD\n");
    let ran = folder.run(&["review", "import", "s.csv", "--marks", "m.jsonl", "--lang", "en"]);
    assert_eq!(ran.says(&["m.jsonl:1", "review/bad-mark"]).status, 2);
    assert_eq!(folder.read("m.jsonl"), "<<<<<<< HEAD\n", "what cannot be read is not written over");
    let ran = folder.run(&["check", "log.jsonl", "--rulebook", "rules.toml", "--marks", "none.jsonl"]);
    assert_eq!(ran.status, 2, "{}", ran.err);
}

#[test]
fn a_workbook_comes_back_with_what_was_filled_in() {
    let folder = folder();
    assert_eq!(sample(&folder, &["--number", "2", "-o", "s.xlsx"]).status, 0);
    // As it was written nobody has judged anything, and the sheet that explains is left aside.
    let ran = folder.run(&["review", "import", "s.xlsx", "--marks", "m.jsonl", "--lang", "zh"]);
    assert_eq!(ran.says(&["新增 0 条", "2 行还没有判定"]).status, 0);
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, (heading, cell)) in
        [("备注", "看过"), ("Verdict", "Ｎ"), ("rule", "a/b"), ("指纹", "00000000000000ab")].into_iter().enumerate()
    {
        let column = column as u16;
        sheet
            .write_string(1, column, heading)
            .and_then(|sheet| sheet.write_string(2, column, cell))
            .expect("written");
    }
    let bytes = workbook.save_to_buffer().expect("a workbook");
    std::fs::File::create(folder.path("t.xlsx")).and_then(|mut file| file.write_all(&bytes)).expect("written");
    let ran = folder.run(&["review", "import", "t.xlsx", "--marks", "m.jsonl", "--lang", "zh"]);
    assert_eq!(ran.says(&["新增 1 条"]).status, 0);
    assert!(folder.read("m.jsonl").contains(r#""verdict":"wrong","note":"看过""#));
}

#[test]
fn lessons_of_built_in_rules_are_a_rulebook_of_ones_own() {
    let folder = folder();
    let mark = r#"{"fingerprint":"00000000000000ab","rule":"attitude/dont-know","verdict":"wrong","text":"您也⟦不知道⟧吧"}"#;
    folder.write("m.jsonl", format!("{mark}\n"));
    let ran =
        folder.run(&["review", "learn", "--marks", "m.jsonl", "--rulebook", "builtin:base", "-o", "own.toml"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert_eq!(
        folder.read("own.toml"),
        "[rules]\n\"attitude/dont-know\" = { add = { good = [\n  \"您也不知道吧\",\n] } }\n"
    );
}

#[test]
fn waivers_hold_for_what_they_name_and_no_longer_than_they_say() {
    let folder = folder();
    let waivers = concat!(
        "\n[[waiver]]\nrule = \"said/*\"\nagent = \"7\"\nreason = \"新人\"\n",
        "[[waiver]]\nrule = \"said/dont-know\"\nuntil = 2020-01-01\nreason = \"旧的\"\n",
        "[[waiver]]\nrule = \"said/dont-know\"\ntext = \"退货\"\nreason = \"没有的\"\n",
    );
    folder.write("rules.toml", format!("{RULES}{waivers}"));
    let check = ["check", "log.jsonl", "--rulebook", "rules.toml", "--lang", "zh", "--format", "concise"];
    let ran = folder.run(&check);
    assert_eq!(ran.out.matches("said/dont-know").count(), 3, "{}", ran.out);
    assert_eq!(ran.status, 1);
    ran.says(&["3 条发现由 [[waiver]] 豁免", "2020-01-01", "waiver/expired", "没有的", "waiver/unused"]);
    assert!(!ran.err.contains("豁免「新人」"), "{}", ran.err);
    // A rule that does not run needs no waiver.
    let ran = folder.run(&[&check[..], &["--select", "missing/farewell"]].concat());
    assert!(!ran.err.contains("waiver/unused"), "{}", ran.err);
    folder.write("rules.toml", format!("{RULES}\n[[waiver]]\nrule = \"said/dont-know\"\n"));
    let ran = folder.run(&check);
    assert_eq!(ran.says(&["rulebook/missing-key", "reason"]).status, 2);
}
