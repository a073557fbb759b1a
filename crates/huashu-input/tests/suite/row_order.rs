//! Rows that were to be sorted: those that were not are an error, and never two conversations.

use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, Int64Array, StringArray, Time32SecondArray, TimestampMicrosecondArray};
use huashu_input::Options;
use huashu_input::arrow::RowOrder;
use huashu_model::problem::Level;

use crate::arrow::{read_in, short, texts};

#[test]
fn conversations_that_come_back_are_an_error_and_not_checked_in_pieces() {
    let columns = short(&["a", "a", "b", "c", "b", "d"], &[""; 6]);
    let options = Options::default();
    let parsed = read_in(&columns, 2, RowOrder::Together, &options);
    let ids: Vec<_> = parsed.conversations.iter().map(|c| c.id.as_deref().unwrap_or_default()).collect();
    assert_eq!(ids, ["a", "b"]);
    let [problem] = &parsed.problems[..] else { panic!("{:?}", parsed.problems) };
    assert_eq!((problem.code, problem.level, problem.place.line), ("input/rows-apart", Level::Error, Some(5)));
    for word in ["b", "3", "5"] {
        assert!(problem.message.en.contains(word) && problem.message.zh.contains(word), "{problem:?}");
    }
    // The row itself and the conversation that may not have been whole.
    assert_eq!((parsed.records, parsed.failed), (5, 2));
    let gathered = read_in(&columns, 2, RowOrder::Any, &options);
    assert_eq!((gathered.problems.len(), gathered.conversations.len()), (0, 4));
}

#[test]
fn times_that_go_back_are_an_error() {
    let options = Options::default();
    let times = ["2026-11-20 10:00:05", "", "2026-11-20 10:00:05", "2026-11-20 10:00:04"];
    let parsed = read_in(&short(&["a", "a", "a", "a"], &times), 4, RowOrder::Together, &options);
    assert_eq!(parsed.conversations.len(), 0);
    let [problem] = &parsed.problems[..] else { panic!("{:?}", parsed.problems) };
    assert_eq!((problem.code, problem.place.line), ("input/rows-out-of-order", Some(4)));
    assert!(problem.message.en.contains("row 4 is earlier than row 3"), "{problem:?}");
    // Hours alone start anew at midnight, and every conversation begins anew.
    let times = ["23:59:58", "00:00:01", "22:00:00"];
    let parsed = read_in(&short(&["a", "a", "b"], &times), 4, RowOrder::Together, &options);
    assert_eq!((parsed.problems.len(), parsed.conversations.len()), (0, 2));
}

#[test]
fn a_column_of_numbers_gives_the_order() {
    let mut options = Options::default();
    options.columns.set(huashu_input::Field::Sequence, ["seq"]);
    let mut columns =
        short(&["a", "a", "a"], &["2026-11-20 10:00:05", "2026-11-20 10:00:04", "2026-11-20 10:00:06"]);
    columns[2].1 = texts(["一", "二", "三"]);
    columns.push(("seq".into(), Arc::new(Int64Array::from(vec![1, 2, 2]))));
    let parsed = read_in(&columns, 3, RowOrder::Together, &options);
    assert_eq!((parsed.problems.len(), parsed.conversations.len()), (0, 1));
    columns[4].1 = Arc::new(Int64Array::from(vec![1, 3, 2]));
    let parsed = read_in(&columns, 3, RowOrder::Together, &options);
    assert_eq!(parsed.problems[0].code, "input/rows-out-of-order");
    // Rows that may lie anyhow are put in their order.
    let parsed = read_in(&columns, 3, RowOrder::Any, &options);
    let said: Vec<_> = parsed.conversations[0].utterances.iter().map(|u| u.text.as_ref()).collect();
    assert_eq!(said, ["一", "三", "二"]);
}

/// Reads rows of one conversation, sorted by columns of these values; returns where they go backwards.
fn backwards(sorted_by: &[(&str, ArrayRef)], order: &[&str]) -> Option<u64> {
    let mut columns = short(&["a"; 3], &[""; 3]);
    columns.extend(sorted_by.iter().map(|(name, values)| ((*name).to_owned(), Arc::clone(values))));
    let order = RowOrder::Sorted(order.iter().map(|name| (*name).to_owned()).collect());
    let parsed = read_in(&columns, 2, order, &Options::default());
    let problem = parsed.problems.first()?;
    assert_eq!((problem.code, problem.level), ("input/rows-out-of-order", Level::Error));
    problem.place.line
}

