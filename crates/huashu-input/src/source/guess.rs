//! Guessing the encoding of bytes that do not say it.
//!
//! Knows bytes alone, and which characters Chinese service talk is made of.

use encoding_rs::{BIG5, DecoderResult, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

use crate::source::mixed;

/// Tells UTF-16 without a mark by its zero bytes: every ASCII character has one, always on the same side.
pub(super) fn utf16_by_pattern(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096) & !1];
    let zeros = |side: usize| sample.iter().skip(side).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let pairs = sample.len() / 2;
    let many = |count: usize| count * 10 >= pairs && count > 0;
    match (many(even), many(odd)) {
        (false, true) if even * 20 <= odd => Some(UTF_16LE),
        (true, false) if odd * 20 <= even => Some(UTF_16BE),
        _ => None,
    }
}

/// Tells the encoding of a sample that is not all ASCII; `whole` says that nothing follows it.
pub(super) fn guess(sample: &[u8], whole: bool) -> &'static Encoding {
    let (good, bad) = count_utf8(sample, whole);
    // A few broken bytes do not make a UTF-8 file Chinese legacy text, in which such sequences are rare.
    if bad == 0 || good > 4 * bad {
        return UTF_8;
    }
    // Lines that are UTF-8 for sure say nothing about the others.
    let (runs, _) = mixed::runs(sample, true);
    let others: Vec<u8> =
        runs.into_iter().filter(|run| !run.is_utf8).flat_map(|run| sample[run.bytes].iter().copied()).collect();
    let sample = &*others;
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(sample, whole);
    let guessed = detector.guess(Some(b"cn"), chardetng::Utf8Detection::Deny);
    let guessed = if guessed == GBK { GB18030 } else { guessed };
    let (gb, big5) = (judge(GB18030, sample, whole), judge(BIG5, sample, whole));
    if guessed == GB18030 || guessed == BIG5 {
        return match gb.common.total_cmp(&big5.common) {
            _ if gb.errors == 0 && big5.errors > 0 && gb.common > 0.0 => GB18030,
            _ if big5.errors == 0 && gb.errors > 0 && big5.common > 0.0 => BIG5,
            std::cmp::Ordering::Greater => GB18030,
            std::cmp::Ordering::Less => BIG5,
            std::cmp::Ordering::Equal => guessed,
        };
    }
    if gb.errors == 0 && gb.han > 0.5 { GB18030 } else { guessed }
}

/// Characters that Chinese service talk cannot do without, simplified and traditional.
const COMMON: &str =
    "的一是不了在我您好请請有你这這个個们們吗嗎客服户戶为為什么麼可以到会會时時间間，。？！没沒来來要多少上下";

/// How well an encoding fits a sample.
struct Fit {
    /// Sequences that mean nothing in the encoding, or only what each machine likes.
    errors: usize,
    /// Share of Han characters and their punctuation among all but ASCII.
    han: f64,
    /// Share of very common characters.
    common: f64,
}

/// Counts characters of several bytes, and bytes that are no part of any.
fn count_utf8(sample: &[u8], whole: bool) -> (usize, usize) {
    let (mut good, mut bad) = (0, 0);
    let mut rest = sample;
    loop {
        let (valid, error) = match std::str::from_utf8(rest) {
            Ok(text) => (text, None),
            Err(error) => {
                (std::str::from_utf8(&rest[..error.valid_up_to()]).unwrap_or_default(), Some(error.error_len()))
            }
        };
        good += valid.chars().filter(|character| !character.is_ascii()).count();
        match error {
            None => return (good, bad),
            Some(None) => return (good, bad + usize::from(whole)),
            Some(Some(length)) => {
                bad += 1;
                rest = &rest[valid.len() + length..];
            }
        }
    }
}

fn judge(encoding: &'static Encoding, sample: &[u8], whole: bool) -> Fit {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(decoder.max_utf8_buffer_length(sample.len()).unwrap_or(sample.len() * 3));
    let (mut used, mut errors) = (0, 0);
    loop {
        text.reserve(16);
        let (result, read) = decoder.decode_to_string_without_replacement(&sample[used..], &mut text, whole);
        used += read;
        match result {
            DecoderResult::InputEmpty => break,
            DecoderResult::OutputFull => text.reserve(sample.len()),
            DecoderResult::Malformed(..) => errors += 1,
        }
    }
    let (mut others, mut han, mut common) = (0_usize, 0_usize, 0_usize);
    for character in text.chars().filter(|character| !character.is_ascii()) {
        others += 1;
        han += usize::from(
            matches!(character, '\u{4e00}'..='\u{9fff}' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}'),
        );
        common += usize::from(COMMON.contains(character));
        errors += usize::from(matches!(character, '\u{e000}'..='\u{f8ff}'));
    }
    let share = |count: usize| count as f64 / others.max(1) as f64;
    Fit { errors, han: share(han), common: share(common) }
}
