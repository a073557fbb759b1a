//! E-mail addresses.

use super::hit::{EntityHit, text_hit};
use super::precheck::Precheck;
use super::recogniser::{Entity, bilingual};
use crate::language::Bilingual;

/// An e-mail address.
#[derive(Debug)]
pub(super) struct Email;

/// The longest local part and host name that mail systems accept.
const LONGEST_LOCAL: usize = 64;
const LONGEST_HOST: usize = 253;

impl Entity for Email {
    fn name(&self) -> &'static str {
        "email"
    }

    fn describe(&self) -> Bilingual {
        bilingual("电子邮箱地址", "An e-mail address")
    }

    fn precheck(&self) -> Precheck {
        Precheck::At
    }

    fn find(&self, text: &str) -> Vec<EntityHit> {
        let mut hits: Vec<EntityHit> = Vec::new();
        for at in memchr::memchr_iter(b'@', text.as_bytes()) {
            let taken = hits.last().map_or(0, |hit| hit.span.end);
            if let Some((start, end)) = address_around(text, at)
                && start >= taken
            {
                hits.push(text_hit(start, end, text.get(start..end).unwrap_or_default()));
            }
        }
        hits
    }
}

/// Returns the ends of the address whose `@` stands at byte `at`.
fn address_around(text: &str, at: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let local = bytes.get(..at)?.iter().rev().take(LONGEST_LOCAL + 1).take_while(|byte| is_local(**byte)).count();
    let host = bytes.get(at + 1..)?.iter().take(LONGEST_HOST + 1).take_while(|byte| is_host(**byte)).count();
    if local > LONGEST_LOCAL || host > LONGEST_HOST {
        return None;
    }
    let local = text.get(at - local..at)?.trim_start_matches(['.', '-', '+', '%']);
    let host = text.get(at + 1..at + 1 + host)?.trim_end_matches(['.', '-']);
    // zhang***@example.com is a masked address.
    let masked = text.get(..at - local.len())?.ends_with(['*', '＊'])
        || text.get(at + 1 + host.len()..)?.starts_with(['*', '@']);
    let fits = !local.is_empty() && !local.ends_with('.') && !local.contains("..") && is_host_name(host) && !masked;
    fits.then_some((at - local.len(), at + 1 + host.len()))
}

/// Says whether a byte can stand before the `@`.
fn is_local(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'%' | b'+' | b'-')
}

/// Says whether a byte can stand in a host name.
fn is_host(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-')
}

/// Says whether a text is a host name with a top-level domain of letters.
fn is_host_name(host: &str) -> bool {
    let labels_fit = host
        .split('.')
        .all(|label| !label.is_empty() && label.len() <= 63 && !label.starts_with('-') && !label.ends_with('-'));
    let domain = host.rsplit_once('.').map(|(_, domain)| domain);
    labels_fit
        && domain.is_some_and(|domain| domain.len() >= 2 && domain.bytes().all(|byte| byte.is_ascii_alphabetic()))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{finds, none};
    use super::*;

    #[test]
    fn addresses_are_found() {
        finds(&Email, "邮箱是zhang.san@example.com哦", &["zhang.san@example.com"]);
        finds(&Email, "发到 li_si+1@mail.example.cn.", &["li_si+1@mail.example.cn"]);
        finds(&Email, "a@example.com,b@example.org", &["a@example.com", "b@example.org"]);
    }

    #[test]
    fn other_signs_are_not() {
        for text in [
            "@客服",
            "@agent1 hi",
            "a@b",
            "zhang***@example.com",
            "***@example.com",
            "@@@@",
            "a@.com",
            "a@example.c0m1",
            "user@",
            "[邮箱x]",
        ] {
            none(&Email, text);
        }
    }

    #[test]
    fn hostile_text_takes_linear_time() {
        none(&Email, &"@".repeat(1 << 20));
        none(&Email, &"a@".repeat(1 << 19));
    }
}
