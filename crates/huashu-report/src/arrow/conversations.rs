//! Conversations after they were checked, one a row.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{ArrowError, SchemaRef};

use super::builders::{Rows, schema};
use super::columns::Fill::{Moment, Number, Text, Texts, Truth, Whole};
use super::columns::{Column, ColumnInfo, Fill, PartOf, Table, column, described, nullable, perhaps, said, whole};
use super::findings::micros;
use huashu_model::evaluation::{AgentPart, Evaluation};
use huashu_model::finding::{RuleInfo, Severity};
use huashu_model::score::Score;
use huashu_model::summary::Outcome;
use huashu_model::transcript::Time;

/// Returns the columns of conversations, in order, and what they hold.
pub fn conversation_columns() -> impl Iterator<Item = ColumnInfo> {
    described::<Conversations>()
}

/// Returns the schema of conversations; [`conversation_columns`] says what its columns hold.
pub fn conversations_schema() -> SchemaRef {
    schema::<Conversations>()
}

#[derive(Debug)]
struct Conversations;

struct ConversationRow<'e> {
    evaluation: &'e Evaluation,
    rules: &'e [Arc<RuleInfo>],
}

impl Table for Conversations {
    type Row<'r> = ConversationRow<'r>;

    const COLUMNS: &'static [Column<Self>] = &[
        column(
            "conversation",
            "会话编号；没有编号的为 #行号",
            "the conversation, `#` and its row where it has no name",
            Text(|row| said(&row.evaluation.location.conversation)),
        ),
        column("file", "文件或表", "the file or table", Text(|row| said(&row.evaluation.location.file))),
        column(
            "line",
            "行号，从 1 起",
            "the line or row, counting from 1",
            Whole(|row| whole(row.evaluation.location.line)),
        ),
        nullable("channel", "渠道", "the channel", Text(|row| perhaps(row.evaluation.channel.as_deref()))),
        nullable(
            "group",
            "技能组",
            "the skill group or queue",
            Text(|row| perhaps(row.evaluation.group.as_deref())),
        ),
        nullable("customer", "客户", "the customer", Text(|row| perhaps(row.evaluation.customer.as_deref()))),
        column(
            "agents",
            "客服：工号（没有则为姓名）、姓名、句数、得分",
            "the agents: number (else name), name, utterances, score",
            Fill::structs::<Agents>(),
        ),
        nullable(
            "began",
            "开始时间（RFC 3339，记录的时区）",
            "when it began, in RFC 3339 and the log's zone",
            Text(|row| row.evaluation.began.and_then(Time::rfc3339).map(Into::into)),
        ),
        nullable(
            "timestamp",
            "开始时间（UTC 时间戳）",
            "when it began, as a timestamp in UTC",
            Moment(|row| micros(row.evaluation.began)),
        ),
        column("utterances", "句数", "utterances of all roles", Whole(|row| whole(row.evaluation.utterances))),
        column("errors", "error 级的处数", "findings that are errors", Whole(|row| row.findings(Severity::Error))),
        column(
            "warnings",
            "warning 级的处数",
            "findings that are warnings",
            Whole(|row| row.findings(Severity::Warning)),
        ),
        column("infos", "info 级的处数", "findings that are hints", Whole(|row| row.findings(Severity::Info))),
        nullable(
            "score",
            "得分；没有评分时为空",
            "the score, where there is one",
            Number(|row| value(&row.evaluation.score)),
        ),
        nullable(
            "passed",
            "是否合格；没有及格线时为空",
            "whether the pass line was reached, where there is one",
            Truth(|row| row.evaluation.score.passed),
        ),
        nullable(
            "band",
            "等级",
            "the band, where the scorecard has bands",
            Text(|row| perhaps(row.evaluation.score.band.as_deref())),
        ),
        column(
            "fatal",
            "触犯的一票否决规则",
            "the fatal rules that were breached",
            Texts(|row| row.evaluation.score.fatal.iter().map(String::as_str).collect()),
        ),
        column(
            "outcomes",
            "每条规则的结果：pass、fail、not-applicable、not-checkable（及原因）",
            "what each rule came to: pass, fail, not-applicable, not-checkable (and why)",
            Fill::structs::<Outcomes>(),
        ),
    ];
}

impl ConversationRow<'_> {
    fn findings(&self, severity: Severity) -> Option<i64> {
        whole(self.evaluation.findings.iter().filter(|finding| finding.rule.severity == severity).count())
    }
}

/// The agents of a conversation.
#[derive(Debug)]
struct Agents;

impl Table for Agents {
    type Row<'r> = &'r AgentPart;

    const COLUMNS: &'static [Column<Self>] = &[
        column("agent", "工号，没有则为姓名", "the number, else the name", Text(|agent| said(&agent.key))),
        nullable("name", "姓名", "the name", Text(|agent| perhaps(agent.name.as_deref()))),
        column("utterances", "句数", "utterances", Whole(|agent| whole(agent.utterances))),
        nullable("score", "得分", "the score", Number(|agent| value(&agent.score))),
    ];
}

impl PartOf<Conversations> for Agents {
    fn parts<'a, 'r: 'a>(row: &'a ConversationRow<'r>) -> impl Iterator<Item = &'a AgentPart> {
        row.evaluation.agents.iter()
    }
}

/// What each rule came to.
#[derive(Debug)]
struct Outcomes;

impl Table for Outcomes {
    type Row<'r> = (&'r RuleInfo, &'r Outcome);

    const COLUMNS: &'static [Column<Self>] = &[
        column("rule", "规则", "the rule", Text(|(rule, _)| said(&rule.id))),
        column("outcome", "结果", "what it came to", Text(|(_, outcome)| said(outcome.name()))),
        nullable(
            "reason",
            "没有判断的原因",
            "why it was not judged",
            Text(|(_, outcome)| perhaps(reason(outcome))),
        ),
    ];
}

impl PartOf<Conversations> for Outcomes {
    fn parts<'a, 'r: 'a>(row: &'a ConversationRow<'r>) -> impl Iterator<Item = (&'a RuleInfo, &'a Outcome)> {
        row.rules.iter().map(AsRef::as_ref).zip(&row.evaluation.outcomes)
    }
}

fn reason(outcome: &Outcome) -> Option<&'static str> {
    match outcome {
        Outcome::NotCheckable(reason) => Some(reason),
        Outcome::Pass | Outcome::Fail | Outcome::NotApplicable => None,
    }
}

/// Returns a score's value, where the conversation was scored at all.
fn value(score: &Score) -> Option<f64> {
    (*score != Score::default()).then_some(score.value)
}

/// Puts checked conversations into record batches of [`conversations_schema`].
#[derive(Debug)]
pub struct ConversationBatches {
    rules: Vec<Arc<RuleInfo>>,
    rows: Rows<Conversations>,
}

impl ConversationBatches {
    /// Begins a batch; `rules` are those in force, in the order in which outcomes come.
    pub fn new(rules: &[Arc<RuleInfo>]) -> Self {
        ConversationBatches { rules: rules.to_vec(), rows: Rows::new() }
    }

    /// Returns how many conversations the batch holds.
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

    /// Adds a conversation that was checked.
    pub fn push(&mut self, evaluation: &Evaluation) {
        self.rows.push(&ConversationRow { evaluation, rules: &self.rules });
    }

    /// Returns the batch and begins the next one; fails only where a column does not fit the schema.
    pub fn finish(&mut self) -> Result<RecordBatch, ArrowError> {
        self.rows.finish()
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
