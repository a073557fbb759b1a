//! How fast input is read and parsed, on one thread.

use divan::Bencher;
use divan::counter::BytesCount;
use huashu_input::{self, Options, Source};

fn main() {
    divan::main();
}

const CONVERSATIONS: usize = 4000;

fn json_lines() -> String {
    let messages = [
        ("agent", "您好，1024号小李为您服务，请问有什么可以帮您？"),
        ("customer", "我上周买的电饭煲，盖子合不上了"),
        ("agent", "给您添麻烦了，请问是刚收到时就这样，还是用了几天以后？"),
        ("customer", "用了两天"),
        ("agent", "明白了，我这就给您登记换新，运费由我们出。"),
    ];
    (0..CONVERSATIONS)
        .map(|number| {
            let messages: Vec<String> = messages
                .iter()
                .zip(10..)
                .map(|((role, text), second)| {
                    format!("{{\"role\":\"{role}\",\"time\":\"2026-11-20 09:30:{second}\",\"text\":\"{text}\"}}")
                })
                .collect();
            format!("{{\"id\":\"c{number}\",\"group\":\"售后\",\"messages\":[{}]}}\n", messages.join(","))
        })
        .collect()
}

fn csv() -> String {
    let rows = (0..CONVERSATIONS * 5).map(|number| {
        let role = if number % 2 == 0 { "客服" } else { "客户" };
        format!("c{},{role},2026-11-20 09:30:05,您好，请问有什么可以帮您？\n", number / 5)
    });
    std::iter::once("会话ID,角色,发送时间,消息内容\n".to_owned()).chain(rows).collect()
}

fn read(bencher: Bencher<'_, '_>, name: &str, bytes: Vec<u8>) {
    let options = Options::default();
    let length = bytes.len();
    let source = Source::memory(name, bytes);
    bencher.counter(BytesCount::new(length)).bench_local(|| {
        huashu_input::read(&source, &options).map(|chunk| chunk.parse(&options).conversations.len()).sum::<usize>()
    });
}

#[divan::bench]
fn json_lines_utf8(bencher: Bencher<'_, '_>) {
    read(bencher, "a.jsonl", json_lines().into_bytes());
}

#[divan::bench]
fn json_lines_gb18030(bencher: Bencher<'_, '_>) {
    read(bencher, "a.jsonl", encoding_rs::GB18030.encode(&json_lines()).0.into_owned());
}

#[divan::bench]
fn csv_utf8(bencher: Bencher<'_, '_>) {
    read(bencher, "a.csv", csv().into_bytes());
}

fn messages() -> String {
    let line = |number: usize| {
        let role = if number.is_multiple_of(2) { "agent" } else { "customer" };
        format!(
            "{{\"session_id\":\"c{}\",\"sender_type\":\"{role}\",\"created_at\":\"2026-11-20 09:30:05\",\"content\":\"您好，请问有什么可以帮您？\"}}\n",
            number / 5
        )
    };
    (0..CONVERSATIONS * 5).map(line).collect()
}

#[divan::bench]
fn single_messages(bencher: Bencher<'_, '_>) {
    read(bencher, "a.jsonl", messages().into_bytes());
}

/// The bytes counted are those that come out of the decompressor.
fn read_packed(bencher: Bencher<'_, '_>, name: &str, pack: impl Fn(&[u8]) -> Vec<u8>) {
    let bytes = json_lines().into_bytes();
    let source = Source::memory(name, pack(&bytes));
    let options = Options::default();
    bencher.counter(BytesCount::new(bytes.len())).bench_local(|| {
        huashu_input::read(&source, &options).map(|chunk| chunk.parse(&options).conversations.len()).sum::<usize>()
    });
}

#[divan::bench]
fn json_lines_gz(bencher: Bencher<'_, '_>) {
    read_packed(bencher, "a.jsonl.gz", |bytes| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        std::io::Write::write_all(&mut encoder, bytes).expect("writing to memory");
        encoder.finish().expect("writing to memory")
    });
}

#[divan::bench]
fn json_lines_zst(bencher: Bencher<'_, '_>) {
    read_packed(bencher, "a.jsonl.zst", |bytes| zstd::encode_all(bytes, 3).expect("writing to memory"));
}
