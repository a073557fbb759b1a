//! Names and texts with `*` in them.

/// Returns whether `name` fits `pattern`, in which `*` stands for any text.
pub fn glob(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| name.strip_prefix(first)) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::glob;

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, name) in
            [("attitude/*", "attitude/no-way"), ("系统提示*", "系统提示：小李为您服务"), ("a*b*c", "aXbYc")]
        {
            assert!(glob(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [("attitude/*", "wording/x"), ("abc", "abcd"), ("a*b", "ab c"), ("a*a", "a")] {
            assert!(!glob(pattern, name), "{pattern} {name}");
        }
    }
}
