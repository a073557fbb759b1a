//! What stands in a log, a file name or a stranger's rulebook is shown, in every output, and never obeyed.

use std::fs;
use std::process::Output;

use crate::support::{Folder, readable};

/// What drives terminals, turns the order of characters round, or is not seen.
const EVIL: &str = "\u{1b}[2J\u{1b}]0;t\u{7}\u{8}\u{7f}\u{9b}31m\u{ad}\u{61c}\u{200b}\u{200d}\u{200e}\u{200f}\
                    \u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2060}\u{2066}\u{2067}\u{2068}\u{2069}\u{feff}\u{2028}\u{e0041}";

fn folder() -> Folder {
    Folder::with("rules.toml", RULES)
}

/// Runs the program in the folder, in Chinese.
fn run(folder: &Folder, arguments: &[&str]) -> Output {
    let mut command = folder.command(arguments);
    command.args(["--lang", "zh"]).output().expect("the program runs")
}

fn check(folder: &Folder, log: &str, format: &str) -> Output {
    run(folder, &["check", log, "--rulebook", "rules.toml", "--format", format, "--context", "2", "--statistics"])
}

const RULES: &str = r#"[rulebook]
id = "safety"
[[rule]]
id = "said/dont-know"
title = "不说不知道"
phrases = ["不知道"]
suggest = ["我帮您核实一下"]
[[rule]]
id = "missing/farewell"
kind = "require"
within = { last = 1 }
phrases = ["再见"]
"#;

fn json(text: &str) -> String {
    serde_json::to_string(text).expect("a string is JSON")
}

/// A log in which every field holds `evil`.
fn log(evil: &str) -> String {
    let words = |text: &str| json(&format!("{evil}{text}{evil}"));
    format!(
        "{{\"id\":{0},\"channel\":{0},\"group\":{0},\"agent\":{{\"id\":{0},\"name\":{0}}},\"customer\":{{\"name\":{0}}},{0}:{0},\
         \"messages\":[{{\"role\":\"customer\",\"name\":{0},\"text\":{1}}},{{\"role\":\"agent\",\"name\":{0},\"text\":{2}}},\
         {{\"role\":{0},\"text\":{1}}}]}}\n",
        words("名"),
        words("在吗"),
        words("这个我不知道"),
    )
}

/// Fails where the output holds anything that is obeyed or not seen, or is no UTF-8.
fn assert_inert(what: &str, output: &Output) {
    for (stream, bytes) in [("standard output", &output.stdout), ("standard error", &output.stderr)] {
        let text = readable(bytes.clone());
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let bad = text
            .chars()
            .find(|c| EVIL.contains(*c) && !"[]0;2Jt31m".contains(*c) || c.is_control() && !"\r\n".contains(*c));
        assert_eq!(bad, None, "{what}: {stream}:\n{}", text.escape_debug());
    }
}

#[test]
fn no_format_obeys_a_log() {
    let folder = folder();
    folder.write("log.jsonl", log(EVIL));
    for format in huashu_report::names() {
        let output = check(&folder, "log.jsonl", format);
        assert_eq!(output.status.code(), Some(1), "{format}: {}", String::from_utf8_lossy(&output.stderr));
        assert_inert(format, &output);
        assert!(readable(output.stdout).contains("不知道"), "{format} shows what was said");
    }
}

#[test]
fn json_gives_programs_the_very_text() {
    let folder = folder();
    // Inside the words that are hit, for `text` is what was matched.
    let said = "不\u{200b}知\u{202e}道";
    folder.write(
        "log.jsonl",
        format!("{{\"id\":{},\"messages\":[{{\"role\":\"agent\",\"text\":{}}}]}}\n", json(EVIL), json(said)),
    );
    let output = check(&folder, "log.jsonl", "jsonl");
    assert_inert("jsonl", &output);
    let first = String::from_utf8_lossy(&output.stdout).lines().next().map(str::to_owned).expect("a finding");
    let finding: serde_json::Value = serde_json::from_str(&first).expect("is JSON");
    assert_eq!((finding["conversation"].as_str(), finding["text"].as_str()), (Some(EVIL), Some(said)));
    let sarif: serde_json::Value =
        serde_json::from_slice(&check(&folder, "log.jsonl", "sarif").stdout).expect("is JSON");
    assert_eq!(sarif["runs"][0]["results"][0]["properties"]["text"], said);
}

