//! From findings to edits: which clauses change, into what, and what is lost by it.

use super::facts::{Hardness, facts};
use super::grammar::{is_broken, is_empty_talk, is_subordinate};
use super::message::{Edit, clauses, ends_sentence};
use super::placeholder::placeholders;
use crate::engine::{Found, Rewriting, Rewritings, Wording};
use huashu_model::finding::{Finding, Severity};
use huashu_model::suggestion::Applicability;
use huashu_model::text::{Span, fold, is_significant};
use huashu_rulebook::Lead;

/// Clauses that one phrase may be the whole of.
const MOST_CLAUSES: usize = 3;

/// What is to become of a message.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// In order, and apart.
    pub(super) edits: Vec<Edit>,
    /// Whether all of them may be applied without a look.
    pub(super) is_safe: bool,
    /// What the rules want in front of the message, in order of place.
    pub(super) leads: Vec<Lead>,
    /// What may be said where nothing is left.
    pub(super) instead: Option<String>,
    /// The most wordings that one of the edits could have had.
    pub(super) wordings: usize,
    /// Whether a whole suggestion has been put in.
    pub(super) has_suggestion: bool,
}

/// An edit, and what is known of it.
#[derive(Debug)]
struct Candidate<'f> {
    finding: &'f Finding,
    means: Means,
    edit: Edit,
    is_safe: bool,
    wordings: usize,
}

/// By what a finding is put right. What comes first has precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Means {
    /// Clauses are rewritten.
    Clauses,
    /// A whole suggestion stands in place of clauses.
    Suggestion,
    /// Words within a clause are replaced.
    Words,
}

impl Candidate<'_> {
    /// Means, then how grave the finding is, then how much changes, then place.
    fn rank(&self) -> (Means, std::cmp::Reverse<Severity>, std::cmp::Reverse<usize>, usize) {
        let span = self.edit.span;
        let severity = self.finding.rule.severity;
        (self.means, std::cmp::Reverse(severity), std::cmp::Reverse(span.end - span.start), span.start)
    }
}

/// Plans the edits of a text. Clauses may go where `may_drop`. Of several wordings the one of number `choice` is taken, or the last. A whole suggestion is
/// put in once, so none where one `has_suggestion` already.
pub(super) fn plan(
    text: &str,
    findings: &[Finding],
    rewritings: &Rewritings,
    choice: usize,
    has_suggestion: bool,
    may_drop: bool,
) -> Plan {
    let planner = Planner { text, findings, rewritings, choice, clauses: clauses(text) };
    let mut plan = Plan { is_safe: true, wordings: 1, has_suggestion, ..Plan::default() };
    let (absent, present): (Vec<&Finding>, Vec<&Finding>) =
        findings.iter().partition(|finding| finding.absence.is_some());
    // What was not said at all can only be put in front.
    let wanted = absent.into_iter().filter_map(|finding| planner.lead(finding));
    plan.leads.extend(wanted.filter(|lead| matches!(lead, Lead::Text(_))).cloned());
    let mut candidates: Vec<Candidate> =
        present.into_iter().filter_map(|finding| planner.candidate(finding)).collect();
    candidates
        .retain(|candidate| !candidate.edit.is_drop() || (may_drop && !planner.leaves_hanging(&candidate.edit)));
    candidates.sort_by_key(Candidate::rank);
    // To say something better is better than to say nothing.
    let is_worded = |one: &&Candidate| one.means == Means::Clauses && !one.edit.is_drop();
    let worded: Vec<Span> = candidates.iter().filter(is_worded).map(|one| one.edit.span).collect();
    candidates.retain(|candidate| !candidate.edit.is_drop() || !worded.contains(&candidate.edit.span));
    candidates.into_iter().for_each(|candidate| plan.add(candidate, &planner));
    plan.edits.sort_by_key(|edit| edit.span);
    plan
}

impl Plan {
    /// Returns whether clauses go.
    pub(super) fn drops(&self) -> bool {
        self.edits.iter().any(Edit::is_drop)
    }

    /// Returns the plan without the clauses that go, and without what was wanted in front of them.
    pub(super) fn without_drops(&self) -> Plan {
        let edits = self.edits.iter().filter(|edit| !edit.is_drop()).cloned().collect();
        Plan { edits, is_safe: self.is_safe, wordings: self.wordings, ..Plan::default() }
    }

    /// Adds an edit, unless one of a higher rank is in its way.
    fn add(&mut self, mut candidate: Candidate<'_>, planner: &Planner<'_>) {
        if self.edits.iter().any(|edit| edit.span.overlaps(candidate.edit.span)) {
            return;
        }
        if candidate.means == Means::Suggestion {
            if self.has_suggestion {
                candidate.edit.words.clear();
            }
            self.has_suggestion = true;
        }
        self.is_safe &= candidate.is_safe;
        self.wordings = self.wordings.max(candidate.wordings);
        self.leads.extend(planner.lead(candidate.finding).cloned());
        self.instead = self.instead.take().or_else(|| suggestions(candidate.finding).next().map(str::to_owned));
        self.edits.push(candidate.edit);
    }
}

