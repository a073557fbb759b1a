//! A rulebook from a stranger: it is refused or it runs, and takes neither the machine nor anything outside its folder.

use std::fs;
use std::process::Output;

use crate::instructions::{Counter, Growth, run_limited};
use crate::support::Folder;

const HEAD: &str = "[rulebook]\nid = \"stranger\"\n";
const LOG: &str = "{\"messages\":[{\"role\":\"agent\",\"text\":\"这个我不知道\"}]}\n";

fn folder() -> Folder {
    Folder::with("log.jsonl", LOG)
}

fn check(folder: &Folder, rulebook: &str) -> Output {
    let arguments = ["check", "log.jsonl", "--lang", "en", "--rulebook", rulebook];
    folder.command(&arguments).output().expect("the program runs")
}

/// Fails unless the rulebook is refused with all of `words`.
fn refuses(folder: &Folder, rulebook: &str, words: &[&str]) {
    let output = check(folder, rulebook);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{rulebook}: {errors}");
    assert!(output.stdout.is_empty(), "{rulebook}: nothing is reported");
    for word in words {
        assert!(errors.contains(word), "{rulebook} does not say {word:?}:\n{}", cut(&errors));
    }
}

fn cut(text: &str) -> String {
    text.chars().take(1000).collect()
}

fn rule(body: &str) -> String {
    format!("{HEAD}[[rule]]\nid = \"a/b\"\n{body}\n")
}

/// A word of three characters for every number.
fn word(number: usize) -> String {
    let digit =
        |place: u32| char::from_u32(0x4e00 + (number / 150_usize.pow(place) % 150) as u32).expect("a character");
    (0..3).map(digit).collect()
}

/// A word of four characters for every number, none of which is another's after folding.
fn plain_word(number: usize) -> String {
    let characters =
        ['春', '夏', '秋', '冬', '山', '水', '木', '石', '田', '井', '江', '湖', '河', '海', '月', '日'];
    (0..4).map(|place| characters[number / 16_usize.pow(place) % 16]).collect()
}

fn list(count: usize, item: impl Fn(usize) -> String) -> String {
    let items: Vec<String> = (0..count).map(|number| format!("\"{}\"", item(number))).collect();
    format!("[{}]", items.join(", "))
}

#[test]
fn hostile_expressions_are_refused_with_their_place() {
    let folder = folder();
    for (pattern, place) in [
        ("(?:(?:(?:a{1,100}){1,100}){1,100}){1,100}", "bad.toml:5:11"),
        (r"\p{L}{1000}{1000}", "bad.toml:5:11"),
        (r"[\s\S]{500000}", "bad.toml:5:11"),
        ("(?:a?){60000}a{60000}", "bad.toml:5:11"),
        ("a(b", "bad.toml:5:13"),
        (r"(a)\1", "bad.toml:5:15"),
        ("(?<=a)b", "bad.toml:5:12"),
        ("a**(", "bad.toml:5:15"),
    ] {
        folder.write("bad.toml", rule(&format!("pattern = '{pattern}'")));
        refuses(&folder, "bad.toml", &["rulebook/bad-pattern", place]);
    }
    let deep = format!("{}a{}", "(".repeat(10_000), ")".repeat(10_000));
    folder.write("bad.toml", rule(&format!("pattern = '{deep}'")));
    refuses(&folder, "bad.toml", &["rulebook/bad-pattern", "bad.toml:5:"]);
}

#[test]
fn an_expression_that_others_could_not_end_ends() {
    let folder = folder();
    folder.write("slow.toml", rule(r"pattern = ['(?:a+)+b', '(?:a|aa)+c', '(?:.*)*d', '(?:x+x+)+y']"));
    let text = "ax".repeat(100_000);
    folder.write(
        "log.jsonl",
        format!("{{\"messages\":[{{\"role\":\"agent\",\"text\":\"{}{text}\"}}]}}\n", "a".repeat(100_000)),
    );
    let arguments = ["check", "log.jsonl", "--rulebook", "slow.toml"].map(str::to_owned);
    assert_eq!(run_limited(folder.root(), &arguments), 0);
}

