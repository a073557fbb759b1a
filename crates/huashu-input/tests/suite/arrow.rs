//! Record batches: the standard conversations read the same whatever the types of their columns.

use std::sync::Arc;

use arrow_array::builder::{Int64Builder, ListBuilder, StringBuilder, StringViewBuilder, StructBuilder};
use arrow_array::types::{Int8Type, Int32Type, UInt16Type};
use arrow_array::{
    Array, ArrayRef, BinaryArray, BooleanArray, Date32Array, Decimal128Array, DictionaryArray, DurationSecondArray,
    FixedSizeBinaryArray, Float64Array, Int16Array, Int64Array, LargeStringArray, RecordBatch, RecordBatchIterator,
    RunArray, StringArray, StringViewArray, StructArray, Time32SecondArray, TimestampMicrosecondArray,
    TimestampMillisecondArray, TimestampNanosecondArray, TimestampSecondArray, UInt64Array,
};
use arrow_schema::{ArrowError, DataType, Field, Fields, Schema};
use huashu_input::arrow::{RowOrder, read};
use huashu_input::{Chunk, Options, Parsed, Source};
use huashu_model::problem::Level;
use huashu_model::transcript::{Conversation, Place, Role, Time};

/// Columns of a table by their names.
pub(crate) type Columns = Vec<(String, ArrayRef)>;

pub(crate) fn batch(columns: &Columns) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(columns.iter().map(|(name, values)| (name, Arc::clone(values), true)))
        .expect("columns of one length")
}

/// Reads a table that comes in batches of so many rows.
pub(crate) fn read_in(columns: &Columns, rows: usize, order: RowOrder, options: &Options) -> Parsed<'static> {
    let whole = batch(columns);
    let batches: Vec<Result<RecordBatch, ArrowError>> = (0..whole.num_rows())
        .step_by(rows)
        .map(|at| Ok(whole.slice(at, rows.min(whole.num_rows() - at))))
        .collect();
    let batches = RecordBatchIterator::new(batches, whole.schema());
    parse(read(Box::new(batches), "table", &order, options).collect(), options)
}

pub(crate) fn parse(chunks: Vec<Chunk>, options: &Options) -> Parsed<'static> {
    let mut all = Parsed::default();
    for chunk in Vec::leak(chunks) {
        let parsed = chunk.parse(options);
        all.conversations.extend(parsed.conversations);
        all.problems.extend(parsed.problems);
        all.remarks.extend(parsed.remarks);
        all.records += parsed.records;
        all.failed += parsed.failed;
        all.recognised = all.recognised.or(parsed.recognised);
        for (reason, count) in parsed.skipped {
            *all.skipped.entry(reason).or_default() += count;
        }
    }
    all
}

pub(crate) fn texts<'t>(values: impl IntoIterator<Item = &'t str>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(values))
}

