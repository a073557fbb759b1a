//! Long numbers that a spreadsheet has rounded: the last digits are gone, and different ids may look the same.

use std::sync::Arc;

use crate::record::columns::Field;
use huashu_model::problem::Problem;

/// Identifiers that were rounded, counted.
#[derive(Debug, Default)]
pub(crate) struct RoundedNumbers {
    /// They are floating-point numbers of a table that no spreadsheet has written.
    are_floats: bool,
    count: u64,
    /// Row and value of the first.
    first: Option<(u64, String)>,
    /// A conversation's identifier is among them, so that conversations may have become one.
    conversations: bool,
}

impl RoundedNumbers {
    /// Makes the count of a table whose columns have types of their own.
    #[cfg(feature = "arrow")]
    pub(crate) fn of_floats() -> Self {
        RoundedNumbers { are_floats: true, ..RoundedNumbers::default() }
    }

    /// Notes a rounded number, where its column holds identifiers.
    pub(crate) fn note(&mut self, field: Option<Field>, line: u64, value: &str) {
        let identifies = [Field::Conversation, Field::AgentId, Field::CustomerId, Field::SenderId, Field::Message];
        if !field.is_some_and(|field| identifies.contains(&field)) {
            return;
        }
        self.count += 1;
        self.conversations |= field == Some(Field::Conversation);
        self.first.get_or_insert_with(|| (line, value.to_owned()));
    }

    /// Notes a cell that is written as Excel shows long numbers, such as `1.23457E+19`.
    pub(crate) fn note_if_exponent(&mut self, field: Option<Field>, line: u64, value: &str) {
        let value = value.trim();
        let Some((digits, exponent)) = value.split_once(['E', 'e']) else { return };
        let digits_only = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
        let is_long = exponent.len() <= 3 && exponent.parse::<u32>().is_ok_and(|exponent| exponent >= 11);
        if is_long && whole.len() == 1 && digits_only(whole) && digits_only(fraction) {
            self.note(field, line, value);
        }
    }

    /// Returns the problem of what was noted, once.
    pub(crate) fn problem(&mut self, file: &Arc<str>) -> Option<Problem> {
        let (line, value) = self.first.take()?;
        let count = self.count;
        let message = match self.are_floats {
            true => huashu_model::message!(
                "{count} 个编号存为浮点数，末几位已不准确（如 {value}）",
                "{count} ids are floating-point numbers whose last digits are not exact (such as {value})"
            ),
            false => huashu_model::message!(
                "{count} 个编号被 Excel 按数字存储，15 位以后已不准确（如 {value}）",
                "{count} ids were stored by Excel as numbers and are not exact behind 15 digits (such as {value})"
            ),
        };
        let help = huashu_model::message!(
            "不同的编号可能已变成同一个；请把该列设为“文本”后重新导出",
            "different ids may have become the same; export again with that column as text"
        );
        let make = if self.conversations { Problem::error } else { Problem::warning };
        Some(make("input/rounded-id", message).at(file, line).with_help(help))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponents_of_long_numbers_are_told_from_words() {
        for (value, expected) in [
            ("1.23457E+19", true),
            ("1.2E+11", true),
            ("1.23457e19", true),
            ("1.2E+5", false),
            ("12E19", false),
            ("1E5A", false),
            ("E19", false),
            ("12345678901234567890", false),
        ] {
            let mut numbers = RoundedNumbers::default();
            numbers.note_if_exponent(Some(Field::Conversation), 2, value);
            assert_eq!(numbers.problem(&Arc::from("a.csv")).is_some(), expected, "{value}");
        }
    }

    #[test]
    fn only_ids_matter() {
        let mut numbers = RoundedNumbers::default();
        numbers.note(Some(Field::Text), 2, "12345678901234567000");
        numbers.note(None, 2, "12345678901234567000");
        assert!(numbers.problem(&Arc::from("a.csv")).is_none());
    }
}
