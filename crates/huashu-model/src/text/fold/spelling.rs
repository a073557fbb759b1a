//! Words of which traditional and careless writing has another spelling, not only other characters: 甚麼 is 什么.

use super::letters::Letters;
use super::replacement::{Fold, Piece, Replace};

pub(super) const FOLD: Fold = Fold {
    name: "spelling",
    add_candidates: |chars| {
        WORDS.iter().for_each(|(written, _)| written.chars().take(1).for_each(|c| chars.add(c)))
    },
    replace: Replace::Sequence(usual),
};

/// Spellings, and the usual one.
const WORDS: &[(&str, &str)] = &[
    ("甚麼", "什么"),
    ("甚麽", "什么"),
    ("甚么", "什么"),
    ("甚庅", "什么"),
    ("什庅", "什么"),
    ("怎庅", "怎么"),
    ("這麽", "这么"),
    ("帳號", "账号"),
    ("帳号", "账号"),
    ("帐號", "账号"),
    ("帐号", "账号"),
    ("帳戶", "账户"),
    ("帳户", "账户"),
    ("帐户", "账户"),
    ("帳單", "账单"),
    ("帳单", "账单"),
    ("帐单", "账单"),
    ("帳款", "账款"),
    ("帐款", "账款"),
    ("轉帳", "转账"),
    ("转帐", "转账"),
    ("身分證", "身份证"),
    ("身分证", "身份证"),
    ("回覆", "回复"),
    ("紀錄", "记录"),
    ("纪录", "记录"),
    ("計畫", "计划"),
    ("计画", "计划"),
];

fn usual(rest: &str) -> Option<Piece> {
    let (written, usual) = WORDS.iter().find(|(written, _)| rest.starts_with(written))?;
    let mut becomes = Letters::new();
    becomes.extend(usual.chars());
    Some(Piece { consumed: written.len(), becomes })
}
