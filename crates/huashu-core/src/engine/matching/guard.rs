//! Named reasons to excuse a hit, decided for each occurrence from the words around it.

use super::conversation::PreparedConversation;
use huashu_model::text::{Span, is_significant};
use huashu_model::transcript::Role;
use huashu_rulebook::Guard;

/// Words that turn what follows into its opposite.
const NEGATORS: &[&str] = &[
    "不", "没", "别", "未", "无", "勿", "非", "莫", "禁止", "严禁", "杜绝", "避免", "防止", "谨防", "请勿", "拒绝",
    "无法", "不能", "不会", "不要", "不敢", "不得", "not ", "n't ", "never ", "no ",
];
/// How many characters before the hit a negator may stand.
const NEGATOR_REACH: usize = 4;
/// Words that report what somebody said.
const REPORTS: &[&str] = &[
    "您说",
    "你说",
    "他说",
    "她说",
    "客户说",
    "顾客说",
    "买家说",
    "听说",
    "据说",
    "您讲",
    "您问",
    "您提到",
    "您反馈",
    "您反映",
    "反馈说",
    "反映说",
    "所说的",
    "说是",
    "表示",
    "认为",
    "觉得",
];
/// Words that suppose.
const CONDITIONALS: &[&str] = &[
    "如果", "要是", "假如", "假设", "若", "万一", "倘若", "如您", "的话", "一旦", "只要", "除非", "无论", "不管",
    "即使", "哪怕", "就算",
];
/// Others than the agent and the customer.
const THIRD_PARTIES: &[&str] = &[
    "他",
    "她",
    "它",
    "他们",
    "卖家",
    "厂家",
    "厂商",
    "商家",
    "快递",
    "物流",
    "配送",
    "师傅",
    "站点",
    "仓库",
    "库房",
    "供应商",
    "业主",
    "房东",
    "银行",
    "第三方",
    "对方",
    "财务",
    "供货商",
    "品牌方",
    "系统",
];
/// How many utterances back the customer's words are remembered.
const ECHO_REACH: usize = 6;
/// An echo of fewer significant characters than this proves nothing.
const SHORTEST_ECHO: usize = 2;
/// Bytes on either side of a hit in which a quotation is sought. No real one is longer; without a limit a long text
/// with many hits would be read once for each of them.
const QUOTE_REACH: usize = 1200;
/// Bytes of a clause that are read on either side of a hit.
const CLAUSE_REACH: usize = 600;
/// Opening and closing quotation marks.
const QUOTES: &[(char, char)] = &[('“', '”'), ('「', '」'), ('『', '』'), ('‘', '’'), ('"', '"'), ('《', '》')];

/// Returns the first guard that excuses a hit.
pub(super) fn guard_that_excuses(
    conversation: &PreparedConversation<'_>,
    mut guards: impl Iterator<Item = Guard>,
    utterance: usize,
    span: Span,
) -> Option<Guard> {
    guards.find(|guard| excuses(conversation, *guard, utterance, span))
}

fn excuses(conversation: &PreparedConversation<'_>, guard: Guard, utterance: usize, span: Span) -> bool {
    let sentences = conversation.text(utterance).sentences();
    let text = conversation.folded(utterance);
    let clause = sentences.clause_at(span.start);
    let clause = near(text, clause, span, CLAUSE_REACH);
    let before = text.get(clause.start..span.start).unwrap_or_default();
    match guard {
        Guard::Negated => {
            let near = last_characters(before, NEGATOR_REACH);
            NEGATORS.iter().any(|word| near.contains(word))
        }
        Guard::Reported => REPORTS.iter().any(|word| before.contains(word)),
        Guard::ThirdParty => THIRD_PARTIES.iter().any(|word| before.contains(word)),
        Guard::Conditional => {
            let whole = text.get(clause.start..clause.end).unwrap_or_default();
            CONDITIONALS.iter().any(|word| whole.contains(word))
        }
        Guard::Question => is_question(text, sentences.ended_sentence_at(span.start)),
        Guard::Quoted => is_quoted(text, span),
        Guard::Echo => is_echo(conversation, utterance, &text[span.start..span.end]),
    }
}

fn last_characters(text: &str, count: usize) -> &str {
    let from = text.char_indices().rev().take(count).last().map_or(text.len(), |(at, _)| at);
    &text[from..]
}

/// Returns whether a sentence ends in a question mark or a question particle.
fn is_question(text: &str, sentence: Span) -> bool {
    let own = text.get(sentence.start..sentence.end).unwrap_or_default();
    let tail = own.trim_end_matches(|c: char| !is_significant(c) && c != '?' && c != '？');
    tail.ends_with(['?', '？', '吗', '么'])
}

fn is_quoted(text: &str, span: Span) -> bool {
    let part = near(text, Span::whole(text), span, QUOTE_REACH);
    let (before, after) = (&text[part.start..span.start], &text[span.end..part.end]);
    QUOTES.iter().any(|(open, close)| {
        if open == close {
            // Where the text is too long to count from its beginning, doubt excuses.
            let odd = before.matches(*open).count() % 2 == 1 || (part.start > 0 && before.contains(*open));
            return odd && after.contains(*close);
        }
        let Some(opened) = before.rfind(*open) else { return false };
        !before[opened..].contains(*close) && after.contains(*close)
    })
}

/// Returns the part of an area that is within reach of a hit.
fn near(text: &str, area: Span, hit: Span, reach: usize) -> Span {
    let start = text.floor_char_boundary(hit.start.saturating_sub(reach).max(area.start.min(hit.start)));
    let end = text.ceil_char_boundary(hit.end.saturating_add(reach).min(area.end.max(hit.end)));
    Span::new(start, end)
}

/// Returns whether the customer said the same words shortly before.
fn is_echo(conversation: &PreparedConversation<'_>, utterance: usize, words: &str) -> bool {
    if words.chars().filter(|c| is_significant(*c)).count() < SHORTEST_ECHO {
        return false;
    }
    (utterance.saturating_sub(ECHO_REACH)..utterance)
        .any(|at| conversation.utterances()[at].role == Role::Customer && conversation.folded(at).contains(words))
}
