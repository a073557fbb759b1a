//! Packs jieba's dictionary: `cargo run -p huashu-model --example pack_words -- DICT.TXT WORDS.FST`, where `DICT.TXT` is
//! `src/data/dict.txt` of the crate `jieba-rs`.

use std::collections::BTreeMap;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let mut paths = std::env::args().skip(1);
    let (Some(from), Some(to)) = (paths.next(), paths.next()) else {
        return Err("name the dictionary and the file to write".into());
    };
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    let dictionary = std::fs::read_to_string(from)?;
    for line in dictionary.lines() {
        let mut columns = line.split_ascii_whitespace();
        if let (Some(word), Some(count)) = (columns.next(), columns.next()) {
            counts.insert(word, count.parse()?);
        }
    }
    counts.insert("", counts.values().sum());
    std::fs::write(to, fst::Map::from_iter(counts)?.as_fst().as_bytes())?;
    Ok(())
}