fn fixture(name: &str) -> String {
    let path = format!("{}/../../fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).expect("a fixture")
}

/// The table of the standard conversations, every column one of texts.
pub(crate) fn standard(name: &str) -> Columns {
    let text = fixture(name);
    let mut table = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let names: Vec<String> = table.headers().expect("a header").iter().map(str::to_owned).collect();
    let rows: Vec<csv::StringRecord> = table.records().map(|row| row.expect("a row")).collect();
    let column = |at: usize| texts(rows.iter().map(|row| &row[at]));
    names.into_iter().enumerate().map(|(at, name)| (name, column(at))).collect()
}

/// Leaves out where things stand.
pub(crate) fn placeless(conversations: &[Conversation<'static>]) -> Vec<Conversation<'static>> {
    let mut conversations = conversations.to_vec();
    for conversation in &mut conversations {
        conversation.place = Place::default();
        conversation.utterances.iter_mut().for_each(|utterance| utterance.line = None);
    }
    conversations
}

/// The standard conversations as JSON Lines hold them.
pub(crate) fn expected() -> Vec<Conversation<'static>> {
    let options = Options::default();
    let source = Source::memory("a.jsonl", fixture("jsonl/conversations.jsonl"));
    let parsed = parse(huashu_input::read(&source, &options).collect(), &options);
    assert_eq!(parsed.conversations.len(), 2);
    placeless(&parsed.conversations)
}

/// Gives a column of texts another type.
type Conversion = fn(&ArrayRef) -> ArrayRef;

fn strings(values: &ArrayRef) -> Vec<Option<&str>> {
    values.as_any().downcast_ref::<StringArray>().expect("texts").iter().collect()
}

#[test]
fn texts_of_every_type_read_the_same() {
    let forms: &[(&str, Conversion)] = &[
        ("utf8", Arc::clone),
        ("large", |values| Arc::new(LargeStringArray::from(strings(values)))),
        ("view", |values| Arc::new(StringViewArray::from(strings(values)))),
        ("binary", |values| {
            Arc::new(strings(values).into_iter().map(|text| text.map(str::as_bytes)).collect::<BinaryArray>())
        }),
        ("dictionary", |values| Arc::new(strings(values).into_iter().collect::<DictionaryArray<Int32Type>>())),
        ("small dictionary", |values| Arc::new(strings(values).into_iter().collect::<DictionaryArray<Int8Type>>())),
        ("unsigned", |values| Arc::new(strings(values).into_iter().collect::<DictionaryArray<UInt16Type>>())),
        ("runs", |values| Arc::new(strings(values).into_iter().collect::<RunArray<Int32Type>>())),
    ];
    let (expected, options) = (expected(), Options::default());
    for (form, convert) in forms {
        let columns: Columns =
            standard("csv/messages.csv").iter().map(|(name, values)| (name.clone(), convert(values))).collect();
        for (rows, order) in [(100, RowOrder::Any), (3, RowOrder::Together), (1, RowOrder::Together)] {
            let parsed = read_in(&columns, rows, order.clone(), &options);
            assert_eq!(parsed.problems, [], "{form}");
            assert_eq!((parsed.records, parsed.failed), (10, 0), "{form}");
            assert_eq!(placeless(&parsed.conversations), expected, "{form} {rows} {order:?}");
            let lines: Vec<_> =
                parsed.conversations.iter().flat_map(|c| c.utterances.iter().map(|u| u.line)).collect();
            assert_eq!(lines, (1..=10).map(Some).collect::<Vec<_>>(), "{form}");
        }
    }
}

/// Seconds since 1970 of the standard conversations' messages, and as clocks in China show them.
fn seconds() -> Vec<i64> {
    let first = [5, 21, 58, 100, 135].map(|second| 1_763_602_200 + second);
    let second = [0, 11, 40, 62, 85].map(|second| 1_763_604_120 + second);
    first.into_iter().chain(second).map(|second| second + 365 * 86_400).collect()
}

#[test]
fn times_of_every_unit_and_zone_read_the_same() {
    let utc = seconds();
    let local: Vec<i64> = utc.iter().map(|second| second + 8 * 3600).collect();
    let scaled = |times: &[i64], by: i64| times.iter().map(|time| time * by).collect::<Vec<_>>();
    let forms: Vec<(&str, ArrayRef)> = vec![
        ("local seconds", Arc::new(TimestampSecondArray::from(local.clone()))),
        ("local nanoseconds", Arc::new(TimestampNanosecondArray::from(scaled(&local, 1_000_000_000)))),
        ("Shanghai", Arc::new(TimestampMillisecondArray::from(scaled(&utc, 1000)).with_timezone("Asia/Shanghai"))),
        ("offset", Arc::new(TimestampMicrosecondArray::from(scaled(&utc, 1_000_000)).with_timezone("+08:00"))),
        // UTC is how engines keep moments: the hour that the agent saw is that of the configured zone.
        ("UTC", Arc::new(TimestampSecondArray::from(utc.clone()).with_timezone("UTC"))),
        ("zero", Arc::new(TimestampMicrosecondArray::from(scaled(&utc, 1_000_000)).with_timezone("+00:00"))),
        ("number", Arc::new(Int64Array::from(scaled(&utc, 1000)))),
        ("float", Arc::new(Float64Array::from_iter_values(utc.iter().map(|second| *second as f64)))),
    ];
    let (expected, options) = (expected(), Options::default());
    for (form, times) in forms {
        let mut columns = standard("csv/messages.csv");
        let at = columns.iter().position(|(name, _)| name == "发送时间").expect("the column");
        columns[at].1 = times;
        let parsed = read_in(&columns, 4, RowOrder::Together, &options);
        assert_eq!(parsed.problems, [], "{form}");
        assert_eq!(placeless(&parsed.conversations), expected, "{form}");
    }
}

#[test]
fn fractions_zones_and_hours_are_kept() {
    let columns: Columns = vec![
        ("id".into(), texts(["a", "a", "b"])),
        ("角色".into(), texts(["客服", "客户", "客服"])),
        ("内容".into(), texts(["您好", "在吗", "您好"])),
        (
            "时间".into(),
            Arc::new(
                TimestampMicrosecondArray::from(vec![Some(1_795_138_205_250_000), None, Some(i64::MAX)])
                    .with_timezone("America/New_York"),
            ),
        ),
    ];
    let parsed = read_in(&columns, 3, RowOrder::Together, &Options::default());
    let times: Vec<_> = parsed.conversations.iter().flat_map(|c| c.utterances.iter().map(|u| u.time)).collect();
    assert_eq!(times, [Some(Time::clock(1_795_138_205_250, -5 * 3600)), None, None]);
    assert!(parsed.remarks.iter().any(|remark| remark.zh.contains("Microsecon")), "{:?}", parsed.remarks);
}

#[test]
fn cells_of_every_type_are_those_of_a_csv() {
    let columns: Columns = vec![
        (
            "会话ID".into(),
            Arc::new(Decimal128Array::from(vec![12_345; 2]).with_precision_and_scale(20, 0).expect("fits")),
        ),
        ("角色".into(), texts(["客服", "客户"])),
        ("内容".into(), texts(["您好", "在吗"])),
        ("是否撤回".into(), Arc::new(BooleanArray::from(vec![Some(true), None]))),
        ("满意度".into(), Arc::new(Int16Array::from(vec![Some(5), None]))),
        ("大数".into(), Arc::new(UInt64Array::from(vec![u64::MAX; 2]))),
        ("比例".into(), Arc::new(Float64Array::from(vec![0.5, f64::NAN]))),
        ("日期分区".into(), Arc::new(Date32Array::from(vec![20_784; 2]))),
        ("钟点".into(), Arc::new(Time32SecondArray::from(vec![36_005; 2]))),
        ("时长".into(), Arc::new(DurationSecondArray::from(vec![65; 2]))),
        (
            "价格".into(),
            Arc::new(Decimal128Array::from(vec![-1205; 2]).with_precision_and_scale(10, 2).expect("fits")),
        ),
        ("空".into(), arrow_array::new_null_array(&DataType::Null, 2)),
    ];
    let parsed = read_in(&columns, 1, RowOrder::Any, &Options::default());
    assert_eq!(parsed.problems, []);
    let conversation = &parsed.conversations[0];
    assert_eq!(conversation.id.as_deref(), Some("12345"));
    assert_eq!(conversation.utterances.iter().map(|u| u.recalled).collect::<Vec<_>>(), [true, false]);
    let fields: Vec<(&str, &str)> =
        conversation.metadata.iter().map(|(name, value)| (name.as_ref(), value.as_ref())).collect();
    assert_eq!(
        fields,
        [
            ("满意度", "5"),
            ("大数", "18446744073709551615"),
            ("比例", "0.5"),
            ("日期分区", "2026-11-27"),
            ("钟点", "10:00:05"),
            ("时长", "65000"),
            ("价格", "-12.05"),
        ]
    );
}

/// A column of the standard conversations' messages, one list a conversation.
pub(crate) fn messages() -> ArrayRef {
    let fields = Fields::from(vec![
        Field::new("role", DataType::Utf8, true),
        Field::new("agent_id", DataType::Utf8, true),
        Field::new("name", DataType::Utf8View, true),
        Field::new("time", DataType::Int64, true),
        Field::new("text", DataType::Utf8, true),
    ]);
    let mut list = ListBuilder::new(StructBuilder::from_fields(fields, 10));
    let seconds = seconds();
    for (conversation, times) in expected().iter().zip(seconds.chunks(5)) {
        for (utterance, time) in conversation.utterances.iter().zip(times) {
            let message = list.values();
            let text = |message: &mut StructBuilder, at: usize, value: Option<&str>| {
                message.field_builder::<StringBuilder>(at).expect("a column of texts").append_option(value);
            };
            text(message, 0, Some(utterance.role.name()));
            text(message, 1, utterance.agent_id.as_deref());
            message.field_builder::<StringViewBuilder>(2).expect("names").append_option(utterance.name.as_deref());
            message.field_builder::<Int64Builder>(3).expect("times").append_value(time * 1000);
            text(message, 4, Some(&utterance.text));
            message.append(true);
        }
        list.append(true);
    }
    Arc::new(list.finish())
}

#[test]
fn whole_conversations_a_row_read_the_same() {
    let party = |fields: Vec<(&str, ArrayRef)>| -> ArrayRef {
        let fields =
            fields.into_iter().map(|(name, values)| (Arc::new(Field::new(name, DataType::Utf8, true)), values));
        Arc::new(StructArray::from(fields.collect::<Vec<_>>()))
    };
    let (expected, options) = (expected(), Options::default());
    for name in ["messages", "utterances", "一天的对话"] {
        let columns: Columns = vec![
            ("id".into(), texts(["c1", "c2"])),
            ("channel".into(), texts(["chat", "chat"])),
            ("group".into(), texts(["售后", "售前"])),
            ("agent".into(), party(vec![("id", texts(["1024", "2048"])), ("name", texts(["小李", "小陈"]))])),
            ("customer".into(), party(vec![("name", texts(["王女士", "赵先生"]))])),
            ("满意度".into(), texts(["5", "4"])),
            (name.into(), messages()),
        ];
        for order in [RowOrder::Any, RowOrder::Together] {
            let parsed = read_in(&columns, 1, order, &options);
            assert_eq!(parsed.problems, [], "{name}");
            assert_eq!((parsed.records, parsed.failed), (2, 0), "{name}");
            assert_eq!(placeless(&parsed.conversations), expected, "{name}");
            assert_eq!(parsed.conversations[1].place.line, 2);
        }
    }
}

#[test]
fn a_talk_in_a_cell_is_a_conversation() {
    let columns: Columns = vec![
        ("会话ID".into(), texts(["a", "b"])),
        ("聊天记录".into(), texts(["客户：在吗\n客服：在的", "[{\"role\":\"客服\",\"text\":\"您好\"}]"])),
    ];
    let parsed = read_in(&columns, 2, RowOrder::Together, &Options::default());
    assert_eq!(parsed.problems, []);
    assert_eq!(parsed.conversations[0].utterances[1].role, Role::Agent);
    assert_eq!(parsed.conversations[1].utterances[0].text, "您好");
}

pub(crate) fn short(ids: &[&str], times: &[&str]) -> Columns {
    vec![
        ("session_id".into(), texts(ids.iter().copied())),
        ("role".into(), texts(ids.iter().map(|_| "agent"))),
        ("text".into(), texts(ids.iter().map(|_| "您好"))),
        ("time".into(), texts(times.iter().copied())),
    ]
}

#[test]
fn moments_of_zones_that_few_know() {
    let hour = |zone: &str| {
        let mut columns = short(&["a"], &[""]);
        columns[3].1 = Arc::new(TimestampSecondArray::from(vec![1_795_138_205]).with_timezone(zone));
        let parsed = read_in(&columns, 1, RowOrder::Together, &Options::default());
        let time = parsed.conversations[0].utterances[0].time.and_then(Time::rfc3339);
        (time.unwrap_or_default(), parsed.remarks.iter().any(|remark| remark.en.contains(zone)))
    };
    for zone in ["Asia/Shanghai", "GMT+8", "UTC+08:00", "UTC+8", "+0800", "CTT", "Asia/Beijing", "UTC"] {
        assert_eq!(hour(zone), ("2026-11-20T09:30:05+08:00".to_owned(), false), "{zone}");
    }
    assert_eq!(hour("Etc/GMT+8"), ("2026-11-19T17:30:05-08:00".to_owned(), false));
    assert_eq!(hour("Mars/Olympus"), ("2026-11-20T09:30:05+08:00".to_owned(), true));
}

#[test]
fn sixteen_bytes_are_a_uuid() {
    let mut columns = short(&["", "", ""], &[""; 3]);
    let uuid = [0x55, 0x0e, 0x84, 0, 0xe2, 0x9b, 0x41, 0xd4, 0xa7, 0x16, 0x44, 0x66, 0x55, 0x44, 0, 0];
    let ids = [uuid, [0; 16], *b"a1b2c3d4e5f60718"];
    columns[0].1 = Arc::new(FixedSizeBinaryArray::try_from_iter(ids.into_iter()).expect("sixteen bytes"));
    let parsed = read_in(&columns, 3, RowOrder::Together, &Options::default());
    let ids: Vec<_> = parsed.conversations.iter().filter_map(|conversation| conversation.id.as_deref()).collect();
    assert_eq!(
        ids,
        ["550e8400-e29b-41d4-a716-446655440000", "00000000-0000-0000-0000-000000000000", "a1b2c3d4e5f60718"]
    );
}

#[test]
fn every_row_is_a_conversation_where_that_was_said() {
    let good = "[{\"role\":\"agent\",\"text\":\"您好\"}]";
    for (cells, read) in [
        (vec![Some(good), None, Some(good)], (2, 1)),
        (vec![Some(""), Some(good)], (1, 1)),
        (vec![Some("不是 JSON"), Some(good)], (1, 1)),
        (vec![Some("不是 JSON")], (0, 1)),
        (vec![None::<&str>], (0, 1)),
    ] {
        let ids = (0..cells.len()).map(|number| format!("c{number}"));
        let columns: Columns = vec![
            ("id".into(), Arc::new(StringArray::from_iter_values(ids))),
            ("messages".into(), Arc::new(StringArray::from(cells.clone()))),
        ];
        let parsed = read_in(&columns, 1, RowOrder::Conversations, &Options::default());
        assert_eq!((parsed.conversations.len() as u64, parsed.failed), read, "{cells:?}: {:?}", parsed.problems);
        let skipped: u64 = parsed.skipped.values().sum();
        assert_eq!(parsed.conversations.len() as u64 + parsed.failed + skipped, cells.len() as u64, "{cells:?}");
    }
}

#[test]
fn a_column_that_is_not_there_gives_no_order() {
    let order = RowOrder::Sorted(vec!["seq".into()]);
    let parsed = read_in(&short(&["a", "a"], &[""; 2]), 2, order, &Options::default());
    assert_eq!((parsed.problems[0].code, parsed.conversations.len()), ("input/no-order-column", 0));
    assert!(parsed.problems[0].message.en.contains("session_id、role、text、time"), "{:?}", parsed.problems);
}

#[test]
fn rows_without_a_conversation_are_told_and_never_joined() {
    let mut columns = short(&["", "", "a"], &[""; 3]);
    columns[0].1 = Arc::new(StringArray::from(vec![Some("a"), None, Some("a")]));
    let options = Options::default();
    let parsed = read_in(&columns, 3, RowOrder::Together, &options);
    assert_eq!((parsed.records, parsed.failed, parsed.problems.len()), (3, 1, 1));
    let problem = &parsed.problems[0];
    assert_eq!((problem.code, problem.level, problem.place.line), ("input/no-conversation", Level::Error, Some(2)));
    assert_eq!(parsed.conversations[0].utterances.len(), 2);
    // No null is a merged cell.
    let parsed = read_in(&columns, 3, RowOrder::Any, &options);
    assert_eq!(parsed.conversations.iter().map(|c| c.utterances.len()).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(parsed.problems[0].code, "input/no-conversation");
    columns.remove(0);
    let parsed = read_in(&columns, 3, RowOrder::Together, &options);
    assert_eq!(parsed.problems[0].code, "input/no-conversation");
    assert!(parsed.conversations.is_empty());
}

#[test]
fn what_cannot_be_read_is_told() {
    let options = Options::default();
    let mut columns = short(&["a", "a"], &[""; 2]);
    let broken: [Option<&[u8]>; 2] = [Some("您好".as_bytes()), Some(b"\xff\xfe")];
    columns[2].1 = Arc::new(BinaryArray::from(broken.to_vec()));
    columns.push(("picture".into(), Arc::new(BinaryArray::from(broken.to_vec()))));
    let interval = arrow_array::IntervalYearMonthArray::from(vec![1, 2]);
    columns.push(("span".into(), Arc::new(interval)));
    let parsed = read_in(&columns, 2, RowOrder::Together, &options);
    assert_eq!((parsed.records, parsed.failed), (2, 1));
    assert_eq!((parsed.problems[0].code, parsed.problems[0].place.line), ("input/bad-encoding", Some(2)));
    assert!(parsed.remarks.iter().any(|remark| remark.en.contains("span (Interval")), "{:?}", parsed.remarks);

    let mut columns = short(&["a", "a"], &[""; 2]);
    columns[2].0 = "nothing".into();
    let parsed = read_in(&columns, 2, RowOrder::Any, &options);
    assert_eq!(parsed.problems[0].code, "input/no-text-column");

    let parsed = read_in(&short(&[], &[]), 2, RowOrder::Any, &options);
    assert_eq!(parsed.problems[0].code, "input/empty");

    let schema = Arc::new(Schema::new(
        ["session_id", "role", "text"].map(|name| Field::new(name, DataType::Utf8, true)).to_vec(),
    ));
    let failing = std::iter::once(Err(ArrowError::ParseError("half a batch".into())));
    let failing = RecordBatchIterator::new(failing.collect::<Vec<_>>(), schema);
    let parsed = parse(read(Box::new(failing), "table", &RowOrder::Together, &options).collect(), &options);
    assert_eq!(parsed.problems[0].code, "input/broken-file");
    assert!(parsed.problems[0].message.en.contains("half a batch"));
}

#[test]
fn numbers_that_lost_digits_are_told() {
    let mut columns = short(&["a", "a"], &[""; 2]);
    columns[0].1 = Arc::new(Float64Array::from(vec![1.234_567_890_123_456_7e18; 2]));
    let parsed = read_in(&columns, 2, RowOrder::Any, &Options::default());
    assert_eq!((parsed.problems[0].code, parsed.problems[0].level), ("input/rounded-id", Level::Error));
    columns[0].1 = Arc::new(Float64Array::from(vec![1001.0; 2]));
    let parsed = read_in(&columns, 2, RowOrder::Any, &Options::default());
    assert_eq!((parsed.problems.len(), parsed.conversations[0].id.as_deref()), (0, Some("1001")));
}

#[test]
fn the_columns_are_shown_as_they_were_taken() {
    let parsed = read_in(&standard("csv/messages.csv"), 10, RowOrder::Any, &Options::default());
    let recognised = parsed.recognised.expect("what the table was recognised as");
    assert_eq!((recognised.format, recognised.names[8].1), ("arrow", Some("text")));
    assert_eq!(recognised.names[9], ("满意度".to_owned(), None));
}

#[test]
fn scattered_rows_are_gathered() {
    let parsed = read_in(&standard("csv/scattered.csv"), 3, RowOrder::Any, &Options::default());
    assert_eq!(placeless(&parsed.conversations), expected());
    assert!(parsed.remarks.iter().any(|remark| remark.zh.contains("不相邻")), "{:?}", parsed.remarks);
}
