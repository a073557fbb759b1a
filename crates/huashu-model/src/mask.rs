//! Hiding personal data in what is shown: telephone numbers, cards, e-mail addresses, house numbers, customers' names.
//!
//! A mask is as long as what it hides, character by character and byte by byte, so that every span into the text
//! stays true. It depends on nothing but what it hides: the same number looks the same wherever it is shown. What an
//! agent is called is no secret of a customer and stays. Knows no reports and no rules; a mask hides more rather than
//! less, because what is hidden by mistake can be seen with one option, and what is shown by mistake is out.

mod hidden;
mod names;
mod numbers;
mod places;

use std::sync::Arc;

use crate::evaluation::Evaluation;
use crate::finding::{ContextLine, Finding};
use crate::language::{Bilingual, Message};
use crate::problem::Problem;
use crate::text::fold;
use crate::transcript::{Conversation, Role};

use self::hidden::Hidden;
use self::names::Names;

/// Texts looked back at for one that was masked before.
const REMEMBERED: usize = 16;

/// Hides the personal data of one conversation, whose customer it knows by name.
///
/// ```
/// use huashu_model::mask::Mask;
///
/// let mask = Mask::default();
/// assert_eq!(mask.text("手机13800138000"), Some("手机138****8000".to_owned()));
/// assert_eq!(mask.text("您好"), None);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Mask {
    names: Names,
}

impl Mask {
    /// Makes the mask of a conversation: it knows the names that the log gives of the customer.
    pub fn of(conversation: &Conversation<'_>) -> Mask {
        let spoken = conversation.utterances.iter().filter(|utterance| utterance.role == Role::Customer);
        let spoken = spoken.filter_map(|utterance| utterance.name.as_deref());
        Mask { names: Names::of(conversation.customer.name.as_deref().into_iter().chain(spoken)) }
    }

    /// Returns a text with its personal data hidden; `None` where it has none.
    pub fn text(&self, text: &str) -> Option<String> {
        let folded = fold(text);
        let mut hidden = Hidden::of(&folded);
        numbers::hide(&mut hidden);
        places::hide(&mut hidden);
        names::hide(&self.names, &mut hidden);
        hidden.masked()
    }

    /// Returns a customer's name with all of it hidden but its first character and a title; of a number, as in texts.
    pub fn name(name: &str) -> String {
        let folded = fold(name);
        let mut hidden = Hidden::of(&folded);
        numbers::hide(&mut hidden);
        if hidden.starts.is_empty() {
            names::hide_whole(&mut hidden);
        }
        hidden.masked().unwrap_or_else(|| name.to_owned())
    }

    /// Hides the personal data of everything that was found in a conversation; places stay true, and fingerprints and
    /// changes of files as they are.
    pub fn evaluation(&self, evaluation: &mut Evaluation) {
        // Many findings show the same few utterances.
        let mut known: Vec<(Arc<str>, Arc<str>)> = Vec::new();
        for finding in &mut evaluation.findings {
            self.finding(finding, &mut known);
        }
    }

    fn finding(&self, finding: &mut Finding, known: &mut Vec<(Arc<str>, Arc<str>)>) {
        self.remembered(&mut finding.text, known);
        self.bilingual(&mut finding.message);
        if let Some(nearest) = finding.absence.as_mut().and_then(|absence| absence.nearest.as_mut()) {
            self.replace(&mut nearest.text);
        }
        for line in &mut finding.context {
            self.remembered(&mut line.text, known);
            self.speaker(line);
        }
    }

    /// Hides the personal data of a text as it was hidden before, where it is one of the last that were.
    fn remembered(&self, text: &mut Arc<str>, known: &mut Vec<(Arc<str>, Arc<str>)>) {
        // Findings in one utterance share its text, which may be long: comparing it for each would take the square of it.
        let is_known = |(before, _): &&(Arc<str>, Arc<str>)| Arc::ptr_eq(before, text) || before == text;
        if let Some((_, masked)) = known.iter().rev().take(REMEMBERED).find(is_known) {
            *text = Arc::clone(masked);
            return;
        }
        let before = Arc::clone(text);
        self.shared(text);
        known.push((before, Arc::clone(text)));
    }

    /// Hides the personal data of one utterance, and the name of the customer who speaks.
    pub fn line(&self, line: &mut ContextLine) {
        self.shared(&mut line.text);
        self.speaker(line);
    }

