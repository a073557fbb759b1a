//! What is refused, and under which code; all mistakes of a file at once.

use super::{codes, load};

/// A rule with the given keys.
fn rule(body: &str) -> String {
    format!("[[rule]]\nid = \"x\"\n{body}\n")
}

fn have_their_codes(table: &[(String, &str)]) {
    for (text, code) in table {
        assert!(codes(text).contains(code), "{code} is not among {:?} of\n{text}", codes(text));
    }
}

#[test]
fn mistakes_of_matchers_and_scopes_have_their_codes() {
    have_their_codes(&[
        (rule("phrase = [\"a\"]\npattern = 'a'"), "rulebook/unknown-key"),
        (rule("phrases = 3"), "rulebook/wrong-type"),
        (rule(""), "rulebook/empty-matcher"),
        (rule("phrases = [\"{any:4}\"]"), "rulebook/bad-phrase"),
        (rule("phrases = [\"a{any:0..201}b\"]"), "rulebook/bad-phrase"),
        (rule("phrases = [\"a{han:3..1}b\"]"), "rulebook/bad-phrase"),
        (rule("phrases = [\"{a|b\"]"), "rulebook/bad-phrase"),
        (rule("phrases = [\"a}\"]"), "rulebook/bad-phrase"),
        (rule("phrases = [\"{word}\"]"), "rulebook/bad-phrase"),
        (rule("phrases = [\"{var:none}\"]"), "rulebook/bad-phrase"),
        (rule("phrases = [\"{any:0..3}\"]"), "rulebook/matches-empty"),
        (rule("phrases = [\"甲\", \"甲\"]"), "rulebook/duplicate-phrase"),
        (rule("phrases = [\"後\", \"后\"]"), "rulebook/duplicate-phrase"),
        (rule("pattern = '('"), "rulebook/bad-pattern"),
        (rule("pattern = 'a*'"), "rulebook/matches-empty"),
        (rule("terms = \"none\""), "rulebook/unknown-terms"),
        (rule("entity = \"none\""), "rulebook/unknown-entity"),
        (rule("phrases = [\"a\"]\nat = \"middle\""), "rulebook/unknown-value"),
        (rule("phrases = [\"a\"]\nspare = [\"nobody\"]"), "rulebook/unknown-guard"),
        (rule("phrases = [\"a\"]\nkind = \"never\""), "rulebook/unknown-value"),
        (rule("phrases = [\"a\"]\nwithin = {}"), "rulebook/empty-scope"),
        (rule("phrases = [\"a\"]\nwithin = { first = \"soon\" }"), "rulebook/bad-extent"),
        (rule("phrases = [\"a\"]\nwithin = { after = 1 }"), "rulebook/useless-scope"),
        (rule("phrases = [\"a\"]\nwithin = { first = 1 }\nwhen = { phrases = [\"b\"] }"), "rulebook/useless-scope"),
        (
            rule("phrases = [\"a\"]\nwhen = { phrases = [\"b\"], within = { before = 1 } }"),
            "rulebook/useless-scope",
        ),
        (rule("phrases = [\"a\"]\neffective = { from = \"soon\" }"), "rulebook/bad-date"),
        (rule("phrases = [\"a\"]\nbad = [\"⟦a\"]"), "rulebook/bad-marks"),
        (rule("phrases = [\"a\"]\nbad = [[\"nobody: a\"]]"), "rulebook/bad-dialogue"),
        (rule("at-least = { count = 2, of = [{ phrases = [\"a\"] }] }"), "rulebook/never-holds"),
        (rule("similar = { to = [\"a\"], score = 2 }"), "rulebook/out-of-range"),
    ]);
}

