//! Which rulebook is in force: as named, else `huashu.toml` here or above, else the base pack.

use std::hash::Hasher;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use huashu::input_settings::SIZES;
pub(super) use huashu::input_settings::input_options;
use huashu_core::Selection;
use huashu_core::engine::Engine;
use huashu_model::confidence::Confidence;
use huashu_rulebook::{Diagnostics, FileResolver, InputSettings, Resolver, Rule, Rulebook};
use siphasher::sip::SipHasher13;

use super::git_rulebooks::Places;
use super::global::Global;
use super::output;
use super::refused::Refused;

/// The configuration file sought here and above.
const CONFIGURATION: &str = "huashu.toml";
/// The rulebook used where there is none.
const DEFAULT: &str = "builtin:base";

/// Options that choose rules.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct RulebookArgs {
    /// A rulebook: a file or builtin:NAME (base, chat, voice, …, all); may be repeated.
    /// Without it: huashu.toml here or above, else builtin:base
    #[arg(long, short, value_name = "RULEBOOK")]
    pub(super) rulebook: Vec<String>,

    /// Only these rules: ids or patterns such as 'attitude/*', separated by commas
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub(super) select: Vec<String>,

    /// Not these rules
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub(super) ignore: Vec<String>,

    /// Let `extends` reach files outside the rulebook's own folder
    #[arg(long)]
    pub(super) allow_extends_outside: bool,
}

/// A rulebook and the files it was read from.
pub(super) struct Loaded {
    pub(super) rulebook: Rulebook,
    pub(super) sink: Diagnostics,
    /// Whether a person named the rulebooks.
    pub(super) named: bool,
}

impl RulebookArgs {
    /// Returns the rulebooks to load.
    fn names(&self) -> Vec<String> {
        if !self.rulebook.is_empty() {
            return self.rulebook.clone();
        }
        match find_configuration() {
            Some(path) => vec![path.display().to_string()],
            None => vec![DEFAULT.to_owned()],
        }
    }

    /// Loads the rulebooks; problems are in the diagnostics.
    pub(super) fn load(&self) -> Loaded {
        self.load_named(&self.names())
    }

    /// Loads the given rulebooks instead of those of the options.
    pub(super) fn load_named(&self, names: &[String]) -> Loaded {
        let options = Places { files: FileResolver { extends_anywhere: self.allow_extends_outside } };
        let mut sink = Diagnostics::default();
        let rulebook = Rulebook::load(names, &options, &mut sink);
        let mut rulebook = rulebook;
        if self.rulebook.is_empty() && rulebook.rules.is_empty() && !sink.has_errors() && names != [DEFAULT] {
            // A configuration that only says how to read input is used with the default rules.
            let input = rulebook.input;
            rulebook = Rulebook::load(&[DEFAULT.to_owned()], &options, &mut sink);
            rulebook.input = input;
        }
        if !self.rulebook.is_empty() && rulebook.input == InputSettings::default() {
            rulebook.input = self.configured_input(&options);
        }
        sink.problems.extend(self.selection().unknown(&rulebook));
        Loaded { rulebook, sink, named: !self.rulebook.is_empty() }
    }

    /// Returns `[input]` of the configuration, which says how files are read whatever rulebooks are named.
    fn configured_input(&self, options: &dyn Resolver) -> InputSettings {
        let Some(path) = find_configuration() else { return InputSettings::default() };
        Rulebook::load(&[path.display().to_string()], options, &mut Diagnostics::default()).input
    }

    /// Returns which rules are wanted.
    fn selection(&self) -> Selection<'_> {
        Selection { select: &self.select, ignore: &self.ignore }
    }

    /// A rule that is selected by its whole name runs even where it is off.
    pub(super) fn wants(&self, rule: &Rule) -> bool {
        self.selection().wants(rule)
    }

    /// Returns whether a rule is listed: as `wants`, but rules that are off are listed too.
    pub(super) fn lists(&self, rule: &Rule) -> bool {
        self.selection().lists(rule)
    }

    /// Returns whether no rules are singled out.
    pub(super) fn lists_all(&self) -> bool {
        self.select.is_empty() && self.ignore.is_empty()
    }
}

impl Loaded {
    /// Returns the names of the files that rulebooks were read from.
    pub(super) fn files(&self) -> impl Iterator<Item = &str> {
        self.sink.sources.names()
    }

