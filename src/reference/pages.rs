//! The page of one pack: its rules, why they are there and what to say instead.

use super::markdown::{code, code_in_cell, escape, example};
use super::parameters::parameters;
use huashu_model::language::{Bilingual, Language};
use huashu_model::suggestion::{Applicability, Suggestion};
use huashu_report::labels;
use huashu_rulebook::{Diagnostics, Expectation, FileResolver, Rule, Rulebook};
use huashu_rules::{ALWAYS, BUILTINS};

/// Examples shown of each sort.
const EXAMPLES_SHOWN: usize = 3;

/// A shipped rulebook that has a page.
pub(super) struct Pack {
    /// The name after `builtin:`.
    pub(super) name: &'static str,
    pub(super) title: Bilingual,
    /// Packs whose rules come with it.
    pub(super) extends: Vec<String>,
    /// What it changes of the rules that come with it: rule and change, in TOML.
    pub(super) changes: Vec<(String, String)>,
    /// The rules written in its own files.
    pub(super) rules: Vec<Rule>,
}

impl Pack {
    /// Returns every pack, in the order of the table of built-in rulebooks.
    pub(super) fn all() -> Vec<Pack> {
        let is_pack = |name: &str| !name.contains('/') && !ALWAYS.contains(&name);
        BUILTINS.iter().filter(|(name, _)| is_pack(name)).map(|(name, text)| Pack::load(name, text)).collect()
    }

    fn load(name: &'static str, text: &str) -> Pack {
        let mut sink = Diagnostics::default();
        let rulebook = Rulebook::load(&[format!("builtin:{name}")], &FileResolver::default(), &mut sink);
        let document: toml::Table = toml::from_str(text).unwrap_or_default();
        let head = document.get("rulebook").and_then(toml::Value::as_table);
        let title = |language: &str| Some(head?.get("title")?.get(language)?.as_str()?.to_owned());
        let named = head.and_then(|head| head.get("extends")).and_then(toml::Value::as_array);
        let named = named.into_iter().flatten().filter_map(toml::Value::as_str);
        let changes = document.get("rules").and_then(toml::Value::as_table);
        let change = |(id, change): (&String, &toml::Value)| (id.clone(), change.to_string());
        let own = |rule: &Rule| {
            let file = sink.sources.name(rule.place.source).trim_start_matches("builtin:");
            file == name || file.strip_prefix(name).is_some_and(|rest| rest.starts_with('/'))
        };
        Pack {
            name,
            title: Bilingual { zh: title("zh"), en: title("en") },
            extends: named
                .filter(|file| !file.contains('/'))
                .map(|file| file.trim_end_matches(".toml").to_owned())
                .collect(),
            changes: changes.into_iter().flatten().map(change).collect(),
            rules: rulebook.rules.into_iter().filter(own).collect(),
        }
    }
}

/// Writes the page of a pack.
pub(super) fn page(pack: &Pack, language: Language) -> String {
    let name = pack.name;
    let mut page =
        format!("{}# {} ({name})\n\n", super::index::banner(language), escape(pack.title.get(language)),);
    page += &huashu_model::say!(
        language,
        "启用：命令行加 `--rulebook builtin:{name}`，或在 `huashu.toml` 里写 `extends = [\"builtin:{name}\"]`。\n\n",
        "Use it with `--rulebook builtin:{name}`, or with `extends = [\"builtin:{name}\"]` in `huashu.toml`.\n\n"
    );
    if !pack.extends.is_empty() {
        let links: Vec<String> = pack.extends.iter().map(|other| format!("[{other}]({other}.md)")).collect();
        let links = links.join(language.pick("、", ", "));
        page += &huashu_model::say!(
            language,
            "同时包含 {links} 的规则。\n\n",
            "It brings the rules of {links} with it.\n\n"
        );
    }
    if !pack.changes.is_empty() {
        page += language.pick("对其中的规则做了这些调整：\n\n", "It changes these of them:\n\n");
        for (id, change) in &pack.changes {
            page += &format!("- {}: {}\n", code(id), code(change));
        }
        page.push('\n');
    }
    page += &table(pack, language);
    for rule in &pack.rules {
        page += &section(rule, language);
    }
    page
}

