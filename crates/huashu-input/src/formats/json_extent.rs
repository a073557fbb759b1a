//! How far a JSON value reaches, without reading what it holds.

/// Why a value has no end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Stop {
    /// More bytes are needed.
    More,
    /// Its brackets do not match.
    Broken,
}

/// Returns the length of the JSON value at the start.
pub(super) fn value_length(bytes: &[u8], ended: bool) -> Result<usize, Stop> {
    match bytes.first().ok_or(Stop::More)? {
        b'"' => string_length(bytes),
        b'{' | b'[' => brackets_length(bytes),
        _ => {
            let end = bytes.iter().position(|byte| matches!(byte, b',' | b']' | b'}' | b'\n'));
            end.or(if ended { Some(bytes.len()) } else { None }).ok_or(Stop::More)
        }
    }
}

fn brackets_length(bytes: &[u8]) -> Result<usize, Stop> {
    let mut open = Vec::new();
    let mut position = 0;
    loop {
        match bytes.get(position).ok_or(Stop::More)? {
            b'"' => {
                position += string_length(&bytes[position..])?;
                continue;
            }
            b'{' => open.push(b'}'),
            b'[' => open.push(b']'),
            closing @ (b'}' | b']') => {
                if open.pop() != Some(*closing) {
                    return Err(Stop::Broken);
                }
                if open.is_empty() {
                    return Ok(position + 1);
                }
            }
            _ => {}
        }
        position += 1;
    }
}

fn string_length(bytes: &[u8]) -> Result<usize, Stop> {
    let mut position = 1;
    loop {
        let rest = bytes.get(position..).ok_or(Stop::More)?;
        position += memchr::memchr2(b'"', b'\\', rest).ok_or(Stop::More)?;
        if bytes[position] == b'"' {
            return Ok(position + 1);
        }
        position += 2;
    }
}

/// The end of a value of any length, of which nothing is kept: brackets are counted, not compared.
#[derive(Debug, Default)]
pub(super) struct Passing {
    open: usize,
    in_string: bool,
    /// Behind a backslash.
    is_escaped: bool,
    /// Something of the value was passed.
    begun: bool,
}

impl Passing {
    /// Returns where the value ends in the next piece of it; `None` when it goes on behind it.
    pub(super) fn end(&mut self, piece: &[u8]) -> Option<usize> {
        for (at, byte) in piece.iter().enumerate() {
            if std::mem::take(&mut self.is_escaped) {
                continue;
            }
            match byte {
                b'\\' if self.in_string => self.is_escaped = true,
                b'"' => self.in_string = !self.in_string,
                _ if self.in_string => {}
                b'{' | b'[' => self.open += 1,
                b'}' | b']' if self.open == 0 => return Some(at),
                b'}' | b']' => self.open -= 1,
                b',' | b'\n' if self.open == 0 && self.begun => return Some(at),
                _ => {}
            }
            if self.open == 0 && !self.in_string && matches!(byte, b'}' | b']' | b'"') {
                return Some(at + 1);
            }
            self.begun = true;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passing_ends_where_the_value_does_however_it_is_cut() {
        let values =
            [r#"{"a":["]}\"",{"b":"\\"}]}"#, r#""a\"b""#, "[[],{}]", r#"{"a":1}"#, "12.5e3", "true", r#"["\\",1]"#];
        for value in values {
            for rest in [",7]", "\n7", "]"] {
                let text = format!("{value}{rest}");
                assert_eq!(value_length(text.as_bytes(), false), Ok(value.len()), "{text}");
                for size in 1..text.len() {
                    let (mut passing, mut passed) = (Passing::default(), 0);
                    for piece in text.as_bytes().chunks(size) {
                        match passing.end(piece) {
                            Some(end) => {
                                passed += end;
                                break;
                            }
                            None => passed += piece.len(),
                        }
                    }
                    assert_eq!(passed, value.len(), "{text} in pieces of {size}");
                }
            }
        }
    }
}
