//! Measures how many disguised phrases are caught: `cargo run --example evasions [FOLDER]`.
//!
//! Takes phrases of the shipped prohibitions and hides each in one way: spaces, one inserted mark, traditional
//! characters, characters that show nothing, other characters of the same sound. Every phrase is sought by a rule of its
//! own, which bridges separators where one was put in and hears sounds where they were kept. With a folder, writes what
//! was tried there, as `evasions.toml` and `evasions.jsonl`, for comparing versions of the program.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::Path;

use huashu_core::Linter;
use huashu_model::text::pinyin::syllable;
use huashu_model::text::{is_han, simplified};
use huashu_rules::BUILTINS;
use serde_json::json;
use toml::{Table, Value};

/// How many phrases are hidden in each way.
const EACH: usize = 60;
const MARKS: [char; 9] = ['·', '*', '.', '、', '-', '_', '丶', '丨', 'ー'];
const HIDDEN: [char; 4] = ['\u{200B}', '\u{200D}', '\u{FEFF}', '\u{AD}'];
/// What is said around a phrase.
const AROUND: [(&str, &str); 4] = [("", ""), ("您好，", "哦"), ("这边跟您讲一下", "，您看呢"), ("嗯嗯", "的")];

/// A phrase in disguise.
struct Evasion {
    way: &'static str,
    phrase: String,
    said: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    let evasions = evasions(&phrases()?);
    let rulebook: String = evasions.iter().enumerate().map(|(number, evasion)| rule(number, evasion)).collect();
    let rulebook = format!("[rulebook]\nid = \"evasions\"\n\n{rulebook}");
    if let Some(folder) = std::env::args().nth(1) {
        let log: String = evasions.iter().enumerate().map(|(number, evasion)| record(number, evasion)).collect();
        std::fs::write(Path::new(&folder).join("evasions.toml"), &rulebook)?;
        std::fs::write(Path::new(&folder).join("evasions.jsonl"), log)?;
    }
    let linter = Linter::builder().rulebook_text("evasions.toml", &rulebook).build()?;
    let mut caught: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (number, evasion) in evasions.iter().enumerate() {
        let found = linter.draft(&evasion.said).findings.iter().any(|finding| *finding.rule.id == *id(number));
        let (hits, all) = caught.entry(evasion.way).or_default();
        *hits += usize::from(found);
        *all += 1;
        if !found {
            println!("missed {}: {} in {}", evasion.way, evasion.phrase, evasion.said);
        }
    }
    for (way, (hits, all)) in &caught {
        println!("{way}: {hits} of {all}");
    }
    let (hits, all) = caught.values().fold((0, 0), |sum, way| (sum.0 + way.0, sum.1 + way.1));
    println!("all: {hits} of {all}");
    Ok(())
}

/// Returns phrases of the shipped prohibitions, each in one of its wordings, that are Han alone, three characters and more.
fn phrases() -> Result<Vec<String>, Box<dyn Error>> {
    let mut phrases = BTreeSet::new();
    for (_, text) in BUILTINS {
        let table: Table = text.parse()?;
        for rule in table.get("rule").and_then(Value::as_array).into_iter().flatten() {
            if rule.get("kind").is_none_or(|kind| kind.as_str() == Some("forbid")) {
                let listed = rule.get("phrases").and_then(Value::as_array).into_iter().flatten();
                phrases.extend(listed.filter_map(Value::as_str).filter_map(one_wording));
            }
        }
    }
    let is_plain = |phrase: &String| phrase.chars().all(is_han) && phrase.chars().count() >= 3;
    Ok(phrases.into_iter().filter(is_plain).collect())
}

/// Returns the first wording of a phrase with alternatives, without what may be absent; `None` where it has other slots.
fn one_wording(phrase: &str) -> Option<String> {
    let mut wording = phrase.to_owned();
    while let Some(close) = wording.find('}') {
        let open = wording[..close].rfind('{')?;
        let inner = &wording[open + 1..close];
        let is_named = inner.contains(':') || inner.chars().any(|c| c.is_ascii_alphabetic());
        let first = inner.split('|').next().filter(|_| !inner.ends_with('?')).unwrap_or_default().to_owned();
        if is_named && !inner.ends_with('?') {
            return None;
        }
        wording.replace_range(open..=close, &first);
    }
    Some(wording)
}

