//! What holds for a report, whatever was said.

use serde_json::Value;

/// Asserts that a report in the format `name` is what the format demands.
pub fn valid(name: &str, report: &str) {
    match name {
        "json" => drop(json(report)),
        "sarif" => sarif(&json(report)),
        "jsonl" => report.lines().for_each(|line| drop(json(line))),
        "csv" => csv(report),
        "junit" => xml(report),
        "github" => github(report),
        _ => obeys_nothing(report),
    }
}

fn json(report: &str) -> Value {
    serde_json::from_str(report).unwrap_or_else(|error| panic!("{error}: {report}"))
}

/// Lines and columns of SARIF count from 1, and a region never ends before it begins.
fn sarif(log: &Value) {
    let number = |region: &Value, key: &str| region[key].as_u64();
    let mut open = vec![log];
    while let Some(value) = open.pop() {
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(entries) => {
                for (key, entry) in entries {
                    if key == "region" {
                        for name in ["startLine", "startColumn", "endLine", "endColumn"] {
                            assert_ne!(number(entry, name), Some(0), "{entry}");
                        }
                        let (start, end) = (number(entry, "startColumn"), number(entry, "endColumn"));
                        assert!(end.is_none() || start <= end, "{entry}");
                    }
                    open.push(entry);
                }
            }
            _ => {}
        }
    }
}

/// Every row has as many cells as the header, and no cell is a formula.
fn csv(report: &str) {
    let mut reader = csv::Reader::from_reader(report.trim_start_matches('\u{feff}').as_bytes());
    for row in reader.records() {
        let row = row.unwrap_or_else(|error| panic!("{error}: {report}"));
        for cell in &row {
            let number = cell.parse::<f64>().is_ok();
            let formula = cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
            assert!(number || !formula, "{cell:?}");
        }
    }
}

fn xml(report: &str) {
    let mut reader = quick_xml::Reader::from_str(report);
    reader.config_mut().check_comments = true;
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) => break,
            Ok(quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag)) => {
                for attribute in tag.attributes() {
                    let attribute = attribute.unwrap_or_else(|error| panic!("{error}: {report}"));
                    assert!(attribute.unescape_value().is_ok(), "{report}");
                }
            }
            Ok(_) => {}
            Err(error) => panic!("{error}: {report}"),
        }
    }
    let allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
    assert!(report.chars().all(allowed), "characters that XML 1.0 does not know: {report:?}");
}

/// Every line is a command of ours: nothing that was said begins one.
fn github(report: &str) {
    for line in report.lines() {
        let known = ["::error ", "::warning ", "::notice "].iter().any(|command| line.starts_with(command));
        assert!(known, "{line:?}");
    }
    obeys_nothing(report);
}

/// Asserts that a terminal which shows the text obeys nothing in it, and that nothing in it is turned round.
pub fn obeys_nothing(text: &str) {
    let harmful = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{61c}' | '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    assert!(!text.contains(harmful), "{text:?}");
}
