//! Awkward logs: a megabyte of each is read to its end, and four times as much costs four times the work, not sixteen.

use crate::instructions::{Counter, Growth, run_limited};
use crate::support::Folder;

/// A rule of every kind, with every way to look around a hit.
const RULES: &str = include_str!("awkward.toml");

/// How a shape is made of so many bytes.
type Make = Box<dyn Fn(usize) -> String>;

/// A shape, and the extension of a file that holds it.
struct Shape {
    name: &'static str,
    extension: &'static str,
    make: Make,
}

fn shape(name: &'static str, make: impl Fn(usize) -> String + 'static) -> Shape {
    file("jsonl", name, make)
}

fn file(extension: &'static str, name: &'static str, make: impl Fn(usize) -> String + 'static) -> Shape {
    Shape { name, extension, make: Box::new(make) }
}

/// One utterance of an agent, made of a text again and again.
fn said(text: &'static str) -> Shape {
    shape(text, move |bytes| line(&text.repeat(bytes / text.len() + 1)))
}

fn json(text: &str) -> String {
    serde_json::to_string(text).expect("a string is JSON")
}

/// A conversation in which the agent says one thing.
fn line(text: &str) -> String {
    format!(
        "{{\"id\":\"c\",\"messages\":[{{\"role\":\"customer\",\"text\":\"在吗\"}},{{\"role\":\"agent\",\"text\":{}}}]}}\n",
        json(text)
    )
}

/// One conversation of many utterances; `say` returns role and words of each.
fn long(name: &'static str, say: impl Fn(usize) -> (&'static str, String) + 'static) -> Shape {
    shape(name, move |bytes| {
        let message = |index: usize| {
            let (role, text) = say(index);
            let second = 1_763_600_000 + index * 40;
            format!("{{\"role\":\"{role}\",\"time\":{second},\"text\":{}}}", json(&text))
        };
        let messages: Vec<String> = (0..bytes / 60 + 1).map(message).collect();
        format!("{{\"id\":\"c\",\"messages\":[{}]}}\n", messages.join(","))
    })
}

/// A folder with a rulebook, in which shapes are checked.
struct Bench(Folder);

impl Bench {
    fn new() -> Bench {
        Bench(Folder::with("rules.toml", RULES))
    }

    /// Writes each shape, of so many bytes, and returns the arguments that check them all.
    fn write(&self, shapes: &[&Shape], bytes: usize) -> Vec<String> {
        let options = ["check", "--rulebook", "rules.toml", "--threads", "1", "--format", "jsonl"];
        let mut arguments = options.map(str::to_owned).to_vec();
        for (number, shape) in shapes.iter().enumerate() {
            let name = format!("{number}.{}", shape.extension);
            self.0.write(&name, (shape.make)(bytes));
            arguments.push(name);
        }
        arguments
    }

    fn growth(&self, counter: Counter, shapes: &[&Shape]) -> Growth {
        let cost = |bytes: usize| counter.count(self.0.root(), &self.write(shapes, bytes)).0;
        let size = counter.size();
        Growth::new(cost(100), cost(size), cost(4 * size), 4 * size * shapes.len())
    }
}

/// Reads a megabyte of each shape, then compares the work for two sizes.
///
/// Counting is slow, so the shapes are counted together, and one by one only where they fail together or where
/// `EACH_SHAPE` asks for the figures.
fn bound(shapes: &[Shape]) {
    let bench = Bench::new();
    let all: Vec<&Shape> = shapes.iter().collect();
    let status = run_limited(bench.0.root(), &bench.write(&all, 1 << 20));
    assert!([0, 1, 2].contains(&status), "exit status {status}");
    let Some(counter) = Counter::find() else { return };
    let together = bench.growth(counter, &all);
    if together.is_linear() && std::env::var_os("EACH_SHAPE").is_none() {
        return;
    }
    let growths = shapes.iter().map(|shape| (shape.name, bench.growth(counter, &[shape])));
    let growths: Vec<_> = growths.collect();
    for (name, growth) in &growths {
        println!("{} | {:.1} | {}", name.escape_debug(), growth.ratio, growth.per_byte);
    }
    assert!(
        together.is_linear() && growths.iter().all(|(_, growth)| growth.is_linear()),
        "{together:?} {growths:?}"
    );
}

#[test]
fn one_utterance_of_one_character() {
    bound(&[said("中"), said("a"), said("1"), said(" "), said("，"), said("。")]);
}

#[test]
fn one_utterance_of_one_sign() {
    bound(&[said("😀"), said("\u{200b}"), said("e\u{301}"), said("👨\u{200d}👩\u{200d}"), said("Ａ"), said("國")]);
}

#[test]
fn one_utterance_of_one_word() {
    bound(&[said("啦"), said("不行"), said("您好请稍等"), said("如果不是"), said("一百"), said("\n")]);
}

#[test]
fn one_utterance_full_of_hits() {
    bound(&[said("直接"), said("直接，")]);
}

#[test]
fn one_utterance_full_of_hits_that_guards_concern() {
    bound(&[said("间接"), said("夹接 "), said("引接“")]);
}

#[test]
fn one_utterance_full_of_hits_with_circumstances() {
    bound(&[said("前接"), said("后接"), said("全接"), said("轮接"), said("邻接")]);
}

#[test]
fn one_utterance_full_of_hits_that_exceptions_and_places_concern() {
    bound(&[said("外接"), said("首接，"), said("满接，"), said("声接"), said("缝接"), said("数接1")]);
}

#[test]
fn nested_and_unclosed_signs() {
    bound(&[said("("), said("（"), said("“"), said("["), said("[a"), said("《")]);
}

