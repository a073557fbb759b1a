//! Addresses of web pages.

use std::sync::LazyLock;

use regex::Regex;

use super::hit::{EntityHit, text_hit};
use super::precheck::Precheck;
use super::recogniser::{Entity, bilingual};
use crate::language::Bilingual;

/// The address of a web page, with or without its scheme.
#[derive(Debug)]
pub(super) struct Url;

/// With a scheme or `www.` anything goes; a bare host needs a domain that is no word, or a path.
static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?:https?|ftp)://[!-~]+",
        r"|www\.[a-z0-9-]+\.[!-~]+",
        r"|(?:[a-z0-9][a-z0-9-]*\.)+(?:com|cn|net|org|edu|gov|hk|tw)(?:[:/?][!-~]*)?",
        r"|(?:[a-z0-9][a-z0-9-]*\.)+(?:top|vip|shop|xyz|cc|co|io|me|tv|info|ltd|club|link|site|store|ly|gl|im)/[!-~]*",
    ))
    .expect("the pattern is fixed and tested")
});

impl Entity for Url {
    fn name(&self) -> &'static str {
        "url"
    }

    fn describe(&self) -> Bilingual {
        bilingual("网址，可省略协议", "A web address, with or without its scheme")
    }

    fn precheck(&self) -> Precheck {
        Precheck::Literals(&[
            "://", "www.", ".c", ".n", ".o", ".e", ".g", ".h", ".t", ".v", ".s", ".x", ".i", ".m", ".l",
        ])
    }

    fn find(&self, text: &str) -> Vec<EntityHit> {
        PATTERN
            .find_iter(text)
            .filter_map(|found| {
                let address = found
                    .as_str()
                    .trim_end_matches(['.', ',', '!', '?', ';', ':', '\'', '"', ')', ']', '>', '~', '*']);
                let end = found.start() + address.len();
                is_address(text, found.start(), end).then(|| text_hit(found.start(), end, address))
            })
            .collect()
    }
}

/// Says whether what stands around a candidate leaves it an address: no e-mail host, no longer word.
fn is_address(text: &str, start: usize, end: usize) -> bool {
    let before = text.get(..start).unwrap_or_default().chars().next_back();
    let after = text.get(end..).unwrap_or_default().chars().next();
    let address = text.get(start..end).unwrap_or_default();
    let known = address.contains("://") || address.starts_with("www.");
    let whole = !after.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '@'));
    let bare = !before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '@' | '.' | '-' | '_' | '+' | '%'));
    !address.ends_with("://") && (known || (whole && bare))
}

/// Keeps the hits that are no part of a web address.
pub(super) fn outside(text: &str, hits: Vec<EntityHit>) -> Vec<EntityHit> {
    if hits.is_empty() || !Url.precheck().admits(text) {
        return hits;
    }
    let addresses = Url.find(text);
    let mut at = 0;
    hits.into_iter()
        .filter(|hit| {
            while addresses.get(at).is_some_and(|address| address.span.end <= hit.span.start) {
                at += 1;
            }
            addresses.get(at).is_none_or(|address| address.span.start >= hit.span.end)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{finds, none};
    use super::*;

    #[test]
    fn addresses_are_found() {
        finds(&Url, "点击https://item.example.com/100.html?x=1查看", &["https://item.example.com/100.html?x=1"]);
        finds(&Url, "官网 www.example.com。", &["www.example.com"]);
        finds(&Url, "登录example.com.cn看看", &["example.com.cn"]);
        finds(&Url, "see https://t.co/abc.", &["https://t.co/abc"]);
        finds(&Url, "短链 u.example.top/a1", &["u.example.top/a1"]);
    }

    #[test]
    fn other_dots_are_not() {
        for text in [
            "3.5元",
            "thanks.me too",
            "node.js",
            "a@example.com",
            "[链接x]",
            "ok.bye",
            "https://",
            "example.common",
        ] {
            none(&Url, text);
        }
    }
}
