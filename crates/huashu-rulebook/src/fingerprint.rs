//! What rulebooks say, as sixteen digits: reports name it, so that scores by other rules are not taken for comparable.

use std::hash::Hasher;

use siphasher::sip::SipHasher13;

use crate::language::table_fingerprint::table_fingerprint;
use crate::load::Merged;

/// Returns the fingerprint of merged rulebooks. Comments, layout and the order of keys do not count.
pub(super) fn of(merged: &Merged) -> String {
    let mut hasher = SipHasher13::new();
    let mut named = |names: &mut dyn Iterator<Item = (&String, u64)>| {
        for (name, fingerprint) in names {
            text(&mut hasher, name);
            hasher.write_u64(fingerprint);
        }
        hasher.write_u8(0xfe);
    };
    named(&mut merged.terms.iter().map(|(name, written)| (name, written.fingerprint())));
    named(&mut merged.guards.iter().map(|(name, written)| (name, written.fingerprint())));
    named(&mut merged.profiles.iter().map(|(name, table)| (name, table_fingerprint(table))));
    for (name, value) in &merged.variables {
        text(&mut hasher, name);
        text(&mut hasher, value);
    }
    let rules = merged.rules.iter().map(|written| written.fingerprint());
    let tables = [&merged.score].into_iter().chain(&merged.waivers).map(table_fingerprint);
    let subjects = merged.subjects.iter().map(table_fingerprint);
    subjects.chain(rules).chain(tables).for_each(|fingerprint| hasher.write_u64(fingerprint));
    hasher.write_u8(u8::from(merged.everything));
    format!("{:016x}", hasher.finish())
}

fn text(hasher: &mut SipHasher13, text: &str) {
    hasher.write(text.as_bytes());
    hasher.write_u8(0xff);
}
