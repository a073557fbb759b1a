//! The presets that come with huashu.

use std::sync::{Arc, LazyLock};

use crate::preset::rules::Preset;

static BUILT_IN: LazyLock<Vec<Arc<Preset>>> = LazyLock::new(|| {
    let read = |(name, text): &(&str, &str)| Preset::parse_shipped(name, text).ok().map(Arc::new);
    huashu_presets::PRESETS.iter().filter_map(read).collect()
});

/// Returns the presets that come with huashu, in the order of their names.
pub fn presets() -> &'static [Arc<Preset>] {
    &BUILT_IN
}

/// Returns the preset of this name.
pub fn preset_from_name(name: &str) -> Option<Arc<Preset>> {
    BUILT_IN.iter().find(|preset| preset.name() == name).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_can_be_read() {
        for (name, text) in huashu_presets::PRESETS {
            let preset = Preset::parse(name, text).unwrap_or_else(|mistakes| panic!("{name}: {mistakes:?}"));
            assert!(!preset.title().zh.is_empty() && !preset.title().en.is_empty(), "{name} has a title");
            assert!(!preset.sources().is_empty(), "{name} says where its shape is documented");
        }
        assert!(huashu_presets::PRESETS.is_sorted_by_key(|(name, _)| *name));
    }
}
