//! Shapes of text lines: `{name} ({time}):` instead of a regular expression.
//!
//! Named parts: `{name}` the speaker, `{word}` a speaker whose name has no blanks, `{id}` his number, `{role}` a word for his part, `{time}` a time with or
//! without its date, `{clock}` one with seconds and without its date, `{date}`, which goes before the time of the same
//! line, `{offset}` a time from the start as `0:02.5`, also from one to another, `{until}` the end of it, `{speaker}` a
//! numbered speaker as 说话人1 or SPEAKER_00 with its `{id}`, `{text}` what was said, `{number}` digits, `{any}` anything.
//! A blank stands for any blanks, before a bracket also for none; a tab, `:`, `,`, `(` and `)` for themselves and the last
//! four also for their full-width forms; everything else for itself. The whole line must fit.

use std::sync::OnceLock;

use regex::Regex;

use crate::record::tree::{Node, Spot};
use huashu_model::language::Message;

/// A shape of lines.
#[derive(Debug, Clone)]
pub(crate) struct LinePattern {
    source: String,
    /// Made when a line is first compared with it.
    regex: OnceLock<Option<Regex>>,
    /// How much the shape asks for; of two that fit the stricter one is meant.
    pub(crate) strictness: usize,
}

/// Parts, and what they may look like.
const PARTS: &[(&str, &str)] = &[
    ("name", r"(?P<name>\S(?:.{0,60}?\S)??)"),
    ("word", r"(?P<name>\S{1,60})"),
    ("id", r"(?P<id>[0-9A-Za-z_@.+*\-]{1,64})"),
    ("role", r"(?P<role>\S{1,20}?)"),
    ("time", r"(?P<time>TIME)"),
    ("clock", r"(?P<time>CLOCK)"),
    ("offset", r"(?P<offset>OFFSET)(?:\s*(?:-->|[-–—~至到])\s*OFFSET)?"),
    ("until", "OFFSET"),
    ("date", r"(?P<date>DATE)"),
    (
        "speaker",
        r"(?P<speaker>(?:说话人|发言人|讲话人|讲者|(?i:speaker|spk))[\s_#-]?(?P<id>\d{1,3}|[A-Z])(?-u:\b))",
    ),
    ("text", r"(?P<text>.*)"),
    ("number", r"\d+"),
    ("any", r".*?"),
];
const DATE: &str =
    r"(?:\d{1,4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,4}\s?[日号]?|\d{1,2}\s?[-/月]\s?\d{1,2}\s?[日号]?)";
const TIME: &str = concat!(
    r"(?:(?:\d{1,4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,4}\s?[日号]?|\d{1,2}\s?[-/月]\s?\d{1,2}\s?[日号]?)[,，T]?[\s\u{200e}]*)?",
    r"(?:(?:(?:星期|周)[一二三四五六日天]|今天|昨天|前天)\s*)?(?:上午|下午|凌晨|早上|中午|晚上)?\s*",
    r"\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:[.,]\d{1,6})?(?:\s?[AaPp]\.?[Mm]\.?)?(?:Z|[+-]\d{2}:?\d{2})?"
);
const CLOCK: &str = r"(?:上午|下午|凌晨|早上|中午|晚上)?\s*\d{1,2}[:：]\d{2}[:：]\d{2}(?:\s?[AaPp]\.?[Mm]\.?)?";
const OFFSET: &str = r"\d{1,3}[:：]\d{1,2}(?:[:：]\d{1,2})?(?:[.,]\d{1,6})?";
const BLANKS: &str = r"[\s\u{200e}\u{200f}]+";
const MAYBE_BLANKS: &str = r"[\s\u{200e}\u{200f}]*";

