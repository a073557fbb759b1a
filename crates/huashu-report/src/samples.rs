//! Findings, problems and figures made up for the tests of renderers.

use std::sync::Arc;

use crate::{Run, open};
use huashu_model::confidence::Confidence;
use huashu_model::evaluation::{AgentPart, Evaluation};
use huashu_model::finding::{Absence, Class, ContextLine, Finding, Location, Nearest, RuleInfo, Severity};
use huashu_model::fix::{FilePosition, Fix};
use huashu_model::language::{Bilingual, Language};
use huashu_model::problem::{Excerpt, Problem};
use huashu_model::score::{Deduction, Score};
use huashu_model::suggestion::{Applicability, Suggestion};
use huashu_model::summary::{AgentCounts, OutcomeCounts, Summary};
use huashu_model::text::Span;
use huashu_model::transcript::{Role, Time};

/// Returns a run as tests see it: no colour, a fixed width.
pub(super) fn run(language: Language) -> Run {
    Run {
        version: "0.1.0".to_owned(),
        rulebook: "shop 3".to_owned(),
        fingerprint: "00000000feedfeed".to_owned(),
        rules: Vec::new(),
        language,
        colour: false,
        width: Some(80),
        statistics: false,
        context: 1000,
        most_findings: None,
        fail_on: Some(Severity::Error),
    }
}

/// Returns what a renderer writes for all samples, problems in between.
pub(super) fn printed(name: &str, run: &Run) -> String {
    print(name, run, &findings(), &problems(), &summary())
}

/// Returns what a renderer writes for a run without findings and problems.
pub(super) fn empty(name: &str, run: &Run) -> String {
    print(name, run, &[], &[], &Summary::default())
}

/// Returns what a renderer writes; of a workbook, all that stands in its files.
pub(super) fn print(
    name: &str,
    run: &Run,
    findings: &[Finding],
    problems: &[Problem],
    summary: &Summary,
) -> String {
    let out = written(name, run, findings, problems, summary);
    match out.starts_with(b"PK") {
        true => unpacked(&out),
        false if out.starts_with(b"PAR1") => String::from_utf8_lossy(&out).into_owned(),
        false => String::from_utf8(out).expect("is UTF-8"),
    }
}

/// Returns the bytes that a renderer writes.
pub(super) fn written(
    name: &str,
    run: &Run,
    findings: &[Finding],
    problems: &[Problem],
    summary: &Summary,
) -> Vec<u8> {
    let mut renderer = open(name, run).expect("the format exists");
    let mut out = Vec::new();
    renderer.start(&mut out).expect("writing to memory");
    for findings in findings.chunk_by(|a, b| a.location.conversation == b.location.conversation) {
        let mut evaluation = Evaluation::new(findings[0].location.clone());
        evaluation.findings = findings.to_vec();
        renderer.evaluation(&mut out, &evaluation).expect("writing to memory");
    }
    for problem in problems {
        renderer.problem(&mut out, problem).expect("writing to memory");
    }
    renderer.finish(&mut out, summary).expect("writing to memory");
    out
}

/// Returns all that stands in the files of a workbook.
fn unpacked(workbook: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(workbook)).expect("is an archive");
    let mut text = String::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).expect("a file");
        std::io::Read::read_to_string(&mut file, &mut text).expect("is UTF-8");
        text.push('\n');
    }
    text
}

/// Returns what a conversation with one finding came to, with all that is known of it.
pub(super) fn scored() -> Evaluation {
    let finding = findings().remove(0);
    let mut evaluation = Evaluation::new(finding.location.clone());
    let deduction = Deduction {
        rule: Arc::clone(&finding.rule),
        each: 5.0,
        times: 1,
        points: 5.0,
        capped: false,
        findings: vec![0],
    };
    evaluation.score =
        Score { value: 95.0, start: 100.0, deductions: vec![deduction], passed: Some(true), ..Score::default() };
    evaluation.agents = vec![AgentPart {
        key: Arc::from("1024"),
        name: Some(Arc::from("李测试")),
        utterances: 4,
        score: evaluation.score.clone(),
    }];
    evaluation.customer = Some("客户甲".to_owned());
    evaluation.group = Some("售后".to_owned());
    evaluation.findings = vec![finding];
    evaluation
}

fn both(zh: &str, en: &str) -> Bilingual {
    Bilingual { zh: Some(zh.to_owned()), en: Some(en.to_owned()) }
}

