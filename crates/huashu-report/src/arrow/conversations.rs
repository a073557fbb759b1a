//! Conversations after they were checked, one a row.

use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Float64Builder, Int64Builder, StringBuilder, TimestampMicrosecondBuilder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};

use super::findings::{micros, timestamps, whole};
use super::lists::{TextLists, list_of, lists, struct_of, structs};
use super::{ColumnInfo, FULL_BYTES, FULL_ROWS, column};
use huashu_model::evaluation::Evaluation;
use huashu_model::finding::{RuleInfo, Severity};
use huashu_model::score::Score;
use huashu_model::summary::Outcome;
use huashu_model::transcript::Time;

/// The columns of conversations, in order, and what they hold.
pub const CONVERSATION_COLUMNS: &[ColumnInfo] = &[
    column(
        "conversation",
        "会话编号；没有编号的为 #行号",
        "the conversation, `#` and its row where it has no name",
    ),
    column("file", "文件或表", "the file or table"),
    column("line", "行号，从 1 起", "the line or row, counting from 1"),
    column("channel", "渠道", "the channel"),
    column("group", "技能组", "the skill group or queue"),
    column("customer", "客户", "the customer"),
    column(
        "agents",
        "客服：工号（没有则为姓名）、姓名、句数、得分",
        "the agents: number (else name), name, utterances, score",
    ),
    column("began", "开始时间（RFC 3339，记录的时区）", "when it began, in RFC 3339 and the log's zone"),
    column("timestamp", "开始时间（UTC 时间戳）", "when it began, as a timestamp in UTC"),
    column("utterances", "句数", "utterances of all roles"),
    column("errors", "error 级的处数", "findings that are errors"),
    column("warnings", "warning 级的处数", "findings that are warnings"),
    column("infos", "info 级的处数", "findings that are hints"),
    column("score", "得分；没有评分时为空", "the score, where there is one"),
    column("passed", "是否合格；没有及格线时为空", "whether the pass line was reached, where there is one"),
    column("band", "等级", "the band, where the scorecard has bands"),
    column("fatal", "触犯的一票否决规则", "the fatal rules that were breached"),
    column(
        "outcomes",
        "每条规则的结果：pass、fail、not-applicable、not-checkable（及原因）",
        "what each rule came to: pass, fail, not-applicable, not-checkable (and why)",
    ),
];

/// Returns the schema of conversations; [`CONVERSATION_COLUMNS`] says what its columns hold.
pub fn conversations_schema() -> SchemaRef {
    let text = DataType::Utf8;
    let fields = vec![
        Field::new("conversation", text.clone(), false),
        Field::new("file", text.clone(), false),
        Field::new("line", DataType::Int64, false),
        Field::new("channel", text.clone(), true),
        Field::new("group", text.clone(), true),
        Field::new("customer", text.clone(), true),
        Field::new("agents", list_of(agent()), false),
        Field::new("began", text.clone(), true),
        Field::new("timestamp", timestamps(), true),
        Field::new("utterances", DataType::Int64, false),
        Field::new("errors", DataType::Int64, false),
        Field::new("warnings", DataType::Int64, false),
        Field::new("infos", DataType::Int64, false),
        Field::new("score", DataType::Float64, true),
        Field::new("passed", DataType::Boolean, true),
        Field::new("band", text.clone(), true),
        Field::new("fatal", list_of(text), false),
        Field::new("outcomes", list_of(outcome()), false),
    ];
    Arc::new(Schema::new(fields))
}

fn agent() -> DataType {
    struct_of([
        ("agent", DataType::Utf8, false),
        ("name", DataType::Utf8, true),
        ("utterances", DataType::Int64, false),
        ("score", DataType::Float64, true),
    ])
}

fn outcome() -> DataType {
    struct_of([
        ("rule", DataType::Utf8, false),
        ("outcome", DataType::Utf8, false),
        ("reason", DataType::Utf8, true),
    ])
}

