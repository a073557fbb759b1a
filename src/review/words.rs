//! What people write into cells: verdicts, minutes, names of columns.

use super::marks::Verdict;

/// Returns a text in half width and lower case, without spaces.
pub(super) fn plain(text: &str) -> String {
    let half = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        other => other,
    };
    let characters = text.chars().map(half).filter(|c| !c.is_whitespace() && !c.is_control() && *c != '\u{feff}');
    characters.flat_map(char::to_lowercase).collect()
}

const VERDICTS: [(Verdict, &[&str]); 3] = [
    (
        Verdict::Right,
        &[
            "对", "对的", "正确", "准确", "属实", "是", "√", "✓", "✔", "☑", "y", "yes", "right", "true", "t", "ok",
            "correct",
        ],
    ),
    (
        Verdict::Wrong,
        &[
            "错",
            "错的",
            "错误",
            "不对",
            "误报",
            "误判",
            "不属实",
            "否",
            "×",
            "✗",
            "✘",
            "✕",
            "☒",
            "x",
            "n",
            "no",
            "wrong",
            "false",
            "f",
            "incorrect",
        ],
    ),
    (
        Verdict::Unsure,
        &["存疑", "疑", "疑问", "不确定", "待定", "说不准", "?", "unsure", "unclear", "doubt", "maybe"],
    ),
];

/// Reads a verdict; `None` for words that are none.
pub(super) fn verdict(text: &str) -> Option<Verdict> {
    let word = plain(text);
    let word = word.trim_end_matches(['。', '.', '!', '\u{fe0f}']);
    VERDICTS.iter().find(|(_, words)| words.contains(&word)).map(|(verdict, _)| *verdict)
}

/// Minutes beyond which one row cannot have taken.
const MOST_MINUTES: f64 = 240.0;

/// Reads minutes: `3`, `1.5`, `2:30` (minutes and seconds), `0:02:30`, `3分钟`, `1分30秒`, `45s`; `None` for anything else.
pub(super) fn minutes(text: &str) -> Option<f64> {
    let text = plain(text);
    let read = match text.split(':').collect::<Vec<_>>().as_slice() {
        [whole] => with_units(whole)?,
        [minutes, seconds] => number(minutes)? + number(seconds)? / 60.0,
        [hours, minutes, seconds] => number(hours)? * 60.0 + number(minutes)? + number(seconds)? / 60.0,
        _ => return None,
    };
    (0.0..=MOST_MINUTES).contains(&read).then_some(read)
}

fn with_units(text: &str) -> Option<f64> {
    const MINUTES: [&str; 6] = ["分钟", "分", "minutes", "mins", "min", "m"];
    const SECONDS: [&str; 5] = ["秒钟", "秒", "seconds", "sec", "s"];
    if let Ok(minutes) = text.parse() {
        return Some(minutes);
    }
    let seconds = |text: &str| SECONDS.iter().find_map(|unit| number(text.strip_suffix(unit)?));
    if let Some(seconds) = seconds(text) {
        return Some(seconds / 60.0);
    }
    MINUTES.iter().find_map(|unit| {
        let (before, rest) = text.split_once(unit)?;
        let rest = if rest.is_empty() { 0.0 } else { seconds(rest)? };
        Some(number(before)? + rest / 60.0)
    })
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite() && *number >= 0.0)
}

/// Cuts what was missed into one entry each.
pub(super) fn missed(text: &str) -> Vec<String> {
    let none = ["", "无", "没有", "none", "no", "-", "/"];
    let parts = text.split(['\n', '\r', ';', '；', '、']).map(str::trim);
    parts.filter(|part| !none.contains(&plain(part).as_str())).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_are_read_as_people_write_them() {
        for (text, read) in [
            ("对", Some(Verdict::Right)),
            (" ✓ ", Some(Verdict::Right)),
            ("Ｙ", Some(Verdict::Right)),
            ("Right", Some(Verdict::Right)),
            ("错。", Some(Verdict::Wrong)),
            ("✗", Some(Verdict::Wrong)),
            ("Ｎｏ", Some(Verdict::Wrong)),
            ("存　疑", Some(Verdict::Unsure)),
            ("？", Some(Verdict::Unsure)),
            ("可能吧", None),
            ("1", None),
            ("", None),
        ] {
            assert_eq!(verdict(text), read, "{text}");
        }
    }

    #[test]
    fn minutes_are_read_and_never_guessed() {
        for (text, read) in [
            ("3", Some(3.0)),
            ("１．５", Some(1.5)),
            ("2:30", Some(2.5)),
            ("0:02:30", Some(2.5)),
            ("3 分钟", Some(3.0)),
            ("1分30秒", Some(1.5)),
            ("45秒", Some(0.75)),
            ("90s", Some(1.5)),
            ("2 min", Some(2.0)),
            ("一会儿", None),
            ("-1", None),
            ("600", None),
            ("NaN", None),
        ] {
            assert_eq!(minutes(text), read, "{text}");
        }
    }

    #[test]
    fn what_was_missed_is_one_entry_each() {
        assert_eq!(missed("attitude/dont-know；没有道别\n"), ["attitude/dont-know", "没有道别"]);
        assert!(missed(" 无 ").is_empty());
    }
}