fn rule(id: &str, severity: Severity, title: Bilingual) -> RuleInfo {
    RuleInfo {
        id: id.to_owned(),
        severity,
        class: Class::Minor,
        points: 0.0,
        fatal: false,
        title,
        why: Bilingual::default(),
        source: Vec::new(),
        confidence: Confidence::Certain,
        suggestions: Vec::new(),
    }
}

fn suggestion(text: &str, applicability: Applicability) -> Suggestion {
    Suggestion { text: text.to_owned(), applicability }
}

/// Returns a finding at the first occurrence of `matched` in `text`.
pub(super) fn at(rule: RuleInfo, text: &str, matched: &str) -> Finding {
    let start = text.find(matched).expect("the words occur");
    let fingerprint = format!("{:016x}", 0xfeed_0000_0000_u64 + (text.len() * 31 + start) as u64);
    let location = Location { file: Arc::from("logs/a.jsonl"), line: 1, conversation: Arc::from("c1"), cell: None };
    let span = Span::new(start, start + matched.len());
    let mut finding = Finding::new(Arc::new(rule), location, 3, Role::Agent, text, span);
    finding.agent = Some("1024".to_owned());
    finding.time = Some(Time::clock(1_795_138_205_000, 28_800));
    finding.fingerprint = fingerprint;
    finding
}

fn context(utterance: usize, role: Role, speaker: Option<&str>, text: &str) -> ContextLine {
    ContextLine { utterance, role, speaker: speaker.map(str::to_owned), time: None, text: text.into() }
}

/// A forbidden wording with everything a rule can say.
pub(super) fn wording() -> RuleInfo {
    RuleInfo {
        class: Class::Customer,
        points: 5.0,
        why: both(
            "客户来问就是因为不知道；客服再说不知道，等于把问题推回去。先说明会去核实，再给一个答复的时间，客户才愿意等。",
            "The customer asks because they do not know. Say that you will find out, and when you will answer.",
        ),
        source: vec!["S2 online 5".to_owned(), "S4 §6".to_owned()],
        confidence: Confidence::Certain,
        suggestions: vec![
            suggestion("这个问题我帮您核实一下，请您稍等，好吗？", Applicability::Review),
            suggestion("我马上帮您查询", Applicability::Safe),
            suggestion("先致歉，再给出答复时间", Applicability::Advice),
        ],
        ..rule("attitude/dont-know", Severity::Error, both("不以「不知道」作答", "Never answer “I don't know”"))
    }
}

/// Returns findings that try every renderer: hidden characters, emoji, formulas, absences, anchors.
pub(super) fn findings() -> Vec<Finding> {
    let family = "👨\u{200D}👩\u{200D}👧";
    let mut first = at(wording(), "这个我不知道哦", "不知道");
    first.context = vec![
        context(2, Role::Customer, Some("王女士"), "请问什么时候发货？"),
        context(4, Role::Customer, Some("王女士"), "……"),
    ];

    let fancy = rule("wording/emoji", Severity::Warning, both("慎用表情", "Go easy on emoji"));
    let emoji = at(fancy.clone(), &format!("ＡＢ，亲{family}e\u{301}稍等😂哦"), &format!("{family}e\u{301}"));

    let mut escapes = at(fancy, "=1+1]]>&\u{1b}[31m红\u{202E}反\n\"换行\"", "\u{1b}[31m红");
    escapes.message = both("颜色代码 <b>50%</b>: a,b", "colour code <b>50%</b>: a,b");
    escapes.location = Location {
        file: Arc::from("logs/十一月 #1.jsonl"),
        line: 7,
        conversation: Arc::from("202611200930050001"),
        cell: None,
    };
    escapes.agent = None;

    let mut late =
        at(rule("timing/first-response", Severity::Error, both("首次响应及时", "Answer promptly")), "您好", "您好");
    late.message = both("用了 95 秒，限 60 秒", "took 95 s, the limit is 60 s");
    late.time = Some(Time::Elapsed(95_000));
    late.location = Location { file: Arc::from("logs/b.csv"), line: 57, conversation: Arc::from("#2"), cell: None };
    late.utterance = 12;
    late.anchor = Some(0);
    late.agent = Some("007".to_owned());

    let mut absent = missing(&late.location);
    absent.utterance = 14;
    vec![first, emoji, escapes, late, absent]
}

