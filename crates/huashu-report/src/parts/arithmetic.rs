//! The arithmetic of a score, in a person's words.

use huashu_model::evaluation::Evaluation;
use huashu_model::finding::RuleInfo;
use huashu_model::language::Language;
use huashu_model::score::{Deduction, GroupScore, Score};
use huashu_model::summary::Outcome;
use std::sync::Arc;

/// One step: what happened, and what it changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Points, signed, or nothing where the step only explains.
    pub points: String,
    /// What happened.
    pub words: String,
}

/// Returns points as people write them: no more decimals than there are.
pub fn points(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    format!("{}", if rounded == 0.0 { 0.0 } else { rounded })
}

/// Returns the steps from the start to the score; `findings` tell at which utterances, counted from 1.
pub fn steps(evaluation: &Evaluation, score: &Score, language: Language) -> Vec<Step> {
    let mut steps =
        vec![Step { points: points(score.start), words: language.pick("起始分", "start").to_owned() }];
    for deduction in &score.deductions {
        steps.push(Step {
            points: format!("−{}", points(deduction.points)),
            words: deducted(evaluation, deduction, language),
        });
    }
    for addition in &score.additions {
        let words = match language {
            Language::Chinese => format!("{}（做到了，加分）", title(&addition.rule, language)),
            Language::English => format!("{} (kept: bonus)", title(&addition.rule, language)),
        };
        steps.push(Step { points: format!("+{}", points(addition.points)), words });
    }
    steps.extend(score.groups.iter().map(|group| Step { points: String::new(), words: grouped(group, language) }));
    for id in &score.fatal {
        let words = match language {
            Language::Chinese => format!("触碰红线 {id}，一票否决"),
            Language::English => format!("a fatal rule was breached: {id}"),
        };
        steps.push(Step { points: String::new(), words });
    }
    steps
}

/// Returns what the score came to: the number, the band, whether it passed.
pub fn verdict(score: &Score, language: Language) -> String {
    let mut parts = vec![match language {
        Language::Chinese => format!("{} 分", points(score.value)),
        Language::English => format!("{} points", points(score.value)),
    }];
    parts.extend(score.band.as_deref().map(str::to_owned));
    parts.extend(score.passed.map(|passed| match passed {
        true => language.pick("合格", "passed").to_owned(),
        false => language.pick("不合格", "failed").to_owned(),
    }));
    parts.dedup();
    parts.join(language.pick("，", ", "))
}

/// Returns the rules that could not be judged there, with the reasons.
pub fn not_judged(evaluation: &Evaluation, rules: &[Arc<RuleInfo>]) -> Vec<(String, &'static str)> {
    let judged = rules.iter().zip(&evaluation.outcomes);
    judged
        .filter_map(|(rule, outcome)| match outcome {
            Outcome::NotCheckable(reason) => Some((rule.id.clone(), *reason)),
            _ => None,
        })
        .collect()
}

fn deducted(evaluation: &Evaluation, deduction: &Deduction, language: Language) -> String {
    let mut places: Vec<String> = deduction
        .findings
        .iter()
        .filter_map(|index| evaluation.findings.get(*index))
        .map(|finding| (finding.utterance + 1).to_string())
        .collect();
    places.dedup();
    let places = places.join(language.pick("、", ", "));
    let title = title(&deduction.rule, language);
    let (id, found, each) = (&deduction.rule.id, deduction.findings.len(), points(deduction.each));
    let how = match (deduction.times, language) {
        (1, Language::Chinese) if found > 1 => format!("{found} 处，只扣一次"),
        (1, Language::English) if found > 1 => format!("{found} findings, counted once"),
        (1, _) => String::new(),
        (times, Language::Chinese) => format!("{times} 处，每处 {each} 分"),
        (times, Language::English) => format!("{times} findings, {each} each"),
    };
    let cap = if deduction.capped { language.pick("，到上限为止", ", up to the cap") } else { "" };
    match language {
        Language::Chinese => {
            let how = if how.is_empty() { how } else { format!("，{how}{cap}") };
            format!("{title}（{id}，第 {places} 句{how}）")
        }
        Language::English => {
            let how = if how.is_empty() { how } else { format!("; {how}{cap}") };
            format!("{title} ({id}, utterance {places}{how})")
        }
    }
}

fn grouped(group: &GroupScore, language: Language) -> String {
    let (name, weight) = (&group.name, points(group.weight));
    match (group.kept, language) {
        (None, Language::Chinese) => format!("{name}：没有发生，不计入（权重 {weight}）"),
        (None, Language::English) => format!("{name}: did not arise, left out (weight {weight})"),
        (Some(kept), Language::Chinese) => format!("{name}：得 {} / {weight}", points(kept * group.weight)),
        (Some(kept), Language::English) => format!("{name}: {} of {weight}", points(kept * group.weight)),
    }
}

fn title(rule: &RuleInfo, language: Language) -> &str {
    match rule.title.get(language) {
        "" => &rule.id,
        title => title,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn every_point_is_told_with_its_place() {
        let findings = samples::findings();
        let mut evaluation = Evaluation::new(findings[0].location.clone());
        let rule = Arc::clone(&findings[0].rule);
        evaluation.findings = findings;
        let deduction = Deduction { rule, each: 5.0, times: 2, points: 8.0, capped: true, findings: vec![0, 1] };
        let group = |kept| GroupScore { name: "态度".into(), weight: 40.0, kept };
        let score = Score {
            value: 92.0,
            start: 100.0,
            deductions: vec![deduction],
            groups: vec![group(Some(0.8)), group(None)],
            passed: Some(true),
            band: Some("合格".into()),
            ..Score::default()
        };
        let told = |language| {
            let steps = steps(&evaluation, &score, language);
            let lines: Vec<String> =
                steps.iter().map(|step| format!("{:>5}  {}", step.points, step.words)).collect();
            format!("{}\n{}\n", lines.join("\n"), verdict(&score, language))
        };
        insta::assert_snapshot!(format!("{}{}", told(Language::Chinese), told(Language::English)));
    }
}