    /// Returns what tells the rules in force from any others: of the rulebooks, and of what was chosen from them.
    pub(super) fn fingerprint(&self, engine: &Engine) -> String {
        let mut hasher = SipHasher13::new();
        hasher.write(self.rulebook.fingerprint.as_bytes());
        for rule in engine.rules() {
            hasher.write(rule.id.as_bytes());
            hasher.write_u8(0xff);
        }
        format!("{:016x}", hasher.finish())
    }

    /// Compiles the wanted rules; shows every problem and returns `None` when the rulebook cannot be trusted.
    pub(super) fn engine(&mut self, global: Global, wanted: &dyn Fn(&Rule) -> bool) -> Option<Engine> {
        let engine = Engine::compile(&self.rulebook, &mut self.sink, wanted);
        self.trusted(engine, global)
    }

    /// Compiles the wanted rules as [`Loaded::engine`] does, for some texts alone, which is faster.
    pub(super) fn engine_for(
        &mut self,
        texts: &[&str],
        global: Global,
        wanted: &dyn Fn(&Rule) -> bool,
    ) -> Option<Engine> {
        let engine = Engine::compile_for(texts, &self.rulebook, &mut self.sink, wanted);
        self.trusted(engine, global)
    }

    /// Compiles the wanted rules for other texts; what is wrong with them was shown before.
    pub(super) fn engine_for_others(&self, texts: &[&str], wanted: &dyn Fn(&Rule) -> bool) -> Engine {
        let mut sink = Diagnostics { sources: self.sink.sources.clone(), ..Diagnostics::default() };
        Engine::compile_for(texts, &self.rulebook, &mut sink, wanted)
    }

    fn trusted(&self, engine: Engine, global: Global) -> Option<Engine> {
        output::show_problems(&self.sink.problems, global);
        (!self.sink.has_errors()).then_some(engine)
    }
}

/// Looks for the configuration file here and in the folders above, up to the top of the repository or the home folder;
/// outside both only here. Somebody else's file further up must not decide what is checked.
fn find_configuration() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    let home = std::env::home_dir();
    let is_top = |folder: &Path| folder.join(".git").exists() || home.as_deref() == Some(folder);
    let levels = here.ancestors().position(is_top).unwrap_or(0);
    let mut folders = here.ancestors().take(levels + 1);
    let found = folders.find_map(|folder| Some(folder.join(CONFIGURATION)).filter(|path| path.is_file()))?;
    Some(found.strip_prefix(&here).map(PathBuf::from).unwrap_or(found))
}

/// Reads the name of a preset.
pub(super) fn parse_preset(name: &str) -> Result<Arc<huashu_input::Preset>, Refused> {
    huashu_input::preset_from_name(name).ok_or_else(|| {
        huashu_model::message!(
            "没有预设「{name}」，用 huashu presets 查看",
            "unknown preset `{name}`; `huashu presets` lists them"
        )
        .into()
    })
}

/// Reads the name of an input format.
pub(super) fn parse_format(name: &str) -> Result<&'static dyn huashu_input::Format, Refused> {
    huashu_input::format_from_name(name).ok_or_else(|| Refused::none_of(&format_names()))
}

/// Reads the most that one record may have.
pub(super) fn parse_record_limit(size: &str) -> Result<huashu_input::RecordLimit, Refused> {
    huashu_input::RecordLimit::parse(size).ok_or_else(|| Refused::none_of(SIZES))
}

/// Reads `certain`, `likely` or `possible`.
pub(super) fn parse_confidence(word: &str) -> Result<Confidence, Refused> {
    let named = Confidence::ALL.into_iter().find(|confidence| confidence.name() == word);
    named.ok_or_else(|| Refused::none_of("certain, likely, possible"))
}

/// Reads the name of an encoding.
pub(super) fn parse_encoding(name: &str) -> Result<&'static encoding_rs::Encoding, Refused> {
    encoding_rs::Encoding::for_label(name.as_bytes()).ok_or_else(|| {
        huashu_model::message!(
            "没有编码「{name}」，例如 utf-8、gb18030、utf-16le、utf-16be、big5",
            "unknown encoding `{name}`: for example utf-8, gb18030, utf-16le, utf-16be, big5"
        )
        .into()
    })
}

fn format_names() -> String {
    huashu_input::format_names().join(", ")
}
