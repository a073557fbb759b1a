//! Figures beside one another: of folds, and of two rulebooks.
//!
//! Returns text and values, and writes nothing.

use serde_json::{Value, json as value};

use super::compare::Measurement;
use super::figures::{Counts, Figures, Level};
use super::render::{counts_value, heading, listed, mistake_value, ratio};
use super::versus::Versus;
use huashu_model::language::Language;
use huashu_model::text::{in_columns, visible};

/// Returns one line a fold for every kind of label; the last line is all folds together.
pub fn folds_text(folds: &[Measurement], whole: &Measurement, language: Language) -> String {
    let mut out = String::new();
    for level in Level::ALL {
        let figures = whole.figures(level);
        if figures.rows == 0 || figures.rules.is_empty() {
            continue;
        }
        out.push('\n');
        out.push_str(&heading(level, figures, language));
        let header = match language {
            Language::Chinese => ["折", "标注", "判对", "误报", "漏报", "精确率", "召回率"],
            Language::English => ["fold", "labels", "right", "false", "missed", "precision", "recall"],
        };
        let mut rows = vec![header.map(str::to_owned).to_vec()];
        rows.extend((1..).zip(folds).map(|(number, fold)| fold_row(&format!("{number}"), fold.figures(level))));
        rows.push(fold_row(language.pick("合计", "all"), figures));
        out.push_str(&in_columns(&rows));
    }
    out
}

fn fold_row(name: &str, figures: &Figures) -> Vec<String> {
    let all = figures.all();
    let counts = [figures.rows, all.right, all.false_alarms, all.missed].map(|count| count.to_string());
    let mut row = vec![name.to_owned()];
    row.extend(counts);
    row.extend([ratio(all.precision()), ratio(all.recall())]);
    row
}

/// Returns the figures of every fold, in order.
pub fn folds_json(folds: &[Measurement]) -> Value {
    let fold = |(number, fold): (u64, &Measurement)| {
        let mut object = value!({ "fold": number });
        for level in Level::ALL {
            let figures = fold.figures(level);
            object[level.name()] = value!({ "labels": figures.rows, "all": counts_value(&figures.all(), level) });
        }
        object
    };
    (1..).zip(folds).map(fold).collect()
}

/// Returns the rules whose figures differ, the first rulebook's before the second's, and every change where
/// `mistakes` says so.
pub fn versus_text(versus: &Versus, names: [&str; 2], language: Language, mistakes: bool) -> String {
    let [first, second] = names.map(visible);
    let mut out = huashu_model::say!(
        language,
        "\n━━ 两套规则对比：{first} → {second}\n",
        "\n━━ two rulebooks: {first} → {second}\n"
    );
    let header = match language {
        Language::Chinese => ["规则", "判对", "误报", "漏报", "精确率", "召回率"],
        Language::English => ["rule", "right", "false", "missed", "precision", "recall"],
    };
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    for (level, all) in &versus.all {
        let rules = versus.rules.get(level).into_iter().flatten();
        rows.extend(rules.map(|(rule, pair)| versus_row(&visible(rule), pair)));
        rows.push(versus_row(&format!("{} {}", language.pick("合计", "all"), level.name()), all));
    }
    out.push_str(&in_columns(&rows));
    if mistakes {
        for (title, list) in [
            (language.pick("新增的误报和漏报", "new false alarms and misses"), &versus.new_mistakes),
            (language.pick("已改正的误报和漏报", "false alarms and misses that are mended"), &versus.mended),
        ] {
            if !list.is_empty() {
                out.push_str(&listed(title, list, language));
            }
        }
    }
    out
}

fn versus_row(name: &str, [old, new]: &[Counts; 2]) -> Vec<String> {
    let counts = |of: fn(&Counts) -> u64| arrow(&of(old).to_string(), &of(new).to_string());
    vec![
        name.to_owned(),
        counts(|counts| counts.right),
        counts(|counts| counts.false_alarms),
        counts(|counts| counts.missed),
        arrow(&ratio(old.precision()), &ratio(new.precision())),
        arrow(&ratio(old.recall()), &ratio(new.recall())),
    ]
}

/// Returns what was and what is, once where they are the same.
fn arrow(old: &str, new: &str) -> String {
    if old == new { new.to_owned() } else { format!("{old} → {new}") }
}

/// Returns the figures that differ, and every change where `mistakes` says so.
pub fn versus_json(versus: &Versus, names: [&str; 2], mistakes: bool) -> Value {
    let pair =
        |level: Level, [old, new]: &[Counts; 2]| value!([counts_value(old, level), counts_value(new, level)]);
    let mut object = value!({ "rulebooks": names });
    for (level, all) in &versus.all {
        let rules = versus.rules.get(level).into_iter().flatten();
        let rules = rules.map(|(rule, counts)| (rule.clone(), pair(*level, counts)));
        object[level.name()] =
            value!({ "all": pair(*level, all), "rules": rules.collect::<serde_json::Map<String, Value>>() });
    }
    if mistakes {
        object["new_mistakes"] = versus.new_mistakes.iter().map(mistake_value).collect();
        object["mended"] = versus.mended.iter().map(mistake_value).collect();
    }
    object
}