#[test]
fn several_columns_give_the_order_one_after_another() {
    let day = |days: [&str; 3]| ("day", texts(days));
    let seq = |numbers: [Option<i64>; 3]| ("seq", Arc::new(Int64Array::from(numbers.to_vec())) as ArrayRef);
    let days = day(["2026-11-20", "2026-11-20", "2026-11-21"]);
    assert_eq!(backwards(&[days.clone(), seq([Some(1), Some(2), Some(1)])], &["day", "seq"]), None);
    assert_eq!(backwards(&[days.clone(), seq([Some(2), Some(1), Some(1)])], &["day", "seq"]), Some(2));
    assert_eq!(backwards(&[days, seq([Some(1), Some(2), Some(1)])], &["seq", "day"]), Some(3));
    // Nothing follows from what is not there.
    let same = day(["2026-11-20"; 3]);
    assert_eq!(backwards(&[same.clone(), seq([None, Some(2), Some(3)])], &["day", "seq"]), None);
    assert_eq!(backwards(&[same, seq([Some(5), None, Some(3)])], &["seq", "day"]), Some(3));
}

#[test]
fn whoever_sorted_numbers_as_texts_is_told() {
    let mut columns = short(&["a"; 3], &[""; 3]);
    columns.push(("seq".into(), texts(["1", "10", "9"])));
    let parsed = read_in(&columns, 3, RowOrder::Sorted(vec!["seq".into()]), &Options::default());
    let help = parsed.problems[0].help.as_ref().map(|help| help.en.as_str()).unwrap_or_default();
    assert!(help.contains("letter by letter"), "{:?}", parsed.problems);
}

#[test]
fn columns_of_any_type_give_the_order() {
    let column = |values: ArrayRef| backwards(&[("k", values)], &["k"]);
    // Numbers that are texts are numbers, and what is neither number nor time goes letter by letter.
    assert_eq!(column(texts(["9", "10", "11"])), None);
    assert_eq!(column(texts(["10", "9", "11"])), Some(2));
    assert_eq!(column(texts(["m-01", "m-02", "m-02"])), None);
    assert_eq!(column(texts(["m-02", "m-01", "m-03"])), Some(2));
    assert_eq!(column(Arc::new(Float64Array::from(vec![0.5, 1.25, 1.0]))), Some(3));
    let micros = |values: [i64; 3]| column(Arc::new(TimestampMicrosecondArray::from(values.to_vec())));
    let at = 1_795_138_205_250_000;
    assert_eq!(micros([at, at + 2, at + 1_000]), None);
    assert_eq!(micros([at, at + 5_000, at + 1_000]), Some(3));
    // Hours too: whoever sorts by them alone says that no conversation lasts until midnight.
    assert_eq!(column(texts(["09:00", "10:00", "10:00"])), None);
    assert_eq!(column(texts(["10:00", "9:30", "11:00"])), Some(2));
    assert_eq!(column(Arc::new(Time32SecondArray::from(vec![61_200, 32_400, 61_200]))), Some(2));
    assert_eq!(column(texts(["9:00", "09:00", "9:30"])), None);
    // Sorted as times, of which nobody knows here which number is the day.
    assert_eq!(column(texts(["9/10/2026 10:00", "10/10/2026 9:00", "11/10/2026 9:00"])), None);
    // What is a number in one row and none in the next is compared letter by letter.
    assert_eq!(column(texts(["12", "8e2a", "f3"])), None);
    assert_eq!(column(texts(["1e05", "2000", "3000"])), None);
    assert_eq!(column(texts(["f3", "12", "12"])), Some(2));
    assert_eq!(column(texts(["-1.5", "-1.25", "0.5"])), None);
    assert_eq!(column(texts(["0.25", "0.125", "0.5"])), Some(2));
}

#[test]
fn rows_without_a_conversation_have_no_order() {
    let mut columns = short(&["", "", "a"], &[""; 3]);
    columns[0].1 = Arc::new(StringArray::from(vec![None, Some(" "), Some("a")]));
    columns.push(("seq".into(), Arc::new(Int64Array::from(vec![5, 1, 1]))));
    let order = RowOrder::Sorted(vec!["seq".into()]);
    let parsed = read_in(&columns, 3, order, &Options::default());
    let codes: Vec<_> = parsed.problems.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["input/no-conversation"; 2]);
    assert_eq!((parsed.conversations.len(), parsed.failed), (1, 2));
}
