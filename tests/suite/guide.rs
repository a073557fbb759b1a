//! The guides keep what they say: every TOML snippet is loaded, its examples are run, its errors are the ones shown.

use std::path::{Path, PathBuf};

use huashu_core::engine::run_examples;
use huashu_core::reword::run_rewrite_examples;
use huashu_model::language::Language;
use huashu_rulebook::KINDS;
use huashu_rulebook::{Diagnostics, FileResolver, Rule, Rulebook};

const PAGES: &[(&str, Language)] = &[
    ("docs/rulebook.zh-CN.md", Language::Chinese),
    ("docs/rulebook.md", Language::English),
    ("docs/operators.md", Language::English),
];

/// A fenced block of a page.
struct Fence {
    /// Where it begins: the page and its line.
    place: String,
    /// What follows the opening fence, such as `toml error`.
    kind: String,
    text: String,
}

#[test]
fn snippets_keep_their_examples() {
    for (page, language) in PAGES {
        let fences = fences(page);
        let snippets: Vec<&Fence> = fences.iter().filter(|fence| fence.kind == "toml").collect();
        assert!(snippets.len() > 3, "{page} has {} snippets", snippets.len());
        for snippet in snippets {
            let failures = trouble(snippet, *language);
            assert!(failures.is_empty(), "{}:\n{}", snippet.place, failures.join("\n"));
        }
    }
}

#[test]
fn mistakes_are_answered_as_shown() {
    for (page, language) in PAGES {
        let fences = fences(page);
        for pair in fences.windows(2).filter(|pair| pair[0].kind == "toml error") {
            let said = trouble(&pair[0], *language).join("\n");
            assert_eq!(pair[1].kind, "text", "{}: the message must follow", pair[0].place);
            for line in pair[1].text.lines() {
                assert!(said.contains(line), "{}: `{line}` is not in\n{said}", pair[0].place);
            }
        }
    }
}

#[test]
fn every_rule_snippet_has_examples() {
    for (page, _) in PAGES {
        for snippet in fences(page).iter().filter(|fence| fence.kind == "toml") {
            let mut sink = Diagnostics::default();
            let rulebook = load(snippet, &mut sink);
            for rule in rulebook.rules.iter().filter(|rule| is_own(&sink, rule, snippet)) {
                assert!(!rule.examples().is_empty(), "{}: {} shows no example", snippet.place, rule.info.id);
            }
        }
    }
}

#[test]
fn both_guides_show_the_same_rules() {
    let snippets = |page| -> Vec<String> {
        let fences = fences(page).into_iter().filter(|fence| fence.kind.starts_with("toml"));
        fences.map(|fence| fence.text).collect()
    };
    assert_eq!(snippets("docs/rulebook.zh-CN.md"), snippets("docs/rulebook.md"));
}

#[test]
fn every_key_of_every_kind_is_explained() {
    for (page, _) in &PAGES[..2] {
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(page)).expect("a page");
        let table = text.split("\n## ").last().expect("the reference table");
        for kind in KINDS {
            let keys = Rule::keys_of(kind);
            let explained = |key: &str| table.contains(&format!("`{key}`"));
            let missing: Vec<_> = keys.iter().map(|asked| asked.key).filter(|key| !explained(key)).collect();
            assert!(missing.is_empty(), "{page} does not explain {missing:?} of {}", kind.name);
        }
    }
}

/// Loads a snippet and runs its own rules' examples; returns every problem and every failure.
fn trouble(snippet: &Fence, language: Language) -> Vec<String> {
    let mut sink = Diagnostics::default();
    let rulebook = load(snippet, &mut sink);
    let own: Vec<&str> = {
        let rules = rulebook.rules.iter().filter(|rule| is_own(&sink, rule, snippet));
        rules.map(|rule| rule.info.id.as_str()).collect()
    };
    let is_own = |rule: &Rule| own.contains(&rule.info.id.as_str());
    let mut results = run_examples(&rulebook, &mut sink, &is_own);
    results.extend(run_rewrite_examples(&rulebook, &mut sink, &is_own));
    let mut found: Vec<String> = Vec::new();
    for problem in &sink.problems {
        found.push(problem.message.get(language).to_owned());
        found.extend(problem.help.as_ref().map(|help| help.get(language).to_owned()));
    }
    let failures = results.iter().filter(|result| result.is_failure());
    found.extend(
        failures.map(|result| format!("{}: {:?} {} {:?}", result.rule, result.verdict, result.text, result.fired)),
    );
    found
}

fn load(snippet: &Fence, sink: &mut Diagnostics) -> Rulebook {
    Rulebook::load_text(&snippet.place, &snippet.text, &FileResolver::default(), sink)
}

fn is_own(sink: &Diagnostics, rule: &Rule, snippet: &Fence) -> bool {
    sink.sources.name(rule.place.source) == snippet.place
}

fn fences(page: &str) -> Vec<Fence> {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{page}: {error}"));
    let mut fences = Vec::new();
    let mut open: Option<Fence> = None;
    for (number, line) in text.lines().enumerate() {
        match (line.strip_prefix("```"), open.take()) {
            (Some(_), Some(fence)) => fences.push(fence),
            (Some(kind), None) => {
                let place = format!("{page}:{}", number + 1);
                open = Some(Fence { place, kind: kind.trim().to_owned(), text: String::new() });
            }
            (None, Some(mut fence)) => {
                fence.text.push_str(line);
                fence.text.push('\n');
                open = Some(fence);
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "{page}: a fence is not closed");
    fences
}
