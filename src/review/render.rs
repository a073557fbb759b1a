//! The figures of a review for people and for programs. Returns text and writes nothing.

use serde_json::{Value, json as value};

use super::figures::{Recall, Reviewed, RuleFigures};
use super::marks::Mark;
use crate::accuracy::{Interval, interval, ratio};
use huashu_model::language::Language;
use huashu_model::text::{in_columns, visible};

/// Returns the report; of each rule that is to be mended, so many sentences.
pub fn text(reviewed: &Reviewed, sentences: usize, language: Language) -> String {
    let marks = reviewed.marks;
    let mut out = huashu_model::say!(language, "━━ 精确率（标记 {marks} 条）\n", "━━ precision ({marks} marks)\n");
    out.push_str(&in_columns(&rows(reviewed, language)));
    out.push_str(&control(reviewed, language));
    out.push_str(&agreements(reviewed, language));
    if let Some(minutes) = reviewed.minutes_per_thousand {
        out.push_str(&huashu_model::say!(
            language,
            "\n━━ 用时\n每 1,000 个会话 {minutes:.0} 分钟（只算填了用时的）\n",
            "\n━━ time\n{minutes:.0} minutes for 1,000 conversations (of those with a time)\n"
        ));
    }
    out.push_str(&to_mend(reviewed, sentences, language));
    out
}

fn rows(reviewed: &Reviewed, language: Language) -> Vec<Vec<String>> {
    let header = match language {
        Language::Chinese => ["规则", "对", "错", "未定", "精确率", "95%区间"],
        Language::English => ["rule", "right", "wrong", "open", "precision", "95% of it"],
    };
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    let all = reviewed.all();
    let total = (language.pick("合计", "all"), &all);
    for (rule, figures) in reviewed.rules.iter().map(|(rule, figures)| (rule.as_str(), figures)).chain([total]) {
        let mut row = vec![visible(rule).into_owned()];
        row.extend([figures.right, figures.wrong, figures.open].map(|count| count.to_string()));
        row.extend([ratio(figures.precision()), interval(figures.interval())]);
        rows.push(row);
    }
    rows
}

fn control(reviewed: &Reviewed, language: Language) -> String {
    let control = &reviewed.control;
    let (read, with_misses) = (control.read, control.with_misses);
    let mut out = language.pick("\n━━ 召回率\n", "\n━━ recall\n").to_owned();
    if read == 0 {
        out += language.pick(
            "没有对照（没有发现的会话），估计不了；抽样时加 --control N\n",
            "there is no control sample of conversations without findings; draw one with --control N\n",
        );
        return out;
    }
    let share = interval(Interval::wilson(with_misses, read));
    out += &huashu_model::say!(
        language,
        "没有发现的会话看了 {read} 个，{with_misses} 个有漏（95%区间 {share}）\n",
        "{read} conversations without findings were read, something was missed in {with_misses} (95 %: {share})\n"
    );
    if let Some(Recall { estimate, interval: bounds }) = reviewed.recall() {
        let bounds = interval(Some(bounds));
        out += &huashu_model::say!(
            language,
            "召回率估计为 {estimate:.2}（{bounds}）：由抽查推算，不是数出来的；有发现的会话里漏掉的没有算\n",
            "recall is estimated at {estimate:.2} ({bounds}): inferred from the sample, not counted; what was missed beside a finding is not seen\n"
        );
    }
    for (what, count) in &control.missed {
        out += &format!("  {count} × {}\n", visible(what));
    }
    out
}

fn agreements(reviewed: &Reviewed, language: Language) -> String {
    if reviewed.agreements.is_empty() {
        return String::new();
    }
    let mut out =
        language.pick("\n━━ 复核人之间（Cohen kappa）\n", "\n━━ between reviewers (Cohen's kappa)\n").to_owned();
    for agreement in &reviewed.agreements {
        let name = |name: &str| match name {
            "" => language.pick("未署名", "unsigned").to_owned(),
            name => visible(name).into_owned(),
        };
        let [first, second] = [name(&agreement.reviewers[0]), name(&agreement.reviewers[1])];
        let (both, alike) = (agreement.both, agreement.alike);
        let kappa = agreement.kappa.map_or_else(|| "-".to_owned(), |kappa| format!("{kappa:.2}"));
        out += &huashu_model::say!(
            language,
            "{first} 和 {second}：kappa {kappa}（都看过 {both} 条，一致 {alike} 条）\n",
            "{first} and {second}: kappa {kappa} (both judged {both}, {alike} alike)\n"
        );
    }
    out
}

fn to_mend(reviewed: &Reviewed, sentences: usize, language: Language) -> String {
    let rules = reviewed.to_mend();
    if rules.is_empty() {
        return String::new();
    }
    let mut out =
        language.pick("\n━━ 要改的规则（最差的在前）\n", "\n━━ rules to mend, the worst first\n").to_owned();
    for (rule, figures) in rules {
        let (wrong, judged) = (figures.wrong, figures.judged());
        out += &huashu_model::say!(
            language,
            "{}  {judged} 条里错 {wrong} 条\n",
            "{}  {wrong} of {judged} are wrong\n",
            visible(rule)
        );
        for mark in figures.mistakes.iter().take(sentences) {
            out += &format!("  {}\n", visible(&sentence(mark)));
        }
        let more = figures.mistakes.len().saturating_sub(sentences);
        if more > 0 {
            out += &huashu_model::say!(language, "  还有 {more} 条\n", "  and {more} more\n");
        }
    }
    out
}

/// Returns the sentence, or else the conversation, and the remark.
fn sentence(mark: &Mark) -> String {
    let said = if mark.text.is_empty() { &mark.conversation } else { &mark.text };
    let said = said.replace(['\r', '\n'], " ");
    match mark.note.is_empty() {
        true => said,
        false => format!("{said}  ← {}", mark.note),
    }
}

/// Returns one JSON object.
pub fn json(reviewed: &Reviewed) -> Value {
    let rules = reviewed.rules.iter().map(|(rule, figures)| (rule.clone(), rule_value(figures)));
    let recall = reviewed.recall().map(
        |Recall { estimate, interval }| value!({ "estimate": estimate, "interval": [interval.low, interval.high] }),
    );
    let agreements = reviewed.agreements.iter().map(|agreement| {
        value!({
            "reviewers": agreement.reviewers,
            "both": agreement.both,
            "alike": agreement.alike,
            "kappa": agreement.kappa,
        })
    });
    value!({
        "schema": 1,
        "marks": reviewed.marks,
        "all": rule_value(&reviewed.all()),
        "rules": rules.collect::<serde_json::Map<String, Value>>(),
        "control": {
            "read": reviewed.control.read,
            "with_misses": reviewed.control.with_misses,
            "missed": reviewed.control.missed,
        },
        "recall": recall,
        "agreements": agreements.collect::<Vec<Value>>(),
        "minutes_per_thousand": reviewed.minutes_per_thousand,
        "to_mend": reviewed.to_mend().iter().map(|(rule, _)| *rule).collect::<Vec<_>>(),
    })
}

fn rule_value(figures: &RuleFigures) -> Value {
    let mistakes = figures.mistakes.iter().map(|mark| {
        value!({
            "fingerprint": mark.fingerprint,
            "conversation": mark.conversation,
            "text": mark.text,
            "note": mark.note,
        })
    });
    value!({
        "right": figures.right,
        "wrong": figures.wrong,
        "open": figures.open,
        "precision": figures.precision(),
        "precision_interval": figures.interval().map(|interval| [interval.low, interval.high]),
        "mistakes": mistakes.collect::<Vec<Value>>(),
    })
}
