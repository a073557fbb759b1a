//! Phrases by their sound: found wherever every character may be read as the phrase's.
//!
//! A character with several readings sounds like each of them, but for one in a phrase that is part of a common word
//! and so has the reading of that word. An automaton over one reading would not do: phrases are kept in a trie of
//! syllables, which is walked with all readings at once.

use std::sync::OnceLock;

use hashbrown::HashMap;
use smallvec::SmallVec;

use huashu_model::text::Span;
use huashu_model::text::pinyin::{readings, readings_in_words};

/// Number of a phrase that is sought by its sound.
pub(crate) type SoundNumber = u32;

/// A syllable, tone aside, or a character that has none.
type Sound = u32;

/// What a character may sound like.
type Sounds = SmallVec<[Sound; 4]>;

/// Syllables are numbered from here on, beyond all characters.
const FIRST_SYLLABLE: Sound = 0x11_0000;

/// The later characters of a phrase that may be read in more ways than this have their usual readings only.
const MOST_READINGS: usize = 256;

/// Phrases by their sound.
#[derive(Debug, Default)]
pub(crate) struct SoundTrie {
    nodes: Vec<Node>,
}

#[derive(Debug, Default)]
struct Node {
    next: HashMap<Sound, u32>,
    /// The phrases that end here.
    phrases: Vec<SoundNumber>,
}

impl SoundTrie {
    /// Makes a trie of phrases.
    pub(crate) fn new<'p>(phrases: impl Iterator<Item = (&'p str, SoundNumber)>) -> Self {
        let mut trie = SoundTrie { nodes: vec![Node::default()] };
        for (phrase, number) in phrases.filter(|(phrase, _)| !phrase.is_empty()) {
            trie.insert(phrase, number);
        }
        trie
    }

    fn insert(&mut self, phrase: &str, number: SoundNumber) {
        let mut ends: Vec<u32> = vec![0];
        for (c, in_word) in phrase.chars().zip(readings_in_words(phrase)) {
            let sounds = in_word.and_then(syllable).map_or_else(|| sounds(c), |sound| Sounds::from_slice(&[sound]));
            let most = if ends.len() * sounds.len() > MOST_READINGS { 1 } else { sounds.len() };
            let mut next = Vec::with_capacity(ends.len() * most);
            for node in ends {
                next.extend(sounds[..most].iter().map(|sound| self.child(node, *sound)));
            }
            ends = next;
        }
        for node in ends {
            self.nodes[node as usize].phrases.push(number);
        }
    }

    fn child(&mut self, node: u32, sound: Sound) -> u32 {
        let new = self.nodes.len() as u32;
        let child = *self.nodes[node as usize].next.entry(sound).or_insert(new);
        if child == new {
            self.nodes.push(Node::default());
        }
        child
    }

    /// Returns every phrase that a text sounds like somewhere, with where; they may overlap.
    pub(crate) fn find(&self, text: &str) -> Vec<(SoundNumber, Span)> {
        let mut found = Vec::new();
        if self.nodes.len() < 2 {
            return found;
        }
        let heard: Vec<(usize, Sounds)> = text.char_indices().map(|(at, c)| (at, sounds(c))).collect();
        let ends = heard.iter().skip(1).map(|(at, _)| *at).chain([text.len()]);
        let heard: Vec<(usize, Sounds, usize)> =
            heard.iter().zip(ends).map(|((at, sounds), end)| (*at, sounds.clone(), end)).collect();
        for (first, (start, ..)) in heard.iter().enumerate() {
            let mut nodes: SmallVec<[u32; 8]> = SmallVec::from_slice(&[0]);
            for (_, sounds, end) in &heard[first..] {
                nodes = nodes.iter().flat_map(|node| self.children(*node, sounds)).collect();
                if nodes.is_empty() {
                    break;
                }
                let phrases = nodes.iter().flat_map(|node| &self.nodes[*node as usize].phrases);
                found.extend(phrases.map(|phrase| (*phrase, Span::new(*start, *end))));
            }
        }
        // Two readings may lead to one phrase.
        found.sort_unstable_by_key(|(number, span)| (*span, *number));
        found.dedup();
        found
    }

    fn children<'t>(&'t self, node: u32, sounds: &'t Sounds) -> impl Iterator<Item = u32> + 't {
        let next = &self.nodes[node as usize].next;
        sounds.iter().filter_map(|sound| next.get(sound).copied())
    }
}

/// Returns what a character may sound like; the usual reading first.
fn sounds(c: char) -> Sounds {
    let known = u32::from(c).checked_sub(u32::from(FIRST_HAN)).and_then(|at| table().by_character.get(at as usize));
    known.filter(|sounds| !sounds.is_empty()).cloned().unwrap_or_else(|| Sounds::from_slice(&[u32::from(c)]))
}

fn syllable(reading: &str) -> Option<Sound> {
    table().syllables.get(reading).copied()
}

const FIRST_HAN: char = '\u{4E00}';
const LAST_HAN: char = '\u{9FFF}';

/// The readings of all characters, by number.
struct SoundTable {
    syllables: HashMap<&'static str, Sound>,
    by_character: Vec<Sounds>,
}

fn table() -> &'static SoundTable {
    static TABLE: OnceLock<SoundTable> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut syllables = HashMap::new();
        let mut number = |reading| {
            let next = FIRST_SYLLABLE + syllables.len() as Sound;
            *syllables.entry(reading).or_insert(next)
        };
        let of_character = |c: char| {
            let mut sounds = Sounds::new();
            for sound in readings(c).map(&mut number) {
                if !sounds.contains(&sound) {
                    sounds.push(sound);
                }
            }
            sounds
        };
        let by_character = (FIRST_HAN..=LAST_HAN).map(of_character).collect();
        SoundTable { syllables, by_character }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(phrases: &[&str], text: &str) -> Vec<String> {
        let trie = SoundTrie::new(phrases.iter().zip(0..).map(|(phrase, number)| (*phrase, number)));
        trie.find(text).into_iter().map(|(_, span)| span.of(text).to_owned()).collect()
    }

    #[test]
    fn all_readings_count() {
        let cases: &[(&str, &str, &[&str])] = &[
            ("微信", "加我威信", &["威信"]),
            ("加微信", "嘉薇芯", &["嘉薇芯"]),
            ("银行", "去银航办", &["银航"]),
            ("银航", "去银行办", &["银行"]),
            ("银行", "银形很美", &[]),
            ("重复", "请勿虫复提交", &["虫复"]),
            ("了解", "您可以聊解一下", &["聊解"]),
            ("了解", "乐姐来了", &[]),
            ("长期", "常期有效", &["常期"]),
            ("长期", "股价涨期", &[]),
            ("会计", "找快计开票", &["快计"]),
            ("还款", "环款", &["环款"]),
            ("vx号", "vx好", &["vx好"]),
            ("微信", "为心", &["为心"]),
            ("微信", "维修", &[]),
            ("微信", "微", &[]),
        ];
        for (phrase, text, expected) in cases {
            assert_eq!(found(&[phrase], text), *expected, "{phrase} in {text}");
        }
    }

    #[test]
    fn phrases_may_overlap() {
        assert_eq!(found(&["微信", "信号"], "威信好"), ["威信", "信好"]);
    }
}
