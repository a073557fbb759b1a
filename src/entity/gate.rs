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

impl Gate {
    /// Says whether `text` is worth searching.
    pub fn admits(self, text: &str) -> bool {
        match self {
            Gate::Digit => text.bytes().any(|byte| byte.is_ascii_digit()),
            Gate::Numeral => text.chars().any(|c| c == '[' || is_numeral(c)),
            Gate::Digits(count) => {
                let is_digit = |c: &char| c.is_ascii_digit() || spoken_digit(*c).is_some();
                // Most texts are too short, or hold no digit at all, which is quickly seen.
                text.len() >= count && text.chars().filter(is_digit).nth(count.saturating_sub(1)).is_some()
            }
            Gate::At => memchr::memchr(b'@', text.as_bytes()).is_some(),
            Gate::Any => true,
            Gate::Literals(literals) => literals.iter().any(|literal| text.contains(literal)),
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
