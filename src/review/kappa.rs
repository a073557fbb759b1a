//! How far two reviewers agree beyond what chance would bring about.

use std::collections::BTreeMap;

use super::marks::{Mark, Marks, Verdict};

/// Two reviewers on what both of them marked.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    /// The reviewers.
    pub reviewers: [String; 2],
    /// What both marked.
    pub both: u64,
    /// What both marked alike.
    pub alike: u64,
    /// Cohen's kappa (1960) over right, wrong and unsure; `None` where chance alone would make them agree.
    pub kappa: Option<f64>,
}

const VERDICTS: [Verdict; 3] = [Verdict::Right, Verdict::Wrong, Verdict::Unsure];

/// Compares every two reviewers that marked something in common.
pub fn agreements(marks: &Marks) -> Vec<Agreement> {
    let mut subjects: BTreeMap<(&str, &str), Vec<&Mark>> = BTreeMap::new();
    for mark in marks.iter() {
        subjects.entry((&mark.fingerprint, &mark.rule)).or_default().push(mark);
    }
    let mut pairs: BTreeMap<[&str; 2], Vec<[Verdict; 2]>> = BTreeMap::new();
    for marks in subjects.values() {
        // Marks come by reviewer, so that a pair is always named in the same order.
        for (at, first) in marks.iter().enumerate() {
            for second in &marks[at + 1..] {
                let pair = pairs.entry([&first.reviewer, &second.reviewer]).or_default();
                pair.push([first.verdict, second.verdict]);
            }
        }
    }
    let agreement = |([first, second], verdicts): ([&str; 2], Vec<[Verdict; 2]>)| Agreement {
        reviewers: [first.to_owned(), second.to_owned()],
        both: verdicts.len() as u64,
        alike: verdicts.iter().filter(|[first, second]| first == second).count() as u64,
        kappa: kappa(&verdicts),
    };
    pairs.into_iter().map(agreement).collect()
}

fn kappa(verdicts: &[[Verdict; 2]]) -> Option<f64> {
    let all = verdicts.len() as f64;
    let share = |count: usize| count as f64 / all;
    let observed = share(verdicts.iter().filter(|[first, second]| first == second).count());
    let used = |who: usize, verdict| share(verdicts.iter().filter(|pair| pair[who] == verdict).count());
    let expected: f64 = VERDICTS.iter().map(|verdict| used(0, *verdict) * used(1, *verdict)).sum();
    (expected < 1.0).then(|| (observed - expected) / (1.0 - expected))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Verdict::{Right, Wrong};

    #[test]
    fn kappa_is_cohens() {
        // The common textbook table: 20 and 15 alike, 5 and 10 apart; kappa 0.4.
        let table = [([Right, Right], 20), ([Right, Wrong], 5), ([Wrong, Right], 10), ([Wrong, Wrong], 15)];
        let verdicts: Vec<_> = table.iter().flat_map(|(pair, count)| std::iter::repeat_n(*pair, *count)).collect();
        let found = kappa(&verdicts).expect("not by chance alone");
        assert!((found - 0.4).abs() < 1e-9, "{found}");
        assert_eq!(kappa(&[[Right, Right], [Right, Right]]), None);
    }
}
