//! Loading rulebooks: files and embedded ones, `extends`, overrides, all problems at once.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::language::binary::{Binary, Reader};
use crate::language::diagnostics::{Diagnostics, did_you_mean};
use crate::language::document::read_toml;
use crate::language::guard::GuardSpec;
use crate::language::matcher::MatcherSpec;
use crate::language::node::{Entry, SourceSpan, Table, Value};
use crate::language::packed::Packed;
use crate::language::reference::{Author, Reference};
use crate::language::rule::Rule;
use crate::language::shipped::{self, ShippedFile, ShippedParts, ShippedPhrases};
use crate::language::table_reader::{TableReader, text_of, texts_of};
use crate::overrides::override_rule;
use crate::resolver::{Located, ResolveError, Resolver};
use crate::written::Written;
use huashu_model::language::Message;
use huashu_model::problem::Problem;
use huashu_model::text::glob;
use huashu_rules as builtin;

/// The merged trees of all files, before rules are read.
#[derive(Debug, Default)]
pub(super) struct Merged {
    /// Identifier of the outermost rulebook, with its version.
    pub(super) name: String,
    /// Variables by name.
    pub(super) variables: BTreeMap<String, String>,
    /// Shared matchers by name.
    pub(super) terms: BTreeMap<String, Written<Packed<MatcherSpec>>>,
    /// Guards by name.
    pub(super) guards: BTreeMap<String, Written<GuardSpec>>,
    /// Profiles by name.
    pub(super) profiles: BTreeMap<String, Table>,
    /// Tables of words by which subjects are told.
    pub(super) subjects: Vec<Table>,
    /// Rules in the order written.
    pub(super) rules: Vec<Written<Rule>>,
    /// `[input]` of the outermost rulebook that has one.
    pub(super) input: Option<Table>,
    /// `[score]`, key by key.
    pub(super) score: Table,
    /// `[[waiver]]` of every rulebook.
    pub(super) waivers: Vec<Table>,
    /// Whether every rule is to be switched on.
    pub(super) everything: bool,
    /// Phrases that come with the program, by the numbers of their files; `None` for files that were not read.
    pub(super) phrases: Vec<Option<ShippedPhrases>>,
}

/// Rulebooks that extend one another may be nested this deep; a longer chain is a mistake, or meant to do harm.
const MOST_NESTED: usize = 32;

/// Walks `extends`, innermost first.
pub(super) struct Loader<'s> {
    pub(super) sink: &'s mut Diagnostics,
    resolver: &'s dyn Resolver,
    merged: Merged,
    done: BTreeSet<(Author, String)>,
    open: Vec<(Author, String)>,
    /// Where each rule stands among the merged ones, by identifier.
    rules: HashMap<String, usize>,
    /// What comes with the program, by the numbers of the files.
    shipped: Vec<(Reader, ShippedPhrases)>,
}

/// Where a rulebook comes from.
#[derive(Debug, Clone)]
enum Origin {
    Builtin(String),
    Located(Located),
}

impl Origin {
    fn name(&self) -> String {
        match self {
            Origin::Builtin(name) => Reference::Builtin(name.clone()).to_string(),
            Origin::Located(place) => place.name.clone(),
        }
    }

    /// A name that is the same however the rulebook is reached.
    fn key(&self) -> (Author, String) {
        match self {
            Origin::Builtin(name) => (Author::Huashu, name.clone()),
            Origin::Located(place) => (Author::Other, place.identity.clone()),
        }
    }
}

impl<'s> Loader<'s> {
    /// Begins; without the bytes of what was `shipped`, that is read as anybody's rulebooks are.
    pub(super) fn new(sink: &'s mut Diagnostics, resolver: &'s dyn Resolver, shipped: Reader) -> Self {
        Loader {
            sink,
            resolver,
            merged: Merged::default(),
            done: BTreeSet::new(),
            open: Vec::new(),
            rules: HashMap::new(),
            shipped: shipped::files(shipped),
        }
    }

    /// Loads every rulebook, in order.
    pub(super) fn load(mut self, references: &[Reference]) -> Merged {
        for reference in references {
            match reference {
                Reference::Everything => {
                    self.merged.everything = true;
                    for pack in builtin::PACKS {
                        self.visit(&Origin::Builtin((*pack).to_owned()), None);
                    }
                }
                Reference::Builtin(pack) => self.visit(&Origin::Builtin(pack.clone()), None),
                Reference::File(name) => {
                    if let Some(origin) = self.locate(name, None, None) {
                        self.visit(&origin, None);
                    }
                }
                Reference::Text { name, text } => {
                    let place = Located { name: name.clone(), identity: name.clone(), is_extended: false };
                    self.read(&Origin::Located(place), text);
                }
            }
        }
        let names: Vec<String> = references.iter().map(Reference::to_string).collect();
        self.merged.name = names.join(" + ");
        self.finished()
    }