#[test]
fn nested_and_unclosed_markup() {
    bound(&[
        said("<"),
        said("<a href=\""),
        said("&"),
        said("&amp;"),
        shape("&amp;amp;…", |bytes| line(&format!("&{}lt;", "amp;".repeat(bytes / 4)))),
        shape("<<<…>>>", |bytes| line(&format!("{}{}", "<".repeat(bytes / 2), ">".repeat(bytes / 2)))),
    ]);
}

#[test]
fn numbers_and_addresses_without_an_end() {
    bound(&[
        said("138 "),
        said("2026-01-01 "),
        said("http://a.b/"),
        shape("a long address", |bytes| line(&format!("https://shop.example/{}", "a".repeat(bytes)))),
        shape("a long mailbox", |bytes| line(&format!("{}@shop.example", "a".repeat(bytes)))),
        shape("a long domain", |bytes| line(&format!("a@{}example", "b.".repeat(bytes / 2)))),
    ]);
}

#[test]
fn many_tiny_conversations() {
    let tiny = "{\"messages\":[{\"role\":\"agent\",\"text\":\"直接\"}]}\n";
    let list = "{\"messages\":[{\"role\":\"agent\",\"text\":\"嗯\"}]},";
    bound(&[
        shape("lines", move |bytes| tiny.repeat(bytes / tiny.len() + 1)),
        file("json", "a list", move |bytes| format!("[{}{{}}]", list.repeat(bytes / list.len() + 1))),
        file("csv", "rows", |bytes| {
            let rows = (0..bytes / 16 + 1).map(|row| format!("c{row},客服,直接\n"));
            format!("会话ID,角色,内容\n{}", rows.collect::<String>())
        }),
        file("jsonl", "scattered messages", |bytes| {
            let rows = (0..bytes / 50 + 1).map(|row| {
                let conversation = row * 7919 % 1000;
                format!("{{\"session_id\":\"c{conversation}\",\"role\":\"agent\",\"text\":\"好\"}}\n")
            });
            rows.collect()
        }),
    ]);
}

#[test]
fn one_conversation_of_the_same_words() {
    bound(&[
        long("the same reply", |_| ("agent", "这个是一样的回复".to_owned())),
        long("replies that differ", |index| ("agent", format!("这是第{index}个不一样的回复"))),
        long("question and answer", |index| match index % 2 {
            0 => ("customer", "在吗".to_owned()),
            _ => ("agent", "在的，您请说".to_owned()),
        }),
        long("nothing said", |_| ("agent", String::new())),
    ]);
}

#[test]
fn one_conversation_in_which_every_utterance_is_an_anchor() {
    bound(&[
        long("holds", |_| ("agent", "请稍等".to_owned())),
        long("holds and answers", |index| match index % 2 {
            0 => ("agent", "请稍等".to_owned()),
            _ => ("customer", "好".to_owned()),
        }),
        long("holds of the customer, never answered", |_| ("customer", "我先等等".to_owned())),
        long("first steps, never the second", |_| ("agent", "第一步".to_owned())),
        long("demands, never met", |_| ("agent", "请问时间".to_owned())),
    ]);
}

#[test]
fn one_conversation_in_which_every_utterance_is_a_hit() {
    bound(&[
        long("plain hits", |_| ("agent", "直接".to_owned())),
        long("unless something comes later", |_| ("agent", "后接".to_owned())),
        long("unless something came before", |index| match index % 2 {
            0 => ("customer", "好".to_owned()),
            _ => ("agent", "前接".to_owned()),
        }),
        long("unless anywhere", |_| ("agent", "全接".to_owned())),
        long("unless in the turn", |_| ("agent", "轮接".to_owned())),
    ]);
}

#[test]
fn nested_json() {
    bound(&[
        file("json", "arrays", |bytes| "[".repeat(bytes / 2) + &"]".repeat(bytes / 2)),
        file("json", "arrays without an end", |bytes| "[".repeat(bytes)),
        file("json", "objects", |bytes| "{\"data\":".repeat(bytes / 10) + &"}".repeat(bytes / 10)),
        file("jsonl", "arrays in messages", |bytes| {
            format!("{{\"messages\":{}{}}}\n", "[".repeat(bytes / 2), "]".repeat(bytes / 2))
        }),
        file("json", "a string without an end", |bytes| format!("[\"{}", "a".repeat(bytes))),
        file("json", "broken elements", |bytes| format!("[{}", "{\"a\":oops},\n".repeat(bytes / 13))),
    ]);
}

#[test]
fn broken_tables() {
    bound(&[
        file("csv", "a quote without an end", |bytes| {
            format!("id,role,text\nc1,agent,\"{}", "好的\n".repeat(bytes / 7))
        }),
        file("csv", "quotes without an end", |bytes| {
            format!("id,role,text\n{}", "c1,agent,\"好的\n".repeat(bytes / 17))
        }),
        file("csv", "a great many columns", |bytes| {
            format!("id,role,text{}\nc1,agent,好\n", ",x".repeat(bytes / 2))
        }),
        file("csv", "a row of a great many cells", |bytes| {
            format!("id,role,text\nc1,agent{}\n", ",x".repeat(bytes / 2))
        }),
        file("tsv", "tabs", |bytes| format!("id\trole\ttext\n{}", "\t".repeat(bytes))),
    ]);
}

#[test]
fn texts_without_line_ends() {
    bound(&[
        file("txt", "one line", |bytes| format!("客服: {}", "您好".repeat(bytes / 6))),
        file("txt", "one speaker after another", |bytes| "客服: 您好 客户: 在吗 ".repeat(bytes / 27)),
        file("txt", "line ends", |bytes| "\n".repeat(bytes)),
        file("txt", "short lines", |bytes| format!("客服: 您好\n{}", "好\n".repeat(bytes / 4))),
        file("txt", "colons", |bytes| ":".repeat(bytes)),
    ]);
}
