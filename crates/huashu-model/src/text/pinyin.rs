//! How Han characters sound, without tones.
//!
//! Strict: zh and z, n and l, -n and -ng are different. Agents who write
//! 公号 for 工号 use an input method, and that asks for exact letters.

use pinyin::{ToPinyin, ToPinyinMulti};

/// The usual reading of a character, without tone.
pub fn syllable(c: char) -> Option<&'static str> {
    c.to_pinyin().map(|reading| reading.plain())
}

/// Every reading of a character, without tones; the usual one first.
/// Readings that differ in tone alone come up again.
pub fn readings(c: char) -> impl Iterator<Item = &'static str> {
    c.to_pinyin_multi().into_iter().flatten().map(|reading| reading.plain())
}

/// The reading that each character of a text has as part of a common word; `None` where it is part of none that is
/// listed. Of the words that may begin at a place the longest counts.
pub fn readings_in_words(text: &str) -> Vec<Option<&'static str>> {
    let mut found = vec![None; text.chars().count()];
    for (number, (at, _)) in text.char_indices().enumerate() {
        let words = WORDS.iter().filter(|(word, _)| text[at..].starts_with(word));
        let Some((_, sounds)) = words.max_by_key(|(word, _)| word.len()) else { continue };
        for (place, syllable) in found[number..].iter_mut().zip(sounds.split(' ')) {
            // A word that began earlier has the better claim.
            place.get_or_insert(syllable);
        }
    }
    found
}

/// Common words with a character of several readings, and how they are read.
const WORDS: &[(&str, &str)] = &[
    ("银行", "yin hang"),
    ("分行", "fen hang"),
    ("支行", "zhi hang"),
    ("行业", "hang ye"),
    ("行情", "hang qing"),
    ("同行", "tong hang"),
    ("行长", "hang zhang"),
    ("不行", "bu xing"),
    ("可行", "ke xing"),
    ("进行", "jin xing"),
    ("执行", "zhi xing"),
    ("行为", "xing wei"),
    ("自行", "zi xing"),
    ("行不", "xing bu"),
    ("行了", "xing le"),
    ("重复", "chong fu"),
    ("重新", "chong xin"),
    ("重置", "chong zhi"),
    ("重试", "chong shi"),
    ("重发", "chong fa"),
    ("重拍", "chong pai"),
    ("重启", "chong qi"),
    ("重做", "chong zuo"),
    ("重要", "zhong yao"),
    ("重量", "zhong liang"),
    ("严重", "yan zhong"),
    ("了解", "liao jie"),
    ("不了", "bu liao"),
    ("长期", "chang qi"),
    ("长度", "chang du"),
    ("很长", "hen chang"),
    ("多长", "duo chang"),
    ("家长", "jia zhang"),
    ("会计", "kuai ji"),
    ("还款", "huan kuan"),
    ("还钱", "huan qian"),
    ("还清", "huan qing"),
    ("归还", "gui huan"),
    ("偿还", "chang huan"),
    ("还有", "hai you"),
    ("还是", "hai shi"),
    ("还没", "hai mei"),
    ("还要", "hai yao"),
    ("便宜", "pian yi"),
    ("方便", "fang bian"),
    ("音乐", "yin yue"),
    ("快乐", "kuai le"),
    ("调整", "tiao zheng"),
    ("调解", "tiao jie"),
    ("调换", "diao huan"),
    ("调查", "diao cha"),
    ("调货", "diao huo"),
    ("数量", "shu liang"),
    ("质量", "zhi liang"),
    ("说明", "shuo ming"),
    ("好评", "hao ping"),
    ("差评", "cha ping"),
    ("出差", "chu chai"),
    ("差不多", "cha bu duo"),
    ("都是", "dou shi"),
    ("都没", "dou mei"),
    ("得了", "de le"),
    ("觉得", "jue de"),
    ("记得", "ji de"),
    ("不得", "bu de"),
    ("着急", "zhao ji"),
    ("等着", "deng zhe"),
    ("知道", "zhi dao"),
    ("什么", "shen me"),
    ("怎么", "zen me"),
    ("这么", "zhe me"),
    ("那么", "na me"),
    ("没有", "mei you"),
    ("给您", "gei nin"),
    ("给你", "gei ni"),
    ("供给", "gong ji"),
    ("率先", "shuai xian"),
    ("处理", "chu li"),
    ("好处", "hao chu"),
    ("发货", "fa huo"),
    ("头发", "tou fa"),
    ("只能", "zhi neng"),
    ("只有", "zhi you"),
    ("中奖", "zhong jiang"),
    ("命中", "ming zhong"),
    ("中间", "zhong jian"),
    ("应该", "ying gai"),
    ("反应", "fan ying"),
    ("为什么", "wei shen me"),
    ("因为", "yin wei"),
    ("认为", "ren wei"),
    ("和您", "he nin"),
    ("大夫", "dai fu"),
    ("空调", "kong tiao"),
    ("假的", "jia de"),
    ("放假", "fang jia"),
    ("请假", "qing jia"),
    ("骂人", "ma ren"),
    ("传单", "chuan dan"),
    ("单子", "dan zi"),
    ("订单", "ding dan"),
    ("信息", "xin xi"),
    ("微信", "wei xin"),
    ("地址", "di zhi"),
    ("目的", "mu di"),
    ("的话", "de hua"),
    ("分钟", "fen zhong"),
    ("相信", "xiang xin"),
    ("照相", "zhao xiang"),
    ("车费", "che fei"),
    ("参加", "can jia"),
    ("曾经", "ceng jing"),
    ("正在", "zheng zai"),
    ("系统", "xi tong"),
    ("关系", "guan xi"),
    ("联系", "lian xi"),
];

/// Whether two characters may sound alike: they are the same character, or
/// some reading of one, tone aside, is a reading of the other.
pub fn syllables_equal(a: char, b: char) -> bool {
    a == b || readings(a).any(|of_a| readings(b).any(|of_b| of_a == of_b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_as_their_characters_may_be() {
        for (word, sounds) in WORDS {
            assert_eq!(word.chars().count(), sounds.split(' ').count(), "{word}");
            for (c, sound) in word.chars().zip(sounds.split(' ')) {
                assert!(readings(c).any(|reading| reading == sound), "{c} of {word} is not read {sound}");
            }
        }
    }

    #[test]
    fn a_word_tells_how_its_characters_are_read() {
        assert_eq!(readings_in_words("去银行吧"), [None, Some("yin"), Some("hang"), None]);
        assert_eq!(readings_in_words("行不行"), [Some("xing"), Some("bu"), Some("xing")]);
    }

    #[test]
    fn homophones_agree() {
        assert_eq!(syllable('工'), Some("gong"));
        assert_eq!(syllable('a'), None);
        assert!(syllables_equal('工', '公'));
        assert!(syllables_equal('微', '威'));
        assert!(syllables_equal('重', '虫'), "重 is read zhong and chong");
        assert!(syllables_equal('v', 'v'));
        assert!(!syllables_equal('信', '行'), "xin and xing differ");
        assert!(!syllables_equal('v', '微'));
    }
}
