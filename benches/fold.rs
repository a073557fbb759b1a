//! What folding costs: on plain text, where it must be nearly free, and on
//! text with something to fold in every line.

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use huashu_model::text::{Deseparated, FoldBuffers, Sentences, fold, fold_with, segment};

fn main() {
    // What is built on first use is not part of the cost of a message.
    let _ = fold("這[微笑]");
    let _ = segment::boundaries("您好");
    divan::main();
}

/// Messages of one kind, named by what is in them.
const TEXTS: &[(&str, &str)] = &[
    ("plain", "您好，请您稍等一下，这边正在为您核实订单的物流信息，稍后给您回复哦。"),
    ("latin", "please wait a moment while we check the order for you, thank you so much."),
    ("cased", "亲，您的订单已由 SF 快递发出，预计 3 天内送达，签收后可以联系 VIP 客服。"),
    ("emoji", "您好呀😀请稍等[微笑]，马上为您查询#E-s33好的👍🏽，感谢您的理解[玫瑰]。"),
    ("html", "<p>您好，</p><p>请您点击&nbsp;<a href=\"https://example.com/\">这里</a>查看</p>"),
    ("traditional", "您好，請您稍等一下，這邊正在為您核實訂單的物流資訊，稍後給您回覆喔。"),
    ("wide", "請加ＶＸ１２３４５６７８９０，或者掃描下方的ＱＲ碼，謝謝您的支持。"),
];

fn names() -> impl Iterator<Item = &'static str> {
    TEXTS.iter().map(|&(name, _)| name)
}

fn messages(name: &str) -> Vec<String> {
    let text = TEXTS.iter().find(|&&(known, _)| known == name).map_or("", |&(_, text)| text);
    (0..100).map(|number| format!("{number}{text}")).collect()
}

fn each(bencher: Bencher<'_, '_>, name: &str, mut work: impl FnMut(&str)) {
    let messages = messages(name);
    let bytes: usize = messages.iter().map(String::len).sum();
    bencher
        .counter(BytesCount::new(bytes))
        .bench_local(|| messages.iter().for_each(|message| work(black_box(message))));
}

#[divan::bench(args = names())]
fn fold_alone(bencher: Bencher<'_, '_>, name: &str) {
    each(bencher, name, |message| drop(black_box(fold(message))));
}

#[divan::bench(args = names())]
fn fold_reusing_buffers(bencher: Bencher<'_, '_>, name: &str) {
    let mut buffers = FoldBuffers::new();
    each(bencher, name, |message| drop(black_box(fold_with(&mut buffers, message))));
}

#[divan::bench(args = ["plain", "latin"])]
fn areas(bencher: Bencher<'_, '_>, name: &str) {
    each(bencher, name, |message| drop(black_box(Sentences::new(message))));
}

#[divan::bench(args = ["plain", "latin"])]
fn deseparate(bencher: Bencher<'_, '_>, name: &str) {
    each(bencher, name, |message| drop(black_box(Deseparated::of(message))));
}

#[divan::bench(args = ["plain", "latin"])]
fn words(bencher: Bencher<'_, '_>, name: &str) {
    each(bencher, name, |message| drop(black_box(segment::boundaries(message))));
}