fn table(pack: &Pack, language: Language) -> String {
    if pack.rules.is_empty() {
        return language.pick("本规则集没有自己的规则。\n", "It has no rules of its own.\n").to_owned();
    }
    let mut table = language
        .pick(
            "| 规则 | 标题 | 级别 | 类别 | 写法 | 默认 |\n",
            "| Rule | Title | Severity | Class | Kind | Default |\n",
        )
        .to_owned();
    table += "|---|---|---|---|---|---|\n";
    for rule in &pack.rules {
        let info = &rule.info;
        table += &format!(
            "| [{}](#{}) | {} | {} | {} | {} | {} |\n",
            code_in_cell(&info.id),
            anchor(&info.id),
            escape(info.title.get(language)),
            labels::severity(info.severity, language),
            labels::class(info.class, language),
            code(rule.kind.name),
            state(rule, language),
        );
    }
    table
}

fn section(rule: &Rule, language: Language) -> String {
    let info = &rule.info;
    let colon = labels::colon(language);
    // The identifier stands alone in the heading, so that a link to it outlives a new title.
    let mut section = format!("\n## {}\n\n**{}**\n\n", info.id, escape(info.title.get(language)));
    let mut facts = vec![
        format!("{}{colon}{}", language.pick("级别", "Severity"), labels::severity(info.severity, language)),
        format!("{}{colon}{}", language.pick("类别", "class"), labels::class(info.class, language)),
        format!("{}{colon}{}", language.pick("写法", "kind"), code(rule.kind.name)),
        format!("{}{colon}{}", language.pick("默认", "default"), state(rule, language)),
    ];
    if info.fatal {
        facts.push(language.pick("一票否决", "fatal: zeroes the score").to_owned());
    } else if info.points > 0.0 {
        facts.push(format!("{}{colon}{}", language.pick("扣分", "points"), info.points));
    }
    section += &format!("{}\n", facts.join(" · "));
    let parameters = parameters(rule);
    if !parameters.is_empty() {
        let list: Vec<String> = parameters.iter().map(|(key, value)| code(&format!("{key} = {value}"))).collect();
        section += &format!("\n{}{colon}{}\n", language.pick("参数", "Parameters"), list.join(" · "));
    }
    let why = info.why.get(language);
    if !why.is_empty() {
        section += &format!("\n{}{colon}{}\n", language.pick("为什么", "Why"), escape(why));
    }
    if !info.source.is_empty() {
        let sources: Vec<String> = info.source.iter().map(|source| escape(source)).collect();
        section +=
            &format!("\n{}{colon}{}\n", language.pick("依据", "Source"), sources.join(language.pick("；", "; ")));
    }
    let suggestions = info.suggestions.iter().map(|suggestion| suggested(suggestion, language)).collect();
    section += &list(language.pick("改说", "Say instead"), suggestions, language);
    let shown = |expect: Expectation| {
        let examples = rule.examples().iter().filter(|example| example.expect == expect);
        examples.take(EXAMPLES_SHOWN).map(|shown| example(&shown.text)).collect()
    };
    section += &list(language.pick("会报", "Fires on"), shown(Expectation::Bad), language);
    section + &list(language.pick("不报", "Stays silent on"), shown(Expectation::Good), language)
}

fn suggested(suggestion: &Suggestion, language: Language) -> String {
    let note = match suggestion.applicability {
        Applicability::Safe => language.pick("（可直接替换）", " (safe to apply)"),
        Applicability::Review => "",
        Applicability::Advice => language.pick("（做法）", " (advice)"),
    };
    format!("{}{note}", escape(&suggestion.text))
}

fn list(heading: &str, items: Vec<String>, language: Language) -> String {
    if items.is_empty() {
        return String::new();
    }
    let items: String = items.iter().map(|item| format!("- {item}\n")).collect();
    format!("\n{heading}{}\n\n{items}", labels::colon(language).trim_end())
}

fn state(rule: &Rule, language: Language) -> &'static str {
    if rule.enabled { language.pick("启用", "on") } else { language.pick("关闭", "off") }
}

/// Returns the anchor that GitHub makes of a heading.
fn anchor(heading: &str) -> String {
    heading.chars().filter(|c| c.is_alphanumeric() || "-_".contains(*c)).collect::<String>().to_lowercase()
}
