//! Every record is accounted for: conversations checked and records reported as problems make up what the files hold.

use serde_json::Value;

use crate::support::Folder;

const RULES: &str = "[rulebook]\nid = \"accounts\"\n[[rule]]\nid = \"said/dont-know\"\nphrases = [\"不知道\"]\n";
const GOOD: &str = "{\"messages\":[{\"role\":\"agent\",\"text\":\"这个我不知道\"}]}";

/// What a run says of its input.
#[derive(Debug)]
struct Account {
    status: i32,
    records: u64,
    conversations: u64,
    problems: u64,
    /// What the report for people says.
    summary: String,
}

/// A folder whose files are checked and accounted for.
struct Accounts(Folder);

fn folder() -> Accounts {
    Accounts(Folder::with("rules.toml", RULES))
}

impl Accounts {
    fn write(&self, name: &str, contents: impl AsRef<[u8]>) {
        self.0.write(name, contents);
    }

    fn run(&self, files: &[&str], format: &str, threads: &str) -> (i32, String) {
        let mut command = self.0.command(&["check"]);
        command.args(files).args(["--rulebook", "rules.toml", "--lang", "en", "--format", format]);
        let output = command.args(["--threads", threads]).output().expect("the program runs");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        (output.status.code().expect("an exit status"), text)
    }

    /// Checks files and returns what the report says of them, however many threads there are.
    fn account(&self, files: &[&str]) -> Account {
        let (status, text) = self.run(files, "json", "1");
        assert_eq!(self.run(files, "json", "3"), (status, text.clone()), "{files:?}: threads change nothing");
        let report: Value = serde_json::from_str(&text).expect("is JSON");
        let ledger = &report["summary"]["ledger"];
        let number = |name: &str| ledger[name].as_u64().expect("a number");
        let outcomes = &report["summary"]["rules"]["said/dont-know"]["outcomes"];
        let judged = ["pass", "fail", "not-applicable", "not-checkable"]
            .map(|name| outcomes[name].as_u64().expect("a number"));
        assert_eq!(
            judged.iter().sum::<u64>(),
            number("conversations"),
            "{files:?}: each conversation has one outcome"
        );
        let (_, page) = self.run(files, "text", "1");
        let summary = page.lines().find(|line| line.contains("records")).unwrap_or_default().to_owned();
        Account {
            status,
            records: number("records"),
            conversations: number("conversations"),
            problems: number("problems"),
            summary,
        }
    }

    /// Fails unless the account adds up, and is what is expected: records, conversations, problems.
    fn expect(&self, files: &[&str], records: u64, conversations: u64, problems: u64) {
        let account = self.account(files);
        assert_eq!(
            (account.records, account.conversations, account.problems),
            (records, conversations, problems),
            "{files:?}: {account:?}"
        );
        assert_eq!(records, conversations + problems, "{files:?}: what a test expects adds up too");
        for number in [records, conversations, problems] {
            assert!(
                account.summary.contains(&number.to_string()),
                "{files:?}: the summary shows it: {}",
                account.summary
            );
        }
        assert_eq!(account.status == 2, problems > 0, "{files:?}: {account:?}");
    }
}

#[test]
fn lines_of_json() {
    let folder = folder();
    let bad = [
        "{\"messages\":[}",
        "17",
        "null",
        "\"客服\"",
        "[]",
        "{}",
        "{\"id\":\"x\"}",
        "{\"messages\":[]}",
        "{\"messages\":[{\"role\":\"agent\"}]}",
        "{\"messages\":17}",
        "\u{0}\u{0}",
        "{\"messages\":[[]]}",
        "}{",
        "nonsense",
    ];
    let mut text = String::new();
    for (number, line) in bad.iter().enumerate() {
        text += &format!("{GOOD}\n{line}\n");
        if number % 3 == 0 {
            text += "\n  \n";
        }
    }
    folder.write("log.jsonl", &text);
    let account = folder.account(&["log.jsonl"]);
    assert_eq!(account.records, 2 * bad.len() as u64, "blank lines are no records: {account:?}");
    assert_eq!(account.records, account.conversations + account.problems, "{account:?}");
    assert!(account.conversations >= bad.len() as u64, "the good ones are checked: {account:?}");
    assert_eq!(account.status, 2);
    // Each by itself: a record that is nothing hides behind no other.
    for line in bad {
        folder.write("one.jsonl", format!("{GOOD}\n{line}\n{GOOD}\n"));
        let account = folder.account(&["one.jsonl"]);
        assert_eq!(account.records, account.conversations + account.problems, "{line}: {account:?}");
        assert_eq!(account.records, 3, "{line}: {account:?}");
    }
}

