//! JSON: one object for a whole run, or one line a finding.

use std::io;

use crate::parts::record::SummaryRecord;
use crate::renderer::{NewWriter, Output, Renderer, Run};
use huashu_model::finding::Finding;
use huashu_model::json::{FindingWriter, InLanguage, char_spans, to_string, to_writer};
use huashu_model::language::Language;
use huashu_model::problem::Problem;
use huashu_model::summary::Summary;

/// The entry of the one object in the registry.
pub(crate) const OUTPUT: Output = Output {
    name: "json",
    zh: "一个 JSON 对象：发现、问题和全部计数",
    en: "one JSON object: findings, problems and all counts",
    extensions: &["json"],
    open: |run| {
        Box::new(Json {
            run: run.clone(),
            findings: 0,
            writer: FindingWriter::new(run.language),
            buffer: Vec::new(),
            problems: Vec::new(),
        })
    },
};

/// The entry of the lines in the registry.
pub(crate) const LINES: Output = Output {
    name: "jsonl",
    zh: "一条发现一行 JSON",
    en: "one JSON object a finding, one a line",
    extensions: &["jsonl", "ndjson"],
    open: |run| Box::new(JsonLines::new(run.language)),
};

/// Changes when a field is renamed or removed.
const SCHEMA: u32 = 1;

struct JsonLines {
    language: Language,
    writer: FindingWriter,
    /// The lines of one conversation.
    buffer: Vec<u8>,
}

impl JsonLines {
    fn new(language: Language) -> JsonLines {
        JsonLines { language, writer: FindingWriter::new(language), buffer: Vec::new() }
    }
}

fn write_lines(writer: &mut FindingWriter, findings: &[Finding], out: &mut Vec<u8>) {
    for (finding, span) in char_spans(findings) {
        writer.write(out, finding, span);
        out.push(b'\n');
    }
}

impl Renderer for JsonLines {
    fn conversation(&mut self, out: &mut dyn io::Write, findings: &[Finding]) -> io::Result<()> {
        self.buffer.clear();
        write_lines(&mut self.writer, findings, &mut self.buffer);
        out.write_all(&self.buffer)
    }

    fn new_writer(&self) -> Option<NewWriter> {
        let language = self.language;
        Some(Box::new(move || {
            let mut writer = FindingWriter::new(language);
            Box::new(move |findings, out| write_lines(&mut writer, findings, out))
        }))
    }
}

struct Json {
    run: Run,
    findings: u64,
    writer: FindingWriter,
    /// The findings of one conversation.
    buffer: Vec<u8>,
    /// Each already written as JSON: they stand after the findings, but come in between.
    problems: Vec<String>,
}

impl Renderer for Json {
    fn shows_statistics(&self) -> bool {
        true
    }

    fn start(&mut self, out: &mut dyn io::Write) -> io::Result<()> {
        write!(out, "{{\"schema\":{SCHEMA},\"tool\":{{\"name\":\"huashu\",\"version\":")?;
        to_writer(&mut *out, &self.run.version)?;
        out.write_all(b"},\"rulebook\":")?;
        to_writer(&mut *out, &self.run.rulebook)?;
        out.write_all(b",\"rulebook_fingerprint\":")?;
        to_writer(&mut *out, &self.run.fingerprint)?;
        out.write_all(b",\"findings\":[")
    }

    fn conversation(&mut self, out: &mut dyn io::Write, findings: &[Finding]) -> io::Result<()> {
        self.buffer.clear();
        for (finding, span) in char_spans(findings) {
            self.buffer.extend_from_slice(if self.findings == 0 { b"\n" } else { b",\n" });
            self.findings += 1;
            self.writer.write(&mut self.buffer, finding, span);
        }
        out.write_all(&self.buffer)
    }

    fn problem(&mut self, _out: &mut dyn io::Write, problem: &Problem) -> io::Result<()> {
        self.problems.push(to_string(&InLanguage(problem, self.run.language))?);
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn io::Write, summary: &Summary) -> io::Result<()> {
        out.write_all(b"\n],\"problems\":[\n")?;
        out.write_all(self.problems.join(",\n").as_bytes())?;
        out.write_all(b"\n],\"summary\":")?;
        to_writer(&mut *out, &SummaryRecord::new(summary, self.run.statistics, self.run.language))?;
        out.write_all(b"}\n")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::samples::{empty, findings, printed, run};

    fn parsed(run: &Run) -> Value {
        serde_json::from_str(&printed("json", run)).expect("is JSON")
    }

    #[test]
    fn lines_are_objects_in_order() {
        let text = printed("jsonl", &run(Language::Chinese));
        insta::assert_snapshot!("jsonl", text);
        let expected = findings();
        assert_eq!(text.lines().count(), expected.len());
        for (line, finding) in text.lines().zip(&expected) {
            let value: Value = serde_json::from_str(line).expect("is JSON");
            assert_eq!(value["rule"], finding.rule.id.as_str());
            let text: Vec<char> = finding.text.chars().collect();
            let start = value["span"]["start"].as_u64().expect("a number") as usize;
            let end = value["span"]["end"].as_u64().expect("a number") as usize;
            assert_eq!(value["text"], text[start..end].iter().collect::<String>());
        }
    }

    #[test]
    fn one_object_holds_everything() {
        let mut run = run(Language::English);
        run.statistics = true;
        let value = parsed(&run);
        insta::assert_json_snapshot!("json", value);
        assert_eq!(value["schema"], 1);
        assert_eq!(value["findings"].as_array().map(Vec::len), Some(findings().len()));
    }

    #[test]
    fn rates_are_told_only_when_asked_for() {
        let summary = &parsed(&run(Language::Chinese))["summary"];
        assert_eq!(summary.get("per_thousand"), None);
        assert!(summary["agents"].as_object().is_some_and(|agents| !agents.is_empty()));
        assert!(
            summary["agents"]
                .as_object()
                .into_iter()
                .flatten()
                .all(|(_, agent)| agent.get("per_thousand").is_none())
        );
    }

    #[test]
    fn a_run_without_findings_is_an_object_too() {
        let value: Value = serde_json::from_str(&empty("json", &run(Language::Chinese))).expect("is JSON");
        assert_eq!(value["findings"], Value::Array(Vec::new()));
        assert_eq!(value["problems"], Value::Array(Vec::new()));
        assert_eq!(empty("jsonl", &run(Language::Chinese)), "");
    }
}
