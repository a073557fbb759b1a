//! Findings against labels: what is right, what is a false alarm, what was missed.
//!
//! Where judges were in doubt nothing is counted either way. Labels that
//! cannot be compared are left out of the figures and reported.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::figures::{Figures, Level, Mistake, MistakeKind};
use super::labels::{ConversationLabel, Labels, RowPlace, UtteranceLabel, Verdict};
use super::observe::{Observed, Seen};
use huashu_model::problem::Problem;
use huashu_rulebook::did_you_mean;

/// Which rules take part.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'r> {
    /// Every rule of the rulebook, on or off.
    pub known: &'r BTreeSet<&'r str>,
    /// The rules that were run.
    pub run: &'r BTreeSet<&'r str>,
    /// Rules judged in every labelled utterance even where no label names them.
    pub also: &'r [String],
}

/// What comparing came to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Measurement {
    /// Breaches in utterances.
    pub utterances: Figures,
    /// Elements required once in a conversation.
    pub elements: Figures,
    /// Elements that an utterance calls for.
    pub anchored: Figures,
    /// Every false alarm and every miss, in the order of the labels.
    pub mistakes: Vec<Mistake>,
    /// Labels that could not be compared.
    pub left_out: u64,
    /// Why not, and other trouble with the labels.
    pub problems: Vec<Problem>,
}

impl Measurement {
    /// Returns the figures of one level.
    pub fn figures(&self, level: Level) -> &Figures {
        match level {
            Level::Utterance => &self.utterances,
            Level::Element => &self.elements,
            Level::Anchored => &self.anchored,
        }
    }
}

/// Which rules are judged in every label of a kind, whether the label names them or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged<'r> {
    run: &'r BTreeSet<&'r str>,
    utterances: BTreeSet<&'r str>,
    anchored: BTreeSet<&'r str>,
}

impl<'r> Judged<'r> {
    /// Returns the rules that run and that any of the labels name.
    pub fn of(labels: &'r Labels, rules: Rules<'r>) -> Self {
        let run = |rule: &&str| rules.run.contains(rule);
        let named = labels.utterances.iter().flat_map(|label| label.violations.iter().chain(&label.borderline));
        let anchored = labels.conversations.iter().flat_map(|label| &label.anchored);
        Judged {
            run: rules.run,
            utterances: named.chain(rules.also).map(String::as_str).filter(run).collect(),
            anchored: anchored.map(|anchored| anchored.rule.as_str()).filter(run).collect(),
        }
    }
}

/// Compares findings with labels.
pub fn measure(labels: &Labels, observed: &Observed, rules: Rules<'_>) -> Measurement {
    let mut measurement = measure_part(labels, observed, &Judged::of(labels, rules));
    measurement.problems.splice(0..0, rule_problems(labels, rules));
    measurement
}

/// Compares findings with some of the labels by the rules that all of them judge.
pub fn measure_part(labels: &Labels, observed: &Observed, judged: &Judged<'_>) -> Measurement {
    let mut comparison =
        Comparison { observed, run: judged.run, measurement: Measurement::default(), trouble: BTreeMap::new() };
    let mut done = BTreeSet::new();
    for label in &labels.utterances {
        if done.insert((&label.source, &label.conversation, label.utterance)) {
            comparison.utterance(label, &judged.utterances);
        } else {
            comparison.leave_out(Trouble::Twice, &label.place, &label.conversation);
        }
    }
    let mut done = BTreeSet::new();
    for label in &labels.conversations {
        if done.insert((&label.source, &label.conversation)) {
            comparison.conversation(label, &judged.anchored);
        } else {
            comparison.leave_out(Trouble::Twice, &label.place, &label.conversation);
        }
    }
    comparison.finish()
}

/// Why a label could not be compared, or only doubtfully.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Trouble {
    NoConversation,
    NoUtterance,
    SeveralSources,
    Twice,
    SeveralRecords,
}

/// How often a trouble was met in one file, and where first.
#[derive(Debug)]
struct Met {
    count: u64,
    place: RowPlace,
    conversation: String,
}

struct Comparison<'c> {
    observed: &'c Observed,
    run: &'c BTreeSet<&'c str>,
    measurement: Measurement,
    trouble: BTreeMap<(Arc<str>, Trouble), Met>,
}