impl LinePattern {
    /// Reads a shape as written; [`LinePattern::check`] says whether it can be used.
    pub(crate) fn parse(written: &str) -> Result<LinePattern, Message> {
        let mut regex = String::from(r"^[\s\u{feff}\u{200e}\u{200f}]*");
        let mut strictness = 0;
        let mut rest = written.trim();
        while let Some(first) = rest.chars().next() {
            if first == '{' {
                let end = rest.find('}').ok_or_else(|| bad_part(rest))?;
                let part = &rest[1..end];
                let (_, form) = PARTS.iter().find(|(name, _)| *name == part).ok_or_else(|| bad_part(part))?;
                let form = form.replace("TIME", TIME).replace("CLOCK", CLOCK).replace("DATE", DATE);
                regex.push_str(&form.replace("OFFSET", OFFSET));
                strictness += 2 * usize::from(!matches!(part, "text" | "any"));
                rest = &rest[end + 1..];
                continue;
            }
            if first == '\t' {
                regex.push_str(r"\t");
                rest = &rest[1..];
                continue;
            }
            if first.is_whitespace() {
                rest = rest.trim_start();
                let by_bracket = rest.starts_with(['(', '（', '[', '【', '<']);
                regex.push_str(if by_bracket { MAYBE_BLANKS } else { BLANKS });
                continue;
            }
            match first {
                ':' | '：' => regex.push_str("[:：]"),
                ',' | '，' => regex.push_str("[,，]"),
                '(' | '（' => regex.push_str("[(（]"),
                ')' | '）' => regex.push_str("[)）]"),
                other => regex.push_str(&regex::escape(other.encode_utf8(&mut [0; 4]))),
            }
            strictness += 1;
            rest = &rest[first.len_utf8()..];
        }
        regex.push_str(r"\s*$");
        // A blank before {text} may be missing where nothing was said.
        let regex = regex.replace(&format!("{BLANKS}(?P<text>"), &format!("{MAYBE_BLANKS}(?P<text>"));
        Ok(LinePattern { source: regex, regex: OnceLock::new(), strictness })
    }

    /// Says what is wrong with the shape as it was written, where nothing can have it.
    pub(crate) fn check(&self, written: &str) -> Result<(), Message> {
        match self.regex() {
            Some(_) => Ok(()),
            None => Err(huashu_model::message!(
                "行的样式「{written}」用不了：每个部分只能出现一次",
                "the shape `{written}` cannot be used: each part may stand once"
            )),
        }
    }

    fn regex(&self) -> Option<&Regex> {
        self.regex.get_or_init(|| Regex::new(&self.source).ok()).as_ref()
    }

    /// Returns the parts of a line as a table, or nothing when the line has another shape.
    pub(crate) fn read(&self, line: &str, number: u64) -> Option<Spot> {
        let captures = self.regex()?.captures(line)?;
        let part = |name: &str| Some(captures.name(name)?.as_str().trim());
        let parts = PARTS.iter().filter_map(|(name, _)| {
            if *name == "word" {
                return None;
            }
            let text = match (*name, part("date")) {
                ("date", Some(_)) if part("time").is_some() => return None,
                ("time", Some(date)) => format!("{date}{} {}", comma_behind(date), part("time")?),
                _ => part(name)?.to_owned(),
            };
            Some(((*name).to_owned(), Spot { line: number, node: Node::Text(text) }))
        });
        Some(Spot { line: number, node: Node::Table(parts.collect()) })
    }

    /// Returns whether a line has the shape.
    pub(crate) fn is_match(&self, line: &str) -> bool {
        self.regex().is_some_and(|regex| regex.is_match(line))
    }
}

/// Returns the comma by which a date that ends in a year of two digits is told from one that begins with it.
fn comma_behind(date: &str) -> &'static str {
    let parts: Vec<&str> = date.split(['-', '/', '.']).collect();
    let is_short = matches!(parts[..], [_, _, _]) && parts.iter().all(|part| part.trim().len() <= 2);
    if is_short { "," } else { "" }
}

