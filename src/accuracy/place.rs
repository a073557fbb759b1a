//! How labels name what they are about: the source and the conversation.

/// Returns the source a file stands for in labels: its name without folders and extensions.
///
/// `logs/a.jsonl.gz` and `a.csv` are both `a`.
pub fn source_of(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    if let Some((stem, _)) = name.split_once(".jsonl") {
        return stem;
    }
    let bare = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(name);
    match bare.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => bare,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_the_stem_of_a_file() {
        let files = ["logs/a.jsonl", "a.jsonl.gz", "./x/a.csv", "C:\\logs\\a.tsv.zst", "a"];
        assert!(files.iter().all(|file| source_of(file) == "a"));
        assert_eq!((source_of("a.b.jsonl"), source_of("-"), source_of(".hidden")), ("a.b", "-", ".hidden"));
    }
}
