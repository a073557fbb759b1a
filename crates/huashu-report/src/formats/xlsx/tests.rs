//! Workbooks read back by another library.

use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx as Read};

use super::*;
use crate::samples::{self, at, findings, printed, problems, run, scored, summary, wording};
use huashu_model::transcript::Time;

fn read(bytes: Vec<u8>) -> Read<Cursor<Vec<u8>>> {
    Read::new(Cursor::new(bytes)).expect("is a workbook")
}

fn of_samples(language: Language) -> Read<Cursor<Vec<u8>>> {
    read(samples::written("xlsx", &run(language), &findings(), &problems(), &summary()))
}

fn sheet(workbook: &mut Read<Cursor<Vec<u8>>>, name: &str) -> Range<Data> {
    workbook.worksheet_range(name).expect("a sheet")
}

/// Returns the column under a head.
fn under(sheet: &Range<Data>, head: &str) -> Vec<Data> {
    let mut rows = sheet.rows();
    let heads = rows.next().expect("heads");
    let at = heads.iter().position(|cell| cell == head).unwrap_or_else(|| panic!("no {head} in {heads:?}"));
    rows.map(|row| row[at].clone()).collect()
}

fn texts(sheet: &Range<Data>, head: &str) -> Vec<String> {
    under(sheet, head).iter().map(ToString::to_string).collect()
}

#[test]
fn a_workbook_has_the_sheets_of_a_quality_desk() {
    let names = |language| of_samples(language).sheet_names();
    assert_eq!(names(Language::Chinese), ["总览", "客服", "规则", "明细", "未能检查", "问题"]);
    assert_eq!(names(Language::English), ["Overview", "Agents", "Rules", "Findings", "Not checked", "Problems"]);
}

#[test]
fn figures_read_back() {
    let (mut workbook, summary) = (of_samples(Language::Chinese), summary());
    let rules = sheet(&mut workbook, "规则");
    let sum: f64 = under(&rules, "发现").iter().filter_map(calamine::DataType::get_float).sum();
    assert_eq!(sum as u64, summary.total_findings());
    assert_eq!(rules.rows().len(), summary.rules.len() + 1);
    assert_eq!(sheet(&mut workbook, "客服").rows().len(), summary.agents.len() + 1);
    assert_eq!(sheet(&mut workbook, "问题").rows().len(), problems().len() + 1);
    let unchecked = sheet(&mut workbook, "未能检查");
    assert_eq!(texts(&unchecked, "规则"), ["timing/first-response"]);
    assert_eq!(
        (texts(&unchecked, "原因"), texts(&unchecked, "涉及会话")),
        (vec!["记录里没有时间".to_owned()], vec!["8".to_owned()])
    );
    let overview = sheet(&mut workbook, "总览");
    let told = overview.rows().find(|row| row[0] == "发现").expect("a row");
    assert_eq!(told[1], summary.total_findings() as f64);
}

#[test]
fn identifiers_and_formulas_stay_text() {
    let mut finding = at(wording(), "=1+1不知道", "不知道");
    finding.agent = Some("007".to_owned());
    finding.location.conversation = "202611200930050001".into();
    let bytes = samples::written("xlsx", &run(Language::Chinese), &[finding], &[], &Summary::default());
    let sheet = sheet(&mut read(bytes), "明细");
    for (head, expected) in [("工号", "007"), ("会话", "202611200930050001"), ("原话", "=1+1不知道")] {
        assert_eq!(under(&sheet, head), [Data::String(expected.to_owned())], "{head}");
    }
    assert_eq!(under(&sheet, "第几句（从 1 起）"), [Data::Float(4.0)]);
    assert!(!printed("xlsx", &run(Language::Chinese)).contains("<f>"), "a workbook holds no formula");
}

#[test]
fn days_and_hours_are_such() {
    let mut elapsed = findings().remove(3);
    elapsed.time = Some(Time::Elapsed(95_000));
    let bytes = samples::written(
        "xlsx",
        &run(Language::English),
        &[findings().remove(0), elapsed],
        &[],
        &Summary::default(),
    );
    let sheet = sheet(&mut read(bytes), "Findings");
    assert!(matches!(&under(&sheet, "day")[..], [Data::DateTime(day), Data::Empty] if day.as_f64() == 46_346.0));
    let Data::DateTime(hour) = under(&sheet, "time")[0] else { panic!("no time") };
    assert_eq!((hour.as_f64() * 86_400.0).round(), 34_205.0);
}

#[test]
fn rows_go_on_in_another_sheet() {
    let mut making = Making::new(Language::Chinese, 3).expect("a workbook");
    let mut evaluation = scored();
    evaluation.findings = vec![evaluation.findings[0].clone(); 5];
    let Making { workbook, findings, .. } = &mut making;
    findings.push(workbook, &evaluation).expect("rows");
    let (mut workbook, remarks) = making.finish(&Summary::default(), &run(Language::Chinese)).expect("whole");
    let mut read = read(workbook.save_to_buffer().expect("bytes"));
    assert!(remarks[0].zh.contains("明细2"));
    let numbers: Vec<_> =
        ["明细", "明细2", "明细3"].iter().flat_map(|name| texts(&sheet(&mut read, name), "编号")).collect();
    assert_eq!(numbers, ["1", "2", "3", "4", "5"]);
}

#[test]
fn what_no_cell_holds_is_cut_and_told() {
    let mut finding = findings().remove(0);
    finding.location.conversation = "😂".repeat(20_000).into();
    let mut renderer = (OUTPUT.open)(&run(Language::English));
    let mut out = Vec::new();
    renderer.start(&mut out).expect("written");
    let mut evaluation = scored();
    evaluation.findings = vec![finding];
    renderer.evaluation(&mut out, &evaluation).expect("written");
    renderer.finish(&mut out, &Summary::default()).expect("written");
    assert!(renderer.remarks()[0].en.contains("32,767"));
    let long = texts(&sheet(&mut read(out), "Findings"), "conversation").remove(0);
    assert!(long.ends_with('…') && long.encode_utf16().count() <= 32_767);
}

#[test]
fn agents_and_rules_lead_to_their_first_finding_and_back() {
    let text = printed("xlsx", &run(Language::Chinese));
    for link in [
        "location=\"huashu_agent_1\"",
        "location=\"huashu_rule_1\"",
        "location=\"'明细'!A2\"",
        "<definedName name=\"huashu_agent_1\">",
    ] {
        assert!(text.contains(link), "{link}");
    }
}

#[test]
fn the_same_run_gives_the_same_bytes() {
    let bytes = || samples::written("xlsx", &run(Language::Chinese), &findings(), &problems(), &summary());
    assert!(bytes() == bytes());
}