impl<'c> Comparison<'c> {
    fn utterance(&mut self, label: &UtteranceLabel, judged: &BTreeSet<&str>) {
        let Some((source, seen)) = self.seek(label.source.as_deref(), &label.conversation, &label.place) else {
            return;
        };
        if label.utterance >= seen.texts.len() {
            return self.leave_out(Trouble::NoUtterance, &label.place, &label.conversation);
        }
        self.measurement.utterances.rows += 1;
        let found = seen.found.iter().filter(|found| found.utterance == label.utterance);
        let got: BTreeSet<&str> =
            found.map(|found| found.rule.as_str()).filter(|rule| judged.contains(rule)).collect();
        let want: BTreeSet<&str> =
            label.violations.iter().map(String::as_str).filter(|rule| judged.contains(rule)).collect();
        for rule in got.intersection(&want) {
            self.measurement.utterances.of(rule).right += 1;
        }
        let false_alarms = got.difference(&want).filter(|rule| !label.borderline.contains(**rule));
        let mut mistakes: Vec<(&str, MistakeKind)> =
            false_alarms.map(|rule| (*rule, MistakeKind::FalseAlarm)).collect();
        mistakes.extend(want.difference(&got).map(|rule| (*rule, MistakeKind::Missed)));
        for (rule, kind) in mistakes {
            let at = At { level: Level::Utterance, source, conversation: &label.conversation, seen };
            self.mistake(at, rule, kind, Some(label.utterance));
        }
    }

    fn conversation(&mut self, label: &ConversationLabel, anchored: &BTreeSet<&str>) {
        let Some((source, seen)) = self.seek(label.source.as_deref(), &label.conversation, &label.place) else {
            return;
        };
        if label.anchored.iter().any(|anchored| anchored.utterance >= seen.texts.len()) {
            return self.leave_out(Trouble::NoUtterance, &label.place, &label.conversation);
        }
        let at = At { level: Level::Element, source, conversation: &label.conversation, seen };
        self.measurement.elements.rows += 1;
        self.measurement.anchored.rows += 1;
        for (rule, verdict) in &label.elements {
            let want = match verdict {
                Verdict::Pass => false,
                Verdict::Fail => true,
                Verdict::Borderline | Verdict::NotApplicable => continue,
            };
            if !self.run.contains(rule.as_str()) {
                continue;
            }
            let found = seen.found.iter().find(|found| found.rule == *rule);
            match (found, want) {
                (Some(_), true) => self.measurement.elements.of(rule).right += 1,
                (None, false) => self.measurement.elements.of(rule).kept += 1,
                (Some(found), false) => self.mistake(at, rule, MistakeKind::FalseAlarm, Some(found.utterance)),
                (None, true) => self.mistake(at, rule, MistakeKind::Missed, None),
            }
        }
        self.anchored(label, anchored, At { level: Level::Anchored, ..at });
    }

    fn anchored(&mut self, label: &ConversationLabel, judged: &BTreeSet<&str>, at: At<'_>) {
        let labelled = |wanted: fn(Verdict) -> bool| -> BTreeSet<(&str, usize)> {
            let chosen = label.anchored.iter().filter(|anchored| wanted(anchored.verdict));
            let pairs = chosen.map(|anchored| (anchored.rule.as_str(), anchored.utterance));
            pairs.filter(|(rule, _)| judged.contains(rule)).collect()
        };
        let want = labelled(|verdict| verdict == Verdict::Fail);
        let open = labelled(|verdict| matches!(verdict, Verdict::Borderline | Verdict::NotApplicable));
        let found = at.seen.found.iter().map(|found| (found.rule.as_str(), found.anchor));
        let got: BTreeSet<(&str, usize)> = found.filter(|(rule, _)| judged.contains(rule)).collect();
        for (rule, _) in got.intersection(&want) {
            self.measurement.anchored.of(rule).right += 1;
        }
        for pair in got.difference(&want).filter(|pair| !open.contains(pair)) {
            self.mistake(at, pair.0, MistakeKind::FalseAlarm, Some(pair.1));
        }
        for (rule, utterance) in want.difference(&got) {
            self.mistake(at, rule, MistakeKind::Missed, Some(*utterance));
        }
    }

    /// Returns the one conversation that a label speaks of, and notes why there is none.
    fn seek(&mut self, source: Option<&str>, conversation: &str, place: &RowPlace) -> Option<(&'c str, &'c Seen)> {
        let mut named = self.observed.named(source, conversation).into_iter();
        match (named.next(), named.next()) {
            (None, _) => self.leave_out(Trouble::NoConversation, place, conversation),
            (Some(_), Some(_)) => self.leave_out(Trouble::SeveralSources, place, conversation),
            (Some((source, seen)), None) => {
                if seen.records > 1 {
                    self.meet(Trouble::SeveralRecords, place, conversation);
                }
                return Some((source, seen));
            }
        }
        None
    }

    fn leave_out(&mut self, trouble: Trouble, place: &RowPlace, conversation: &str) {
        self.measurement.left_out += 1;
        self.meet(trouble, place, conversation);
    }

    fn meet(&mut self, trouble: Trouble, place: &RowPlace, conversation: &str) {
        let first = || Met { count: 0, place: place.clone(), conversation: conversation.to_owned() };
        self.trouble.entry((Arc::clone(&place.file), trouble)).or_insert_with(first).count += 1;
    }