#[test]
fn problems_and_remarks_obey_nothing() {
    let folder = folder();
    let broken = [
        ("bad.jsonl", format!("{}{{\"id\":\"{EVIL}\",oops}}\n", log("")).into_bytes()),
        ("keys.jsonl", format!("{{{}:1}}\n", json(EVIL)).into_bytes()),
        ("roles.jsonl", format!("{{\"messages\":[{{\"role\":{},\"text\":\"好\"}}]}}\n", json(EVIL)).into_bytes()),
        (
            "times.jsonl",
            format!("{{\"messages\":[{{\"role\":\"agent\",\"time\":{},\"text\":\"好\"}}]}}\n", json(EVIL))
                .into_bytes(),
        ),
        ("columns.csv", format!("{EVIL},角色\n甲,客服\n").into_bytes()),
        ("rows.csv", format!("id,role,text\nc1,agent,好,{EVIL},b,c\n{EVIL}\n").into_bytes()),
        ("text.txt", format!("客服{EVIL}: 好{EVIL}\n{EVIL}: 不知道\n").into_bytes()),
        (
            "bytes.jsonl",
            [log("").as_bytes(), b"{\"messages\":[{\"role\":\"agent\",\"text\":\"\xff\xfe\x9b\x1b\"}]}\n"].concat(),
        ),
    ];
    for (name, bytes) in broken {
        folder.write(name, bytes);
        for format in huashu_report::names() {
            assert_inert(&format!("{name} as {format}"), &check(&folder, name, format));
        }
    }
}

#[test]
fn names_of_files_are_shown_too() {
    let folder = folder();
    let missing = format!("none{}.jsonl", EVIL.replace('/', ""));
    for format in huashu_report::names() {
        let output = check(&folder, &missing, format);
        assert_eq!(output.status.code(), Some(2));
        assert_inert(format, &output);
    }
    let name = format!("log{EVIL}.jsonl");
    if fs::write(folder.path(&name), log("")).is_err() {
        eprintln!("SKIPPED: such names are not possible here");
        return;
    }
    for format in huashu_report::names() {
        let output = check(&folder, &name, format);
        assert_eq!(output.status.code(), Some(1), "{format}");
        assert_inert(format, &output);
    }
}

