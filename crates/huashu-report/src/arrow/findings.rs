//! Findings, one a row.

use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Float64Builder, Int64Builder, StringBuilder, TimestampMicrosecondBuilder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef, TimeUnit};

use super::lists::{TextLists, list_of, lists, struct_of, structs};
use super::{ColumnInfo, FULL_BYTES, FULL_ROWS, column};
use huashu_model::finding::{Absence, Finding};
use huashu_model::json::{CharSpan, char_spans};
use huashu_model::language::Language;
use huashu_model::transcript::Time;

/// The columns of findings, in order, and what they hold.
pub const FINDING_COLUMNS: &[ColumnInfo] = &[
    column("rule", "规则", "the rule"),
    column("severity", "级别：error、warning、info", "error, warning or info"),
    column(
        "class",
        "类别：customer、business、compliance、minor",
        "whom it harms: customer, business, compliance, minor",
    ),
    column(
        "conversation",
        "会话编号；没有编号的为 #行号",
        "the conversation, `#` and its row where it has no name",
    ),
    column("utterance", "第几句，从 0 起", "the utterance, counting from 0"),
    column("message_id", "消息自己的编号", "the message's own identifier"),
    column("role", "说话人的角色", "who spoke"),
    column("agent", "客服工号，没有则为姓名", "the agent's number, else the name"),
    column("time", "说话时间（RFC 3339，记录的时区）", "when it was said, in RFC 3339 and the log's zone"),
    column("time_of_day", "只有钟点时的钟点", "the hour, where the log gives no date"),
    column("elapsed_ms", "离开头的毫秒数", "milliseconds since the beginning, where the log counts these"),
    column("timestamp", "说话时间（UTC 时间戳）", "when it was said, as a timestamp in UTC"),
    column("file", "文件或表", "the file or table"),
    column("line", "行号，从 1 起", "the line or row, counting from 1"),
    column("cell", "工作簿里的单元格", "the cell of a workbook"),
    column("span_start", "命中处之前的字符数", "characters of the utterance before the words found"),
    column("span_end", "命中处结束前的字符数", "characters before their end"),
    column("byte_start", "命中处之前的字节数（UTF-8）", "bytes of the utterance (UTF-8) before the words found"),
    column("byte_end", "命中处结束前的字节数（UTF-8）", "bytes before their end"),
    column(
        "text",
        "命中的话；漏说时为应说处的整句",
        "the words found; of an absence, the utterance where they belonged",
    ),
    column("anchor", "引起要求的那一句，从 0 起", "the utterance that raised the demand, counting from 0"),
    column(
        "absence",
        "漏说的证据：查过哪几句、最接近的说法",
        "the evidence of an absence: where it was sought, what came nearest",
    ),
    column("message", "一句话说明", "what was breached, in a sentence"),
    column("why", "为什么", "why it matters"),
    column("confidence", "把握", "how sure the finding is"),
    column("grounds", "把握的理由", "what that rests on"),
    column("suggestions", "改说，及能否直接替换", "what to say instead, and how safe that is to apply"),
    column("points", "规则的扣分", "the points of the rule"),
    column("fatal", "一票否决", "whether a breach zeroes the score"),
    column("fingerprint", "指纹：每次检查都相同", "the same on every run"),
];

/// Returns the schema of findings; [`FINDING_COLUMNS`] says what its columns hold.
pub fn findings_schema() -> SchemaRef {
    let text = DataType::Utf8;
    let fields = vec![
        Field::new("rule", text.clone(), false),
        Field::new("severity", text.clone(), false),
        Field::new("class", text.clone(), false),
        Field::new("conversation", text.clone(), false),
        Field::new("utterance", DataType::Int64, false),
        Field::new("message_id", text.clone(), true),
        Field::new("role", text.clone(), false),
        Field::new("agent", text.clone(), true),
        Field::new("time", text.clone(), true),
        Field::new("time_of_day", text.clone(), true),
        Field::new("elapsed_ms", DataType::Int64, true),
        Field::new("timestamp", timestamps(), true),
        Field::new("file", text.clone(), false),
        Field::new("line", DataType::Int64, false),
        Field::new("cell", text.clone(), true),
        Field::new("span_start", DataType::Int64, false),
        Field::new("span_end", DataType::Int64, false),
        Field::new("byte_start", DataType::Int64, false),
        Field::new("byte_end", DataType::Int64, false),
        Field::new("text", text.clone(), false),
        Field::new("anchor", DataType::Int64, true),
        Field::new("absence", absence(), true),
        Field::new("message", text.clone(), false),
        Field::new("why", text.clone(), true),
        Field::new("confidence", text.clone(), false),
        Field::new("grounds", list_of(text.clone()), false),
        Field::new("suggestions", list_of(suggestion()), false),
        Field::new("points", DataType::Float64, false),
        Field::new("fatal", DataType::Boolean, false),
        Field::new("fingerprint", text, false),
    ];
    Arc::new(Schema::new(fields))
}