/// Puts checked conversations into record batches of [`conversations_schema`].
#[derive(Debug)]
pub struct ConversationBatches {
    rules: Vec<Arc<RuleInfo>>,
    rows: usize,
    bytes: usize,
    conversation: StringBuilder,
    file: StringBuilder,
    line: Int64Builder,
    channel: StringBuilder,
    group: StringBuilder,
    customer: StringBuilder,
    agents: Agents,
    began: StringBuilder,
    timestamp: TimestampMicrosecondBuilder,
    utterances: Int64Builder,
    /// Findings of each severity, the gravest first.
    findings: [Int64Builder; 3],
    score: Float64Builder,
    passed: BooleanBuilder,
    band: StringBuilder,
    fatal: TextLists,
    outcomes: Outcomes,
}

#[derive(Debug, Default)]
struct Agents {
    lengths: Vec<usize>,
    agent: StringBuilder,
    name: StringBuilder,
    utterances: Int64Builder,
    score: Float64Builder,
}

#[derive(Debug, Default)]
struct Outcomes {
    lengths: Vec<usize>,
    rule: StringBuilder,
    outcome: StringBuilder,
    reason: StringBuilder,
}

impl ConversationBatches {
    /// Begins a batch; `rules` are those in force, in the order in which outcomes come.
    pub fn new(rules: &[Arc<RuleInfo>]) -> Self {
        ConversationBatches {
            rules: rules.to_vec(),
            rows: 0,
            bytes: 0,
            conversation: StringBuilder::default(),
            file: StringBuilder::default(),
            line: Int64Builder::default(),
            channel: StringBuilder::default(),
            group: StringBuilder::default(),
            customer: StringBuilder::default(),
            agents: Agents::default(),
            began: StringBuilder::default(),
            timestamp: TimestampMicrosecondBuilder::default().with_data_type(timestamps()),
            utterances: Int64Builder::default(),
            findings: Default::default(),
            score: Float64Builder::default(),
            passed: BooleanBuilder::default(),
            band: StringBuilder::default(),
            fatal: TextLists::default(),
            outcomes: Outcomes::default(),
        }
    }

    /// Returns how many conversations the batch holds.
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

    /// Adds a conversation that was checked.
    pub fn push(&mut self, evaluation: &Evaluation) {
        let location = &evaluation.location;
        self.rows += 1;
        self.bytes += location.conversation.len() + location.file.len();
        self.conversation.append_value(&location.conversation);
        self.file.append_value(&location.file);
        self.line.append_value(i64::try_from(location.line).unwrap_or(i64::MAX));
        self.channel.append_option(evaluation.channel.as_deref());
        self.group.append_option(evaluation.group.as_deref());
        self.customer.append_option(evaluation.customer.as_deref());
        self.agents.push(evaluation);
        self.began.append_option(evaluation.began.and_then(Time::rfc3339));
        self.timestamp.append_option(micros(evaluation.began));
        self.utterances.append_value(whole(evaluation.utterances));
        for (severity, counts) in Severity::ALL.into_iter().zip(&mut self.findings) {
            let count = evaluation.findings.iter().filter(|finding| finding.rule.severity == severity).count();
            counts.append_value(whole(count));
        }
        let score = &evaluation.score;
        self.score.append_option(value(score));
        self.passed.append_option(score.passed);
        self.band.append_option(score.band.as_deref());
        self.fatal.push(score.fatal.iter().map(String::as_str));
        self.bytes += self.outcomes.push(&self.rules, &evaluation.outcomes);
    }

    /// Returns the batch and begins the next one; fails only where a column does not fit the schema.
    pub fn finish(&mut self) -> Result<RecordBatch, ArrowError> {
        (self.rows, self.bytes) = (0, 0);
        let [errors, warnings, infos] = &mut self.findings;
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.conversation.finish()),
            Arc::new(self.file.finish()),
            Arc::new(self.line.finish()),
            Arc::new(self.channel.finish()),
            Arc::new(self.group.finish()),
            Arc::new(self.customer.finish()),
            self.agents.finish()?,
            Arc::new(self.began.finish()),
            Arc::new(self.timestamp.finish()),
            Arc::new(self.utterances.finish()),
            Arc::new(errors.finish()),
            Arc::new(warnings.finish()),
            Arc::new(infos.finish()),
            Arc::new(self.score.finish()),
            Arc::new(self.passed.finish()),
            Arc::new(self.band.finish()),
            self.fatal.finish()?,
            self.outcomes.finish()?,
        ];
        RecordBatch::try_new(conversations_schema(), columns)
    }
}