#[test]
fn nesting_is_limited_and_told() {
    let folder = folder();
    let (open, close) = ("{".repeat(10_000), "}".repeat(10_000));
    for (body, code) in [
        (format!("phrases = [\"{open}甲{close}\"]"), "rulebook/bad-phrase"),
        (format!("phrases = [\"{open}\"]"), "rulebook/bad-phrase"),
        (format!("phrases = {}{}", "[".repeat(100_000), "]".repeat(100_000)), "rulebook/bad-toml"),
        (format!("phrases = {}1{}", "{a=".repeat(50_000), "}".repeat(50_000)), "rulebook/bad-toml"),
        (format!("{}b = 1", "a.".repeat(50_000)), "rulebook/bad-toml"),
        (format!("any-of = {}1{}", "[{any-of=".repeat(50_000), "}]".repeat(50_000)), "rulebook/bad-toml"),
    ] {
        folder.write("bad.toml", rule(&body));
        refuses(&folder, "bad.toml", &[code, "bad.toml:"]);
    }
}

#[test]
fn words_that_double_one_another_are_refused() {
    let folder = folder();
    for times in [2, 10] {
        for slots in [true, false] {
            let mut text = format!("{HEAD}[terms.t0]\nphrases = [\"甲\", \"乙\"]\n");
            for level in 1..40 {
                let below = level - 1;
                text += &match slots {
                    true => format!(
                        "[terms.t{level}]\nphrases = [\"{}\"]\n",
                        format!("{{terms:t{below}}}").repeat(times)
                    ),
                    false => format!("[terms.t{level}]\nterms = {}\n", list(times, |_| format!("t{below}"))),
                };
            }
            text += "[[rule]]\nid = \"a/b\"\nphrases = [\"{terms:t39}\"]\n";
            folder.write("laugh.toml", &text);
            refuses(&folder, "laugh.toml", &["rulebook/terms-too-deep", "terms.t16", "laugh.toml:"]);
        }
    }
    // Not deep, but wide: ten to the power of eight.
    let mut text = format!("{HEAD}[terms.t0]\nphrases = [\"甲\"]\n");
    for level in 1..=8 {
        text += &format!("[terms.t{level}]\nphrases = [\"{}\"]\n", format!("{{terms:t{}}}", level - 1).repeat(10));
    }
    folder.write("wide.toml", format!("{text}[[rule]]\nid = \"a/b\"\nphrases = [\"{{terms:t8}}\"]\n"));
    refuses(&folder, "wide.toml", &["rulebook/too-large"]);
}

#[test]
fn words_that_go_round_in_circles_are_refused() {
    let folder = folder();
    let terms = "[terms.a]\nphrases = [\"甲{terms:b}\"]\n[terms.b]\nphrases = [\"乙{terms:a}\"]\n";
    folder.write("round.toml", format!("{HEAD}{terms}[[rule]]\nid = \"a/b\"\nphrases = [\"{{terms:a}}\"]\n"));
    refuses(&folder, "round.toml", &["rulebook/terms-cycle"]);
    let terms = "[terms.a]\nterms = \"b\"\n[terms.b]\nterms = \"a\"\n";
    folder.write("round.toml", format!("{HEAD}{terms}[[rule]]\nid = \"a/b\"\nterms = \"a\"\n"));
    refuses(&folder, "round.toml", &["rulebook/terms-cycle"]);
}

