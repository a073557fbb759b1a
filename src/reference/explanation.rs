//! What a rule wants, why, and what to say instead, on a page for one reader.

use huashu_model::language::Language;
use huashu_rulebook::{Expectation, MatcherSpec, Rule, Sources, Text};

use super::parameters::parameters;

/// Explains a rule as people read it, with where it stands in `sources`. It may quote a stranger's rulebook.
pub fn explain_rule(rule: &Rule, sources: &Sources, language: Language) -> String {
    let info = &rule.info;
    let file = sources.name(rule.place.source);
    let line = sources.line(rule.place);
    let state = if rule.enabled { language.pick("启用", "on") } else { language.pick("未启用", "off") };
    let mut page = format!("{}  {}\n", info.id, info.title.get(language));
    page += &format!(
        "  {} · {} · {} · {state} · {file}:{line}\n\n",
        info.severity.name(),
        info.class.name(),
        rule.kind.name
    );
    let mut section = |zh: &str, en: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            page += &format!("{}\n", language.pick(zh, en));
            lines.iter().for_each(|line| page += &format!("  {line}\n"));
            page.push('\n');
        }
    };
    let why = info.why.get(language);
    section("为什么", "Why", if why.is_empty() { Vec::new() } else { vec![why.to_owned()] });
    section("依据", "Source", info.source.clone());
    let settings = parameters(rule).into_iter().map(|(key, value)| format!("{key} = {value}"));
    section("参数", "Settings", settings.collect());
    section("改说", "Say instead", info.suggestions.iter().map(|suggestion| suggestion.text.clone()).collect());
    let examples = |expect: Expectation| {
        let texts = rule.examples().iter().filter(|example| example.expect == expect);
        texts.map(|example| format!("- {}", example.text.replace('\n', "\n    "))).collect::<Vec<String>>()
    };
    section("会报", "Fires on", examples(Expectation::Bad));
    section("不报", "Stays silent on", examples(Expectation::Good));
    let (sought, spared) = sought(rule);
    section("找什么", "Looks for", shortened(sought, language));
    section("除外", "Except", shortened(spared, language));
    page
}

/// More lines than this are counted, not shown.
const MOST_LINES: usize = 12;
/// Longer lines, such as large regular expressions, are cut. In characters.
const LONGEST_LINE: usize = 72;

fn shortened(mut lines: Vec<String>, language: Language) -> Vec<String> {
    for line in &mut lines {
        if let Some((end, _)) = line.char_indices().nth(LONGEST_LINE) {
            line.truncate(end);
            line.push('…');
        }
    }
    if lines.len() > MOST_LINES {
        let more = lines.len() - MOST_LINES;
        lines.truncate(MOST_LINES);
        lines.push(huashu_model::say!(language, "……另有 {more} 条", "… and {more} more"));
    }
    lines
}

/// Returns what a rule seeks and what excuses it, as written.
fn sought(rule: &Rule) -> (Vec<String>, Vec<String>) {
    let (mut sought, mut spared) = (Vec::new(), Vec::new());
    for matcher in rule.body.sought() {
        describe(matcher, &mut sought, &mut spared);
    }
    (sought, spared)
}

fn describe(spec: &MatcherSpec, sought: &mut Vec<String>, spared: &mut Vec<String>) {
    let named = |kind: &str, names: &[Text]| {
        names.iter().map(|name| format!("[{kind}] {}", name.value)).collect::<Vec<String>>()
    };
    sought.extend(spec.phrases.iter().map(|text| text.value.to_string()));
    sought.extend(spec.patterns.iter().map(|text| format!("/{}/", text.value)));
    sought.extend(named("terms", &spec.terms));
    sought.extend(named("entity", &spec.entities));
    let samples = spec.similar.iter().flat_map(|similar| &similar.samples);
    sought.extend(samples.map(|sample| format!("≈ {}", sample.value)));
    let together = spec.at_least.iter().flat_map(|(_, of)| of);
    for nested in spec.any_of.iter().chain(&spec.all_of).chain(together) {
        describe(nested, sought, spared);
    }
    let mut ignored = Vec::new();
    for allowed in &spec.not_in {
        describe(allowed, spared, &mut ignored);
    }
    spared.extend(spec.spare.iter().map(|guard| format!("[spare] {}", guard.value)));
    for condition in &spec.unless {
        let mut around = Vec::new();
        describe(&condition.matcher, &mut around, &mut ignored);
        spared.extend(around.into_iter().map(|words| format!("[unless] {words}")));
    }
}
