//! English durations in words: two minutes, half an hour, a couple of days.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::duration::{DAY, HOUR, MINUTE, MONTH, SECOND, WEEK, YEAR};
use super::hit::{EntityHit, EntityValue};
use crate::text::Span;

/// A number in words and a unit; “a minute” is a way of speaking and “a day” mostly a rate.
static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?-u:\b)(?:(?P<count>one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|sixty|a couple of|a few|several)(?: more)? ",
        r"(?:business |working )?(?P<unit>second|sec|minute|min|hour|day|week|month|year)s?",
        r"|(?P<single>half an|an|a) (?P<long>hour|(?:business|working) day))(?-u:\b)",
    ))
    .expect("the pattern is fixed and tested")
});

/// Numbers in words; what is missing here is vague.
const NUMBERS: &[(&str, f64)] = &[
    ("one", 1.0),
    ("two", 2.0),
    ("three", 3.0),
    ("four", 4.0),
    ("five", 5.0),
    ("six", 6.0),
    ("seven", 7.0),
    ("eight", 8.0),
    ("nine", 9.0),
    ("ten", 10.0),
    ("twelve", 12.0),
    ("fifteen", 15.0),
    ("twenty", 20.0),
    ("thirty", 30.0),
    ("forty", 40.0),
    ("sixty", 60.0),
    ("a couple of", 2.0),
    ("half an", 0.5),
    ("an", 1.0),
    ("a", 1.0),
];

/// Returns the durations in English words.
pub(super) fn find(text: &str) -> Vec<EntityHit> {
    PATTERN.captures_iter(text).filter_map(|found| duration(&found)).collect()
}

/// Returns the duration a match says.
fn duration(found: &Captures<'_>) -> Option<EntityHit> {
    let whole = found.get(0)?;
    let count = found.name("count").or_else(|| found.name("single"))?.as_str();
    let unit = found.name("unit").or_else(|| found.name("long"))?.as_str();
    let millis = match unit.rsplit(' ').next()? {
        "second" | "sec" => SECOND,
        "minute" | "min" => MINUTE,
        "hour" => HOUR,
        "week" => WEEK,
        "month" => MONTH,
        "year" => YEAR,
        _ => DAY,
    };
    let known = NUMBERS.iter().find(|(word, _)| *word == count).map(|(_, number)| number * millis);
    let value = match known {
        Some(millis) => EntityValue::Millis(millis.round() as i64),
        None => EntityValue::Text(whole.as_str().to_owned()),
    };
    Some(EntityHit { span: Span::new(whole.start(), whole.end()), value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_lengths() {
        let table = [
            ("just a couple of minutes please", EntityValue::Millis(120_000)),
            ("within an hour", EntityValue::Millis(3_600_000)),
            ("half an hour", EntityValue::Millis(1_800_000)),
            ("three business days", EntityValue::Millis(3 * 86_400_000)),
            ("a few more minutes", EntityValue::Text("a few more minutes".to_owned())),
        ];
        for (text, value) in table {
            let found: Vec<EntityValue> = find(text).into_iter().map(|hit| hit.value).collect();
            assert_eq!(found, [value], "{text}");
        }
        assert_eq!(find("one moment, just a second, twice a day"), []);
    }
}
