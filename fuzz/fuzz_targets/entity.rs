//! Entities, in folded text as the engine gives it and in text as it comes.
#![no_main]

use huashu_model::entity::{ENTITIES, EntityValue};
use huashu_model::text::fold;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    search(text);
    search(fold(text).text());
});

fn search(text: &str) {
    for entity in ENTITIES {
        let hits = entity.find(text);
        assert!(hits.is_empty() || entity.precheck().admits(text), "the precheck hides {}", entity.name());
        let mut end = 0;
        for hit in &hits {
            let span = hit.span;
            assert!(span.start >= end && !span.is_empty(), "{}: {hits:?}", entity.name());
            assert!(text.get(span.range()).is_some(), "{}: {hits:?}", entity.name());
            match hit.value {
                EntityValue::Number(number) => assert!(number.is_finite(), "{}: {hit:?}", entity.name()),
                EntityValue::Millis(millis) => assert!(millis >= 0, "{}: {hit:?}", entity.name()),
                EntityValue::Text(_) | EntityValue::Masked => {}
            }
            end = span.end;
        }
    }
}
