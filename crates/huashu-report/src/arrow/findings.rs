//! Findings, one a row.

use arrow_array::RecordBatch;
use arrow_schema::{ArrowError, SchemaRef};

use super::builders::{Rows, schema};
use super::columns::Fill::{Counts, Moment, Number, Text, Texts, Truth, Whole};
use super::columns::{Column, ColumnInfo, Fill, PartOf, Table, column, described, nullable, perhaps, said, whole};
use huashu_model::finding::{Absence, Finding, Nearest};
use huashu_model::json::{CharSpan, char_spans};
use huashu_model::language::Language;
use huashu_model::suggestion::Suggestion;
use huashu_model::transcript::Time;

/// Returns the columns of findings, in order, and what they hold.
pub fn finding_columns() -> impl Iterator<Item = ColumnInfo> {
    described::<Findings>()
}

/// Returns the schema of findings; [`finding_columns`] says what its columns hold.
pub fn findings_schema() -> SchemaRef {
    schema::<Findings>()
}

#[derive(Debug)]
struct Findings;

struct FindingRow<'f> {
    finding: &'f Finding,
    span: CharSpan,
    language: Language,
}

impl Table for Findings {
    type Row<'r> = FindingRow<'r>;

    const COLUMNS: &'static [Column<Self>] = &[
        column("rule", "规则", "the rule", Text(|row| said(&row.finding.rule.id))),
        column(
            "severity",
            "级别：error、warning、info",
            "error, warning or info",
            Text(|row| said(row.finding.rule.severity.name())),
        ),
        column(
            "class",
            "类别：customer、business、compliance、minor",
            "whom it harms: customer, business, compliance, minor",
            Text(|row| said(row.finding.rule.class.name())),
        ),
        column(
            "conversation",
            "会话编号；没有编号的为 #行号",
            "the conversation, `#` and its row where it has no name",
            Text(|row| said(&row.finding.location.conversation)),
        ),
        column(
            "utterance",
            "第几句，从 0 起",
            "the utterance, counting from 0",
            Whole(|row| whole(row.finding.utterance)),
        ),
        nullable(
            "message_id",
            "消息自己的编号",
            "the message's own identifier",
            Text(|row| perhaps(row.finding.message_id.as_deref())),
        ),
        column("role", "说话人的角色", "who spoke", Text(|row| said(row.finding.role.name()))),
        nullable(
            "agent",
            "客服工号，没有则为姓名",
            "the agent's number, else the name",
            Text(|row| perhaps(row.finding.agent.as_deref())),
        ),
        nullable(
            "time",
            "说话时间（RFC 3339，记录的时区）",
            "when it was said, in RFC 3339 and the log's zone",
            Text(|row| row.finding.time.and_then(Time::rfc3339).map(Into::into)),
        ),
        nullable(
            "time_of_day",
            "只有钟点时的钟点",
            "the hour, where the log gives no date",
            Text(|row| time_of_day(row.finding.time?).map(Into::into)),
        ),
        nullable(
            "elapsed_ms",
            "离开头的毫秒数",
            "milliseconds since the beginning, where the log counts these",
            Whole(|row| row.finding.time.and_then(Time::elapsed)),
        ),
        nullable(
            "timestamp",
            "说话时间（UTC 时间戳）",
            "when it was said, as a timestamp in UTC",
            Moment(|row| micros(row.finding.time)),
        ),
        column("file", "文件或表", "the file or table", Text(|row| said(&row.finding.location.file))),
        column(
            "line",
            "行号，从 1 起",
            "the line or row, counting from 1",
            Whole(|row| whole(row.finding.location.line)),
        ),
        nullable(
            "cell",
            "工作簿里的单元格",
            "the cell of a workbook",
            Text(|row| perhaps(row.finding.location.cell.as_deref())),
        ),
        column(
            "span_start",
            "命中处之前的字符数",
            "characters of the utterance before the words found",
            Whole(|row| whole(row.span.start)),
        ),
        column("span_end", "命中处结束前的字符数", "characters before their end", Whole(|row| whole(row.span.end))),
        column(
            "byte_start",
            "命中处之前的字节数（UTF-8）",
            "bytes of the utterance (UTF-8) before the words found",
            Whole(|row| whole(row.finding.span.start)),
        ),
        column(
            "byte_end",
            "命中处结束前的字节数（UTF-8）",
            "bytes before their end",
            Whole(|row| whole(row.finding.span.end)),
        ),
        column(
            "text",
            "命中的话；漏说时为应说处的整句",
            "the words found; of an absence, the utterance where they belonged",
            Text(|row| said(row.finding.matched())),
        ),
        nullable(
            "anchor",
            "引起要求的那一句，从 0 起",
            "the utterance that raised the demand, counting from 0",
            Whole(|row| row.finding.anchor.and_then(whole)),
        ),
        nullable(
            "absence",
            "漏说的证据：查过哪几句、最接近的说法",
            "the evidence of an absence: where it was sought, what came nearest",
            Fill::structure::<Absences>(),
        ),
        column(
            "message",
            "一句话说明",
            "what was breached, in a sentence",
            Text(|row| Some(row.finding.headline(row.language).into())),
        ),
        nullable(
            "why",
            "为什么",
            "why it matters",
            Text(|row| said(row.finding.rule.why.get(row.language)).filter(|why| !why.is_empty())),
        ),
        column("confidence", "把握", "how sure the finding is", Text(|row| said(row.finding.confidence.name()))),
        column(
            "grounds",
            "把握的理由",
            "what that rests on",
            Texts(|row| row.finding.grounds.iter().map(|ground| ground.name()).collect()),
        ),
        column(
            "suggestions",
            "改说，及能否直接替换",
            "what to say instead, and how safe that is to apply",
            Fill::structs::<Suggestions>(),
        ),
        column("points", "规则的扣分", "the points of the rule", Number(|row| Some(row.finding.rule.points))),
        column("fatal", "一票否决", "whether a breach zeroes the score", Truth(|row| Some(row.finding.rule.fatal))),
        column(
            "fingerprint",
            "指纹：每次检查都相同",
            "the same on every run",
            Text(|row| said(&row.finding.fingerprint)),
        ),
    ];
}

