//! Chunks read on one thread and worked on by many, what they come to handed over in input order.
//!
//! Only so many chunks are under way at once. Knows nothing of what is done with a chunk.

use std::collections::BTreeMap;
use std::io;

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};

use huashu_input::{Chunk, Options, Source};

/// Chunks under way for each thread.
const CHUNKS_PER_THREAD: usize = 2;

/// What is read, and how many threads work on it.
#[derive(Clone, Copy)]
pub(super) struct Reading<'r> {
    pub(super) sources: &'r [Source],
    pub(super) options: &'r Options,
    pub(super) threads: usize,
}

/// Does the work on one chunk; each thread has its own.
pub(super) type Worker<'w, R> = Box<dyn FnMut(&Chunk) -> R + 'w>;

/// Makes the worker of one thread, told how many there are.
pub(super) type Hire<'w, R> = dyn Fn(usize) -> Worker<'w, R> + Sync + 'w;

/// Receives what chunks came to, in input order.
type Take<'t, R> = dyn FnMut(R) -> io::Result<()> + 't;

/// Works on every chunk. Fails only when `take` does.
pub(super) fn each_chunk<R: Send>(
    reading: Reading<'_>,
    hire: &Hire<'_, R>,
    take: &mut Take<'_, R>,
) -> io::Result<()> {
    if reading.threads <= 1 || !in_parallel(reading, hire, take)? {
        let mut work = hire(1);
        for chunk in reading.chunks() {
            take(work(&chunk))?;
        }
    }
    Ok(())
}

impl Reading<'_> {
    fn chunks(&self) -> impl Iterator<Item = Chunk> {
        self.sources.iter().flat_map(|source| huashu_input::read(source, self.options))
    }
}

/// Reads on one thread and works on the others. Threads that cannot be had are done without: returns false, with
/// nothing read, where not even a reader and a worker could be started.
fn in_parallel<R: Send>(reading: Reading<'_>, hire: &Hire<'_, R>, take: &mut Take<'_, R>) -> io::Result<bool> {
    let threads = reading.threads;
    let under_way = threads * CHUNKS_PER_THREAD;
    // A permit is taken for every chunk read and given back when its result has been handed over.
    let (give_back, permits) = bounded::<()>(under_way);
    let (send_work, work) = bounded::<(u64, Chunk)>(under_way);
    let (send_done, done) = unbounded::<(u64, R)>();
    for _ in 0..under_way {
        let _ = give_back.send(());
    }
    std::thread::scope(move |scope| {
        let mut started = 0;
        for _ in 0..threads {
            let (chunks, send_done) = (work.clone(), send_done.clone());
            let check = move || {
                let mut work = hire(threads);
                for (number, chunk) in chunks {
                    if send_done.send((number, work(&chunk))).is_err() {
                        return;
                    }
                }
            };
            started += usize::from(std::thread::Builder::new().spawn_scoped(scope, check).is_ok());
        }
        drop((work, send_done));
        let read = move || read_all(reading, &permits, &send_work);
        if started == 0 || std::thread::Builder::new().spawn_scoped(scope, read).is_err() {
            return Ok(false);
        }
        let outcome = hand_over(&done, &give_back, take);
        // After an error the other threads end because these channels close.
        drop((done, give_back));
        outcome.map(|()| true)
    })
}

fn read_all(reading: Reading<'_>, permits: &Receiver<()>, work: &Sender<(u64, Chunk)>) {
    for (number, chunk) in (0u64..).zip(reading.chunks()) {
        if permits.recv().is_err() || work.send((number, chunk)).is_err() {
            return;
        }
    }
}

fn hand_over<R>(done: &Receiver<(u64, R)>, give_back: &Sender<()>, take: &mut Take<'_, R>) -> io::Result<()> {
    let mut waiting: BTreeMap<u64, R> = BTreeMap::new();
    let mut next = 0;
    for (number, result) in done {
        waiting.insert(number, result);
        while let Some(result) = waiting.remove(&next) {
            take(result)?;
            next += 1;
            let _ = give_back.send(());
        }
    }
    Ok(())
}