/// Returns whole rewordings that a finding's rule offers.
fn suggestions(finding: &Finding) -> impl Iterator<Item = &str> {
    let review = finding.rule.suggestions.iter().filter(|one| one.applicability == Applicability::Review);
    review.map(|suggestion| suggestion.text.as_str())
}

struct Planner<'p> {
    text: &'p str,
    findings: &'p [Finding],
    rewritings: &'p Rewritings,
    choice: usize,
    clauses: Vec<Span>,
}

impl Planner<'_> {
    fn lead(&self, finding: &Finding) -> Option<&Lead> {
        self.rewritings.get(&finding.rule.id)?.lead.as_ref()
    }

    /// Returns how a finding is put right; `None` where a person has to.
    fn candidate<'f>(&self, finding: &'f Finding) -> Option<Candidate<'f>> {
        self.in_place(finding).or_else(|| self.rewritten(finding)).or_else(|| self.replaced(finding))
    }

    /// Replaces the words that were found by a suggestion that is safe to.
    fn in_place<'f>(&self, finding: &'f Finding) -> Option<Candidate<'f>> {
        let mut safe = finding.rule.suggestions.iter().filter(|one| one.applicability == Applicability::Safe);
        let words = safe.next()?.text.clone();
        let is_safe = placeholders(&words).is_empty();
        let edit = Edit::new(finding.span, words, false);
        Some(Candidate { finding, means: Means::Words, edit, is_safe, wordings: 1 })
    }

    /// Rewrites the clauses of a finding by the first rewriting of its rule that fits and loses nothing.
    fn rewritten<'f>(&self, finding: &'f Finding) -> Option<Candidate<'f>> {
        let rewritings = &self.rewritings.get(&finding.rule.id)?.rewritings;
        let windows = self.windows(finding.span);
        rewritings
            .iter()
            .find_map(|rewriting| windows.iter().find_map(|window| self.rewritten_by(rewriting, *window, finding)))
    }

    fn rewritten_by<'f>(&self, rewriting: &Rewriting, window: Span, finding: &'f Finding) -> Option<Candidate<'f>> {
        let words = self.text.get(window.start..window.end)?;
        let folded = fold(words);
        let original = |span: Span| {
            let span = folded.to_original(span);
            Span::new(window.start + span.start, window.start + span.end)
        };
        for found in rewriting.phrases.iter().flat_map(|phrase| phrase.find(folded.text())) {
            let span = original(found.span);
            if !self.is_about(&found, finding.span, &original) {
                continue;
            }
            let carried = |wording: &Vec<Wording>| carried(wording, &found, &|span| original(span).of(self.text));
            let mut wordings: Vec<String> = rewriting.wordings.iter().map(carried).collect();
            if wordings.is_empty() {
                wordings.push(String::new());
            }
            wordings.retain(|wording| !loses_facts(folded.text(), &found, wording));
            wordings.retain(|wording| !self.breaks(span, wording));
            let Some(wording) = wordings.get(self.choice).or(wordings.last()) else { continue };
            let alone = rewriting.alone.as_ref().map(carried);
            let alone = alone.filter(|alone| !loses_facts(folded.text(), &found, alone));
            let edit = Edit::new(span, wording.clone(), rewriting.whole_clause);
            return Some(Candidate {
                finding,
                means: if rewriting.whole_clause { Means::Clauses } else { Means::Words },
                is_safe: rewriting.safe && placeholders(wording).is_empty(),
                wordings: wordings.len(),
                edit: Edit { alone, position: rewriting.position, ..edit },
            });
        }
        None
    }

    /// Returns whether the phrase's own words are some of the finding, and nothing that it leaves open is of two clauses.
    fn is_about(&self, found: &Found, finding: Span, original: &dyn Fn(Span) -> Span) -> bool {
        let whole = original(found.span);
        let slots: Vec<Span> = found.slots.iter().map(|(_, span)| original(*span)).collect();
        let shared = Span::new(whole.start.max(finding.start), whole.end.min(finding.end));
        // A phrase without words of its own is about all that it carries.
        let from = original(found.opening).end;
        let has_own_words =
            slots.iter().map(|slot| slot.end - slot.start).sum::<usize>() < whole.end.saturating_sub(from);
        let is_carried = has_own_words && slots.iter().any(|slot| slot.contains(shared));
        let mut open =
            slots.iter().copied().chain(found.gaps.iter().chain(&found.forgotten).map(|span| original(*span)));
        whole.overlaps(finding) && !is_carried && open.all(|span| self.is_of_one_clause(span))
    }

    /// Returns whether no clause ends within a span; items of a list, with 、 between them, are of one.
    fn is_of_one_clause(&self, span: Span) -> bool {
        self.clauses.windows(2).all(|pair| {
            let between = Span::new(pair[0].end, pair[1].start);
            let crosses = pair[0].overlaps(span) && pair[1].overlaps(span);
            !crosses || between.of(self.text).trim() == "、"
        })
    }

    /// Returns whether new words would leave a clause that is no sentence.
    fn breaks(&self, span: Span, words: &str) -> bool {
        let Some(clause) = self.touched(span) else { return false };
        let clause = Span::new(clause.start.min(span.start), clause.end.max(span.end));
        let before = self.text.get(clause.start..span.start).unwrap_or_default();
        let behind = self.text.get(span.end..clause.end).unwrap_or_default();
        is_broken(clause.of(self.text), &format!("{before}{words}{behind}"))
    }

    /// Returns whether a clause that only says when or if would be the last of its sentence, did another go.
    fn leaves_hanging(&self, edit: &Edit) -> bool {
        let is_breach = |clause: &Span| self.findings.iter().any(|finding| finding.span.overlaps(*clause));
        let ends = |at: usize| {
            let after = self.clauses.get(at + 1).map_or(self.text.len(), |next| next.start);
            ends_sentence(self.text.get(self.clauses[at].end..after).unwrap_or_default())
        };
        let touched = |clause: &Span| clause.overlaps(edit.span);
        let Some(first) = self.clauses.iter().position(touched) else { return false };
        let last = self.clauses.iter().rposition(touched).unwrap_or(first);
        let follows =
            (last..self.clauses.len() - 1).take_while(|at| !ends(*at)).any(|at| !is_breach(&self.clauses[at + 1]));
        let Some(before) = first.checked_sub(1).filter(|before| !ends(*before)) else { return false };
        !follows && is_subordinate(self.clauses[before].of(self.text))
    }

    /// Puts a suggestion in place of clauses that hold nothing but breaches.
    fn replaced<'f>(&self, finding: &'f Finding) -> Option<Candidate<'f>> {
        let offered: Vec<&str> = suggestions(finding).collect();
        let words = offered.get(self.choice).or(offered.last())?;
        let window = self.touched(finding.span)?;
        if !self.is_nothing_else(window) {
            return None;
        }
        let edit = Edit::new(window, (*words).to_owned(), true);
        Some(Candidate { finding, means: Means::Suggestion, edit, is_safe: false, wordings: offered.len() })
    }

    /// Returns whether clauses hold no facts, and no words beside breaches that could be the customer's matter.
    fn is_nothing_else(&self, window: Span) -> bool {
        let breaches = self.findings.iter().filter(|finding| finding.absence.is_none());
        let breaches: Vec<Span> =
            breaches.map(|finding| finding.span).filter(|span| span.overlaps(window)).collect();
        let is_beside = |span: Span| !breaches.iter().any(|breach| breach.contains(span));
        let words = window.of(self.text);
        let folded = fold(words);
        let original = |span: Span| {
            let span = folded.to_original(span);
            Span::new(window.start + span.start, window.start + span.end)
        };
        let found = facts(folded.text());
        if found.iter().any(|(span, hardness)| *hardness == Hardness::Hard || is_beside(original(*span))) {
            return false;
        }
        let mut rest = String::new();
        for (at, c) in folded.text().char_indices() {
            let place = original(Span::new(at, at + c.len_utf8()));
            rest.push(if is_beside(place) { c } else { ' ' });
        }
        is_empty_talk(&rest)
    }

    /// Returns the clauses that a span touches, as one span.
    fn touched(&self, span: Span) -> Option<Span> {
        let mut touched = self.clauses.iter().filter(|clause| clause.overlaps(span));
        let first = touched.next()?;
        Some(touched.fold(*first, |all, clause| Span::new(all.start, clause.end)))
    }

    /// Returns the runs of clauses that hold some of a span, the shortest first.
    fn windows(&self, span: Span) -> Vec<Span> {
        let mut windows = Vec::new();
        for length in 1..=MOST_CLAUSES {
            for run in self.clauses.windows(length) {
                let window = Span::new(run[0].start, run[length - 1].end);
                if window.overlaps(span) {
                    windows.push(window);
                }
            }
        }
        windows
    }
}

/// Fills in a wording; what opened the clause stays in front of it.
fn carried<'t>(wording: &[Wording], found: &Found, original: &dyn Fn(Span) -> &'t str) -> String {
    let slot = |number: &usize| {
        let held = found.slots.iter().find(|(slot, _)| slot == number);
        held.map(|(_, span)| original(*span)).unwrap_or_default()
    };
    let mut words = original(found.opening).to_owned();
    for part in wording {
        match part {
            Wording::Text(text) => words.push_str(text),
            Wording::Slot(number) => words.push_str(slot(number)),
        }
    }
    words
}

/// Returns whether a fact of the words found is not in their new wording. The words of the phrase itself are none: who
/// wrote it knew them.
fn loses_facts(words: &str, found: &Found, wording: &str) -> bool {
    let folded = fold(wording);
    let carried = found.slots.iter().map(|(_, span)| span).chain(&found.gaps);
    let places: Vec<Span> = carried.copied().collect();
    facts(words).iter().any(|(fact, _)| {
        let is_variable = places.iter().any(|place| place.overlaps(*fact));
        let within = found.span.overlaps(*fact);
        within && is_variable && fact.of(words).contains(is_significant) && !folded.text().contains(fact.of(words))
    })
}
