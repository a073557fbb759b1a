//! What checking costs, and which automaton finds literals the fastest.
//!
//! The allocation profiler counts what each round allocates: a text that was
//! met before and in which nothing is found should need next to nothing.

use std::borrow::Cow;
use std::hint::black_box;
use std::sync::Arc;

use aho_corasick::AhoCorasick;
use daachorse::{CharwiseDoubleArrayAhoCorasick, DoubleArrayAhoCorasick};
use divan::Bencher;
use divan::counter::BytesCount;
use huashu_core::engine::Engine;
use huashu_model::transcript::{Conversation, Role, Utterance};
use huashu_rulebook::{Diagnostics, FileResolver, Rulebook};

#[global_allocator]
static ALLOCATIONS: divan::AllocProfiler = divan::AllocProfiler::system();

fn main() {
    divan::main();
}

fn rulebook() -> (Rulebook, Diagnostics) {
    let mut sink = Diagnostics::default();
    (Rulebook::load(&["builtin:all".to_owned()], &FileResolver::default(), &mut sink), sink)
}

/// The words of every example in the shipped rulebooks: talk of all trades, good and bad.
fn talk(rulebook: &Rulebook) -> Vec<String> {
    let examples = rulebook.rules.iter().flat_map(|rule| rule.examples());
    examples.flat_map(|example| &example.conversation.utterances).map(|said| said.text.to_string()).collect()
}

/// Literals as rules have them: two to four characters of what is said.
fn literals(talk: &[String]) -> Vec<String> {
    let mut literals: Vec<String> = talk
        .iter()
        .flat_map(|text| {
            let characters: Vec<char> = text.chars().collect();
            let pieces = (2..=4).flat_map(|length| characters.chunks_exact(length).map(String::from_iter));
            pieces.collect::<Vec<String>>()
        })
        .collect();
    literals.sort_unstable();
    literals.dedup();
    literals
}

fn scan(bencher: Bencher<'_, '_>, find: impl Fn(&str) -> usize + Sync) {
    let text = talk(&rulebook().0).join("\n");
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| find(black_box(&text)));
}

#[divan::bench]
fn daachorse_by_characters(bencher: Bencher<'_, '_>) {
    let automaton = CharwiseDoubleArrayAhoCorasick::<u32>::new(literals(&talk(&rulebook().0))).expect("builds");
    scan(bencher, |text| automaton.find_overlapping_iter(text).count());
}

#[divan::bench]
fn daachorse_by_bytes(bencher: Bencher<'_, '_>) {
    let automaton = DoubleArrayAhoCorasick::<u32>::new(literals(&talk(&rulebook().0))).expect("builds");
    scan(bencher, |text| automaton.find_overlapping_iter(text).count());
}

#[divan::bench]
fn aho_corasick(bencher: Bencher<'_, '_>) {
    let automaton = AhoCorasick::new(literals(&talk(&rulebook().0))).expect("builds");
    scan(bencher, |text| automaton.find_overlapping_iter(text).count());
}

fn conversation(texts: &[&'static str]) -> Conversation<'static> {
    let said = |(index, text): (usize, &&'static str)| {
        let role = if index % 2 == 0 { Role::Customer } else { Role::Agent };
        Utterance { role, text: Cow::Borrowed(*text), ..Utterance::default() }
    };
    Conversation { utterances: texts.iter().enumerate().map(said).collect(), ..Conversation::default() }
}

/// One conversation checked against everything that can be judged on single utterances.
#[divan::bench]
fn nothing_found(bencher: Bencher<'_, '_>) {
    let (rulebook, mut sink) = rulebook();
    let wanted = |rule: &huashu_rulebook::Rule| rule.enabled && rule.body.is_about_one_utterance();
    let engine = Arc::new(Engine::compile(&rulebook, &mut sink, &wanted));
    let talk =
        conversation(&["订单到哪了", "已经到您那里的站点了", "今天能送吗", "今天下午送到", "好的", "祝您愉快"]);
    let mut session = engine.session();
    assert!(session.check(&talk, 0).findings.is_empty());
    bencher.bench_local(|| session.check(black_box(&talk), 0));
}

#[divan::bench]
fn compile_everything(bencher: Bencher<'_, '_>) {
    let (rulebook, mut sink) = rulebook();
    bencher.bench_local(|| Engine::compile(&rulebook, &mut sink, &|rule| rule.enabled));
}

#[divan::bench]
fn compile_for_a_draft(bencher: Bencher<'_, '_>) {
    let (rulebook, mut sink) = rulebook();
    let wanted = |rule: &huashu_rulebook::Rule| rule.enabled && rule.body.is_about_one_utterance();
    bencher.bench_local(|| Engine::compile_for(&["这个我不知道，您问别人吧"], &rulebook, &mut sink, &wanted));
}
