//! A dictionary of words, searched where it lies in the program, and texts cut into its words.
//!
//! The words and their counts are those of jieba (MIT, © 2013 Sun Junyi), packed as a finite state transducer by
//! `cargo run -p huashu-model --example pack_words`. A text is cut as jieba cuts it without its model of unknown words: of
//! all ways the likeliest, and of likely ones that with the longer word first. Nothing has to be loaded.

use fst::raw::{Fst, Node};

/// Words and their counts; the empty word has the sum of all counts.
static WORDS: &[u8] = include_bytes!("words.fst");

/// The best way from a character on to the end of its run.
#[derive(Clone, Copy)]
struct Way {
    /// The logarithm of its likelihood.
    likelihood: f64,
    /// The number of the character behind its first word.
    end: usize,
}

/// Returns where the words of a text end, in bytes, in ascending order.
pub(super) fn word_ends(text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let Ok(words) = Fst::new(WORDS) else { return ends };
    let total = words.get([]).map_or(0.0, |total| (total.value() as f64).ln());
    let mut run: Vec<(usize, char)> = Vec::new();
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        if stands_in_words(c) {
            run.push((at, c));
            continue;
        }
        cut_run(&words, total, text, &mut run, at, &mut ends);
        // The end of a line is one word.
        if c == '\r' && characters.next_if(|(_, next)| *next == '\n').is_some() {
            ends.push(at + 2);
        } else {
            ends.push(at + c.len_utf8());
        }
    }
    cut_run(&words, total, text, &mut run, text.len(), &mut ends);
    ends
}

/// Cuts a run of characters that stand in words and ends at a byte, and empties it.
fn cut_run(
    words: &Fst<&[u8]>,
    total: f64,
    text: &str,
    run: &mut Vec<(usize, char)>,
    end: usize,
    ends: &mut Vec<usize>,
) {
    let byte = |number: usize| run.get(number).map_or(end, |(at, _)| *at);
    let ways = likeliest(words, total, text, run);
    let is_latin = |number: usize| run[number].1.is_ascii_alphanumeric();
    let mut number = 0;
    // Latin letters and digits that make no word are one together.
    let mut is_latin_open = false;
    while number < run.len() {
        let next = ways[number].end;
        let joins = next == number + 1 && is_latin(number);
        if is_latin_open && !joins {
            ends.push(byte(number));
        }
        if !joins {
            ends.push(byte(next));
        }
        is_latin_open = joins;
        number = next;
    }
    if is_latin_open {
        ends.push(end);
    }
    run.clear();
}

/// Returns the likeliest way from each character of a run to its end.
fn likeliest(words: &Fst<&[u8]>, total: f64, text: &str, run: &[(usize, char)]) -> Vec<Way> {
    let mut ways = vec![Way { likelihood: 0.0, end: run.len() }; run.len() + 1];
    for number in (0..run.len()).rev() {
        let mut best: Option<Way> = None;
        each_word(words, text, run, number, |count, next| {
            let likelihood = (count as f64).ln() - total + ways[next].likelihood;
            if best.is_none_or(|best| {
                likelihood > best.likelihood || (likelihood == best.likelihood && next > best.end)
            }) {
                best = Some(Way { likelihood, end: next });
            }
        });
        ways[number] = best
            .unwrap_or_else(|| Way { likelihood: (0.0 - total) + ways[number + 1].likelihood, end: number + 1 });
    }
    ways
}

/// Calls `found` for each word that begins with a character of a run, with its count and the number of the character behind
/// it, the shortest first.
fn each_word(
    words: &Fst<&[u8]>,
    text: &str,
    run: &[(usize, char)],
    first: usize,
    mut found: impl FnMut(u64, usize),
) {
    let mut node = words.root();
    let mut count = 0;
    for (number, (at, c)) in run.iter().enumerate().skip(first) {
        for byte in text[*at..*at + c.len_utf8()].bytes() {
            let Some(transition) = node.find_input(byte).map(|number| node.transition(number)) else { return };
            count += transition.out.value();
            node = words.node(transition.addr);
        }
        if node.is_final() {
            found(count + node.final_output().value(), number + 1);
        }
    }
}

/// Returns the words that are `text` and one Han character before or after it.
pub(super) fn one_longer(text: &str) -> Vec<String> {
    let mut longer = Vec::new();
    let Ok(words) = Fst::new(WORDS) else { return longer };
    each_han(&words, words.root(), |han, node| {
        if walk(&words, node, text).is_some_and(|end| end.is_final()) {
            longer.push(format!("{han}{text}"));
        }
    });
    if let Some(node) = walk(&words, words.root(), text) {
        each_han(&words, node, |han, end| longer.extend(end.is_final().then(|| format!("{text}{han}"))));
    }
    longer.sort_unstable();
    longer.dedup();
    longer
}