    /// Adds what every rulebook may name without extending anything, where it has none of that name itself.
    fn finished(mut self) -> Merged {
        let guards = std::mem::take(&mut self.merged.guards);
        for name in builtin::ALWAYS {
            self.visit(&Origin::Builtin((*name).to_owned()), None);
        }
        self.merged.guards.extend(guards);
        self.merged
    }

    fn visit(&mut self, origin: &Origin, named_at: Option<SourceSpan>) {
        let key = origin.key();
        if self.open.contains(&key) {
            let path: Vec<&str> = self.open.iter().chain([&key]).map(|(_, name)| name.as_str()).collect();
            let path = path.join(" → ");
            let message =
                huashu_model::message!("extends 绕成了圈：{path}", "extends goes round in a circle: {path}");
            self.sink.error("rulebook/extends-cycle", named_at.unwrap_or_default(), message);
            return;
        }
        if !self.done.insert(key.clone()) {
            return;
        }
        if self.open.len() == MOST_NESTED {
            let message = huashu_model::message!(
                "extends 套得太深，最多 {} 层",
                "extends is nested too deeply, at most {} levels",
                MOST_NESTED
            );
            self.sink.error("rulebook/extends-too-deep", named_at.unwrap_or_default(), message);
            return;
        }
        match origin {
            Origin::Builtin(name) => {
                let Some(number) = builtin::number(name) else { return self.refuse_unknown(name, named_at) };
                self.open.push(key);
                self.read_shipped(origin, number);
                self.open.pop();
            }
            Origin::Located(place) => {
                let Some(text) = self.fetch(place, named_at) else { return };
                self.open.push(key);
                self.read(origin, &text);
                self.open.pop();
            }
        }
    }

    fn refuse_unknown(&mut self, name: &str, named_at: Option<SourceSpan>) {
        let message = huashu_model::message!("没有内置规则集「{name}」", "no built-in rulebook `{name}`");
        let known: Vec<&str> = builtin::PACKS.iter().chain(builtin::SCORECARDS).copied().collect();
        let list = known.join(", ");
        let help = match did_you_mean(name, known) {
            Some(near) => {
                huashu_model::message!("是不是想写 builtin:{near}？", "did you mean builtin:{near}?")
            }
            None => huashu_model::message!("可用：{list}, all", "one of: {list}, all"),
        };
        self.place_error("rulebook/unknown-builtin", named_at, message, Some(help));
    }

    fn fetch(&mut self, place: &Located, named_at: Option<SourceSpan>) -> Option<String> {
        match self.resolver.read(place) {
            Ok(bytes) => self.decode(&place.name, bytes, named_at),
            Err(error) => {
                self.refuse(&place.name, error, named_at);
                None
            }
        }
    }

    /// Says why a rulebook is not read.
    fn refuse(&mut self, name: &str, error: ResolveError, named_at: Option<SourceSpan>) {
        match error {
            ResolveError::Outside => {
                let message = huashu_model::message!(
                    "extends 不能指到本规则集文件夹之外：{name}",
                    "extends may not leave the rulebook's folder: {name}"
                );
                let help = huashu_model::message!(
                    "把文件移进来，或加 --allow-extends-outside",
                    "move the file in, or pass --allow-extends-outside"
                );
                self.place_error("rulebook/extends-outside", named_at, message, Some(help));
            }
            ResolveError::Unreadable(why) => {
                let zh = format!("读不了规则集 {name}：{}", why.zh);
                let message = Message::new(zh, format!("cannot read rulebook {name}: {}", why.en));
                self.place_error("rulebook/unreadable", named_at, message, None);
            }
        }
    }

