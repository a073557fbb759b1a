//! How rarely words stand in customer service talk, so that what is looked for first is what is seldom there.
//!
//! An estimate: it decides about speed, never about verdicts.

use std::sync::OnceLock;

/// The characters that are used most in the examples of the shipped rulebooks and the fixtures, the commonest first.
const COMMON: &str = "您我的客不了服好一有你是这没么户以可请问吗看下就要说们来在到再帮还什上能等个天办号会给别理点为时人明\
    话保谢也单用去先自查发怎费款证都清退电己后快系家事已烦意着题麻收诉过定见多吧心知稍那行需前法楚听经开\
    记小件货地样子想对里现务他哪关订道打找交治元业机信呢核三得告出水处门买改手谁提工解月大间带修错抱回两\
    物歉管投询放今便少转实复通随把次料换重方和合让又才取白期分填很联接登起跟感生材年按其哦面公急最码情周\
    递量同票楼几早候本思结满约流账钱作金报气送果准午价五照活反正写动规新位咨待日统内条太只网班补慢留品申\
    遍口叫装原挂边十安该名做走马卡备试亲份如排嗯钟全于晚路祝儿医懂干况刚员由师责险停车片包拍商讲病司套主\
    完院度站身头址真预百录签张嫌场加傅啊老台评表底付额字差中议消药体无当算难尽赔跑住成决建应必房愉示每声\
    因支领半外线种怪寄供页免之高负坏耐验短二第续持餐久目映弄吃虑零专喂音担检孩运进格拿些确配八息须催图直\
    比计考选项馈部存数色忙优注承认器昨微升答";

/// The usual Han characters, among which all the common ones are.
const FIRST_HAN: char = '\u{4E00}';
const LAST_HAN: char = '\u{9FFF}';

/// How rarely something is met by chance: about the binary logarithm of how many characters pass before it, in sixteenths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Rarity(u32);

/// Sixteenths of a unit.
const UNIT: f64 = 16.0;
/// Characters that are not among the common ones.
const SELDOM: f64 = 13.5;
/// Letters and digits.
const LATIN: f64 = 8.0;
/// Of what further characters of a word tell, so much is not known by the rarest of them.
const FURTHER: f64 = 0.45;

impl Rarity {
    /// What every text holds.
    pub(crate) const NONE: Rarity = Rarity(0);
    /// What is rare enough: a longer word would hardly be met more seldom.
    pub(crate) const ENOUGH: Rarity = Rarity(12 * 16);

    /// Returns how rarely one of several words is met.
    pub(crate) fn of_any(words: &[String]) -> Rarity {
        if words.is_empty() || words.iter().any(String::is_empty) {
            return Rarity::NONE;
        }
        if let [word] = words {
            return Rarity((bits(word) * UNIT).max(1.0) as u32);
        }
        let chance: f64 = words.iter().map(|word| (-bits(word)).exp2()).sum();
        Rarity((-chance.log2() * UNIT).max(1.0) as u32)
    }

    /// Returns how rarely several things stand side by side.
    pub(crate) fn of_all(parts: &[Rarity]) -> Rarity {
        let rarest = parts.iter().max().copied().unwrap_or_default();
        let others = parts.iter().map(|part| part.0).sum::<u32>() - rarest.0;
        Rarity(rarest.0 + (f64::from(others) * FURTHER) as u32)
    }
}

/// Returns the rarest character of a word.
pub(crate) fn rarest_character(word: &str) -> Option<char> {
    word.chars().max_by(|a, b| bits_of_character(*a).total_cmp(&bits_of_character(*b)))
}

fn bits(word: &str) -> f64 {
    let (rarest, all) =
        word.chars().map(bits_of_character).fold((0.0, 0.0), |(rarest, all), bits| (bits.max(rarest), all + bits));
    rarest + (all - rarest) * FURTHER
}

/// The rank of a character among the common ones follows Zipf's law well enough.
fn bits_of_character(c: char) -> f64 {
    static HAN: OnceLock<Box<[f32]>> = OnceLock::new();
    let han = HAN.get_or_init(|| {
        let mut bits = vec![SELDOM as f32; LAST_HAN as usize - FIRST_HAN as usize + 1];
        for (rank, c) in COMMON.chars().enumerate() {
            bits[c as usize - FIRST_HAN as usize] = ((rank as f32 + 5.0) / 0.22).log2();
        }
        bits.into()
    });
    match (c as usize).checked_sub(FIRST_HAN as usize).and_then(|at| han.get(at)) {
        Some(bits) => f64::from(*bits),
        None if c.is_ascii_alphanumeric() => LATIN,
        None => SELDOM,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rarity(words: &[&str]) -> Rarity {
        Rarity::of_any(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn what_is_said_all_the_time_is_no_rarity() {
        assert!(rarity(&["您"]) < rarity(&["您好"]));
        assert!(rarity(&["您好"]) < rarity(&["滚"]));
        assert!(rarity(&["滚", "您"]) < rarity(&["滚"]));
        assert_eq!(rarity(&[""]), Rarity::NONE);
        assert_eq!(rarity(&[]), Rarity::NONE);
        assert_eq!(rarest_character("您滚"), Some('滚'));
        assert!(Rarity::of_all(&[rarity(&["您"]), rarity(&["滚"])]) > rarity(&["滚"]));
    }
}