/// Returns where a text leads from a node; `None` where no word goes on so.
fn walk<'w>(words: &'w Fst<&[u8]>, from: Node<'w>, text: &str) -> Option<Node<'w>> {
    text.bytes().try_fold(from, |node, byte| Some(words.node(node.transition_addr(node.find_input(byte)?))))
}

/// Calls `found` for each Han character with which words go on from a node, and with the node behind it.
fn each_han<'w>(words: &'w Fst<&[u8]>, from: Node<'w>, mut found: impl FnMut(char, Node<'w>)) {
    let next = |node: Node<'w>| (0..node.len()).map(move |number| node.transition(number)).collect::<Vec<_>>();
    for first in next(from).into_iter().filter(|first| (0xE4..=0xE9).contains(&first.inp)) {
        for second in next(words.node(first.addr)) {
            for third in next(words.node(second.addr)) {
                let bytes = [first.inp, second.inp, third.inp];
                if let Some(han) = std::str::from_utf8(&bytes).ok().and_then(|text| text.chars().next())
                    && ('\u{4E00}'..='\u{9FFF}').contains(&han)
                {
                    found(han, words.node(third.addr));
                }
            }
        }
    }
}

/// Returns whether the dictionary has words with such characters; others are words by themselves.
fn stands_in_words(c: char) -> bool {
    matches!(c,
        '0'..='9' | 'a'..='z' | 'A'..='Z' | '+' | '#' | '&' | '.' | '_' | '%' | '-'
        | '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{2A6DF}' | '\u{2A700}'..='\u{2B73F}' | '\u{2B740}'..='\u{2B81F}'
        | '\u{2B820}'..='\u{2CEAF}' | '\u{2CEB0}'..='\u{2EBEF}' | '\u{2F800}'..='\u{2FA1F}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::segment;
    use proptest::prelude::*;

    /// Characters of which many are words together.
    const COMMON: &str = "的一是不了人我在有他这个上们来到时大地为子中你说生国年着就那和要出也得里后自以会家可下而过天去能对小多然于心学么都\
        好看起发当没成只如事把还用第样道想作种开总从无情己面最但现前些所同日手又行意动方期头经长回位分因很给名法间知什两次使身者被\
        高已其进此话常与正感请问退款客服订单发货快递地址电话稍等您好谢保修证号码查询处理马急别人区特级";

    fn assert_as_jieba(text: &str) {
        let jieba: Vec<usize> = segment::jieba().cut(text, false).iter().map(|token| token.byte_end).collect();
        assert_eq!(word_ends(text), jieba, "{text:?}");
    }

    #[test]
    fn texts_are_cut_as_jieba_cuts_them() {
        for text in [
            "",
            "我看不清楚这个喂奶枕",
            "别急，区别在于特别的级别",
            "AT&T的3.5版b2c和T恤B超卡拉OK都有4S店",
            "第一行\r\n第二行\n\r第三行",
            "abc-def_12% C++ .NET",
            "龘䶮𠀀的字",
            "你必须带身份证，急什么",
            "中华人民共和国国务院港澳事务办公室",
        ] {
            assert_as_jieba(text);
        }
    }

    #[test]
    fn longer_words_are_those_of_jieba() {
        for text in ["清楚", "喂", "急", "人"] {
            let tried = ('\u{4E00}'..='\u{9FFF}').flat_map(|han| [format!("{han}{text}"), format!("{text}{han}")]);
            let mut expected: Vec<String> = tried.filter(|word| segment::jieba().has_word(word)).collect();
            let longer = one_longer(text);
            expected.sort();
            expected.dedup();
            assert_eq!(longer, expected, "{text}");
            assert!(!longer.is_empty());
        }
    }

    proptest! {
        #[test]
        fn any_text_is_cut_as_jieba_cuts_it(text in "\\PC{0,40}") {
            assert_as_jieba(&text);
        }

        #[test]
        fn common_words_are_cut_as_jieba_cuts_them(
            choices in prop::collection::vec((any::<prop::sample::Index>(), 0..12u8), 0..60),
        ) {
            let common: Vec<char> = COMMON.chars().collect();
            let text: String = choices
                .iter()
                .map(|(choice, other)| match other {
                    0 => ['，', 'A', '3', '.', '\r', '\n', ' '][choice.index(7)],
                    _ => common[choice.index(common.len())],
                })
                .collect();
            assert_as_jieba(&text);
        }
    }
}
