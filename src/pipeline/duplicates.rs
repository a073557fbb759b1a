//! Canned replies that a library holds twice, in the same words or in nearly the same.
//!
//! Replies come in order, and each is compared with a few before it that share some of the least hashes of their bigrams
//! (MinHash), so that the work grows with the number of replies and not with its square. What differs in a number or a
//! variable is not the same reply; variants of one reply are not compared.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use huashu_model::problem::Problem;
use huashu_model::text::similarity::Bigrams;
use huashu_model::text::slots::slots;
use huashu_model::text::{fold, is_significant};
use huashu_model::transcript::Conversation;

/// Likeness from which two replies say the same.
const LEAST_ALIKE: f64 = 0.92;
/// Shorter replies (significant characters) are compared to the letter only.
const LEAST_CHARACTERS: usize = 8;
/// Hashes of one reply: so many groups of so many. At the likeness asked for, one group agrees in 99 of 100 pairs.
const BANDS: usize = 16;
const ROWS: usize = 4;
/// Replies of one group that a new one is compared with.
const MOST_COMPARED: usize = 8;
/// Pairs that are told.
const MOST_TOLD: usize = 500;

/// A reply, ready to be compared.
#[derive(Debug)]
pub(super) struct Reply {
    /// Folded, significant characters only.
    words: String,
    bigrams: Bigrams,
    /// Digits and variables, which make two replies different.
    facts: Vec<String>,
    file: Arc<str>,
    line: u64,
    place: String,
    /// What the variants of one reply share.
    entry: String,
}

impl Reply {
    /// Makes a reply ready, where a conversation is one.
    pub(super) fn of(conversation: &Conversation<'_>) -> Option<Reply> {
        let [utterance] = conversation.utterances.as_slice() else { return None };
        if !utterance.template {
            return None;
        }
        let folded = fold(&utterance.text);
        let words: String = folded.text().chars().filter(|c| is_significant(*c)).collect();
        let mut facts: Vec<String> =
            slots(&utterance.text).iter().map(|slot| slot.span.of(&utterance.text).to_owned()).collect();
        let numbers = folded.text().split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
        facts.extend(numbers.map(str::to_owned));
        facts.sort_unstable();
        let id = conversation.id.as_deref().unwrap_or_default();
        let place = &conversation.place;
        let shown = match &place.cell {
            Some(cell) => format!("{}!{cell}", place.file),
            None => format!("{}:{}", place.file, place.line),
        };
        Some(Reply {
            bigrams: Bigrams::new(&words),
            words,
            facts,
            file: Arc::clone(&place.file),
            line: place.line,
            place: shown,
            entry: id.rsplit_once('/').map_or(id, |(entry, _)| entry).to_owned(),
        })
    }

    fn is_variant_of(&self, other: &Reply) -> bool {
        self.file == other.file && self.entry == other.entry
    }

    /// Returns the least hashes of its bigrams, in groups.
    fn bands(&self) -> [u64; BANDS] {
        let characters: Vec<char> = self.words.chars().collect();
        let mut least = [[u64::MAX; ROWS]; BANDS];
        for pair in characters.windows(2) {
            let seed = u64::from(u32::from(pair[0])) << 32 | u64::from(u32::from(pair[1]));
            for (number, slot) in least.iter_mut().flatten().enumerate() {
                *slot = (*slot).min(mixed(seed ^ mixed(number as u64 + 1)));
            }
        }
        least.map(|rows| hashed(&rows))
    }
}