    fn mistake(&mut self, at: At<'_>, rule: &str, kind: MistakeKind, utterance: Option<usize>) {
        let figures = match at.level {
            Level::Utterance => &mut self.measurement.utterances,
            Level::Element => &mut self.measurement.elements,
            Level::Anchored => &mut self.measurement.anchored,
        };
        let counts = figures.of(rule);
        match kind {
            MistakeKind::FalseAlarm => counts.false_alarms += 1,
            MistakeKind::Missed => counts.missed += 1,
        }
        let found = at.seen.found.iter().find(|found| found.rule == rule && Some(found.utterance) == utterance);
        self.measurement.mistakes.push(Mistake {
            level: at.level,
            kind,
            rule: rule.to_owned(),
            source: at.source.to_owned(),
            conversation: at.conversation.to_owned(),
            utterance,
            text: utterance.and_then(|utterance| at.seen.texts.get(utterance)).cloned(),
            words: found.filter(|_| kind == MistakeKind::FalseAlarm).and_then(|found| found.words.clone()),
        });
    }

    fn finish(mut self) -> Measurement {
        for ((_, trouble), met) in &self.trouble {
            self.measurement.problems.push(trouble.problem(met));
        }
        self.measurement
    }
}

/// The conversation being compared.
#[derive(Debug, Clone, Copy)]
struct At<'a> {
    level: Level,
    source: &'a str,
    conversation: &'a str,
    seen: &'a Seen,
}

impl Trouble {
    fn problem(self, met: &Met) -> Problem {
        let (count, conversation) = (met.count, &met.conversation);
        let (zh, en) = match self {
            Trouble::NoConversation => ("所说的会话不在数据里", "of conversations that do not occur in the data"),
            Trouble::NoUtterance => {
                ("所说的那一句在会话里不存在", "of utterances that do not occur in their conversation")
            }
            Trouble::SeveralSources => (
                "没有写明 source，而不止一个文件里有这个会话",
                "without a source, of conversations that occur in several files",
            ),
            Trouble::Twice => ("说的是已经标注过的地方", "of what was labelled before"),
            Trouble::SeveralRecords => (
                "所说的会话名对应不止一条记录，合并比较",
                "of conversations whose name several records bear; compared with all of them",
            ),
        };
        let message = huashu_model::message!(
            "{count} 条标注{zh}（第一处：会话 {conversation}）",
            "labels {en}: {count} (the first: conversation {conversation})"
        );
        let problem = match self {
            Trouble::SeveralRecords => Problem::warning("labels/ambiguous", message),
            Trouble::NoConversation | Trouble::NoUtterance => Problem::error("labels/not-found", message),
            Trouble::SeveralSources => Problem::error("labels/ambiguous", message),
            Trouble::Twice => Problem::error("labels/repeated", message),
        };
        let help = match self {
            Trouble::SeveralRecords => return problem.at(&met.place.file, met.place.line),
            Trouble::NoConversation | Trouble::NoUtterance => huashu_model::message!(
                "这些标注没有计入；请一并给出它们的数据文件，并核对 source、conversation、utterance（从 0 数起）",
                "they were not counted; give their data files too, and check source, conversation and utterance (counted from 0)"
            ),
            Trouble::SeveralSources => {
                huashu_model::message!("这些标注没有计入；请写明 source", "they were not counted; state the source")
            }
            Trouble::Twice => {
                huashu_model::message!("重复的没有计入；请删去一处", "the repeats were not counted; remove one")
            }
        };
        problem.at(&met.place.file, met.place.line).with_help(help)
    }
}

/// Returns trouble with the names of rules: unknown ones, and ones that were not run.
pub fn rule_problems(labels: &Labels, rules: Rules<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut off: Vec<&str> = Vec::new();
    let named = labels.rules().into_iter().map(|(rule, place)| (rule, Some(place)));
    for (rule, place) in named.chain(rules.also.iter().map(|rule| (rule.as_str(), None))) {
        if rules.run.contains(rule) {
            continue;
        }
        if rules.known.contains(rule) {
            off.push(rule);
            continue;
        }
        let message = huashu_model::message!("规则集里没有规则「{rule}」", "no rule `{rule}` in the rulebook");
        let help = match did_you_mean(rule, rules.known.iter().copied()) {
            Some(near) => huashu_model::message!("是不是想写 `{near}`？", "did you mean `{near}`?"),
            None => huashu_model::message!(
                "没有计入；用 huashu rules 看有哪些规则",
                "not counted; `huashu rules` lists the rules"
            ),
        };
        let problem = Problem::error("labels/unknown-rule", message).with_help(help);
        problems.push(match place {
            Some(place) => problem.at(&place.file, place.line),
            None => problem,
        });
    }
    off.sort_unstable();
    off.dedup();
    if !off.is_empty() {
        let list = off.join(", ");
        let message = huashu_model::message!(
            "标注了但没有启用、没有计入的规则：{list}",
            "labelled but not run, and not counted: {list}"
        );
        problems.push(Problem::warning("labels/rule-off", message));
    }
    problems
}
