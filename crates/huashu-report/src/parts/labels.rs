//! The words of reports in both languages.

use huashu_model::confidence::{Confidence, Ground};
use huashu_model::finding::{Class, Severity};
use huashu_model::language::Language;
use huashu_model::suggestion::Applicability;
use huashu_model::transcript::Role;

/// Returns how a role is called.
pub fn role(role: Role, language: Language) -> &'static str {
    match role {
        Role::Agent => language.pick("客服", "agent"),
        Role::Customer => language.pick("客户", "customer"),
        Role::Bot => language.pick("机器人", "bot"),
        Role::System => language.pick("系统", "system"),
        Role::Unknown => language.pick("未知", "unknown"),
    }
}

/// Returns how people speak of an utterance, given its index from 0: `第 4 句` is the fourth.
pub fn utterance(index: usize, language: Language) -> String {
    let number = index + 1;
    huashu_model::say!(language, "第 {number} 句", "utterance {number}")
}

/// Returns how a severity is called.
pub fn severity(severity: Severity, language: Language) -> &'static str {
    match severity {
        Severity::Error => language.pick("错误", "error"),
        Severity::Warning => language.pick("警告", "warning"),
        Severity::Info => language.pick("提示", "info"),
    }
}

/// Returns how a class is called.
pub fn class(class: Class, language: Language) -> &'static str {
    match class {
        Class::Customer => language.pick("客户致命", "customer"),
        Class::Business => language.pick("业务致命", "business"),
        Class::Compliance => language.pick("合规致命", "compliance"),
        Class::Minor => language.pick("非致命", "minor"),
    }
}

/// Returns how safe a suggestion is, in a word or two; nothing for the usual case.
pub fn applicability(applicability: Applicability, language: Language) -> &'static str {
    match applicability {
        Applicability::Safe => language.pick("可直接替换", "safe to apply"),
        Applicability::Review | Applicability::Advice => "",
    }
}

/// Returns the label before a suggestion: wordings can be pasted, advice cannot.
pub fn suggestion(applicability: Applicability, language: Language) -> &'static str {
    match applicability {
        Applicability::Safe | Applicability::Review => language.pick("改说", "say"),
        Applicability::Advice => language.pick("建议", "advice"),
    }
}

/// Returns a sign that opens and one that closes a quotation.
pub fn quotes(language: Language) -> (&'static str, &'static str) {
    match language {
        Language::Chinese => ("「", "」"),
        Language::English => ("“", "”"),
    }
}

/// Returns the sign between a label and what it labels.
pub fn colon(language: Language) -> &'static str {
    language.pick("：", ": ")
}

/// Returns the words for a reason in [`huashu_model::summary::InputStats::skipped`].
pub fn skipped(reason: &str, language: Language) -> &str {
    match reason {
        "private-note" => language.pick("仅内部可见的消息", "messages for staff only"),
        "not-a-message" => language.pick("不是消息的列表项", "list items that are no messages"),
        "unknown-extension" => language
            .pick("文件夹或压缩包中扩展名不认识的文件", "files in folders or archives with other extensions"),
        "given-twice" => language.pick("重复给出的文件", "files given twice"),
        "outside-messages" => language.pick("第一条消息之前的文字行", "lines of text before the first message"),
        "left-out-by-preset" => {
            language.pick("预设略去的事件和提示", "events and notices that a preset leaves out")
        }
        "beside-exports" => language.pick("与会话记录放在一起的名单", "lists that stand beside exports"),
        "empty-row" => language.pick("空行", "empty rows"),
        "repeated-header" => language.pick("重复的表头", "headers repeated among the rows"),
        "sheet-without-messages" => language.pick("没有消息的工作表", "sheets without messages"),
        "empty-transcript" => language.pick("没有聊天记录的行", "rows without a talk"),
        "hidden-file" => language.pick("隐藏文件", "hidden files"),
        "repeated-message" => {
            language.pick("重复导出的消息（编号和内容都相同）", "messages exported twice (same id, same words)")
        }
        "repeated-conversation" => language.pick("重复读到的会话", "conversations read twice"),
        "found-before" => {
            language.pick("与先前读到的会话有部分重复的会话", "conversations that overlap one read before")
        }
        "empty-text" => language.pick("文本为空的消息", "messages without words"),
        "empty-entry" => language.pick("没有内容的条目", "entries without content"),
        "empty-conversation" => language.pick("没有消息的会话", "conversations without messages"),
        "no-text-field" => language.pick("没有文本字段的消息", "messages without a text field"),
        "second-text" => language.pick("消息里的第二个文本", "second texts of messages"),
        "list-passed-over" => language.pick("没有读的列表", "lists that were passed over"),
        "link" => language.pick("文件夹中的链接", "links in folders"),
        other => other,
    }
}

/// Returns the words for a reason for which a rule could not be judged.
pub fn not_checkable(reason: &str, language: Language) -> &str {
    match reason {
        "no-time" | "no-times" => language.pick("记录里没有时间", "the log gives no times"),
        "coarse-times" => language.pick("时间不够细", "times are too coarse"),
        "times-out-of-order" => language.pick("时间前后颠倒", "times are out of order"),
        "low-confidence" => {
            language.pick("把握不足，按 --min-confidence 不判", "less sure than --min-confidence asks for")
        }
        other => other,
    }
}

/// Says how sure a finding is.
pub fn confidence(confidence: Confidence, language: Language) -> &'static str {
    match confidence {
        Confidence::Certain => language.pick("确定", "certain"),
        Confidence::Likely => language.pick("很可能", "likely"),
        Confidence::Possible => language.pick("可能", "possible"),
    }
}

/// Says what a finding's confidence rests on.
pub(crate) fn grounds(grounds: &[Ground], language: Language) -> String {
    let words = grounds.iter().map(|ground| language.pick(ground.words().0, ground.words().1));
    words.collect::<Vec<_>>().join(language.pick("；", "; "))
}