/// Returns a finding whose place in its file is known, with the change that mends it.
pub(super) fn fixed() -> Finding {
    let position = |column, byte_column| FilePosition { line: 2, column, byte_column };
    let (start, end) = (position(4, 8), position(7, 17));
    let text = "帮您\"\"核实\"\"".to_owned();
    let mut finding = at(wording(), "这个我不知道哦", "不知道");
    finding.fix = Some(Arc::new(Fix { start, end, text, applicability: Applicability::Review }));
    finding
}

/// Returns an absence tied to an anchor that is among the lines shown.
fn missing(location: &Location) -> Finding {
    let apology = RuleInfo {
        fatal: true,
        class: Class::Compliance,
        confidence: Confidence::Certain,
        suggestions: vec![suggestion("不好意思，让您久等了", Applicability::Review)],
        ..rule("hold/apology", Severity::Error, both("让客户等待后要致歉", "Apologise after a hold"))
    };
    let text = "查到了，您的包裹已经到站";
    let mut absent = at(apology, text, text);
    absent.location = Location { line: 59, ..location.clone() };
    absent.message = both("没有致歉", "no apology");
    absent.time = Some(Time::Elapsed(3_725_000));
    absent.agent = Some("007".to_owned());
    absent.anchor = Some(9);
    absent.absence = Some(Absence {
        searched: vec![9, 10, 11, 14],
        nearest: Some(Nearest {
            utterance: 11,
            text: "不好意".to_owned(),
            phrase: "不好意思".to_owned(),
            score: 0.666_666_7,
        }),
    });
    absent.context =
        vec![context(9, Role::Agent, Some("007"), "请稍等，我查一下"), context(13, Role::Customer, None, "好")];
    absent
}

/// Returns problems of a rulebook and of a log.
pub(super) fn problems() -> Vec<Problem> {
    let rulebook = "[[rule]]\nid = \"出口/一\"\nphrses = [\"不知道\"]\nseverity = \"error\"\n";
    let key = rulebook.find("phrses").expect("occurs");
    let mut unknown = Problem::error("rulebook/unknown-key", "没有叫 `phrses` 的键")
        .with_help("最接近的是 `phrases`；可用的键有 `phrases`、`pattern`、`terms`");
    unknown.place.file = Some(Arc::from("huashu.toml"));
    unknown.place.excerpt = Some(Excerpt {
        text: Arc::from(rulebook),
        span: Span::new(key, key + "phrses".len()),
        label: Some("不认识的键".into()),
    });

    let file: Arc<str> = Arc::from("logs/a.jsonl");
    let record = r#"{"id":"c9","备注":"甲乙丙","messages":[{"role":"agent" "text":"您好"}]}"#;
    let place = record.find(" \"text\"").expect("occurs") + 1;
    let mut broken = Problem::error("input/bad-json", "这一行不是合法的 JSON：此处应有 `,`").at(&file, 41);
    broken.place.column = Some(50);
    broken.place.excerpt =
        Some(Excerpt { text: Arc::from(record), span: Span::new(place, place + 1), label: None });

    let mut guessed =
        Problem::warning("input/guessed-encoding", "编码是猜的：GB18030").with_help("用 `--encoding` 指明");
    guessed.place.file = Some(file);
    vec![unknown, broken, guessed, Problem::error("input/no-file", "没有可读的文件")]
}

/// Returns the figures that go with the samples.
pub(super) fn summary() -> Summary {
    let mut summary = Summary::default();
    let ledger = &mut summary.ledger;
    (ledger.files, ledger.records, ledger.problems, ledger.conversations) = (2, 122, 2, 120);
    ledger.utterances = [(Role::Agent, 1100), (Role::Customer, 1280), (Role::System, 20)].into();
    ledger.skipped = [("recalled", 3), ("image", 12)].into();
    ledger.remarks = vec!["logs/b.csv：编码是猜的（GB18030）".into()];
    for finding in findings() {
        summary.count_finding(&finding);
    }
    for counts in summary.rules.values_mut() {
        counts.outcomes =
            OutcomeCounts { pass: 110, fail: counts.findings, not_applicable: 6, ..OutcomeCounts::default() };
    }
    let timing = summary.rules.entry("timing/first-response".to_owned()).or_default();
    timing.outcomes.not_checkable = 8;
    timing.outcomes.reasons = [("no-time", 8)].into();
    summary.rules.entry("opening/greeting".to_owned()).or_default().severity = Some(Severity::Info);
    for (agent, utterances) in [("1024", 600), ("007", 500), ("1030", 0)] {
        summary.agents.entry(agent.to_owned()).or_insert_with(AgentCounts::default).utterances = utterances;
    }
    summary
}
