//! Texts that an export wrote in Base64: read as they stand they would be words that no rule knows.

use std::borrow::Cow;

use crate::record::raw::RawMessage;

/// Shortest text that is taken for Base64: two Chinese characters.
const SHORTEST: usize = 8;

/// Decodes the texts of a conversation where all of them are Base64 of Chinese; `false` where they are not.
pub(crate) fn decode_all(messages: &mut [RawMessage<'_>]) -> bool {
    let texts = || messages.iter().filter_map(|message| message.text.as_deref()).filter(|text| !text.is_empty());
    if !texts().all(looks_encoded) || texts().count() < 2 {
        return false;
    }
    let Some(decoded) = texts().map(decoded).collect::<Option<Vec<String>>>() else { return false };
    if !decoded.iter().any(|text| text.chars().any(huashu_model::text::is_han)) {
        return false;
    }
    let full = messages.iter_mut().filter(|message| message.text.as_deref().is_some_and(|text| !text.is_empty()));
    for (message, text) in full.zip(decoded) {
        message.text = Some(Cow::Owned(text));
    }
    true
}

fn looks_encoded(text: &str) -> bool {
    text.len() >= SHORTEST
        && text.len().is_multiple_of(4)
        && text.bytes().all(|byte| value(byte).is_some() || byte == b'=')
}

fn value(byte: u8) -> Option<u32> {
    Some(u32::from(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    }))
}

fn decoded(text: &str) -> Option<String> {
    let body = text.trim_end_matches('=');
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    for group in body.as_bytes().chunks(4) {
        let mut bits = 0;
        for byte in group {
            bits = bits << 6 | value(*byte)?;
        }
        let whole = bits << (6 * (4 - group.len()));
        bytes.extend_from_slice(&whole.to_be_bytes()[1..group.len().max(1)]);
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(texts: &[&'static str]) -> (bool, Vec<String>) {
        let message =
            |text: &&'static str| RawMessage { text: Some(Cow::Borrowed(*text)), ..RawMessage::default() };
        let mut messages: Vec<_> = texts.iter().map(message).collect();
        let done = decode_all(&mut messages);
        (done, messages.into_iter().map(|message| message.text.unwrap_or_default().into_owned()).collect())
    }

    #[test]
    fn conversations_in_base64() {
        let (done, read) = texts(&["5Zyo5ZCX", "6L+Z5Liq5oiR5LiN55+l6YGT", "5oKo5aW9YQ=="]);
        assert!(done);
        assert_eq!(read, ["在吗", "这个我不知道", "您好a"]);
        assert!(!texts(&["5Zyo5ZCX", "您好"]).0);
        assert!(!texts(&["goodbyes", "thankyou"]).0);
        assert!(!texts(&["5Zyo5ZCX"]).0);
    }
}