/// Returns the type of moments.
pub(super) fn timestamps() -> DataType {
    DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
}

/// Returns a moment on the clock in microseconds since 1970, where both day and hour are known.
pub(super) fn micros(time: Option<Time>) -> Option<i64> {
    match time? {
        time @ Time::Clock { millis, .. } if time.second_of_day().is_some() => millis.checked_mul(1000),
        _ => None,
    }
}

fn absence() -> DataType {
    struct_of([("searched", list_of(DataType::Int64), false), ("nearest", nearest(), true)])
}

fn nearest() -> DataType {
    struct_of([
        ("utterance", DataType::Int64, true),
        ("text", DataType::Utf8, true),
        ("phrase", DataType::Utf8, true),
        ("score", DataType::Float64, true),
    ])
}

fn suggestion() -> DataType {
    struct_of([("text", DataType::Utf8, false), ("applicability", DataType::Utf8, false)])
}

/// Puts findings into record batches of [`findings_schema`].
#[derive(Debug)]
pub struct FindingBatches {
    language: Language,
    rows: usize,
    bytes: usize,
    rule: StringBuilder,
    severity: StringBuilder,
    class: StringBuilder,
    conversation: StringBuilder,
    utterance: Int64Builder,
    message_id: StringBuilder,
    role: StringBuilder,
    agent: StringBuilder,
    time: StringBuilder,
    time_of_day: StringBuilder,
    elapsed_ms: Int64Builder,
    timestamp: TimestampMicrosecondBuilder,
    file: StringBuilder,
    line: Int64Builder,
    cell: StringBuilder,
    span_start: Int64Builder,
    span_end: Int64Builder,
    byte_start: Int64Builder,
    byte_end: Int64Builder,
    text: StringBuilder,
    anchor: Int64Builder,
    absence: Absences,
    message: StringBuilder,
    why: StringBuilder,
    confidence: StringBuilder,
    grounds: TextLists,
    suggestions: Suggestions,
    points: Float64Builder,
    fatal: BooleanBuilder,
    fingerprint: StringBuilder,
}

#[derive(Debug, Default)]
struct Absences {
    present: Vec<bool>,
    lengths: Vec<usize>,
    searched: Int64Builder,
    near: Vec<bool>,
    utterance: Int64Builder,
    text: StringBuilder,
    phrase: StringBuilder,
    score: Float64Builder,
}

#[derive(Debug, Default)]
struct Suggestions {
    lengths: Vec<usize>,
    text: StringBuilder,
    applicability: StringBuilder,
}

impl FindingBatches {
    /// Begins a batch; messages and reasons are written in `language`.
    pub fn new(language: Language) -> Self {
        FindingBatches {
            language,
            rows: 0,
            bytes: 0,
            rule: StringBuilder::default(),
            severity: StringBuilder::default(),
            class: StringBuilder::default(),
            conversation: StringBuilder::default(),
            utterance: Int64Builder::default(),
            message_id: StringBuilder::default(),
            role: StringBuilder::default(),
            agent: StringBuilder::default(),
            time: StringBuilder::default(),
            time_of_day: StringBuilder::default(),
            elapsed_ms: Int64Builder::default(),
            timestamp: TimestampMicrosecondBuilder::default().with_data_type(timestamps()),
            file: StringBuilder::default(),
            line: Int64Builder::default(),
            cell: StringBuilder::default(),
            span_start: Int64Builder::default(),
            span_end: Int64Builder::default(),
            byte_start: Int64Builder::default(),
            byte_end: Int64Builder::default(),
            text: StringBuilder::default(),
            anchor: Int64Builder::default(),
            absence: Absences::default(),
            message: StringBuilder::default(),
            why: StringBuilder::default(),
            confidence: StringBuilder::default(),
            grounds: TextLists::default(),
            suggestions: Suggestions::default(),
            points: Float64Builder::default(),
            fatal: BooleanBuilder::default(),
            fingerprint: StringBuilder::default(),
        }
    }

    /// Returns how many findings the batch holds.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Returns whether the batch holds nothing.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Returns whether the batch should be finished: some thousand rows, or some megabytes of text.
    pub fn is_full(&self) -> bool {
        self.rows >= FULL_ROWS || self.bytes >= FULL_BYTES
    }

    /// Adds a finding.
    pub fn push(&mut self, finding: &Finding) {
        self.add(finding, CharSpan::of(finding));
    }