/// Returns a score's value, where the conversation was scored at all.
fn value(score: &Score) -> Option<f64> {
    (*score != Score::default()).then_some(score.value)
}

impl Agents {
    fn push(&mut self, evaluation: &Evaluation) {
        self.lengths.push(evaluation.agents.len());
        for agent in &evaluation.agents {
            self.agent.append_value(&agent.key);
            self.name.append_option(agent.name.as_deref());
            self.utterances.append_value(i64::try_from(agent.utterances).unwrap_or(i64::MAX));
            self.score.append_option(value(&agent.score));
        }
    }

    fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.agent.finish()),
            Arc::new(self.name.finish()),
            Arc::new(self.utterances.finish()),
            Arc::new(self.score.finish()),
        ];
        lists(&mut self.lengths, structs(agent(), columns, None)?)
    }
}

impl Outcomes {
    /// Adds a row; returns the bytes of text that it takes.
    fn push(&mut self, rules: &[Arc<RuleInfo>], outcomes: &[Outcome]) -> usize {
        let mut bytes = 0;
        self.lengths.push(rules.len().min(outcomes.len()));
        for (rule, outcome) in rules.iter().zip(outcomes) {
            let reason = match outcome {
                Outcome::NotCheckable(reason) => Some(*reason),
                Outcome::Pass | Outcome::Fail | Outcome::NotApplicable => None,
            };
            bytes += rule.id.len() + outcome.name().len();
            self.rule.append_value(&rule.id);
            self.outcome.append_value(outcome.name());
            self.reason.append_option(reason);
        }
        bytes
    }

    fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        let columns: Vec<ArrayRef> =
            vec![Arc::new(self.rule.finish()), Arc::new(self.outcome.finish()), Arc::new(self.reason.finish())];
        lists(&mut self.lengths, structs(outcome(), columns, None)?)
    }
}

#[cfg(test)]
mod tests {
    use arrow_array::Array;
    use arrow_array::cast::AsArray;
    use arrow_array::types::{Float64Type, Int64Type};

    use super::*;
    use crate::samples::{findings, scored};

    #[test]
    fn columns_are_those_that_are_described() {
        let names: Vec<String> = conversations_schema().fields().iter().map(|field| field.name().clone()).collect();
        assert_eq!(names, CONVERSATION_COLUMNS.iter().map(|column| column.name).collect::<Vec<_>>());
    }

    #[test]
    fn a_row_says_what_a_conversation_came_to() {
        let mut evaluation = scored();
        let rules = [Arc::clone(&findings()[0].rule), Arc::clone(&findings()[1].rule)];
        evaluation.outcomes = vec![Outcome::Fail, Outcome::NotCheckable("no-time")];
        let mut batches = ConversationBatches::new(&rules);
        batches.push(&evaluation);
        batches.push(&Evaluation::new(evaluation.location.clone()));
        let batch = batches.finish().expect("a batch");
        let column = |name: &str| batch.column_by_name(name).expect("a column").clone();
        assert_eq!(column("conversation").as_string::<i32>().value(0), "c1");
        assert_eq!(column("score").as_primitive::<Float64Type>().value(0), 95.0);
        assert!(column("score").is_null(1) && column("passed").is_null(1));
        let counts = ["errors", "warnings", "infos"].map(|name| column(name).as_primitive::<Int64Type>().value(0));
        assert_eq!(counts.iter().sum::<i64>(), evaluation.findings.len() as i64);
        let outcomes = column("outcomes").as_list::<i32>().value(0);
        let part = |name: &str| outcomes.as_struct().column_by_name(name).expect("a field").clone();
        assert_eq!(
            part("outcome").as_string::<i32>().iter().flatten().collect::<Vec<_>>(),
            ["fail", "not-checkable"]
        );
        assert_eq!(part("reason").as_string::<i32>().iter().collect::<Vec<_>>(), [None, Some("no-time")]);
        assert_eq!(column("agents").as_list::<i32>().value_length(0), evaluation.agents.len() as i32);
        assert_eq!(column("outcomes").as_list::<i32>().value_length(1), 0);
    }
}
