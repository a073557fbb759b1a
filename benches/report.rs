//! What it takes to write a finding, in each format that programs read.

use std::sync::Arc;

use divan::Bencher;
use divan::counter::ItemsCount;
use huashu_model::confidence::Confidence;
use huashu_model::finding::{Class, Finding, Location, RuleInfo, Severity};
use huashu_model::language::{Bilingual, Language};
use huashu_model::suggestion::{Applicability, Suggestion};
use huashu_model::text::Span;
use huashu_model::transcript::{Role, Time};
use huashu_report::{self, Run};

fn main() {
    divan::main();
}

const CONVERSATIONS: usize = 2000;

fn rule(number: usize) -> Arc<RuleInfo> {
    let suggestion = |text: &str| Suggestion { text: text.to_owned(), applicability: Applicability::Review };
    Arc::new(RuleInfo {
        id: format!("manners/rule-{number}"),
        severity: Severity::Warning,
        class: Class::Customer,
        points: 2.0,
        fatal: false,
        title: Bilingual { zh: Some("不以「不知道」作答".to_owned()), en: None },
        why: Bilingual {
            zh: Some("客户来问就是因为不知道，推回去等于没有答复。".to_owned()), en: None
        },
        source: vec!["handbook 3".to_owned()],
        confidence: Confidence::Certain,
        suggestions: vec![
            suggestion("这个问题我帮您核实一下，请您稍等，好吗？"),
            suggestion("我马上帮您查询，十分钟内给您答复。"),
        ],
    })
}

fn finding(rule: &Arc<RuleInfo>, conversation: usize, utterance: usize) -> Finding {
    let text = "这个我不知道哦，您问问别人吧";
    let location = Location {
        file: Arc::from("logs/a.jsonl"),
        line: conversation as u64 + 1,
        conversation: Arc::from(format!("c{conversation:08}")),
        cell: None,
    };
    let mut finding = Finding::new(Arc::clone(rule), location, utterance, Role::Agent, text, Span::new(9, 18));
    finding.agent = Some("1024".to_owned());
    finding.time = Some(Time::clock(1_795_138_205_000 + utterance as i64 * 7000, 28_800));
    finding.fingerprint = format!("{:016x}", conversation * 31 + utterance);
    finding
}

#[divan::bench(args = ["jsonl", "json", "csv", "sarif", "text"])]
fn write(bencher: Bencher<'_, '_>, format: &str) {
    let rules: Vec<_> = (0..40).map(rule).collect();
    let findings: Vec<Vec<Finding>> = (0..CONVERSATIONS)
        .map(|conversation| {
            let rules = rules.iter().cycle().skip(conversation).take(7);
            rules.zip(0..).map(|(rule, utterance)| finding(rule, conversation, utterance)).collect()
        })
        .collect();
    let run = Run {
        version: "0".to_owned(),
        rulebook: "bench".to_owned(),
        fingerprint: String::new(),
        rules: Vec::new(),
        language: Language::Chinese,
        colour: false,
        width: None,
        statistics: false,
        context: 0,
        most_findings: None,
        fail_on: None,
    };
    let mut out = Vec::with_capacity(64 << 20);
    bencher.counter(ItemsCount::new(CONVERSATIONS * 7)).bench_local(|| {
        out.clear();
        let mut renderer = huashu_report::open(format, &run).expect("the format exists");
        renderer.start(&mut out).expect("writing to memory");
        for findings in &findings {
            renderer.conversation(&mut out, findings).expect("writing to memory");
        }
        out.len()
    });
}