fn bad_part(part: &str) -> Message {
    let known: Vec<String> = PARTS.iter().map(|(name, _)| format!("{{{name}}}")).collect();
    let known = known.join(" ");
    huashu_model::message!(
        "行的样式里没有「{part}」这个部分；可用：{known}",
        "no part `{part}` in shapes of lines; there are {known}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(pattern: &str, line: &str) -> Option<Vec<String>> {
        let spot = LinePattern::parse(pattern).expect("a pattern").read(line, 1)?;
        let Node::Table(pairs) = spot.node else { return None };
        let shown = pairs.into_iter().map(|(key, value)| match value.node {
            Node::Text(text) => format!("{key}={text}"),
            _ => key,
        });
        Some(shown.collect())
    }

    #[test]
    fn parts_of_lines() {
        let cases: &[(&str, &str, &[&str])] = &[
            (
                "{name} ({time}):",
                "甲店:小禾 (2026-11-20 10:02:54):",
                &["name=甲店:小禾", "time=2026-11-20 10:02:54"],
            ),
            (
                "{time} {name}({id})",
                "2026-11-20 10:00:00 小禾（10001）",
                &["name=小禾", "id=10001", "time=2026-11-20 10:00:00"],
            ),
            (
                "{time} - {name}: {text}",
                "20/11/2026, 10:00 - 小禾: 在: 吗",
                &["name=小禾", "time=20/11/2026, 10:00", "text=在: 吗"],
            ),
            (
                "[{time}] {name}: {text}",
                "[2026/11/20 下午3:05:22] 小禾:",
                &["name=小禾", "time=2026/11/20 下午3:05:22", "text="],
            ),
            (
                "{name} ({time}): {text}",
                "甲店:小禾(2026-11-20 10:00): 在",
                &["name=甲店:小禾", "time=2026-11-20 10:00", "text=在"],
            ),
            ("{name}{date} {clock}", "小禾11-20 10:02:54", &["name=小禾", "time=11-20 10:02:54"]),
            (
                "[{date}, {time}] {name}: {text}",
                "[20/11/2026, 10:00:00] 小禾: 在吗",
                &["name=小禾", "time=20/11/2026 10:00:00", "text=在吗"],
            ),
            ("{time}\t{name}\t{text}", "10:00\t小 禾\t在 吗", &["name=小 禾", "time=10:00", "text=在 吗"]),
            ("说话人{id} {time}", "说话人1 00:10", &["id=1", "time=00:10"]),
            ("{speaker} {offset}", "发言人 2 01:02:03", &["id=2", "offset=01:02:03", "speaker=发言人 2"]),
            (
                "[{offset}] {speaker}: {text}",
                "[0:02.5] SPEAKER_00: 在",
                &["id=00", "offset=0:02.5", "speaker=SPEAKER_00", "text=在"],
            ),
            ("{speaker} [{offset}]", "spk1 [00:01 - 00:05]", &["id=1", "offset=00:01", "speaker=spk1"]),
            ("{offset} --> {until}", "00:00:01,000 --> 00:00:02,500", &["offset=00:00:01,000"]),
        ];
        for (pattern, line, expected) in cases {
            assert_eq!(
                parts(pattern, line).as_deref(),
                Some(&expected.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>()[..]),
                "{pattern}"
            );
        }
        assert_eq!(parts("{name} ({time}):", "您好 (10元):"), None);
        assert_eq!(parts("{name}{date} {clock}", "我们营业到22:00"), None);
        assert_eq!(parts("{time}\t{name}\t{text}", "10:00\t\t小禾撤回了一条消息"), None);
        assert_eq!(parts("{speaker}: {text}", "说话人很多: 都在"), None);
    }

    #[test]
    fn a_short_year_keeps_the_comma_behind_it() {
        let read = parts("[{date}, {time}] {name}: {text}", "[20/11/26, 10:00:00] 小禾: 在吗");
        assert_eq!(read, Some(vec!["name=小禾".to_owned(), "time=20/11/26, 10:00:00".into(), "text=在吗".into()]));
    }
}
