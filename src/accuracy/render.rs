//! A measurement for people and for programs.
//!
//! Returns text and writes nothing. Whatever comes from a log is shown with
//! its control characters visible; columns allow for wide characters.

use serde_json::{Value, json as value};

use super::compare::Measurement;
use super::figures::{Counts, Figures, Interval, Level, Mistake, MistakeKind};
use huashu_model::language::Language;
use huashu_model::text::{in_columns, visible};

/// Returns the tables, and every mistake where `mistakes` says so.
pub fn text(measurement: &Measurement, language: Language, mistakes: bool) -> String {
    let mut out = String::new();
    for level in Level::ALL {
        let figures = measurement.figures(level);
        if figures.rows == 0 || (figures.rules.is_empty() && level != Level::Utterance) {
            continue;
        }
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&heading(level, figures, language));
        out.push_str(&in_columns(&rows(level, figures, language)));
    }
    if measurement.left_out > 0 {
        let (gap, count) = (if out.is_empty() { "" } else { "\n" }, measurement.left_out);
        out.push_str(&huashu_model::say!(
            language,
            "{gap}未能比较的标注：{count}\n",
            "{gap}labels not compared: {count}\n"
        ));
    }
    if mistakes {
        out.push_str(&list(&measurement.mistakes, language));
    }
    out
}

/// Returns one JSON object.
pub fn json(measurement: &Measurement, rulebook: &str, mistakes: bool) -> Value {
    let mut object = value!({ "schema": 1, "rulebook": rulebook, "not_compared": measurement.left_out });
    for level in Level::ALL {
        let figures = measurement.figures(level);
        let rules = figures.rules.iter().map(|(rule, counts)| (rule.clone(), counts_value(counts, level)));
        object[level.name()] = value!({
            "labels": figures.rows,
            "all": counts_value(&figures.all(), level),
            "rules": rules.collect::<serde_json::Map<String, Value>>(),
        });
    }
    if mistakes {
        object["mistakes"] = measurement.mistakes.iter().map(mistake_value).collect();
    }
    object
}

pub(super) fn counts_value(counts: &Counts, level: Level) -> Value {
    let mut object = value!({
        "right": counts.right,
        "false_alarms": counts.false_alarms,
        "missed": counts.missed,
        "precision": counts.precision(),
        "precision_interval": counts.precision_interval().map(|interval| [interval.low, interval.high]),
        "recall": counts.recall(),
        "recall_interval": counts.recall_interval().map(|interval| [interval.low, interval.high]),
    });
    if level == Level::Element {
        object["kept"] = counts.kept.into();
        object["accuracy"] = counts.accuracy().into();
    }
    object
}

pub(super) fn mistake_value(mistake: &Mistake) -> Value {
    value!({
        "kind": mistake.kind.name(),
        "level": mistake.level.name(),
        "rule": mistake.rule,
        "source": mistake.source,
        "conversation": mistake.conversation,
        "utterance": mistake.utterance,
        "text": mistake.text,
        "words": mistake.words,
    })
}

pub(super) fn heading(level: Level, figures: &Figures, language: Language) -> String {
    let rows = figures.rows;
    match level {
        Level::Utterance => {
            huashu_model::say!(language, "━━ 单句（标注 {rows} 句）\n", "━━ utterances ({rows} labelled)\n")
        }
        Level::Element => huashu_model::say!(
            language,
            "━━ 整个会话的要素（标注 {rows} 个会话；缺了才算要找的）\n",
            "━━ elements of whole conversations ({rows} labelled; a missing one is to be found)\n"
        ),
        Level::Anchored => huashu_model::say!(
            language,
            "━━ 由某一句引起的要素（标注 {rows} 个会话；缺了才算要找的）\n",
            "━━ elements that an utterance calls for ({rows} conversations labelled; a missing one is to be found)\n"
        ),
    }
}

fn rows(level: Level, figures: &Figures, language: Language) -> Vec<Vec<String>> {
    let header = match language {
        Language::Chinese => ["规则", "判对", "误报", "漏报", "精确率", "95%区间", "召回率", "95%区间"],
        Language::English => ["rule", "right", "false", "missed", "precision", "95% of it", "recall", "95% of it"],
    };
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    if level == Level::Element {
        let more =
            [language.pick("一致", "agreed"), language.pick("共", "of"), language.pick("准确率", "accuracy")];
        rows[0].extend(more.map(str::to_owned));
    }
    let all = figures.all();
    let total = (language.pick("合计", "all"), &all);
    let rules = figures.rules.iter().map(|(rule, counts)| (rule.as_str(), counts));
    for (rule, counts) in rules.chain([total]) {
        let mut row = vec![visible(rule).into_owned()];
        row.extend([counts.right, counts.false_alarms, counts.missed].map(|count| count.to_string()));
        row.extend([ratio(counts.precision()), interval(counts.precision_interval())]);
        row.extend([ratio(counts.recall()), interval(counts.recall_interval())]);
        if level == Level::Element {
            row.extend([counts.agreed().to_string(), counts.judged().to_string(), ratio(counts.accuracy())]);
        }
        rows.push(row);
    }
    rows
}

pub(crate) fn ratio(ratio: Option<f64>) -> String {
    ratio.map_or_else(|| "-".to_owned(), |ratio| format!("{ratio:.3}"))
}

pub(crate) fn interval(interval: Option<Interval>) -> String {
    interval.map_or_else(|| "-".to_owned(), |Interval { low, high }| format!("{low:.2}–{high:.2}"))
}

/// Lists false alarms and misses, by rule.
fn list(mistakes: &[Mistake], language: Language) -> String {
    if mistakes.is_empty() {
        return language.pick("\n没有误报，没有漏报\n", "\nno false alarms, nothing missed\n").to_owned();
    }
    listed(language.pick("误报和漏报", "false alarms and misses"), mistakes, language)
}

/// Returns mistakes under a heading, by rule.
pub(super) fn listed(heading: &str, mistakes: &[Mistake], language: Language) -> String {
    let mut sorted: Vec<&Mistake> = mistakes.iter().collect();
    sorted.sort_by(|a, b| a.rule.cmp(&b.rule));
    let mut out = format!("\n━━ {heading}\n");
    for mistake in sorted {
        let kind = match mistake.kind {
            MistakeKind::FalseAlarm => language.pick("误报", "false "),
            MistakeKind::Missed => language.pick("漏报", "missed"),
        };
        let utterance = mistake.utterance.map(|utterance| format!(":{utterance}")).unwrap_or_default();
        let place = format!("{}:{}{utterance}", mistake.source, mistake.conversation);
        out.push_str(&format!("  {kind}  {}  {}\n", visible(&mistake.rule), visible(&place)));
        if let Some(text) = &mistake.text {
            let words = mistake.words.as_deref().filter(|words| *words != text.as_str());
            let words = words.map(|words| format!("「{}」 ← ", visible(words))).unwrap_or_default();
            out.push_str(&format!("        {words}{}\n", visible(text)));
        }
    }
    out
}
