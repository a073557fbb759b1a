//! Files put together from several tools: lines of another encoding than that of the beginning.
//!
//! Tells single lines apart, and only where the bytes leave no doubt. Reads nothing itself.

use std::ops::Range;

use encoding_rs::GB18030;

/// A run of lines in one encoding.
pub(super) struct Run {
    pub(super) bytes: Range<usize>,
    pub(super) is_utf8: bool,
}

/// Cuts bytes into runs of lines that are UTF-8 and lines that are not, and returns where the last, unfinished line
/// begins; with `whole` it is finished.
pub(super) fn runs(bytes: &[u8], whole: bool) -> (Vec<Run>, usize) {
    let end = match memchr::memrchr(b'\n', bytes) {
        Some(last) if !whole => last + 1,
        _ => bytes.len(),
    };
    let mut runs: Vec<Run> = Vec::new();
    let mut at = 0;
    for line in bytes[..end].split_inclusive(|byte| *byte == b'\n') {
        let is_utf8 = is_surely_utf8(line);
        match runs.last_mut() {
            // ASCII is as the lines around it.
            Some(run) if run.is_utf8 == is_utf8 || line.is_ascii() => run.bytes.end += line.len(),
            _ => runs.push(Run { bytes: at..at + line.len(), is_utf8 }),
        }
        at += line.len();
    }
    (runs, end)
}

/// Returns whether a line is UTF-8 and nothing else: it has Chinese characters in three bytes, which GB18030 and Big5
/// have by chance in rare words alone.
fn is_surely_utf8(line: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(line) else { return false };
    let others = text.chars().filter(|character| !character.is_ascii());
    let (mut all, mut chinese) = (0, 0);
    for character in others {
        all += 1;
        chinese += usize::from(is_chinese(character));
    }
    chinese >= 2 && chinese * 5 >= all * 4
}

/// Returns UTF-8 in which lines of GB18030 were decoded, and the first of them, counting from 0; nothing where there is
/// no such line. What is neither stays as it is.
pub(super) fn mended(bytes: &[u8]) -> Option<(Vec<u8>, u64)> {
    let mut first = None;
    let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 2);
    for (line, number) in bytes.split_inclusive(|byte| *byte == b'\n').zip(0..) {
        match from_gb18030(line) {
            Some(text) => {
                first.get_or_insert(number);
                out.extend_from_slice(text.as_bytes());
            }
            None => out.extend_from_slice(line),
        }
    }
    Some((out, first?))
}

/// Decodes a line that is no UTF-8 and is Chinese in GB18030.
fn from_gb18030(line: &[u8]) -> Option<String> {
    if std::str::from_utf8(line).is_ok() {
        return None;
    }
    let text = GB18030.decode_without_bom_handling_and_without_replacement(line)?;
    let others = text.chars().filter(|character| !character.is_ascii()).count();
    let chinese = text.chars().filter(|character| is_chinese(*character)).count();
    (chinese * 5 >= others * 4).then(|| text.into_owned())
}

fn is_chinese(character: char) -> bool {
    matches!(character, '\u{3000}'..='\u{303f}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}' | '\u{2010}'..='\u{203b}')
}

/// Returns how many bytes at the end begin a character that is not whole.
pub(super) fn unfinished(bytes: &[u8]) -> usize {
    let from = bytes.len().saturating_sub(3);
    let lead = bytes[from..].iter().rposition(|byte| *byte >= 0xC0).map(|at| from + at);
    let Some(lead) = lead else { return 0 };
    let wanted = match bytes[lead] {
        0xC0..=0xDF => 2,
        0xE0..=0xEF => 3,
        _ => 4,
    };
    let there = bytes.len() - lead;
    if there < wanted { there } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gb(text: &str) -> Vec<u8> {
        GB18030.encode(text).0.into_owned()
    }

    #[test]
    fn lines_are_told_apart() {
        let bytes =
            [gb("客服：好的呢\n"), "客户：不知道\n".into(), b"ok\n".to_vec(), gb("联通\n"), gb("半")].concat();
        let (runs, end) = runs(&bytes, false);
        let told: Vec<bool> = runs.iter().map(|run| run.is_utf8).collect();
        assert_eq!(told, [false, true, false]);
        assert_eq!(bytes.len() - end, 2);
        assert_eq!(&bytes[runs[1].bytes.clone()], "客户：不知道\nok\n".as_bytes());
    }

    #[test]
    fn lines_of_gb18030_in_utf8_are_decoded() {
        let bytes = ["客服：好的\n".as_bytes().to_vec(), gb("客户：不知道\n")].concat();
        assert_eq!(mended(&bytes), Some(("客服：好的\n客户：不知道\n".into(), 1)));
        assert_eq!(mended("好的".as_bytes()), None);
        assert_eq!(mended(b"\xff\xfe\xff"), None);
        assert_eq!(unfinished("好".as_bytes()), 0);
        assert_eq!(unfinished(&"好".as_bytes()[..2]), 2);
    }
}
