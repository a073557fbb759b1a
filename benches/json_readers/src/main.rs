//! Which reader of JSON is the fastest for conversations, and what each allocates.
//!
//! All read the same lines into the same borrowed shapes. `huashu_itself` goes
//! all the way: cutting, checking UTF-8, reading, understanding roles and times.
//! A crate of its own, so that nobody builds the other readers who does not
//! compare them: `cargo run --release --manifest-path benches/json_readers/Cargo.toml -- --bench`.

use std::borrow::Cow;

use divan::Bencher;
use divan::counter::BytesCount;
use huashu_input::{self, Options, Source};
use serde::Deserialize;

#[global_allocator]
static ALLOCATIONS: divan::AllocProfiler = divan::AllocProfiler::system();

fn main() {
    divan::main();
}

const CONVERSATIONS: usize = 2000;

/// How texts are written.
#[derive(Debug, Clone, Copy)]
enum Texts {
    Plain,
    /// Every character that is not ASCII as `\uXXXX`, as some languages' libraries do unless told otherwise.
    Escaped,
}

#[derive(Deserialize)]
struct Conversation<'c> {
    #[serde(borrow)]
    id: Cow<'c, str>,
    #[serde(borrow)]
    channel: Cow<'c, str>,
    #[serde(borrow)]
    messages: Vec<Message<'c>>,
}

#[derive(Deserialize)]
struct Message<'c> {
    #[serde(borrow)]
    role: Cow<'c, str>,
    #[serde(borrow)]
    time: Cow<'c, str>,
    #[serde(borrow)]
    text: Cow<'c, str>,
    #[serde(borrow, default)]
    agent_id: Cow<'c, str>,
}

fn written(text: &str, texts: Texts) -> String {
    match texts {
        Texts::Plain => text.to_owned(),
        Texts::Escaped => text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect(),
    }
}

fn lines(texts: Texts) -> String {
    let said = [
        "您好，1024号小李为您服务，请问有什么可以帮您？",
        "我上周买的电饭煲，盖子合不上了",
        "给您添麻烦了，请问是刚收到时就这样，还是用了几天以后？",
        "用了两天",
        "好的",
        "明白了，我这就给您登记换新，运费由我们出。",
        "多久能到",
        "一般三天",
    ];
    let message = |(index, text): (usize, &&str)| {
        let text = written(text, texts);
        let time = format!("2026-11-20T09:30:{:02}+08:00", index * 7);
        match index % 2 {
            0 => format!(r#"{{"role": "agent", "time": "{time}", "text": "{text}", "agent_id": "1024"}}"#),
            _ => format!(r#"{{"role": "customer", "time": "{time}", "text": "{text}"}}"#),
        }
    };
    let messages: Vec<String> = said.iter().cycle().take(20).enumerate().map(message).collect();
    let messages = messages.join(", ");
    (0..CONVERSATIONS)
        .map(|number| format!("{{\"id\": \"c{number:08}\", \"channel\": \"chat\", \"messages\": [{messages}]}}\n"))
        .collect()
}

/// Uses everything that was read, so that nothing is left out.
fn size(conversation: &Conversation<'_>) -> usize {
    let message = |m: &Message<'_>| m.role.len() + m.time.len() + m.text.len() + m.agent_id.len();
    conversation.id.len() + conversation.channel.len() + conversation.messages.iter().map(message).sum::<usize>()
}

fn each_line(bencher: Bencher<'_, '_>, texts: Texts, read: impl Fn(&str) -> usize + Sync) {
    let lines = lines(texts);
    bencher
        .counter(BytesCount::of_str(&lines))
        .bench_local(|| lines.lines().map(|line| read(divan::black_box(line))).sum::<usize>());
}

#[divan::bench(args = [Texts::Plain, Texts::Escaped])]
fn serde_json(bencher: Bencher<'_, '_>, texts: Texts) {
    each_line(bencher, texts, |line| size(&::serde_json::from_str(line).expect("is JSON")));
}

#[divan::bench(args = [Texts::Plain, Texts::Escaped])]
fn sonic_rs(bencher: Bencher<'_, '_>, texts: Texts) {
    each_line(bencher, texts, |line| size(&::sonic_rs::from_str(line).expect("is JSON")));
}

/// It writes into what it reads, so that each line is copied first.
#[divan::bench(args = [Texts::Plain, Texts::Escaped])]
fn simd_json(bencher: Bencher<'_, '_>, texts: Texts) {
    let lines = lines(texts);
    let mut copy = Vec::new();
    let mut buffers = ::simd_json::Buffers::default();
    bencher.counter(BytesCount::of_str(&lines)).bench_local(|| {
        let mut total = 0;
        for line in lines.lines() {
            copy.clear();
            copy.extend_from_slice(line.as_bytes());
            total += size(&::simd_json::serde::from_slice_with_buffers(&mut copy, &mut buffers).expect("is JSON"));
        }
        total
    });
}

#[divan::bench(args = [Texts::Plain, Texts::Escaped])]
fn huashu_itself(bencher: Bencher<'_, '_>, texts: Texts) {
    let lines = lines(texts);
    let options = Options::default();
    let source = Source::memory("a.jsonl", lines.as_bytes());
    bencher.counter(BytesCount::of_str(&lines)).bench_local(|| {
        input::read(&source, &options).map(|chunk| chunk.parse(&options).conversations.len()).sum::<usize>()
    });
}

/// Strict UTF-8 comes before any reader; the standard library takes as long for it as a reader does.
#[divan::bench(args = ["std", "simdutf8"])]
fn utf8(bencher: Bencher<'_, '_>, by: &str) {
    let lines = lines(Texts::Plain);
    let bytes = lines.as_bytes();
    bencher.counter(BytesCount::of_slice(bytes)).bench_local(|| match by {
        "std" => std::str::from_utf8(divan::black_box(bytes)).map(str::len).unwrap_or_default(),
        _ => simdutf8::basic::from_utf8(divan::black_box(bytes)).map(str::len).unwrap_or_default(),
    });
}