/// Mixes the bits of a number (SplitMix64).
fn mixed(number: u64) -> u64 {
    let mut number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

fn hashed(value: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// The replies met so far.
#[derive(Debug, Default)]
pub(super) struct Duplicates {
    replies: Vec<Reply>,
    /// The first reply of the same words.
    exact: HashMap<u64, usize>,
    /// The latest replies that share a group of hashes.
    bands: HashMap<(usize, u64), Vec<usize>>,
    told: usize,
}

impl Duplicates {
    /// Notes a reply, and tells which one before it says the same.
    pub(super) fn note(&mut self, reply: Reply) -> Option<Problem> {
        if self.told >= MOST_TOLD || reply.words.is_empty() {
            return None;
        }
        let key = hashed(&(&reply.words, &reply.facts));
        let same = self.exact.get(&key).map(|before| &self.replies[*before]);
        let problem = match same.filter(|before| before.words == reply.words && !before.is_variant_of(&reply)) {
            Some(before) => Some(exact(&reply, before)),
            None => self.near(&reply),
        };
        let number = self.replies.len();
        self.exact.entry(key).or_insert(number);
        self.replies.push(reply);
        self.told += usize::from(problem.is_some());
        problem
    }

    /// Compares a reply with those before it that may be alike, and adds it to the groups of its hashes.
    fn near(&mut self, reply: &Reply) -> Option<Problem> {
        if reply.bigrams.characters() < LEAST_CHARACTERS {
            return None;
        }
        let number = self.replies.len();
        let mut candidates: Vec<usize> = Vec::new();
        for (band, hash) in reply.bands().into_iter().enumerate() {
            let group = self.bands.entry((band, hash)).or_default();
            candidates.extend(group.iter().rev().take(MOST_COMPARED).copied());
            group.push(number);
        }
        candidates.sort_unstable();
        candidates.dedup();
        let before = candidates.into_iter().map(|before| &self.replies[before]);
        let alike = before
            .filter(|before| before.facts == reply.facts && !before.is_variant_of(reply))
            .map(|before| (before, before.bigrams.dice(&reply.bigrams)))
            .filter(|(_, score)| *score >= LEAST_ALIKE);
        let (before, score) = alike.max_by(|(_, a), (_, b)| a.total_cmp(b))?;
        Some(near(reply, before, score))
    }
}

fn exact(reply: &Reply, before: &Reply) -> Problem {
    let place = &before.place;
    let message =
        huashu_model::message!("这条话术与 {place} 相同", "this reply says the same as the one at {place}");
    Problem::warning("input/duplicate-reply", message).at(&reply.file, reply.line)
}

fn near(reply: &Reply, before: &Reply, score: f64) -> Problem {
    let (place, percent) = (&before.place, (score * 100.0).floor());
    let message = huashu_model::message!(
        "这条话术与 {place} 几乎相同（{percent}%）",
        "this reply says nearly the same as the one at {place} ({percent}%)"
    );
    Problem::warning("input/near-duplicate-reply", message).at(&reply.file, reply.line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use huashu_model::transcript::{Place, Role, Utterance};

    fn codes<'t>(texts: impl IntoIterator<Item = &'t str>) -> Vec<(u64, &'static str)> {
        let mut duplicates = Duplicates::default();
        let mut found = Vec::new();
        for (line, text) in (1..).zip(texts) {
            let utterance = Utterance { template: true, ..Utterance::new(Role::Agent, text) };
            let conversation = Conversation {
                id: Some(format!("#{line}").into()),
                utterances: vec![utterance],
                place: Place { line, ..Place::default() },
                ..Conversation::default()
            };
            let problem = Reply::of(&conversation).and_then(|reply| duplicates.note(reply));
            found.extend(problem.map(|problem| (line, problem.code)));
        }
        found
    }

    #[test]
    fn the_same_and_nearly_the_same_are_told() {
        let texts = [
            "您好，请问有什么可以帮您？",
            "您好,请问有什么可以帮您",
            "您的订单已经从仓库发出，请您留意查收短信通知",
            "您的订单已经从仓库发出了，请您留意查收短信通知",
        ];
        assert_eq!(codes(texts), [(2, "input/duplicate-reply"), (4, "input/near-duplicate-reply")]);
    }

    #[test]
    fn other_numbers_variables_and_matters_are_other_replies() {
        let texts = [
            "您的退款会在 3 个工作日内原路退回，请您留意",
            "您的退款会在 5 个工作日内原路退回，请您留意",
            "您的包裹{单号}已经发出，请您留意查收短信",
            "您的包裹{日期}已经发出，请您留意查收短信",
            "请问您的收货地址是哪里呢",
        ];
        assert_eq!(codes(texts), []);
    }

    #[test]
    fn ten_thousand_replies_are_compared_in_two_seconds() {
        let parts = ["退款", "换货", "发票", "物流", "保修", "预约", "会员", "积分", "地址", "套餐"];
        let texts: Vec<String> = (0..10_000_usize)
            .map(|number| {
                let part = |at: usize| parts[number / 10_usize.pow(at as u32) % 10];
                format!("关于{}和{}的事，{}窗口会为您办理{}手续", part(0), part(1), part(2), part(3))
            })
            .collect();
        let start = std::time::Instant::now();
        let told = codes(texts.iter().map(String::as_str)).len();
        assert!(told <= MOST_TOLD && start.elapsed().as_secs_f64() < 2.0, "{told} in {:?}", start.elapsed());
    }
}
