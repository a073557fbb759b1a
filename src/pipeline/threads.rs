//! Chunks read on one thread and worked on by many, what they come to handed over in input order.
//!
//! A chunk comes to parts, which are handed over while the rest of it is still worked on; whoever works on a later
//! chunk waits when it is a few parts ahead. Only so many chunks, and so many bytes of them, are under way at once.
//! Knows nothing of what is done with a chunk.

use std::io;

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};

use huashu_input::Chunk;

/// Chunks under way for each thread.
const CHUNKS_PER_THREAD: usize = 2;
/// Bytes of a chunk that count as one more: long records come in large chunks.
const CHUNK_BYTES: usize = 1 << 20;
/// Parts of a chunk that wait to be handed over.
const WAITING_PARTS: usize = 4;

/// What is read, and how many threads work on it.
pub(super) struct Reading<'r> {
    /// Taking the next one blocks on reading.
    pub(super) chunks: Box<dyn Iterator<Item = Chunk> + Send + 'r>,
    pub(super) threads: usize,
}

/// Receives a part of what a chunk comes to; returns false when no more is wanted.
pub(super) type Give<'g, R> = dyn FnMut(R) -> bool + 'g;

/// Does the work on one chunk; each thread has its own.
pub(super) type Worker<'w, R> = Box<dyn FnMut(&Chunk, &mut Give<'_, R>) + 'w>;

/// Makes the worker of one thread.
pub(super) type Hire<'w, R> = dyn Fn() -> Worker<'w, R> + Sync + 'w;

/// Receives what chunks came to, in input order.
type Take<'t, R> = dyn FnMut(R) -> io::Result<()> + 't;

/// The parts of one chunk, and how many permits it holds.
struct UnderWay<R> {
    parts: Receiver<R>,
    permits: usize,
}

/// Works on every chunk. Fails only when `take` does.
pub(super) fn each_chunk<R: Send>(
    mut reading: Reading<'_>,
    hire: &Hire<'_, R>,
    take: &mut Take<'_, R>,
) -> io::Result<()> {
    if reading.threads <= 1 || !in_parallel(&mut reading, hire, take)? {
        let mut work = hire();
        for chunk in reading.chunks {
            let mut taken = Ok(());
            work(&chunk, &mut |part| {
                taken = take(part);
                taken.is_ok()
            });
            taken?;
        }
    }
    Ok(())
}

impl Reading<'_> {
    fn most_under_way(&self) -> usize {
        self.threads * CHUNKS_PER_THREAD
    }
}

/// Reads on one thread and works on the others. Threads that cannot be had are done without: returns false, with
/// nothing read, where not even a reader and a worker could be started.
fn in_parallel<R: Send>(reading: &mut Reading<'_>, hire: &Hire<'_, R>, take: &mut Take<'_, R>) -> io::Result<bool> {
    // Permits are taken for every chunk read and given back when it has been handed over.
    let (give_back, permits) = bounded::<()>(reading.most_under_way());
    for _ in 0..reading.most_under_way() {
        let _ = give_back.send(());
    }
    let (send_work, work) = unbounded::<(Chunk, Sender<R>)>();
    let (send_order, order) = unbounded::<UnderWay<R>>();
    std::thread::scope(move |scope| {
        let mut started = 0;
        for _ in 0..reading.threads {
            let chunks = work.clone();
            let check = move || {
                let mut work = hire();
                for (chunk, parts) in chunks {
                    work(&chunk, &mut |part| parts.send(part).is_ok());
                }
            };
            started += usize::from(std::thread::Builder::new().spawn_scoped(scope, check).is_ok());
        }
        drop(work);
        let read = move || read_all(reading, &permits, &send_work, &send_order);
        if started == 0 || std::thread::Builder::new().spawn_scoped(scope, read).is_err() {
            return Ok(false);
        }
        let outcome = hand_over(&order, &give_back, take);
        // After an error the other threads end because these channels close.
        drop((order, give_back));
        outcome.map(|()| true)
    })
}

fn read_all<R>(
    reading: &mut Reading<'_>,
    permits: &Receiver<()>,
    work: &Sender<(Chunk, Sender<R>)>,
    order: &Sender<UnderWay<R>>,
) {
    let most = reading.most_under_way();
    for chunk in &mut reading.chunks {
        let needed = (1 + chunk.size() / CHUNK_BYTES).min(most);
        if (0..needed).any(|_| permits.recv().is_err()) {
            return;
        }
        let (give, parts) = bounded(WAITING_PARTS);
        if order.send(UnderWay { parts, permits: needed }).is_err() || work.send((chunk, give)).is_err() {
            return;
        }
    }
}

fn hand_over<R>(order: &Receiver<UnderWay<R>>, give_back: &Sender<()>, take: &mut Take<'_, R>) -> io::Result<()> {
    for UnderWay { parts, permits } in order {
        for part in parts {
            take(part)?;
        }
        for _ in 0..permits {
            let _ = give_back.send(());
        }
    }
    Ok(())
}