    fn decode(&mut self, name: &str, bytes: Vec<u8>, named_at: Option<SourceSpan>) -> Option<String> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").map_or(bytes.clone(), <[u8]>::to_vec);
        String::from_utf8(bytes)
            .map_err(|error| {
                let at = error.utf8_error().valid_up_to();
                let message = huashu_model::message!(
                    "规则集 {name} 不是 UTF-8（第 {at} 字节）",
                    "rulebook {name} is not UTF-8 (byte {at})"
                );
                let help = huashu_model::message!("请另存为 UTF-8", "save it as UTF-8");
                self.place_error("rulebook/not-utf8", named_at, message, Some(help));
            })
            .ok()
    }

    fn place_error(&mut self, code: &'static str, at: Option<SourceSpan>, message: Message, help: Option<Message>) {
        match at {
            Some(place) => self.sink.error(code, place, message).help = help,
            None => {
                let mut problem = Problem::error(code, message);
                problem.help = help;
                self.sink.problems.push(problem);
            }
        }
    }

    /// Reads a rulebook that comes with the program: unpacked, unless it is to be read as anybody's is.
    fn read_shipped(&mut self, origin: &Origin, number: usize) {
        let source = self.sink.sources.add_shipped(number);
        let packed = self.shipped.get(number).copied();
        match packed.and_then(|(mut reader, phrases)| Some((ShippedFile::read(&mut reader)?, phrases))) {
            Some((ShippedFile { rest, parts }, phrases)) => {
                self.merged.phrases.resize(self.shipped.len(), None);
                self.merged.phrases[number] = Some(phrases);
                self.merge(origin, &rest, Some(parts));
            }
            None => {
                let text = builtin::BUILTINS.get(number).map_or("", |(_, text)| text);
                let table = read_toml(source, text, self.sink);
                self.merge(origin, &table, None);
            }
        }
    }

    fn read(&mut self, origin: &Origin, text: &str) {
        let source = self.sink.sources.add(&origin.name(), text);
        let table = read_toml(source, text, self.sink);
        self.merge(origin, &table, None);
    }

    /// Merges what a file says; `shipped` holds the parts of one that comes with the program, which are not in `table`.
    fn merge(&mut self, origin: &Origin, table: &Table, shipped: Option<ShippedParts>) {
        let view = TableReader::new(table);
        self.extend(origin, &view);
        if let Some(variables) = view.table("vars", self.sink) {
            for entry in &variables.table.entries {
                if let Some(text) = text_of(&entry.node, "vars", self.sink) {
                    self.merged.variables.insert(entry.key.clone(), text.value.to_string());
                }
            }
        }
        named_tables(&view, "terms", &mut self.merged.terms, self.sink);
        named_tables(&view, "guards", &mut self.merged.guards, self.sink);
        self.merge_profiles(&view);
        if let Some(subjects) = view.table("subjects", self.sink) {
            self.merged.subjects.push(subjects.table.clone());
        }
        for rule in view.tables("rule", self.sink) {
            self.add_rule(Written::Table(rule.table.clone()));
        }
        if let Some(shipped) = shipped {
            self.add_shipped(shipped);
        }
        if let Some(overrides) = view.table("rules", self.sink) {
            for entry in &overrides.table.entries {
                self.override_rules(entry);
            }
        }
        if let Some(input) = view.table("input", self.sink) {
            self.merged.input = Some(input.table.clone());
        }
        if let Some(score) = view.table("score", self.sink) {
            self.merged.score.place = score.place();
            score.table.entries.iter().for_each(|entry| self.merged.score.set(entry.clone()));
        }
        let waivers = view.tables("waiver", self.sink);
        self.merged.waivers.extend(waivers.iter().map(|waiver| waiver.table.clone()));
        view.finish(self.sink);
    }

    fn add_shipped(&mut self, parts: ShippedParts) {
        let terms = parts.terms.into_iter().map(|(name, part)| (name, Written::Shipped(Box::new(part))));
        self.merged.terms.extend(terms);
        let guards = parts.guards.into_iter().map(|(name, part)| (name, Written::Shipped(Box::new(part))));
        self.merged.guards.extend(guards);
        parts.rules.into_iter().for_each(|rule| self.add_rule(Written::Shipped(Box::new(rule))));
    }

    /// Adds `[profiles.NAME]`, each to what was said of it before.
    fn merge_profiles(&mut self, view: &TableReader<'_>) {
        let mut own = BTreeMap::new();
        named_tables(view, "profiles", &mut own, self.sink);
        for (name, table) in own {
            match self.merged.profiles.get_mut(&name) {
                Some(older) => crate::profile::merge(older, &table),
                None => drop(self.merged.profiles.insert(name, table)),
            }
        }
    }

    fn extend(&mut self, origin: &Origin, view: &TableReader<'_>) {
        let Some(head) = view.table("rulebook", self.sink) else { return };
        for key in ["id", "version", "language", "author", "license"] {
            head.text(key, self.sink);
        }
        head.bilingual("title", self.sink);
        if let Some(node) = head.node("extends") {
            for name in texts_of(node, "extends", self.sink) {
                if let Some(next) = self.resolve(origin, &name.value, name.place) {
                    self.visit(&next, Some(name.place));
                }
            }
        }
        head.finish(self.sink);
    }

    /// Finds what `extends = ["name"]` in `origin` means.
    fn resolve(&mut self, origin: &Origin, name: &str, place: SourceSpan) -> Option<Origin> {
        match Reference::parse(name) {
            Reference::Builtin(pack) => return Some(Origin::Builtin(pack)),
            // Rules are switched on by whoever runs them: there is no pack of this name.
            Reference::Everything => return Some(Origin::Builtin("all".to_owned())),
            Reference::File(_) | Reference::Text { .. } => {}
        }
        match origin {
            Origin::Builtin(parent) => {
                let folder = parent.rsplit_once('/').map_or("", |(folder, _)| folder);
                let name = name.strip_suffix(".toml").unwrap_or(name);
                let name = name.strip_prefix("./").unwrap_or(name);
                Some(Origin::Builtin(match (folder, name.strip_prefix("../")) {
                    (_, Some(above)) => above.to_owned(),
                    ("", None) => name.to_owned(),
                    (folder, None) => format!("{folder}/{name}"),
                }))
            }
            Origin::Located(parent) => self.locate(name, Some(parent), Some(place)),
        }
    }

    fn locate(&mut self, name: &str, parent: Option<&Located>, named_at: Option<SourceSpan>) -> Option<Origin> {
        match self.resolver.locate(name, parent) {
            Ok(place) => Some(Origin::Located(place)),
            Err(error) => {
                self.refuse(name, error, named_at);
                None
            }
        }
    }

    fn add_rule(&mut self, rule: Written<Rule>) {
        let Some(id) = rule.id() else {
            self.merged.rules.push(rule);
            return;
        };
        let place = rule.id_place();
        if let Some(old) = self.rules.get(id).and_then(|at| self.merged.rules.get(*at)) {
            let at = old.id_place();
            let (file, line) = (self.sink.sources.name(at.source).to_owned(), self.sink.sources.line(at));
            let message = huashu_model::message!(
                "规则 id「{id}」重复，已在 {file}:{line} 定义",
                "rule id `{id}` is already defined at {file}:{line}"
            );
            let help = huashu_model::message!(
                "要改继承来的规则，请写在 [rules] 里：\"{id}\" = {{ … }}",
                "to change an inherited rule, write it under [rules]: \"{id}\" = {{ … }}"
            );
            self.sink.error("rulebook/duplicate-id", place, message).help = Some(help);
            return;
        }
        self.rules.insert(id.to_owned(), self.merged.rules.len());
        self.merged.rules.push(rule);
    }

    /// Applies one line of `[rules]`: an id or a pattern with `*`, and a severity or a table of keys.
    fn override_rules(&mut self, entry: &Entry) {
        let mut hit = false;
        for rule in &mut self.merged.rules {
            if glob(&entry.key, rule.id().unwrap_or_default()) {
                hit = true;
                rule.change(|table| override_rule(table, entry, self.sink));
            }
        }
        if !hit {
            let key = &entry.key;
            let message =
                huashu_model::message!("[rules] 里的「{key}」不对应任何规则", "no rule is called `{key}`");
            let ids: Vec<&str> = self.merged.rules.iter().filter_map(Written::id).collect();
            let help = did_you_mean(key, ids)
                .map(|near| huashu_model::message!("是不是想写 `{near}`？", "did you mean `{near}`?"));
            self.sink.error("rulebook/unknown-rule", entry.key_place, message).help = help;
        }
    }
}

/// Adds the tables of `[KEY.NAME]`, each in the place of an earlier one of its name.
fn named_tables<T: From<Table>>(
    view: &TableReader<'_>,
    key: &'static str,
    tables: &mut BTreeMap<String, T>,
    sink: &mut Diagnostics,
) {
    let Some(named) = view.table(key, sink) else { return };
    for entry in &named.table.entries {
        match &entry.node.value {
            Value::Table(table) => drop(tables.insert(entry.key.clone(), table.clone().into())),
            _ => sink.wrong_type(&entry.node, &entry.key, "表（phrases 等）", "a table with phrases"),
        }
    }
}
