//! Tags of subtitles: `<c.loud>`, `<00:00:01.500>`, `{\an8}` are no words.

/// Names of tags in WebVTT and SubRip.
const TAGS: &[&str] = &["b", "c", "font", "i", "lang", "rt", "ruby", "u", "v"];

/// Returns a text without the tags of subtitles.
pub(crate) fn without_tags(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['<', '{']) {
        kept.push_str(&rest[..at]);
        rest = &rest[at..];
        let close = if rest.starts_with('<') { '>' } else { '}' };
        match rest.find(close).filter(|end| is_tag(&rest[..*end])) {
            Some(end) => rest = &rest[end + 1..],
            None => {
                kept.push_str(&rest[..1]);
                rest = &rest[1..];
            }
        }
    }
    kept + rest
}

/// Returns whether what begins with a bracket is a tag; the bracket that ends it is not part of it.
fn is_tag(tag: &str) -> bool {
    if let Some(inside) = tag.strip_prefix('{') {
        return inside.starts_with('\\');
    }
    let inside = tag[1..].trim_start_matches('/');
    let name = inside.split([' ', '.']).next().unwrap_or_default();
    TAGS.contains(&name)
        || (!inside.is_empty() && inside.bytes().all(|byte| byte.is_ascii_digit() || b":.".contains(&byte)))
}

#[cfg(test)]
mod tests {
    use super::without_tags;

    #[test]
    fn tags_go_and_words_stay() {
        for (text, words) in [
            ("<c.loud>您</c>好<00:00:01.500>呀", "您好呀"),
            (r"{\an8}<i>您好</i>", "您好"),
            ("<font color=\"#fff\">您好</font>", "您好"),
            ("1<2，<姓名>{好}", "1<2，<姓名>{好}"),
            ("没有 <", "没有 <"),
        ] {
            assert_eq!(without_tags(text), words);
        }
    }
}
