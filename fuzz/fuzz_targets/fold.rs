//! Folding and everything that is a function of one text.
#![no_main]

use huashu_fuzz::reports::obeys_nothing;
use huashu_model::text::{
    Deseparated, FoldBuffers, Sentences, Span, char_column, display_width, fold, fold_phrase, fold_with, is_folded,
    is_significant, parse_marks, segment, similarity, trim_to_significant, utf16_column, visible,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    folding(text);
    let once = fold_phrase(text);
    assert_eq!(fold_phrase(&once), once, "phrases fold once");
    assert!(is_folded(&once));
    sentences(fold(text).text());
    deseparating(fold(text).text());
    shown(text);
    if let Ok((plain, spans)) = parse_marks(text) {
        assert!(spans.iter().all(|span| plain.get(span.range()).is_some()));
    }
    let words = segment::boundaries(text);
    assert!(text.is_empty() || (words.is_boundary(0) && words.is_boundary(text.len())));
    if let Some((a, b)) = text.split_once('\n') {
        let score = similarity::dice(a, b);
        assert!((0.0..=1.0).contains(&score) && score == similarity::dice(b, a), "{score}");
    }
});

fn folding(text: &str) {
    let folded = fold(text);
    let derived = folded.text();
    assert!(!folded.is_identity() || derived == text);
    let mut last = Span::new(0, 0);
    let mut start = 0;
    for (end, c) in derived.char_indices().map(|(at, c)| (at + c.len_utf8(), c)) {
        let back = folded.to_original(Span::new(start, end));
        assert!(text.get(back.range()).is_some_and(|piece| !piece.is_empty()), "{c:?} comes from {back:?}");
        assert!(back.start >= last.start && back.end >= last.end, "{last:?} before {back:?}");
        let upto = folded.to_original(Span::new(0, end));
        assert!(upto.end == back.end, "{upto:?} and {back:?}");
        (last, start) = (back, end);
    }
    let whole = folded.to_original(Span::whole(derived));
    assert_eq!(fold(whole.of(text)).text(), derived, "what maps back folds the same");
    let mut buffers = FoldBuffers::new();
    fold_with(&mut buffers, "Ａ<br>這");
    assert_eq!(fold_with(&mut buffers, text).text(), derived, "buffers leave no trace");
}

fn sentences(folded: &str) {
    let sentences = Sentences::new(folded);
    for spans in [sentences.clauses().collect::<Vec<_>>(), sentences.sentences().collect()] {
        let mut end = 0;
        for span in spans {
            assert!(span.start >= end && !span.of(folded).is_empty(), "{span:?}");
            assert_eq!(span.of(folded).trim(), span.of(folded));
            end = span.end;
        }
    }
    for at in (0..=folded.len()).filter(|at| folded.is_char_boundary(*at)).take(64) {
        let (clause, sentence) = (sentences.clause_at(at), sentences.sentence_at(at));
        // A separator belongs to what stands before it, which may be another sentence's clause.
        let separates = !folded[at..].starts_with(is_significant);
        assert!(separates || sentence.contains(clause), "{clause:?} in {sentence:?}");
        assert!(sentences.ended_sentence_at(at).contains(sentence));
    }
    let kept = trim_to_significant(folded, Span::whole(folded)).of(folded);
    assert!(kept.is_empty() != folded.contains(is_significant));
}

fn deseparating(folded: &str) {
    let Some(deseparated) = Deseparated::of(folded) else { return };
    for (at, c) in deseparated.text().char_indices() {
        let back = deseparated.to_folded(Span::new(at, at + c.len_utf8()));
        assert!(back.of(folded).chars().eq([c]), "{c:?} at {back:?}");
    }
}

fn shown(text: &str) {
    obeys_nothing(&visible(text).replace('\n', ""));
    assert_eq!(char_column(text, text.len()), text.chars().count());
    assert_eq!(utf16_column(text, text.len()), text.encode_utf16().count());
    display_width(text);
}