#[test]
fn a_strangers_rulebook_drives_no_terminal() {
    let folder = folder();
    let evil: String = EVIL.chars().map(|c| format!("\\U{:08x}", u32::from(c))).collect();
    let rules = format!(
        "[rulebook]\nid = \"evil\"\n[[rule]]\nid = \"said/dont-know\"\ntitle = \"题{evil}\"\nwhy = \"因{evil}\"\n\
         source = [\"源{evil}\"]\nphrases = [\"不知道\", \"{evil}不晓得\"]\nnot-in = [\"不知道{evil}您\"]\n\
         suggest = [\"改{evil}\", {{ text = \"换{evil}\", applicability = \"safe\" }}]\n\
         bad = [\"我{evil}⟦不知道⟧\", \"漏{evil}\"]\ngood = [\"谁也{evil}不知道\"]\n"
    );
    folder.write("rules.toml", &rules);
    folder.write("log.jsonl", log(EVIL));
    for format in huashu_report::names() {
        assert_inert(format, &check(&folder, "log.jsonl", format));
    }
    let text = format!("我不知道{}您", EVIL.replace('\u{1b}', ""));
    for arguments in [
        &["rules", "--rulebook", "rules.toml"][..],
        &["rules", "--rulebook", "rules.toml", "--format", "json"],
        &["explain", "said/dont-know", "--rulebook", "rules.toml"],
        &["why", &text, "--rulebook", "rules.toml"],
        &["draft", &text, "--rulebook", "rules.toml"],
        &["draft", &text, "--rulebook", "rules.toml", "--format", "json"],
        &["test", "rules.toml"],
        &["lint-rules", "rules.toml"],
        &["lint-rules", "rules.toml", "--format", "json"],
        &["lint-rules", "rules.toml", "--format", "concise"],
    ] {
        let output = run(&folder, arguments);
        assert!(!output.stdout.is_empty(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        assert_inert(&format!("{arguments:?}"), &output);
    }
}

#[test]
fn mistakes_in_a_strangers_rulebook_drive_no_terminal() {
    let folder = folder();
    let visible: String = EVIL.chars().filter(|c| !c.is_control()).collect();
    for rules in [
        format!(
            "[rulebook]\nid = \"evil\"\n[[rule]]\nid = \"a/b\"\nphrases = [\"{visible}不\", \"{visible}不\"]\n\"{visible}\" = 1\n"
        ),
        format!("[rulebook]\nextends = [\"{visible}.toml\", \"../{visible}.toml\", \"builtin:{visible}\"]\n"),
        format!(
            "[[rule]]\nid = \"{visible}\"\nterms = \"{visible}\"\nentity = \"{visible}\"\nkind = \"{visible}\"\n"
        ),
        format!("# {EVIL}\n[[rule]]\nid = {EVIL}\n"),
        format!("[[rule]]\nid = \"a/b\"\npattern = '{visible}('\n"),
    ] {
        folder.write("rules.toml", &rules);
        folder.write("log.jsonl", log(""));
        let output = check(&folder, "log.jsonl", "text");
        assert_eq!(output.status.code(), Some(2), "{rules}");
        assert_inert(&rules, &output);
    }
}

#[test]
fn nothing_runs_in_a_spreadsheet() {
    let folder = folder();
    for evil in [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "＝1",
        "\u{200b}=1",
        "=HYPERLINK(\"http://a.b\",\"不\")",
        "\n=1",
        "|a",
    ] {
        folder.write("log.jsonl", log(evil));
        let output = check(&folder, "log.jsonl", "csv");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        let text = text.strip_prefix('\u{feff}').expect("a mark");
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("rows of one width");
        assert!(!rows.is_empty(), "{evil:?}");
        for cell in rows.iter().flatten() {
            let start = cell.trim_start_matches(|c: char| c.is_whitespace());
            let runs = start.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
            assert!(!runs, "{evil:?}: {cell:?}");
        }
    }
}

#[test]
fn xml_and_workflow_commands_cannot_be_broken_out_of() {
    let folder = folder();
    let evil = "]]><failure>&\"'</testcase><!--\u{0}\u{fffe}\n::error file=a::b\r\n::stop-commands::x%0A";
    folder.write("log.jsonl", log(evil));
    let junit = String::from_utf8(check(&folder, "log.jsonl", "junit").stdout).expect("UTF-8");
    assert_eq!(junit.matches("<testcase").count(), junit.matches("</testcase>").count(), "{junit}");
    assert!(!junit.contains("<!--") && !junit.contains("]]>"), "{junit}");
    assert_eq!(junit.matches("<failure").count(), junit.matches("</failure>").count(), "{junit}");
    assert!(junit.chars().all(|c| c == '\n' || !c.is_control()) && !junit.contains('\u{fffe}'), "{junit}");
    let github = String::from_utf8(check(&folder, "log.jsonl", "github").stdout).expect("UTF-8");
    for line in github.lines() {
        assert!(
            ["::error file=log.jsonl", "::warning file=log.jsonl", "::notice file=log.jsonl"]
                .iter()
                .any(|start| line.starts_with(start)),
            "{line}"
        );
    }
}