#[test]
fn a_chain_of_words_or_of_rulebooks_overflows_nothing() {
    let folder = folder();
    let chain: String =
        (1..20_000).map(|level| format!("[terms.t{level}]\nterms = \"t{}\"\n", level - 1)).collect();
    let text = format!("{HEAD}[terms.t0]\nphrases = [\"甲\"]\n{chain}[[rule]]\nid = \"a/b\"\nterms = \"t19999\"\n");
    folder.write("chain.toml", &text);
    refuses(&folder, "chain.toml", &["rulebook/terms-too-deep"]);
    for number in 0..5_000 {
        let next = number + 1;
        let text = format!("[rulebook]\nid = \"r{number}\"\nextends = [\"{next}.toml\"]\n");
        fs::write(folder.path(format!("{number}.toml")), text).expect("a file");
    }
    refuses(&folder, "0.toml", &["rulebook/extends-too-deep"]);
}

#[test]
fn a_variable_cannot_make_a_phrase_that_fills_the_memory() {
    let folder = folder();
    let text = format!(
        "{HEAD}[vars]\na = \"{}\"\n[[rule]]\nid = \"a/b\"\nphrases = [\"{}\"]\n",
        "长".repeat(100_000),
        "{var:a}".repeat(10_000)
    );
    folder.write("vars.toml", &text);
    refuses(&folder, "vars.toml", &["rulebook/bad-phrase", "vars.toml:"]);
}

#[test]
#[cfg(unix)]
fn extends_reaches_nothing_outside_its_folder() {
    let folder = folder();
    folder.write("secret.toml", format!("{HEAD}# 机密\n[[rule]]\nid = \"s/t\"\nphrases = [\"不知道\"]\n"));
    folder.write(
        "shop/inner/fine.toml",
        "[rulebook]\nid = \"fine\"\n[[rule]]\nid = \"f/x\"\nphrases = [\"绝无此话\"]\n",
    );
    std::os::unix::fs::symlink("../secret.toml", folder.path("shop/link.toml")).expect("a link");
    std::os::unix::fs::symlink("..", folder.path("shop/up")).expect("a link");
    let absolute = folder.path("secret.toml").display().to_string();
    let outside = [
        "../secret.toml",
        "inner/../../secret.toml",
        "./../secret.toml",
        "link.toml",
        "up/secret.toml",
        absolute.as_str(),
        "/etc/passwd",
        "/dev/zero",
        "/proc/self/environ",
        "../none.toml",
    ];
    for name in outside {
        folder.write("shop/shop.toml", format!("[rulebook]\nid = \"shop\"\nextends = [\"{name}\"]\n"));
        refuses(&folder, "shop/shop.toml", &["rulebook/extends-outside", "shop/shop.toml:3:12"]);
        let errors = String::from_utf8_lossy(&check(&folder, "shop/shop.toml").stderr).into_owned();
        assert!(!errors.contains("机密") && !errors.contains("root:"), "{name}: nothing of it is shown");
    }
    folder.write("shop/shop.toml", "[rulebook]\nid = \"shop\"\nextends = [\"inner/fine.toml\"]\n");
    assert_eq!(check(&folder, "shop/shop.toml").status.code(), Some(0));
}

#[test]
fn names_are_no_addresses_no_variables_and_no_commands() {
    let folder = folder();
    for name in [
        "https://rules.example/a.toml",
        "file:///etc/hostname",
        "$HOME/rules.toml",
        "${HOME}/rules.toml",
        "%USERPROFILE%/rules.toml",
        "~/rules.toml",
        "$(touch stolen)",
        "`touch stolen`",
        "|touch stolen",
    ] {
        folder.write("bad.toml", format!("[rulebook]\nid = \"bad\"\nextends = ['{name}']\n"));
        let output = check(&folder, "bad.toml");
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{name}: {errors}");
        assert!(errors.contains("rulebook/"), "{name}: {errors}");
        // The name stays as it is written.
        assert!(errors.contains(name), "{name}: {errors}");
    }
    let text = "[vars]\na = \"$HOME ${HOME} %PATH% $(id)\"\n";
    folder.write("vars.toml", format!("{HEAD}{text}[[rule]]\nid = \"a/b\"\nphrases = [\"甲{{var:a}}\"]\n"));
    folder.write("log.jsonl", "{\"messages\":[{\"role\":\"agent\",\"text\":\"甲$HOME ${HOME} %PATH% $(id)\"}]}\n");
    let output = check(&folder, "vars.toml");
    assert_eq!(output.status.code(), Some(1), "the text stands as it is written");
    let names: Vec<_> =
        fs::read_dir(folder.root()).expect("a folder").map(|entry| entry.expect("an entry").file_name()).collect();
    assert!(!names.iter().any(|name| name == "stolen"));
}