/// The evidence of an absence.
#[derive(Debug)]
struct Absences;

impl Table for Absences {
    type Row<'r> = &'r Absence;

    const COLUMNS: &'static [Column<Self>] = &[
        column("searched", "查过的句子，从 0 起", "the utterances sought in", Counts(|absence| &absence.searched)),
        nullable("nearest", "最接近的说法", "what came nearest", Fill::structure::<NearMisses>()),
    ];
}

impl PartOf<Findings> for Absences {
    fn parts<'a, 'r: 'a>(row: &'a FindingRow<'r>) -> impl Iterator<Item = &'a Absence> {
        row.finding.absence.iter()
    }
}

/// What came nearest to what is absent.
#[derive(Debug)]
struct NearMisses;

impl Table for NearMisses {
    type Row<'r> = &'r Nearest;

    const COLUMNS: &'static [Column<Self>] = &[
        nullable(
            "utterance",
            "第几句，从 0 起",
            "the utterance, counting from 0",
            Whole(|near| whole(near.utterance)),
        ),
        nullable("text", "说的话", "what was said", Text(|near| said(&near.text))),
        nullable("phrase", "要找的说法", "what was sought", Text(|near| said(&near.phrase))),
        nullable("score", "相近程度", "how near", Number(|near| Some((near.score * 1000.0).round() / 1000.0))),
    ];
}

impl PartOf<Absences> for NearMisses {
    fn parts<'a, 'r: 'a>(absence: &'a &'r Absence) -> impl Iterator<Item = &'a Nearest> {
        absence.nearest.iter()
    }
}

/// What to say instead.
#[derive(Debug)]
struct Suggestions;

impl Table for Suggestions {
    type Row<'r> = &'r Suggestion;

    const COLUMNS: &'static [Column<Self>] = &[
        column("text", "改说", "what to say", Text(|suggestion| said(&suggestion.text))),
        column(
            "applicability",
            "能否直接替换",
            "how safe it is",
            Text(|suggestion| said(suggestion.applicability.name())),
        ),
    ];
}

impl PartOf<Findings> for Suggestions {
    fn parts<'a, 'r: 'a>(row: &'a FindingRow<'r>) -> impl Iterator<Item = &'a Suggestion> {
        row.finding.rule.suggestions.iter()
    }
}

/// Returns a moment on the clock in microseconds since 1970, where both day and hour are known.
pub(super) fn micros(time: Option<Time>) -> Option<i64> {
    match time? {
        time @ Time::Clock { millis, .. } if time.second_of_day().is_some() => millis.checked_mul(1000),
        _ => None,
    }
}

fn time_of_day(time: Time) -> Option<String> {
    if matches!(time, Time::Dateless { .. }) { time.time_of_day() } else { None }
}

/// Puts findings into record batches of [`findings_schema`].
#[derive(Debug)]
pub struct FindingBatches {
    language: Language,
    rows: Rows<Findings>,
}

impl FindingBatches {
    /// Begins a batch; messages and reasons are written in `language`.
    pub fn new(language: Language) -> Self {
        FindingBatches { language, rows: Rows::new() }
    }

    /// Returns how many findings the batch holds.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Returns whether the batch holds nothing.
    pub fn is_empty(&self) -> bool {
        self.rows.len() == 0
    }

    /// Returns whether the batch should be finished: some thousand rows, or some megabytes of text.
    pub fn is_full(&self) -> bool {
        self.rows.is_full()
    }

    /// Adds the findings of a conversation, in order of place: a long text with many of them is walked once.
    pub fn extend(&mut self, findings: &[Finding]) {
        for (finding, span) in char_spans(findings) {
            self.rows.push(&FindingRow { finding, span, language: self.language });
        }
    }

    /// Returns the batch and begins the next one; fails only where a column does not fit the schema.
    pub fn finish(&mut self) -> Result<RecordBatch, ArrowError> {
        self.rows.finish()
    }
}

#[cfg(test)]
mod tests {
    use arrow_array::cast::AsArray;
    use arrow_array::types::{Int64Type, TimestampMicrosecondType};
    use arrow_array::{Array, ArrayRef};
    use arrow_schema::DataType;
    use serde_json::Value;

    use super::*;
    use crate::samples::findings;
    use huashu_model::json::{InLanguage, to_string};

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
        batches.extend(&[finding]);
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
