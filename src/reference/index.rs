//! The page that leads to the others: packs, and kinds of rules.

use super::markdown::{code, escape};
use super::pages::Pack;
use huashu_model::entity::ENTITIES;
use huashu_model::language::Language;
use huashu_rulebook::KINDS;

/// What the short names in rules' sources stand for.
const SOURCES: &str = "\n## 来源 / Sources\n\n\
规则的来源写作 S0 至 S4，是编写时所依据的五份客服培训材料；其余写明法律、条款或“行业惯例”。\\\n\
S0 to S4 are the five pieces of training material that the rules were written from; other sources name the law and \
its article, or the custom of the trade.\n\n\
| 简称 / Name | 材料 / Material |\n|---|---|\n\
| S0 | 客服培训教材 / service training manual |\n\
| S1 | 客服质检标准 / quality inspection standard |\n\
| S2 | 客服岗位职责与话术 / duties and scripts |\n\
| S3 | 客服基础素养 / basics of service |\n\
| S4 | 客服基本服务用语 / service phrases |\n\
| card | 产品任务书 / the product's brief |\n";

/// Says, out of sight, that a page is not to be edited.
pub(super) fn banner(language: Language) -> &'static str {
    language.pick(
        "<!-- 由 huashu generate 根据 rules/ 生成，请勿手改。 -->\n\n",
        "<!-- Made from rules/ by `huashu generate`; do not edit. -->\n\n",
    )
}

/// Writes the index, in both languages.
pub(super) fn index(packs: &[Pack]) -> String {
    let mut page = banner(Language::English).to_owned();
    page += "# 规则一览 / Rules\n\n";
    page += "| 规则集 / Pack | 中文 | English | 规则 / Rules | 默认启用 / On |\n|---|---|---|---|---|\n";
    for pack in packs {
        let name = pack.name;
        let on = pack.rules.iter().filter(|rule| rule.enabled).count();
        page += &format!(
            "| {} | [{}](zh/{name}.md) | [{}](en/{name}.md) | {} | {on} |\n",
            code(&format!("builtin:{name}")),
            escape(pack.title.get(Language::Chinese)),
            escape(pack.title.get(Language::English)),
            pack.rules.len(),
        );
    }
    page += "\n`builtin:all` 是所有规则集的全部规则，一律启用。\\\n`builtin:all` is every rule of every pack, switched on.\n";
    page += SOURCES;
    page += "\n## 写法 / Kinds\n\n| `kind` | 中文 | English |\n|---|---|---|\n";
    for kind in KINDS {
        page += &row(kind.name, &kind.describe());
    }
    page += "\n## 实体 / Entities\n\n| `entity` | 中文 | English |\n|---|---|---|\n";
    for entity in ENTITIES {
        page += &row(entity.name(), &entity.describe());
    }
    page += "\n规则集的写法见 [rulebook.schema.json](../rulebook.schema.json)。\\\n";
    page += "Editors read how rulebooks are written from [rulebook.schema.json](../rulebook.schema.json).\n";
    page
}

fn row(name: &str, description: &huashu_model::language::Bilingual) -> String {
    let (zh, en) = (description.get(Language::Chinese), description.get(Language::English));
    format!("| {} | {} | {} |\n", code(name), escape(zh), escape(en))
}
