//! Folding: making texts comparable, with the way back to the original.
//!
//! One pass over the text. A set of the characters any fold may concern
//! ([`CandidateChars`]) lets plain text through at scanning speed; only at those
//! characters are the folds of [`FOLDS`] asked, in order. To add a fold,
//! write its file and add its line to that list. What depends on neighbours
//! that may be folded themselves is decided in the end, by [`context`].

mod candidate_chars;
mod case;
mod circled;
mod code;
mod compatibility;
mod context;
mod emoji;
mod han;
mod html;
mod invisible;
mod kaomoji;
mod letters;
mod lookalike;
mod replacement;
mod spelling;
mod width;

use std::borrow::Cow;
use std::sync::OnceLock;

pub use self::han::simplified;
pub use self::html::without_markup;

use self::candidate_chars::CandidateChars;
use self::letters::Letters;
use self::replacement::{Fold, Piece, Replace};
use super::offsets::{OffsetMap, edited};
use super::span::Span;

/// Every fold, in the order in which they are asked. Those that replace
/// single characters are chained: each sees what the ones before it made.
const FOLDS: &[Fold] = &[
    html::FOLD,
    code::FOLD,
    kaomoji::FOLD,
    lookalike::FOLD,
    emoji::FOLD,
    circled::FOLD,
    spelling::FOLD,
    invisible::FOLD,
    compatibility::FOLD,
    width::FOLD,
    case::FOLD,
    han::FOLD,
];

// One bit for each fold in the candidates on ASCII characters.
const _: () = assert!(FOLDS.len() <= 16);

/// The names of all folds, in the order in which they are applied.
pub fn fold_names() -> impl Iterator<Item = &'static str> {
    FOLDS.iter().map(|fold| fold.name)
}

/// A text made comparable, with the way back to the original.
#[derive(Clone, Debug)]
pub struct Folded<'a> {
    original: &'a str,
    text: Cow<'a, str>,
    offsets: Cow<'a, OffsetMap>,
}

impl<'a> Folded<'a> {
    /// The folded text: what is matched.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text as it was.
    pub fn original(&self) -> &'a str {
        self.original
    }

    /// Whether folding changed nothing.
    pub fn is_identity(&self) -> bool {
        self.text.as_ptr() == self.original.as_ptr()
    }

    /// The range of the original that a range of the folded text came from.
    ///
    /// Starts are floored and ends are ceiled to whole pieces, so the result
    /// always lies on character boundaries of the original. What was removed
    /// inside the range is covered; what was removed beside it is not.
    pub fn to_original(&self, span: Span) -> Span {
        if self.is_identity() {
            return on_boundaries(self.original, span);
        }
        original_range(self.original, &self.text, &self.offsets, span)
    }
}

/// A text and its fold, both owned, in memory that is used again for the next text.
#[derive(Clone, Debug, Default)]
pub struct FoldedText {
    original: String,
    /// Whether there was anything to fold: else the original is what is matched.
    changed: bool,
    buffers: FoldBuffers,
}

impl FoldedText {
    /// Folds a message as [`fold`] does.
    pub fn new(text: &str) -> Self {
        let mut folded = FoldedText::default();
        folded.refold(text);
        folded
    }

    /// Folds another message in place of this one.
    pub fn refold(&mut self, text: &str) {
        self.set_original(text);
        self.changed = fold_into(text, Scope::Message, &mut self.buffers);
    }

    /// Folds a text in which `masked` stands for its variables; it is as long as the text, byte for byte.
    pub fn refold_masked(&mut self, text: &str, masked: &str) {
        debug_assert_eq!(text.len(), masked.len());
        self.set_original(text);
        if !fold_into(masked, Scope::Message, &mut self.buffers) {
            self.buffers.text.push_str(masked);
        }
        self.changed = true;
    }

    fn set_original(&mut self, text: &str) {
        self.original.clear();
        self.original.push_str(text);
    }

    /// The folded text: what is matched.
    pub fn text(&self) -> &str {
        if self.changed { &self.buffers.text } else { &self.original }
    }

    /// The text as it was.
    pub fn original(&self) -> &str {
        &self.original
    }

    /// The range of the original that a range of the folded text came from; see [`Folded::to_original`].
    pub fn to_original(&self, span: Span) -> Span {
        if self.changed {
            original_range(&self.original, &self.buffers.text, &self.buffers.offsets, span)
        } else {
            on_boundaries(&self.original, span)
        }
    }
}

/// Memory that [`fold_with`] uses again and again.
#[derive(Clone, Debug, Default)]
pub struct FoldBuffers {
    text: String,
    offsets: OffsetMap,
}

impl FoldBuffers {
    /// Empty buffers.
    pub fn new() -> Self {
        Self::default()
    }
}

/// Folds a message. Allocates nothing when there is nothing to fold.
///
/// ```
/// use huashu_model::text::{Span, fold};
///
/// let folded = fold("請加Ｖ信[微笑]");
/// assert_eq!(folded.text(), "请加v信\u{FFFC}");
/// let hit = Span::new(6, 10);
/// assert_eq!(folded.to_original(hit).of(folded.original()), "Ｖ信");
/// ```
pub fn fold(text: &str) -> Folded<'_> {
    let mut buffers = FoldBuffers::new();
    if fold_into(text, Scope::Message, &mut buffers) {
        Folded { original: text, text: Cow::Owned(buffers.text), offsets: Cow::Owned(buffers.offsets) }
    } else {
        unchanged(text)
    }
}