    /// Adds the findings of a conversation, in order of place: a long text with many of them is walked once.
    pub fn extend(&mut self, findings: &[Finding]) {
        for (finding, span) in char_spans(findings) {
            self.add(finding, span);
        }
    }

    fn add(&mut self, finding: &Finding, span: CharSpan) {
        let (rule, location) = (&finding.rule, &finding.location);
        let (message, text) = (finding.headline(self.language), finding.matched());
        self.rows += 1;
        self.bytes += message.len() + text.len() + location.conversation.len() + location.file.len();
        self.rule.append_value(&rule.id);
        self.severity.append_value(rule.severity.name());
        self.class.append_value(rule.class.name());
        self.conversation.append_value(&location.conversation);
        self.utterance.append_value(whole(finding.utterance));
        self.message_id.append_option(finding.message_id.as_deref());
        self.role.append_value(finding.role.name());
        self.agent.append_option(finding.agent.as_deref());
        self.add_time(finding.time);
        self.file.append_value(&location.file);
        self.line.append_value(i64::try_from(location.line).unwrap_or(i64::MAX));
        self.cell.append_option(location.cell.as_deref());
        self.span_start.append_value(whole(span.start));
        self.span_end.append_value(whole(span.end));
        self.byte_start.append_value(whole(finding.span.start));
        self.byte_end.append_value(whole(finding.span.end));
        self.text.append_value(text);
        self.anchor.append_option(finding.anchor.map(whole));
        self.absence.push(finding.absence.as_ref());
        self.message.append_value(message);
        self.why.append_option(Some(rule.why.get(self.language)).filter(|why| !why.is_empty()));
        self.confidence.append_value(finding.confidence.name());
        self.grounds.push(finding.grounds.iter().map(|ground| ground.name()));
        self.suggestions.push(finding);
        self.points.append_value(rule.points);
        self.fatal.append_value(rule.fatal);
        self.fingerprint.append_value(&finding.fingerprint);
    }

    fn add_time(&mut self, time: Option<Time>) {
        let dateless = time.filter(|time| matches!(time, Time::Dateless { .. }));
        self.time.append_option(time.and_then(Time::rfc3339));
        self.time_of_day.append_option(dateless.and_then(Time::time_of_day));
        self.elapsed_ms.append_option(time.and_then(Time::elapsed));
        self.timestamp.append_option(micros(time));
    }

    /// Returns the batch and begins the next one; fails only where a column does not fit the schema.
    pub fn finish(&mut self) -> Result<RecordBatch, ArrowError> {
        (self.rows, self.bytes) = (0, 0);
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.rule.finish()),
            Arc::new(self.severity.finish()),
            Arc::new(self.class.finish()),
            Arc::new(self.conversation.finish()),
            Arc::new(self.utterance.finish()),
            Arc::new(self.message_id.finish()),
            Arc::new(self.role.finish()),
            Arc::new(self.agent.finish()),
            Arc::new(self.time.finish()),
            Arc::new(self.time_of_day.finish()),
            Arc::new(self.elapsed_ms.finish()),
            Arc::new(self.timestamp.finish()),
            Arc::new(self.file.finish()),
            Arc::new(self.line.finish()),
            Arc::new(self.cell.finish()),
            Arc::new(self.span_start.finish()),
            Arc::new(self.span_end.finish()),
            Arc::new(self.byte_start.finish()),
            Arc::new(self.byte_end.finish()),
            Arc::new(self.text.finish()),
            Arc::new(self.anchor.finish()),
            self.absence.finish()?,
            Arc::new(self.message.finish()),
            Arc::new(self.why.finish()),
            Arc::new(self.confidence.finish()),
            self.grounds.finish()?,
            self.suggestions.finish()?,
            Arc::new(self.points.finish()),
            Arc::new(self.fatal.finish()),
            Arc::new(self.fingerprint.finish()),
        ];
        RecordBatch::try_new(findings_schema(), columns)
    }
}

/// Returns a count as columns hold it.
pub(super) fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

impl Absences {
    fn push(&mut self, absence: Option<&Absence>) {
        let nearest = absence.and_then(|absence| absence.nearest.as_ref());
        let searched = absence.map_or(&[][..], |absence| &absence.searched);
        self.present.push(absence.is_some());
        self.lengths.push(searched.len());
        searched.iter().for_each(|utterance| self.searched.append_value(whole(*utterance)));
        self.near.push(nearest.is_some());
        self.utterance.append_option(nearest.map(|nearest| whole(nearest.utterance)));
        self.text.append_option(nearest.map(|nearest| &nearest.text));
        self.phrase.append_option(nearest.map(|nearest| &nearest.phrase));
        self.score.append_option(nearest.map(|nearest| (nearest.score * 1000.0).round() / 1000.0));
    }

    fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.utterance.finish()),
            Arc::new(self.text.finish()),
            Arc::new(self.phrase.finish()),
            Arc::new(self.score.finish()),
        ];
        let nearest = structs(nearest(), columns, Some(std::mem::take(&mut self.near)))?;
        let searched = lists(&mut self.lengths, Arc::new(self.searched.finish()))?;
        structs(absence(), vec![searched, nearest], Some(std::mem::take(&mut self.present)))
    }
}

impl Suggestions {
    fn push(&mut self, finding: &Finding) {
        let suggestions = &finding.rule.suggestions;
        self.lengths.push(suggestions.len());
        for suggestion in suggestions {
            self.text.append_value(&suggestion.text);
            self.applicability.append_value(suggestion.applicability.name());
        }
    }

    fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        let columns: Vec<ArrayRef> = vec![Arc::new(self.text.finish()), Arc::new(self.applicability.finish())];
        lists(&mut self.lengths, structs(suggestion(), columns, None)?)
    }
}

#[cfg(test)]
mod tests {
    use arrow_array::Array;
    use arrow_array::cast::AsArray;
    use arrow_array::types::{Int64Type, TimestampMicrosecondType};
    use serde_json::Value;

    use super::*;
    use crate::samples::findings;
    use huashu_model::json::{InLanguage, to_string};

    #[test]
    fn columns_are_those_that_are_described() {
        let names: Vec<String> = findings_schema().fields().iter().map(|field| field.name().clone()).collect();
        assert_eq!(names, FINDING_COLUMNS.iter().map(|column| column.name).collect::<Vec<_>>());
    }

    #[test]
    fn a_row_says_what_the_json_says() {
        let findings = findings();
        let mut batches = FindingBatches::new(Language::English);
        batches.extend(&findings);
        assert_eq!(batches.len(), findings.len());
        let batch = batches.finish().expect("a batch");
        assert!(batches.is_empty());
        for (row, finding) in findings.iter().enumerate() {
            let json = to_string(&InLanguage(finding, Language::English)).expect("JSON");
            let json: Value = serde_json::from_str(&json).expect("JSON");
            for (name, expected) in json.as_object().expect("an object") {
                let shown = match name.as_str() {
                    "span" => serde_json::json!({
                        "start": number(&batch, "span_start", row), "end": number(&batch, "span_end", row),
                    }),
                    name => value(batch.column_by_name(name).expect(name), row),
                };
                assert_eq!(shown, *expected, "{name} of {}", finding.rule.id);
            }
            let absent = |name: &str| batch.column_by_name(name).is_some_and(|column| column.is_null(row));
            for name in ["agent", "time", "time_of_day", "elapsed_ms", "cell", "anchor", "absence"] {
                assert_eq!(absent(name), json.get(name).is_none(), "{name} of {}", finding.rule.id);
            }
            let bytes = [number(&batch, "byte_start", row), number(&batch, "byte_end", row)];
            assert_eq!(bytes, [finding.span.start as i64, finding.span.end as i64]);
        }
    }

    #[test]
    fn moments_are_utc_and_messages_have_their_names() {
        let mut finding = findings().remove(0);
        finding.time = Some(Time::clock(1_795_138_205_250, 8 * 3600));
        finding.message_id = Some("m7".into());
        let mut batches = FindingBatches::new(Language::Chinese);
        batches.push(&finding);
        let batch = batches.finish().expect("a batch");
        let times = batch.column_by_name("timestamp").expect("a column");
        assert_eq!(times.as_primitive::<TimestampMicrosecondType>().value(0), 1_795_138_205_250_000);
        assert_eq!(value(batch.column_by_name("message_id").expect("a column"), 0), "m7");
        assert_eq!(batches.finish().expect("a batch").num_rows(), 0);
    }

    fn number(batch: &RecordBatch, name: &str, row: usize) -> i64 {
        batch.column_by_name(name).expect(name).as_primitive::<Int64Type>().value(row)
    }

    /// Returns a value as JSON.
    fn value(array: &ArrayRef, row: usize) -> Value {
        if array.is_null(row) {
            return Value::Null;
        }
        match array.data_type() {
            DataType::Utf8 => array.as_string::<i32>().value(row).into(),
            DataType::Int64 => array.as_primitive::<Int64Type>().value(row).into(),
            DataType::Float64 => array.as_primitive::<arrow_array::types::Float64Type>().value(row).into(),
            DataType::List(_) => {
                let values = array.as_list::<i32>().value(row);
                (0..values.len()).map(|at| value(&values, at)).collect()
            }
            DataType::Struct(fields) => {
                let columns = array.as_struct().columns();
                fields.iter().zip(columns).map(|(field, held)| (field.name().clone(), value(held, row))).collect()
            }
            kind => panic!("{kind}"),
        }
    }
}
