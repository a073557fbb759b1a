//! Rows that an engine was asked to sort by columns of its table: held to them, whatever those columns mean.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::Arc;

use super::column::Column;
use crate::options::Options;
use crate::record::columns::Field;
use crate::table::guard::out_of_order;
use huashu_model::language::Message;
use huashu_model::problem::Problem;
use huashu_model::transcript::{Clock, Written};

/// Watches that the rows of each conversation do not go backwards.
pub(super) struct SortedRows<'o> {
    /// Where the columns stand that the rows are sorted by, the first one deciding first.
    columns: Vec<usize>,
    clock: Clock<'o>,
    last: Option<Last>,
}

/// The last row whose order is known.
struct Last {
    conversation: String,
    keys: Vec<String>,
    line: u64,
}

impl<'o> SortedRows<'o> {
    /// Watches columns of some names; fails where one is not there.
    pub(super) fn new(
        names: &[String],
        columns: &[Column],
        file: &Arc<str>,
        options: &'o Options,
    ) -> Result<Self, Box<Problem>> {
        let place = |name: &String| {
            let found = columns.iter().position(|column| column.name == *name);
            found.ok_or_else(|| Box::new(no_such_column(name, columns, file)))
        };
        let places: Result<Vec<usize>, _> = names.iter().map(place).collect();
        Ok(SortedRows { columns: places?, clock: Clock::new(&options.zone), last: None })
    }

    /// Looks at the next row; returns the problem of one that is before the row above it.
    pub(super) fn look(
        &mut self,
        file: &Arc<str>,
        line: u64,
        cells: &[Cow<'_, str>],
        fields: &[Option<Field>],
    ) -> Option<Box<Problem>> {
        let is_name = |(cell, field): &(&Cow<'_, str>, &Option<Field>)| {
            **field == Some(Field::Conversation) && !cell.trim().is_empty()
        };
        // As where rows are read, the last of several columns counts.
        let conversation = cells.iter().zip(fields).rfind(is_name).map_or("", |(cell, _)| cell.trim());
        if conversation.is_empty() {
            // A row that cannot be read parts no others.
            return None;
        }
        let keys = self.columns.iter().map(|at| cells[*at].trim());
        let Some(last) = self.last.as_mut().filter(|last| last.conversation == conversation) else {
            let keys = keys.map(str::to_owned).collect();
            self.last = Some(Last { conversation: conversation.to_owned(), keys, line });
            return None;
        };
        let compared = keys.clone().zip(&last.keys);
        let compared =
            compared.map(|(key, before)| Some((compare(key, before, &self.clock)?, key, before.as_str())));
        let decided = compared.take_while(Option::is_some).flatten().find(|(order, ..)| order.is_ne());
        if let Some((Ordering::Less, key, before)) = decided {
            let problem = out_of_order(file, conversation, last.line, line);
            return Some(Box::new(if key > before { problem.with_help(sorted_by_letters()) } else { problem }));
        }
        // A row whose place is not known parts those around it from each other no more than if it were not there.
        if keys.clone().next().is_some_and(|key| !key.is_empty()) {
            last.line = line;
            keys.zip(&mut last.keys).for_each(|(key, held)| key.clone_into(held));
        }
        None
    }
}

/// Compares what two rows hold in a column: as numbers or as times where both are, else letter by letter, as engines do.
/// Nothing follows from one that is empty.
fn compare(key: &str, before: &str, clock: &Clock<'_>) -> Option<Ordering> {
    if key == before {
        return Some(Ordering::Equal);
    }
    if key.is_empty() || before.is_empty() {
        return None;
    }
    if let (Some(key), Some(before)) = (number(key), number(before)) {
        return Some(key.cmp(&before));
    }
    match (clock.parse(key), clock.parse(before)) {
        // What is below a millisecond was not read.
        (Written::Time(key), Written::Time(before)) => {
            key.since(before).map(|since| since.cmp(&0)).filter(|order| order.is_ne())
        }
        (Written::Hour { millis: key, .. }, Written::Hour { millis: before, .. }) => {
            Some(key.cmp(&before)).filter(|order| order.is_ne())
        }
        // Which of their numbers is the day is not known.
        (Written::Date { .. }, Written::Date { .. }) => None,
        _ => Some(key.cmp(before)),
    }
}

/// Reads a number as columns of numbers are written, without an exponent: whole part and fraction, which order it.
fn number(text: &str) -> Option<(i128, i128)> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_negative = whole.starts_with('-');
    // As many digits as a decimal of 38 may have, so that .5 is more than .25.
    let padded = format!("{fraction:0<38}");
    let digits = fraction.bytes().all(|byte| byte.is_ascii_digit()) && padded.len() == 38;
    let fraction = padded.parse::<i128>().ok().filter(|_| digits)?;
    Some((whole.parse().ok()?, if is_negative { -fraction } else { fraction }))
}

fn sorted_by_letters() -> Message {
    huashu_model::message!(
        "这一列是文本，引擎按字排序（\"10\" 在 \"9\" 前面）；请先转成数字或时间再排序",
        "the column holds texts, which engines sort letter by letter (\"10\" before \"9\"); make numbers or times of them and sort by those"
    )
}

fn no_such_column(name: &str, columns: &[Column], file: &Arc<str>) -> Problem {
    let found = columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join("、");
    let message = huashu_model::message!(
        "没有「{name}」列，不能按它核对先后；列有：{found}",
        "there is no column {name} to hold the order of rows to; the columns are: {found}"
    );
    let help = huashu_model::message!("请写排序所用的列名", "name the columns that the rows were sorted by");
    Problem::error("input/no-order-column", message).at(file, 1).with_help(help)
}