#[test]
fn lists_of_json() {
    let folder = folder();
    folder.write("log.json", format!("[{GOOD},{GOOD},{{\"id\": oops}},{GOOD}]"));
    folder.expect(&["log.json"], 4, 3, 1);
    folder.write("log.json", format!("{{\"code\":0,\"data\":[{GOOD},17,{GOOD}]}}"));
    folder.expect(&["log.json"], 3, 2, 1);
    folder.write("log.json", "[]");
    let account = folder.account(&["log.json"]);
    assert_eq!((account.records, account.conversations), (0, 0), "{account:?}");
}

#[test]
fn rows_of_tables() {
    let folder = folder();
    folder.write("log.csv", "id,role,text\nc1,agent,您好\nc2,agent,不知道\n");
    let account = folder.account(&["log.csv"]);
    assert_eq!((account.conversations, account.problems, account.status), (2, 0, 1), "{account:?}");
    // Records of tables are rows: those that are read stand in conversations, the others are problems.
    folder.write("log.csv", "id,text,role\nc1,您好,agent\nc1,好的,稍等,agent\nc1,再见,agent\nc2,不知道,agent\n");
    let account = folder.account(&["log.csv"]);
    assert_eq!((account.records, account.problems, account.conversations), (4, 1, 2), "{account:?}");
    folder.write("log.csv", "id,role,text\nc1,agent,您好\nc1,agent,\"好的\nc1,agent,请稍等\nc2,agent,再见\n");
    let account = folder.account(&["log.csv"]);
    assert_eq!((account.records, account.problems, account.conversations), (4, 1, 2), "{account:?}");
}

#[test]
fn every_utterance_of_a_table_is_counted() {
    let folder = folder();
    let rows: String =
        (0..5_000).map(|row| format!("c{},{},第{row}句\n", row % 700, ["agent", "customer"][row % 2])).collect();
    folder.write("log.csv", format!("id,role,text\n{rows}"));
    let (_, text) = folder.run(&["log.csv"], "json", "2");
    let report: Value = serde_json::from_str(&text).expect("is JSON");
    assert_eq!(
        (&report["summary"]["utterances"], &report["summary"]["conversations"]),
        (&5_000.into(), &700.into())
    );
    assert_eq!(report["summary"]["ledger"]["records"], 5_000);
}

#[test]
fn many_files_add_up() {
    let folder = folder();
    folder.write("a.jsonl", format!("{GOOD}\n").repeat(1_000));
    folder.write("b.jsonl", format!("{GOOD}\noops\n").repeat(300));
    folder.write("c.json", format!("[{}]", [GOOD; 50].join(",\n")));
    folder.expect(&["a.jsonl", "b.jsonl", "c.json"], 1_650, 1_350, 300);
}

#[test]
fn a_file_that_cannot_be_read_is_no_clean_file() {
    let folder = folder();
    folder.write("a.jsonl", format!("{GOOD}\n"));
    folder.write("b.xlsx", b"PK\x03\x04\x14\x00\x06\x00\x08\x00");
    for other in ["none.jsonl", "b.xlsx"] {
        let (status, text) = folder.run(&["a.jsonl", other], "json", "1");
        let report: Value = serde_json::from_str(&text).expect("is JSON");
        assert_eq!(status, 2, "{other}");
        assert_eq!(report["summary"]["ledger"]["conversations"], 1, "{other}");
        assert_eq!(report["problems"].as_array().map(Vec::len), Some(1), "{other}: it is told");
    }
}

#[test]
fn any_cut_of_a_log_adds_up() {
    let folder = folder();
    let log = format!(
        "{GOOD}\n{{\"id\":\"b\",\"messages\":[{{\"role\":\"customer\",\"text\":\"在吗\\\"😀\"}}]}}\n{GOOD}\n"
    );
    for end in (1..log.len()).step_by(17) {
        folder.write("cut.jsonl", &log.as_bytes()[..end]);
        let account = folder.account(&["cut.jsonl"]);
        assert_eq!(account.records, account.conversations + account.problems, "cut at {end}: {account:?}");
        let begun = 1 + log.as_bytes()[..end - 1].iter().filter(|byte| **byte == b'\n').count() as u64;
        assert_eq!(account.records, begun, "cut at {end}: every line begun is a record: {account:?}");
    }
}