#[test]
fn mistakes_of_kinds_and_rulebooks_have_their_codes() {
    have_their_codes(&[
        (rule("kind = \"timing\"\nlimit = \"30s\""), "rulebook/missing-key"),
        (rule("kind = \"timing\"\nmeasure = \"hold\"\nlimit = \"30s\""), "rulebook/missing-key"),
        (rule("kind = \"timing\"\nmeasure = \"length\"\nlimit = \"soon\""), "rulebook/bad-duration"),
        (rule("kind = \"timing\"\nmeasure = \"length\"\nlimit = -1"), "rulebook/bad-duration"),
        (rule("kind = \"timing\"\nmeasure = \"length\"\nlimit = 0"), "rulebook/bad-duration"),
        (
            rule("kind = \"timing\"\nmeasure = \"length\"\nlimit = \"9999999999999999999 h\""),
            "rulebook/bad-duration",
        ),
        (rule("kind = \"timing\"\nmeasure = \"length\"\nlimit = 9223372036854775807"), "rulebook/bad-duration"),
        (
            rule(
                "kind = \"timing\"\nmeasure = \"length\"\nlimit = \"3 min\"\nhours = { from = \"08:00\", to = \"08:00\" }",
            ),
            "rulebook/bad-time",
        ),
        (
            rule(
                "kind = \"timing\"\nmeasure = \"length\"\nlimit = \"3 min\"\nhours = { from = \"08:00\", to = \"24:59\" }",
            ),
            "rulebook/bad-time",
        ),
        (rule("phrases = [\"a\"]\nwithin = { first = -1 }"), "rulebook/bad-extent"),
        (rule("phrases = [\"a\"]\nwithin = { first = \"999999 d\" }"), "rulebook/bad-extent"),
        (rule("kind = \"count\"\nphrases = [\"a\"]\nmin = 5\nmax = 2"), "rulebook/bad-limit"),
        (rule("kind = \"count\"\nphrases = [\"a\"]\nmin = 0"), "rulebook/bad-limit"),
        (rule("kind = \"count\"\nphrases = [\"a\"]"), "rulebook/missing-key"),
        (rule("kind = \"sequence\"\nsteps = [{ phrases = [\"a\"] }]"), "rulebook/too-few-steps"),
        (rule("kind = \"note\""), "rulebook/missing-key"),
        (rule("kind = \"clock\"\nhours = [{ phrases = [\"a\"], from = \"8\" }]"), "rulebook/bad-time"),
        (rule("kind = \"clock\"\nhours = [{ phrases = [\"a\"], from = \"+8:00\" }]"), "rulebook/bad-time"),
        (
            rule("kind = \"clock\"\nhours = [{ phrases = [\"a\"], from = \"00:00\", to = \"00:00\" }]"),
            "rulebook/bad-time",
        ),
        ("[[rule]]\nphrases = [\"a\"]".to_owned(), "rulebook/missing-id"),
        ("[[rule]]\nid = \"a b\"\nphrases = [\"a\"]".to_owned(), "rulebook/bad-id"),
        (rule("phrases = [\"a\"]") + &rule("phrases = [\"b\"]"), "rulebook/duplicate-id"),
        ("[rules]\n\"none\" = \"off\"".to_owned(), "rulebook/unknown-rule"),
        ("[rulebook]\nextends = [\"builtin:none\"]".to_owned(), "rulebook/unknown-builtin"),
        ("[rulebook]\nextends = [\"../../elsewhere.toml\"]".to_owned(), "rulebook/extends-outside"),
        ("a = ".to_owned(), "rulebook/bad-toml"),
        (
            "[terms.a]\nterms = \"b\"\n[terms.b]\nterms = \"a\"\n".to_owned() + &rule("terms = \"a\""),
            "rulebook/terms-cycle",
        ),
    ]);
}

#[test]
fn all_mistakes_are_told_at_once() {
    let text = "[[rule]]\nid = \"x\"\nphrase = [\"a\"]\nseverity = \"bad\"\nbad = [\"⟦\"]\n";
    let found = codes(text);
    for code in ["rulebook/unknown-key", "rulebook/unknown-value", "rulebook/bad-marks", "rulebook/empty-matcher"] {
        assert!(found.contains(&code), "{code} in {found:?}");
    }
}

#[test]
fn mistakes_name_their_place_and_the_nearest_word() {
    let (_, sink) = load("[[rule]]\nid = \"x\"\n  phrase = [\"a\"]\npattern = 'a'\n");
    let problem = sink.problems.first().expect("a problem");
    assert_eq!((problem.place.line, problem.place.column), (Some(3), Some(3)));
    assert!(problem.help.as_ref().is_some_and(|help| help.en.contains("`phrases`")), "{:?}", problem.help);
}

#[test]
fn a_file_that_is_no_toml_at_all_is_refused_in_few_words() {
    let start = std::time::Instant::now();
    let found = codes(&"您好\n".repeat(20_000));
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
    assert_eq!(found.iter().filter(|code| **code == "rulebook/bad-toml").count(), 51);
    assert!(found.len() < 60, "{} problems", found.len());
}
