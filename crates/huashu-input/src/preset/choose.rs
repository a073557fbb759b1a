//! Which preset a source is read by: the one that was named, or the one that it is recognised by.

use std::sync::Arc;

use crate::format::{Head, Holds};
use crate::preset::recognize::{Recognized, recognize_json, recognize_lines};
use crate::preset::rules::Preset;
use crate::record::shape::looks_like_json;
use crate::source::origin::Source;
use huashu_model::problem::Problem;

/// Returns the preset named by the options, else the one that the source is recognised to be in.
///
/// Where a person has named the format or columns there is nothing to recognise.
pub(crate) fn preset_of(head: &Head<'_>, source: &Source) -> Result<Option<Arc<Preset>>, Box<Problem>> {
    let options = head.options;
    if options.preset.is_some() && options.holds == Holds::Conversations {
        return Ok(options.preset.clone());
    }
    if options.holds != Holds::Conversations || options.format.is_some() || options.columns.are_configured() {
        return Ok(None);
    }
    let found = if looks_like_json(head.text) {
        recognize_json(beginning(head.text))
    } else {
        recognize_lines(beginning(head.text))
    };
    match found {
        Recognized::Unknown => Ok(None),
        Recognized::One(preset) => Ok(Some(preset)),
        Recognized::Several(presets) => Err(Box::new(ambiguous(&presets, source))),
    }
}

/// Bytes that are looked at for marks of tools.
const LOOKED_AT: usize = 128 * 1024;

/// Returns as much of a text as is looked at for marks of tools.
fn beginning(text: &str) -> &str {
    &text[..text.floor_char_boundary(LOOKED_AT)]
}

fn ambiguous(presets: &[Arc<Preset>], source: &Source) -> Problem {
    let names: Vec<&str> = presets.iter().map(|preset| preset.name()).collect();
    let first = names.first().copied().unwrap_or_default();
    let names = names.join(", ");
    let message = huashu_model::message!(
        "这个文件可能是几种工具导出的（{names}），没有猜",
        "this may be the export of several tools ({names}); none was guessed"
    );
    let help = huashu_model::message!(
        "请用 --preset 指明，例如 --preset {first}",
        "name one with --preset, for example --preset {first}"
    );
    Problem::error("input/ambiguous-preset", message).at(&source.name, 1).with_help(help)
}
