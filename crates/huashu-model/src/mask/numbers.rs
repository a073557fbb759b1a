//! Numbers that lead to a person: telephones, cards, e-mail addresses, handles.

use std::sync::LazyLock;

use regex::Regex;

use super::hidden::Hidden;
use crate::entity::{self, CharCounts, Entity};
use crate::text::Span;

/// What stays of a number: letters and digits at its front and at its back, and the most that are hidden before those.
struct Kept {
    entity: &'static str,
    front: usize,
    back: usize,
    most: usize,
}

/// Numbers, and what people are used to see of them.
const NUMBERS: &[Kept] = &[
    Kept { entity: "mobile", front: 0, back: 4, most: 4 },
    Kept { entity: "landline", front: 0, back: 4, most: 4 },
    Kept { entity: "id-card", front: 3, back: 4, most: usize::MAX },
    Kept { entity: "bank-card", front: 4, back: 4, most: usize::MAX },
    Kept { entity: "wechat", front: 2, back: 2, most: usize::MAX },
    Kept { entity: "qq", front: 1, back: 1, most: usize::MAX },
];

/// The recognisers, looked up once.
static ENTITIES: LazyLock<Vec<(&'static dyn Entity, &'static Kept)>> =
    LazyLock::new(|| NUMBERS.iter().filter_map(|kept| Some((entity::by_name(kept.entity)?, kept))).collect());
static EMAIL: LazyLock<Option<&'static dyn Entity>> = LazyLock::new(|| entity::by_name("email"));

/// A number that is called a card, though its check digit is wrong: a slip of the finger hides nobody.
static LABELLED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:身份证|证件|银行卡|卡)(?:号码|号)?(?:是|为|[:：\s]){0,3}(?P<number>[0-9][0-9 -]{10,24}[0-9x])")
        .expect("the pattern is fixed and tested")
});

/// Hides the numbers of a text.
pub(super) fn hide(hidden: &mut Hidden<'_>) {
    let text = hidden.folded.text();
    let counts = CharCounts::of(text);
    // A telephone number that is given as a handle looks as it does elsewhere.
    let mut known: Vec<Span> = Vec::new();
    for (entity, kept) in ENTITIES.iter() {
        if !entity.precheck().admits_counts(counts) || !entity.precheck().admits(text) {
            continue;
        }
        for hit in entity.find(text) {
            if known.iter().any(|span| span.overlaps(hit.span)) {
                continue;
            }
            known.push(hit.span);
            hide_middle(hidden, hit.span, kept.front, kept.back, kept.most);
        }
    }
    if entity::Precheck::Digits(12).admits_counts(counts) {
        for number in LABELLED.captures_iter(text).filter_map(|found| found.name("number")) {
            hide_middle(hidden, Span::new(number.start(), number.end()), 3, 4, usize::MAX);
        }
    }
    if let Some(email) = *EMAIL
        && email.precheck().admits_counts(counts)
    {
        email.find(text).iter().for_each(|hit| hide_mailbox(hidden, hit.span));
    }
}

fn hide_middle(hidden: &mut Hidden<'_>, span: Span, front: usize, back: usize, most: usize) {
    hidden.letters(span, |behind, count| behind >= back && behind - back < most && count - 1 - behind >= front);
}

/// Hides what stands before the `@`, but for its first character.
fn hide_mailbox(hidden: &mut Hidden<'_>, span: Span) {
    let span = hidden.folded.to_original(span);
    let address = hidden.folded.original().get(span.start..span.end).unwrap_or_default();
    let mailbox = address.split(['@', '＠']).next().unwrap_or_default();
    let kept = usize::from(mailbox.chars().nth(1).is_some());
    hidden.starts.extend(mailbox.char_indices().skip(kept).map(|(at, _)| span.start + at));
}
