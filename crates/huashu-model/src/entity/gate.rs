//! The cheap question asked before an entity searches a text.

use super::digits::spoken_digit;

/// What a text must hold for an entity to be possible in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gate {
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

/// The signs of a text that gates ask for, looked for once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Signs {
    /// ASCII digits.
    ascii_digits: usize,
    /// Digits, ASCII ones or Chinese ones as numbers are read out.
    digits: usize,
    /// Anything that can stand in a number, or begin a mask.
    numeral: bool,
    at: bool,
}

impl Signs {
    /// Looks for the signs of a text.
    pub fn of(text: &str) -> Self {
        let mut signs = Signs::default();
        for c in text.chars() {
            signs.ascii_digits += usize::from(c.is_ascii_digit());
            signs.digits += usize::from(c.is_ascii_digit() || spoken_digit(c).is_some());
            signs.numeral |= c == '[' || is_numeral(c);
            signs.at |= c == '@';
        }
        signs
    }
}

impl Gate {
    /// Says whether `text` is worth searching.
    pub fn admits(self, text: &str) -> bool {
        match self {
            Gate::Literals(literals) => literals.iter().any(|literal| text.contains(literal)),
            gate => gate.admits_signs(Signs::of(text)),
        }
    }

    /// Says whether a text with these signs is worth searching, as far as they tell; of literals they tell nothing.
    pub fn admits_signs(self, signs: Signs) -> bool {
        match self {
            Gate::Digit => signs.ascii_digits > 0,
            Gate::Numeral => signs.numeral,
            Gate::Digits(count) => signs.digits >= count,
            Gate::At => signs.at,
            Gate::Any | Gate::Literals(_) => true,
        }
    }
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
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gates_admit_what_they_name() {
        assert!(Gate::Digit.admits("拨打1号线"));
        assert!(!Gate::Digit.admits("三分钟"));
        assert!(Gate::Numeral.admits("三分钟"));
        assert!(Gate::Numeral.admits("[订单x]"));
        assert!(!Gate::Numeral.admits("您好"));
        assert!(Gate::Digits(4).admits("12转三四"));
        assert!(!Gate::Digits(4).admits("12转三"));
        assert!(Gate::At.admits("a@b"));
        assert!(!Gate::At.admits("您好"));
        assert!(Gate::Any.admits(""));
        assert!(Gate::Literals(&["微信", "vx"]).admits("加vx"));
        assert!(!Gate::Literals(&["微信"]).admits("您好"));
    }
}