    fn speaker(&self, line: &mut ContextLine) {
        if matches!(line.role, Role::Customer | Role::Unknown)
            && let Some(speaker) = &mut line.speaker
        {
            *speaker = Mask::name(speaker);
        }
    }

    /// Hides the personal data in what a problem says and quotes.
    pub fn problem(&self, problem: &mut Problem) {
        self.message(&mut problem.message);
        problem.help.iter_mut().for_each(|help| self.message(help));
        if let Some(excerpt) = &mut problem.place.excerpt {
            self.shared(&mut excerpt.text);
            excerpt.label.iter_mut().for_each(|label| self.message(label));
        }
    }

    /// Hides the personal data in a message.
    pub fn message(&self, message: &mut Message) {
        self.replace(&mut message.zh);
        self.replace(&mut message.en);
    }

    fn bilingual(&self, text: &mut Bilingual) {
        text.zh.iter_mut().chain(&mut text.en).for_each(|text| self.replace(text));
    }

    fn replace(&self, text: &mut String) {
        if let Some(masked) = self.text(text) {
            *text = masked;
        }
    }

    fn shared(&self, text: &mut Arc<str>) {
        if let Some(masked) = self.text(text) {
            *text = Arc::from(masked);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str) -> String {
        Mask::default().text(text).unwrap_or_else(|| text.to_owned())
    }

    fn knowing(names: &[&str]) -> Mask {
        Mask { names: Names::of(names.iter().copied()) }
    }

    #[test]
    fn personal_data_is_hidden() {
        let table = [
            ("手机13800138000哦", "手机138****8000哦"),
            ("加我微信13800138000", "加我微信138****8000"),
            ("+86 138 0013 8000", "+86 138 **** 8000"),
            ("１３８００１３８０００", "１３８＊＊＊＊８０００"),
            ("一三八零零一三八零零零", "一三八＊＊＊＊八零零零"),
            ("座机0310-5550100", "座机031*-***0100"),
            ("座机：65550100", "座机：****0100"),
            ("身份证110101190001010014对吗", "身份证110***********0014对吗"),
            ("身份证 110101190001010015", "身份证 110***********0015"),
            ("卡号6222 0200 0000 0000 007", "卡号622* **** **** ***0 007"),
            ("发到zhang.san@example.com", "发到z********@example.com"),
            ("加微信abc_12345", "加微信ab*_***45"),
            ("扣扣号是123456", "扣扣号是1****6"),
            ("送到3号楼2单元502", "送到*号楼*单元***"),
            ("云州市青石区长桥路100号3栋2单元501室", "云州市青石区长桥路***号*栋*单元***室"),
            ("柳叶小区十二号", "柳叶小区＊＊号"),
            ("B座1203室", "*座****室"),
            ("您好，王小明先生", "您好，王＊＊先生"),
        ];
        for (text, masked) in table {
            assert_eq!(shown(text), masked);
            assert_eq!(shown(text).len(), text.len());
        }
    }

    #[test]
    fn what_is_nobodys_secret_stays() {
        for text in [
            "客服热线400-820-0000",
            "拨打95588",
            "11月20号上午10:30",
            "坐1号线到3号口",
            "订单号202611200001",
            "一共1299元，3楼取货",
            "谢谢您先生",
            "王女士您好",
            "工号1024为您服务",
            "138****8000",
        ] {
            assert_eq!(shown(text), text);
        }
    }

    #[test]
    fn names_that_the_log_gives_are_hidden_where_they_are_said() {
        let mask = knowing(&["欧阳小明先生", "顾客", "快递"]);
        assert_eq!(mask.text("小明您好，欧阳小明先生"), Some("小明您好，欧＊＊＊先生".to_owned()));
        assert_eq!(mask.text("尊敬的顾客，快递到了"), None);
        assert_eq!(Mask::name("王小明"), "王＊＊");
        assert_eq!(Mask::name("王女士"), "王女士");
        assert_eq!(Mask::name("13800138000"), "138****8000");
        assert_eq!(Mask::name("客户"), "客户");
    }

    proptest! {
        #[test]
        fn masks_are_as_long_as_what_they_hide(text in "[0-9０-９一二三138xX@.a-z号楼单元路王先生 -]{0,60}") {
            let masked = shown(&text);
            let ends = |text: &str| text.char_indices().map(|(at, c)| (at, c.len_utf8())).collect::<Vec<_>>();
            prop_assert_eq!(ends(&masked), ends(&text));
        }

        #[test]
        fn nothing_panics(text in any::<String>()) {
            prop_assert_eq!(shown(&text).len(), text.len());
        }
    }
}