fn evasions(phrases: &[String]) -> Vec<Evasion> {
    let (traditional, alike) = (traditional(), alike(phrases));
    let spaced = |phrase: &str| phrase.chars().map(String::from).collect::<Vec<_>>().join(" ");
    let changed = |phrase: &str, to: &BTreeMap<char, char>, most: usize| {
        let mut left = most;
        let change = |c: char| {
            to.get(&c).filter(|_| left > 0).map_or(c, |other| {
                left -= 1;
                *other
            })
        };
        Some(phrase.chars().map(change).collect::<String>()).filter(|changed| changed != phrase)
    };
    let mut evasions = Vec::new();
    let mut add = |way: &'static str, hide: &dyn Fn(usize, &str) -> Option<String>| {
        // Phrases are sorted, and so spread over all the rules.
        let step = (phrases.len() / EACH / 2).max(1);
        let hidden = phrases
            .iter()
            .step_by(step)
            .enumerate()
            .filter_map(|(at, phrase)| Some((at, phrase, hide(at, phrase)?)));
        evasions.extend(hidden.take(EACH).map(|(at, phrase, hidden)| {
            let (before, behind) = AROUND[at % AROUND.len()];
            Evasion { way, phrase: phrase.clone(), said: format!("{before}{hidden}{behind}") }
        }));
    };
    add("spaces", &|at, phrase| Some(if at % 2 == 0 { spaced(phrase) } else { inserted(phrase, ' ', at) }));
    add("one mark", &|at, phrase| Some(inserted(phrase, MARKS[at % MARKS.len()], at / 2)));
    add("traditional", &|_, phrase| changed(phrase, &traditional, usize::MAX));
    add("nothing to see", &|at, phrase| Some(inserted(phrase, HIDDEN[at % HIDDEN.len()], at)));
    add("same sound", &|at, phrase| changed(phrase, &alike, 1 + at % 2));
    evasions
}

/// Puts a character between two others of a phrase.
fn inserted(phrase: &str, c: char, at: usize) -> String {
    let mut chars: Vec<char> = phrase.chars().collect();
    chars.insert(1 + at % (chars.len() - 1), c);
    chars.into_iter().collect()
}

/// Returns a traditional form for every simplified character that has one.
fn traditional() -> BTreeMap<char, char> {
    let pairs = ('\u{4E00}'..='\u{9FFF}').rev().filter_map(|c| {
        let simple = simplified(c.encode_utf8(&mut [0; 4])).chars().next()?;
        (simple != c).then_some((simple, c))
    });
    pairs.collect()
}

/// Returns for every character of some phrases another of them that sounds the same.
fn alike(phrases: &[String]) -> BTreeMap<char, char> {
    let mut by_sound: BTreeMap<&str, BTreeSet<char>> = BTreeMap::new();
    for c in phrases.iter().flat_map(|phrase| phrase.chars()) {
        by_sound.entry(syllable(c).unwrap_or_default()).or_default().insert(c);
    }
    let mut alike = BTreeMap::new();
    for group in by_sound.values().filter(|group| group.len() > 1) {
        let next = group.iter().cycle().skip(1);
        alike.extend(group.iter().copied().zip(next.copied()));
    }
    alike
}

fn id(number: usize) -> String {
    format!("evasion/{number}")
}

fn rule(number: usize, evasion: &Evasion) -> String {
    let seen_through = match evasion.way {
        "spaces" | "one mark" => "bridge = true\n",
        "same sound" => "homophones = true\n",
        _ => "",
    };
    format!("[[rule]]\nid = \"{}\"\nphrases = [\"{}\"]\n{seen_through}\n", id(number), evasion.phrase)
}

fn record(number: usize, evasion: &Evasion) -> String {
    format!("{}\n", json!({ "id": id(number), "messages": [{ "role": "agent", "text": evasion.said }] }))
}
