//! The cheap question asked before an entity searches a text.

use super::numeral::any_digit;

/// What a text must hold for an entity to be possible in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precheck {
    /// An ASCII digit.
    Digit,
    /// An ASCII digit, a Chinese numeral, or a bracketed mask such as `[数字x]`.
    Numeral,
    /// So many digits, ASCII ones or Chinese ones as numbers are read out, wherever they stand.
    Digits(usize),
    /// The sign `@`.
    At,
    /// Nothing: every text is searched.
    Any,
    /// At least one of these literals.
    Literals(&'static [&'static str]),
}

/// The counts of a text that prechecks ask for, looked for once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CharCounts {
    /// ASCII digits.
    ascii_digits: usize,
    /// Digits, ASCII ones or Chinese ones as numbers are read out.
    digits: usize,
    /// Anything that can stand in a number, or begin a mask.
    numeral: bool,
    at: bool,
}

impl CharCounts {
    /// Looks for the counts of a text.
    pub fn of(text: &str) -> Self {
        let mut counts = CharCounts::default();
        for c in text.chars().filter(|c| is_counted(*c)) {
            counts.ascii_digits += usize::from(c.is_ascii_digit());
            counts.digits += usize::from(any_digit(c).is_some());
            counts.numeral |= c == '[' || is_numeral(c);
            counts.at |= c == '@';
        }
        counts
    }
}

impl Precheck {
    /// Says whether `text` is worth searching.
    pub fn admits(self, text: &str) -> bool {
        match self {
            Precheck::Literals(literals) => literals.iter().any(|literal| text.contains(literal)),
            precheck => precheck.admits_counts(CharCounts::of(text)),
        }
    }

    /// Says whether a text with these counts is worth searching, as far as they tell; of literals they tell nothing.
    pub fn admits_counts(self, counts: CharCounts) -> bool {
        match self {
            Precheck::Digit => counts.ascii_digits > 0,
            Precheck::Numeral => counts.numeral,
            Precheck::Digits(count) => counts.digits >= count,
            Precheck::At => counts.at,
            Precheck::Any | Precheck::Literals(_) => true,
        }
    }
}

/// The characters that count, by their lowest bits: most others are passed over at one look.
const COUNTED: [u64; 16] = {
    let counted = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '[', '@', '零', '〇', '一', '幺', '二', '两', '三', '四',
        '五', '六', '七', '八', '九', '十', '百', '千', '万', '半', '几', '俩', '仨', '壹', '贰', '叁', '肆', '伍',
        '陆', '柒', '捌', '玖',
    ];
    let mut bits = [0; 16];
    let mut at = 0;
    while at < counted.len() {
        let low = counted[at] as usize % 1024;
        bits[low / 64] |= 1 << (low % 64);
        at += 1;
    }
    bits
};

/// Says whether a character may count.
fn is_counted(c: char) -> bool {
    let low = c as usize % 1024;
    COUNTED[low / 64] >> (low % 64) & 1 == 1
}

/// Says whether a character can stand in a number, written or spoken.
fn is_numeral(c: char) -> bool {
    c.is_ascii_digit()
        || matches!(
            c,
            '零' | '〇'
                | '一'
                | '幺'
                | '二'
                | '两'
                | '三'
                | '四'
                | '五'
                | '六'
                | '七'
                | '八'
                | '九'
                | '十'
                | '百'
                | '千'
                | '万'
                | '半'
                | '几'
                | '俩'
                | '仨'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_counts_is_looked_at() {
        for c in '\0'..=char::MAX {
            let counts = any_digit(c).is_some() || is_numeral(c) || c == '[' || c == '@';
            assert!(!counts || is_counted(c), "{c}");
        }
    }

    #[test]
    fn prechecks_admit_what_they_name() {
        assert!(Precheck::Digit.admits("拨打1号线"));
        assert!(!Precheck::Digit.admits("三分钟"));
        assert!(Precheck::Numeral.admits("三分钟"));
        assert!(Precheck::Numeral.admits("[订单x]"));
        assert!(!Precheck::Numeral.admits("您好"));
        assert!(Precheck::Digits(4).admits("12转三四"));
        assert!(!Precheck::Digits(4).admits("12转三"));
        assert!(Precheck::At.admits("a@b"));
        assert!(!Precheck::At.admits("您好"));
        assert!(Precheck::Any.admits(""));
        assert!(Precheck::Literals(&["微信", "vx"]).admits("加vx"));
        assert!(!Precheck::Literals(&["微信"]).admits("您好"));
    }
}
