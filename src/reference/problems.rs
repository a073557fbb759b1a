//! Every code of problems, what it means and what to do: one page, and what `huashu explain` says of a code.

use huashu_model::language::Language;
use huashu_model::problem::Code;

use super::markdown::{code, escape};

/// The tables of all crates that report problems.
const TABLES: [&[Code]; 4] = [huashu_rulebook::CODES, huashu_core::CODES, huashu_input::CODES, crate::codes::CODES];

/// Returns every code of problems, sorted by name.
pub fn codes() -> Vec<&'static Code> {
    let mut codes: Vec<&Code> = TABLES.into_iter().flatten().collect();
    codes.sort_unstable_by_key(|code| code.name);
    codes
}

/// Says what a code means and what to do about it, for a terminal; `None` when there is no such code.
pub fn explain_code(name: &str, language: Language) -> Option<String> {
    let code = codes().into_iter().find(|code| code.name == name)?;
    let [meaning, remedy] = [code.meaning, code.remedy].map(|[zh, en]| language.pick(zh, en));
    let headings = [language.pick("说的是什么", "What it means"), language.pick("怎么办", "What to do")];
    Some(format!("{name}\n\n{}\n  {meaning}\n\n{}\n  {remedy}\n", headings[0], headings[1]))
}

/// Groups of codes by the part before the slash, and what each is about.
const GROUPS: [(&str, &str); 16] = [
    ("allow", "豁免 / Allowances"),
    ("baseline", "基线 / Baselines"),
    ("draft", "草稿 / Drafts"),
    ("filter", "一行一答的 filter / The filter, a line an answer"),
    ("fix", "改写 / Putting right"),
    ("generate", "生成的页面 / Generated pages"),
    ("init", "新建规则库 / Making a new rulebook"),
    ("input", "读取记录 / Reading logs"),
    ("labels", "人工标注 / Labels given by people"),
    ("lint", "检查规则库 / Checks of rulebooks"),
    ("review", "抽查与复核 / Samples and reviews"),
    ("rulebook", "规则库写错了 / Mistakes in rulebooks"),
    ("run", "运行 / The run itself"),
    ("trend", "多天的报告 / Reports of several days"),
    ("usage", "命令行 / The command line"),
    ("waiver", "规则库里的豁免 / Waivers of rulebooks"),
];

/// Writes the page, in both languages.
pub(super) fn page() -> String {
    let mut page = String::from(
        "<!-- 由 huashu generate 根据代码生成，请勿手改。 Made from the code by `huashu generate`; do not edit. -->\n\n\
         # 问题代码 / Codes of problems\n\n\
         代码不随语言改变，也不会改名。`huashu explain 代码` 显示同样的说明。\\\n\
         A code is the same in every language and is never renamed. `huashu explain CODE` says the same as this page.\n",
    );
    let mut group = "";
    for entry in codes() {
        let (prefix, _) = entry.name.split_once('/').unwrap_or((entry.name, ""));
        if prefix != group {
            let about = GROUPS.iter().find(|(name, _)| *name == prefix).map_or("", |(_, about)| about);
            page += &format!("\n## {prefix}: {about}\n\n");
            page += "| 代码 / Code | 说的是什么 / What it means | 怎么办 / What to do |\n|---|---|---|\n";
            group = prefix;
        }
        let cell = |[zh, en]: [&str; 2]| format!("{}<br>{}", escape(zh), escape(en));
        page += &format!("| {} | {} | {} |\n", code(entry.name), cell(entry.meaning), cell(entry.remedy));
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_group_is_described_once_and_used() {
        assert!(GROUPS.is_sorted());
        for entry in codes() {
            assert!(GROUPS.iter().any(|(name, _)| entry.name.starts_with(&format!("{name}/"))), "{}", entry.name);
        }
        for (name, _) in GROUPS {
            assert!(codes().iter().any(|code| code.name.starts_with(&format!("{name}/"))), "{name}");
        }
    }

    #[test]
    fn a_code_is_explained_in_both_languages() {
        let chinese = explain_code("input/bad-json", Language::Chinese).expect("the code is known");
        assert!(chinese.contains("怎么办") && chinese.contains("JSON"), "{chinese}");
        let english = explain_code("input/bad-json", Language::English).expect("the code is known");
        assert!(english.contains("What to do") && english.is_ascii(), "{english}");
        assert_eq!(explain_code("input/none-such", Language::English), None);
    }
}
