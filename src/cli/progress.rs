//! A sign of life on a terminal while files are read: how far, how fast, how long still.

use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, bounded};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use huashu_input::Source;
use huashu_model::language::Language;

use super::global::Global;

/// A run shorter than this says nothing.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often the bar is drawn.
const INTERVAL: Duration = Duration::from_millis(200);

/// Conversations so far; whoever hands them over counts.
#[derive(Debug, Default)]
pub(super) struct Count(AtomicU64);

impl Count {
    /// Counts conversations.
    pub(super) fn add(&self, conversations: u64) {
        self.0.fetch_add(conversations, Ordering::Relaxed);
    }
}

/// Does the work while a bar is shown on standard error, where that is a terminal and nothing else is written to it.
pub(super) fn shown<T>(sources: &[Source], global: Global, alone: bool, work: impl FnOnce(&Count) -> T) -> T {
    let count = Count::default();
    if global.quiet || !alone || !io::stderr().is_terminal() {
        return work(&count);
    }
    std::thread::scope(|scope| {
        // Dropped when the work is done, or panics: that is what the bar waits for.
        let (working, done) = bounded::<()>(0);
        let count = &count;
        let draw = move || draw(sources, count, global.language, &done);
        // Without a thread there is no bar; the work is done all the same.
        let drawing = std::thread::Builder::new().spawn_scoped(scope, draw);
        let result = work(count);
        drop(working);
        if let Ok(drawing) = drawing {
            let _ = drawing.join();
        }
        result
    })
}

fn draw(sources: &[Source], count: &Count, language: Language, done: &Receiver<()>) {
    let goes_on = |wait| done.recv_timeout(wait) == Err(RecvTimeoutError::Timeout);
    let lengths: Option<u64> = sources.iter().map(Source::length).sum();
    // The rate is measured from the beginning, before anything is drawn.
    let bar = ProgressBar::with_draw_target(lengths, ProgressDrawTarget::hidden());
    bar.set_style(style(lengths.is_some(), language));
    if !goes_on(PATIENCE) {
        return;
    }
    bar.set_draw_target(ProgressDrawTarget::stderr());
    loop {
        bar.set_position(sources.iter().map(Source::bytes_read).sum());
        let conversations = count.0.load(Ordering::Relaxed);
        bar.set_message(huashu_model::say!(language, "{conversations} 个会话", "{conversations} conversations"));
        if !goes_on(INTERVAL) {
            break;
        }
    }
    bar.finish_and_clear();
}

fn style(knows_length: bool, language: Language) -> ProgressStyle {
    let template = match (knows_length, language) {
        (true, Language::Chinese) => {
            "{bar:24} {percent:>3}%  {bytes}/{total_bytes}  {bytes_per_sec}  {msg}  还要 {eta}"
        }
        (true, Language::English) => {
            "{bar:24} {percent:>3}%  {bytes}/{total_bytes}  {bytes_per_sec}  {msg}  {eta} left"
        }
        (false, _) => "{spinner} {bytes}  {bytes_per_sec}  {msg}  {elapsed}",
    };
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