/// How a rulebook with so many of something is made.
type Make = fn(usize) -> String;

/// Checks a log by rulebooks of two sizes and compares the work.
fn bound(shapes: &[(&str, Make)]) {
    bound_run(&["check", "log.jsonl", "--threads", "1", "--rulebook", "rules.toml"], shapes);
}

/// Runs the program on rulebooks of two sizes and compares the work.
fn bound_run(arguments: &[&str], shapes: &[(&str, Make)]) {
    let folder = folder();
    let arguments: Vec<String> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
    for (name, make) in shapes {
        folder.write("rules.toml", make(10_000));
        let status = run_limited(folder.root(), &arguments);
        assert!([0, 1, 2].contains(&status), "{name}: {status}");
        let Some(counter) = Counter::find() else { continue };
        let size = counter.size() / 24;
        let cost = |count: usize| {
            folder.write("rules.toml", make(count));
            counter.count(folder.root(), &arguments).0
        };
        let (least, small, large) = (cost(2), cost(size), cost(4 * size));
        let growth = Growth::new(least, small, large, 4 * size);
        println!("{name} | {:.1} | {}", growth.ratio, growth.per_byte);
        assert!(growth.is_linear(), "{name}: {growth:?}");
    }
}

#[test]
fn ten_thousand_phrases() {
    bound(&[
        ("phrases", |count| rule(&format!("phrases = {}", list(count, word)))),
        ("phrases with gaps", |count| {
            rule(&format!("phrases = {}", list(count, |n| format!("{}{{any:0..9}}了", word(n)))))
        }),
    ]);
}

#[test]
fn ten_thousand_exceptions() {
    bound(&[
        ("not-in", |count| {
            rule(&format!("phrases = [\"不知道\"]\nnot-in = {}", list(count, |n| format!("{}不知道", word(n)))))
        }),
        ("unless", |count| {
            let conditions: Vec<String> =
                (0..count).map(|n| format!("{{ phrases = [\"{}\"] }}", word(n))).collect();
            rule(&format!("phrases = [\"不知道\"]\nunless = [{}]", conditions.join(", ")))
        }),
    ]);
}

#[test]
fn ten_thousand_rules() {
    bound(&[("rules", |count| {
        let rule = |n| format!("[[rule]]\nid = \"r/{n}\"\nphrases = [\"{}\"]\n", word(n));
        format!("{HEAD}{}", (0..count).map(rule).collect::<String>())
    })]);
}

#[test]
fn ten_thousand_mistakes() {
    bound(&[
        ("unknown keys", |count| rule(&(0..count).map(|n| format!("key-{n} = 1\n")).collect::<String>())),
        ("bad patterns", |count| {
            let rule = |n| format!("[[rule]]\nid = \"r/{n}\"\npattern = '('\n");
            format!("{HEAD}{}", (0..count).map(rule).collect::<String>())
        }),
    ]);
}

#[test]
fn looking_over_ten_thousand_phrases() {
    bound_run(
        &["lint-rules", "rules.toml"],
        &[
            ("phrases looked over", |count| rule(&format!("phrases = {}", list(count, plain_word)))),
            ("rules looked over", |count| {
                let rule = |n| {
                    let word = plain_word(n);
                    format!("[[rule]]\nid = \"r/{n}\"\nphrases = [\"{word}\"]\nbad = [\"您⟦{word}⟧了\"]\n")
                };
                format!("{HEAD}{}", (0..count).map(rule).collect::<String>())
            }),
        ],
    );
}