/// Folds a message like [`fold`], reusing the memory of earlier calls.
pub fn fold_with<'a>(buffers: &'a mut FoldBuffers, text: &'a str) -> Folded<'a> {
    if fold_into(text, Scope::Message, buffers) {
        Folded { original: text, text: Cow::Borrowed(&buffers.text), offsets: Cow::Borrowed(&buffers.offsets) }
    } else {
        unchanged(text)
    }
}

/// Folds a phrase of a rule: as [`fold`], but markup (HTML, emoji codes,
/// emoticons) is left as it stands, since in a phrase it is meant literally.
///
/// Fold the literal pieces of a phrase, not its slots: names are lower-cased
/// as well.
pub fn fold_phrase(phrase: &str) -> String {
    let mut buffers = FoldBuffers::new();
    if fold_into(phrase, Scope::Phrase, &mut buffers) { buffers.text } else { phrase.to_owned() }
}

/// Whether a phrase is already in the form in which texts are compared.
///
/// A literal of a regular expression for which this is false can never match.
pub fn is_folded(phrase: &str) -> bool {
    !fold_into(phrase, Scope::Phrase, &mut FoldBuffers::new())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    Message,
    Phrase,
}

fn unchanged(text: &str) -> Folded<'_> {
    static NOTHING: OffsetMap = OffsetMap::new();
    Folded { original: text, text: Cow::Borrowed(text), offsets: Cow::Borrowed(&NOTHING) }
}

/// Folds into `buffers` and tells whether anything changed; when nothing did,
/// the buffers are empty.
fn fold_into(text: &str, scope: Scope, buffers: &mut FoldBuffers) -> bool {
    let changed = fold_pieces(text, scope, buffers);
    let edits = context::edits(if changed { &buffers.text } else { text }, scope);
    if edits.is_empty() {
        return changed;
    }
    if !changed {
        buffers.text.push_str(text);
    }
    buffers.offsets = buffers.offsets.edited(&edits);
    buffers.text = edited(&buffers.text, &edits);
    true
}

/// Replaces pieces, each for what it is by itself.
fn fold_pieces(text: &str, scope: Scope, buffers: &mut FoldBuffers) -> bool {
    let FoldBuffers { text: out, offsets } = buffers;
    out.clear();
    offsets.clear();
    let candidates = candidate_chars();
    let mut changed = false;
    let mut copied = 0;
    let mut at = 0;
    while let Some((found, c)) = candidates.next(text, at) {
        let Some(piece) = piece_at(candidates, text.get(found..).unwrap_or(""), c, scope) else {
            at = found + c.len_utf8();
            continue;
        };
        if !changed {
            changed = true;
            out.reserve(text.len());
        }
        out.push_str(text.get(copied..found).unwrap_or(""));
        let derived = out.len();
        out.extend(piece.becomes.iter());
        let derived_unit = out.len() - derived;
        let one_for_one =
            piece.becomes.len() == 1 && piece.consumed == c.len_utf8() && piece.consumed == derived_unit;
        if !one_for_one {
            offsets.record(derived, derived_unit, found, piece.consumed);
        }
        at = found + piece.consumed;
        copied = at;
    }
    if changed {
        out.push_str(text.get(copied..).unwrap_or(""));
    }
    changed
}

fn piece_at(candidates: &CandidateChars, rest: &str, c: char, scope: Scope) -> Option<Piece> {
    for (order, fold) in FOLDS.iter().enumerate() {
        if !candidates.may_change(order, c) {
            continue;
        }
        let piece = match fold.replace {
            Replace::Markup(_) if scope == Scope::Phrase => None,
            Replace::Markup(replace) | Replace::Sequence(replace) => replace(rest),
            Replace::Character(replace) => replace(c).map(|becomes| Piece { consumed: c.len_utf8(), becomes }),
        };
        if let Some(piece) = piece {
            let becomes = settle(candidates, piece.becomes, order + 1);
            return Some(Piece { becomes, ..piece });
        }
    }
    None
}

/// Applies the folds from `next` on to what an earlier one produced.
fn settle(candidates: &CandidateChars, mut letters: Letters, next: usize) -> Letters {
    for (order, fold) in FOLDS.iter().enumerate().skip(next) {
        if let Replace::Character(replace) = fold.replace
            && letters.iter().any(|c| candidates.may_change(order, c))
        {
            let mut settled = Letters::new();
            for c in letters.iter() {
                settled.extend(replace(c).unwrap_or(Letters::one(c)).iter());
            }
            letters = settled;
        }
    }
    // What only looks Latin may come out last: the small letter of Ʋ.
    let mut latin = Letters::new();
    latin.extend(letters.iter().map(|c| lookalike::taken_for(c).unwrap_or(c)));
    latin
}

fn candidate_chars() -> &'static CandidateChars {
    static CLAIMS: OnceLock<CandidateChars> = OnceLock::new();
    CLAIMS.get_or_init(|| {
        let mut candidates = CandidateChars::new();
        for (order, fold) in FOLDS.iter().enumerate() {
            candidates.begin(order);
            (fold.add_candidates)(&mut candidates);
        }
        candidates
    })
}

fn original_range(original: &str, text: &str, offsets: &OffsetMap, span: Span) -> Span {
    on_boundaries(original, offsets.to_source(on_boundaries(text, span)))
}

fn on_boundaries(text: &str, span: Span) -> Span {
    let start = text.floor_char_boundary(span.start);
    Span::new(start, text.ceil_char_boundary(span.end))
}

#[cfg(test)]
mod tests;
