use super::*;
use proptest::prelude::*;

fn folded(text: &str) -> String {
    fold(text).text().to_owned()
}

/// Asserts the folded text, and what the whole of it maps back to.
#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(folded(text), expected, "{text:?}");
}

#[test]
fn plain_text_is_borrowed() {
    for text in ["", "您好，请问有什么可以帮您？", "hello, 1+1=2 [数字x] a<b ~ “”"] {
        let folded = fold(text);
        assert!(folded.is_identity(), "{text}");
        assert!(matches!(folded.text, Cow::Borrowed(_)));
    }
}

#[test]
fn width_and_case_fold() {
    check("ＶＩＰ９折　好 Ok  No", "vip9折 好ok  no");
    check("，！？（）", "，！？（）");
    check("İẞſÉ", "İßſé");
}

#[test]
fn traditional_becomes_simplified() {
    check("這個問題沒辦法處理，請您諒解", "这个问题没办法处理，请您谅解");
    check("著乾後麼裡妳您頭髮發現", "着干后么里你您头发发现");
    for kept in ["呵呵", "黏贴", "捍卫", "您", "甚至", "薰衣草", "彷徨"] {
        check(kept, kept);
    }
}

#[test]
fn simplified_chinese_is_left_alone() {
    // The Han characters of GB 2312 are those in daily use.
    let changed: String = ('\u{4E00}'..='\u{9FFF}')
        .filter(|c| {
            let text = c.to_string();
            let (bytes, _, unknown) = encoding_rs::GBK.encode(&text);
            let daily = matches!(*bytes, [0xB0..=0xF7, 0xA1..=0xFE]) && !unknown;
            daily && fold_phrase(&text) != text
        })
        .collect();
    // Rare in simplified text, but for names and a few words (显著, 乾坤).
    assert_eq!(changed, "乾夥後徵摺於菸著藉谘麽");
}

#[test]
fn what_hides_between_letters_vanishes() {
    check("微\u{200b}信\u{ad}号\u{feff}", "微信号");
    check("v\u{336}x\u{202e}号", "vx号");
    check("转\u{0}账\u{e0041}", "转账");
    check("a\r\nb\u{2028}c", "a\n\nb\nc");
}

#[test]
fn disguises_become_plain() {
    check("①②⑩，⒈⑴❶➓，⓫", "1210，11110，11");
    check("Ⓥⓧ🅥🆇𝐕𝓧🄰", "vxvxvxa");
    check("⼯⽅⻓⻅", "工方长见");
    check("㊙㈠Ⅳ㎏ﬁ℡", "秘一ivkgfitel");
    check("①7天 ②３日 ③以内", "①7天 ②3日3以内");
    check("138㎡ m² 𝟏𝟑", "138㎡ m² 13");
    check("1️⃣3️⃣", "13");
    check("℃…½™", "℃…½™");
}

#[test]
fn html_is_read() {
    check("<p>您好</p><p>在的<br/>请说</p>", "您好\n在的\n请说\n");
    check("<a href=\"https://example.com/?a=1\" title='x>y'>点这里</a>", "点这里");
    check("a<b 且 c>d <姓名> <notatag> 1<2", "a<b且c>d <姓名> <notatag> 1<2");
    check("a <b and c> d", "a <b and c> d");
    check("您&nbsp;好&lt;&#x4f60;&#22909;&amp;lt;&bogus;&;", "您 好<你好&lt;&bogus;&;");
    check("&#x1F600;&#xFF21;&#0;&#xD800;&#99999999;", "\u{FFFC}a&#xd800;&#99999999;");
    check("<img src=\"a.png\">图", "\u{FFFC}图");
}

#[test]
fn each_emoji_is_one_mark() {
    for emoji in [
        "😀",
        "👨‍👩‍👧",
        "🇨🇳",
        "👍🏽",
        "❤️",
        "🏳️‍🌈",
        "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        "☎",
        "©️",
        "[微笑]",
        "[Smile]",
        "[發怒]",
        "[OK]",
        "#E-s33",
        "#E-s[数字x]",
        "#E-s2[数字x]",
        "/:^_^",
        "/::)",
        "/:809",
        "O(∩_∩)O",
        "^_^",
    ] {
        check(&format!("好{emoji}的"), "好\u{FFFC}的");
    }
    check("在吗❓好❗️", "在吗？好！");
    check("#E-s3324小时 #E-s[数字x][数字x]天", "\u{FFFC}24小时 \u{FFFC}[数字x]天");
    check("🇨🇳🇺🇸🇬", "\u{FFFC}\u{FFFC}\u{FFFC}");
    check("①②→★", "12→★");
}

#[test]
fn masks_and_placeholders_stay() {
    for mask in ["[数字x]", "[姓名x]", "[订单编号]", "[链接x]", "[电话]", "[地址x]", "[", "[]", "#E-s", "/:"]
    {
        check(mask, &mask.to_lowercase());
    }
}

#[test]
fn phrases_keep_their_markup() {
    assert_eq!(fold_phrase("加[微笑]<b>&lt;ＶＸ這"), "加[微笑]<b>&lt;vx这");
    assert!(is_folded("不知道{any:0..4}"));
    assert!(!is_folded("VIP"));
}

#[test]
fn ranges_map_back() {
    let back = |text: &str, piece: &str| {
        let folded = fold(text);
        let at = folded.text().find(piece).expect("the piece is there");
        folded.to_original(Span::new(at, at + piece.len())).of(text).to_owned()
    };
    assert_eq!(back("請您<b>加Ｖ\u{200b}Ｘ</b>號", "vx"), "Ｖ\u{200b}Ｘ");
    assert_eq!(back("請您<b>加ＶＸ</b>號", "加vx号"), "加ＶＸ</b>號");
    assert_eq!(back("好[微笑]的", "\u{FFFC}"), "[微笑]");
    assert_eq!(back("第⑩个", "1"), "⑩");
    assert_eq!(back("第⑩个", "0个"), "⑩个");
}

#[test]
fn buffers_are_reused() {
    let mut buffers = FoldBuffers::new();
    assert_eq!(fold_with(&mut buffers, "ＶＸ<br>").text(), "vx\n");
    let plain = fold_with(&mut buffers, "您好");
    assert!(plain.is_identity());
    assert_eq!(plain.text(), "您好");
    let again = fold_with(&mut buffers, "Ａ好");
    assert_eq!(again.to_original(Span::new(0, 1)), Span::new(0, 3));
}

#[test]
fn simplified_characters_are_final() {
    for c in ('\u{3400}'..='\u{9FFF}').chain('\u{F900}'..='\u{FAFF}') {
        let once = fold_phrase(&c.to_string());
        assert_eq!(fold_phrase(&once), once, "{c}");
    }
}

#[test]
fn every_emoticon_is_found() {
    for drawn in kaomoji::KAOMOJI {
        check(drawn, "\u{FFFC}");
        check(&format!("{}~", drawn.to_lowercase()), "\u{FFFC}~");
    }
}

#[test]
fn every_piece_begins_with_a_claimed_character() {
    let candidates = candidate_chars();
    for c in (0..=0x1_FFFF).filter_map(char::from_u32) {
        let text = c.to_string();
        for (order, fold) in FOLDS.iter().enumerate() {
            let replaced = match fold.replace {
                Replace::Markup(replace) | Replace::Sequence(replace) => replace(&text).is_some(),
                Replace::Character(replace) => replace(c).is_some(),
            };
            if replaced {
                let code = u32::from(c);
                assert!(candidates.next(&text, 0).is_some(), "U+{code:04X}: {}", fold.name);
                assert!(candidates.may_change(order, c), "U+{code:04X}: {}", fold.name);
            }
        }
    }
}

#[test]
fn letters_that_look_latin_are_latin() {
    for (text, folded) in [
        ("加ᴠx", "加vx"),
        ("加🇻🇽", "加vx"),
        ("加🇼🇽我", "加wx我"),
        ("🇨🇳加油", "\u{FFFC}加油"),
        ("Привет, хор", "привет, хор"),
        ("在Хабаровск见", "在хабаровск见"),
        ("加vх", "加vx"),
        ("加νх", "加vx"),
        ("加ṽẍ", "加vx"),
        ("加ϜВ号", "加ϝв号"),
        ("да", "да"),
        ("wеixin", "weixin"),
    ] {
        check(text, folded);
    }
}

#[test]
fn spaces_between_han_and_latin_mean_nothing() {
    for (text, folded) in [
        ("打 8 折", "打8折"),
        ("可以加 v 信", "可以加v信"),
        ("100% 有效", "100%有效"),
        ("再等　３　天", "再等3天"),
        ("加<b>&nbsp;v</b> \u{200b}信", "加v信"),
        ("您好 请稍等", "您好 请稍等"),
        ("please wait a moment", "please wait a moment"),
        ("姓名   3", "姓名   3"),
        ("好的  ok", "好的ok"),
        (" 3 ", " 3 "),
        ("共 [数字x] 天", "共 [数字x] 天"),
    ] {
        check(text, folded);
    }
    assert_eq!(fold_phrase("打 8 折"), "打 8 折");
    let text = "您好　打 ８ 折哦";
    let folded = fold(text);
    let at = folded.text().find("打8折").expect("there");
    assert_eq!(folded.to_original(Span::new(at, at + 7)).of(text), "打 ８ 折");
}

#[test]
fn other_spellings_of_a_word_are_one() {
    for (text, folded) in [("甚麼", "什么"), ("甚么时候", "什么时候"), ("甚至", "甚至"), ("這是甚麼", "这是什么")]
    {
        check(text, folded);
    }
    for (text, folded) in [
        ("您的帳號", "您的账号"),
        ("請提供身分證", "请提供身份证"),
        ("稍後回覆您", "稍后回复您"),
        ("沒有紀錄", "没有记录"),
        ("計畫有變", "计划有变"),
    ] {
        check(text, folded);
    }
    assert_eq!(fold_phrase("甚麼"), "什么");
}

#[test]
fn hostile_input_is_linear() {
    for piece in [
        "🇻",
        "ᴠ",
        "甚",
        " ",
        "好 a",
        "好 ",
        "х",
        "<",
        "[",
        "&",
        "<a ",
        "<a \"",
        "[微",
        "&#",
        "#E-s[数字x]",
        "/:",
        "👨\u{200d}",
        "O(",
        "</",
    ] {
        let text = piece.repeat(1_000_000 / piece.len());
        let start = std::time::Instant::now();
        let _ = fold(&text);
        assert!(start.elapsed().as_secs() < 5, "{piece:?}: {:?}", start.elapsed());
    }
}

/// Text with everything in it that a fold may concern.
fn messages() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        Just("您好".to_owned()),
        Just("這裡".to_owned()),
        Just("ＡＢ".to_owned()),
        Just("VX".to_owned()),
        Just("\u{200b}".to_owned()),
        Just("⑩".to_owned()),
        Just("<br>".to_owned()),
        Just("<a href='x'>".to_owned()),
        Just("</p>".to_owned()),
        Just("&amp;".to_owned()),
        Just("&#x4f60;".to_owned()),
        Just("[微笑]".to_owned()),
        Just("[数字x]".to_owned()),
        Just("#E-s[数字x]".to_owned()),
        Just("/::)".to_owned()),
        Just("👨\u{200d}👩\u{200d}👧".to_owned()),
        Just("🇨🇳".to_owned()),
        Just("👍🏽".to_owned()),
        Just("㎏".to_owned()),
        Just("㏒".to_owned()),
        Just("𠮷".to_owned()),
        Just("，".to_owned()),
        Just(" ".to_owned()),
        Just("\u{3000}".to_owned()),
        Just("x3".to_owned()),
        Just("<".to_owned()),
        Just(">".to_owned()),
        Just("\u{301}".to_owned()),
        Just("\u{fe0f}".to_owned()),
        "\\PC{1,3}",
        any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(pieces, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn mapped_ranges_lie_on_boundaries(text in messages(), a in 0usize..200, b in 0usize..200) {
        let folded = fold(&text);
        let mapped = folded.to_original(Span::new(a.min(b), a.max(b)));
        prop_assert!(text.get(mapped.range()).is_some(), "{mapped:?} of {text:?}");
    }

    #[test]
    fn the_whole_maps_inside_the_whole(text in messages()) {
        let folded = fold(&text);
        let mapped = folded.to_original(Span::whole(folded.text()));
        let again = fold(mapped.of(&text));
        prop_assert_eq!(again.text(), folded.text());
    }

    #[test]
    fn refolding_a_mapped_range_gives_the_range(text in messages(), a in 0usize..200, b in 0usize..200) {
        // A circled number before a digit stays; alone it would not.
        prop_assume!(!text.contains(|c: char| c.is_ascii_digit() && !"3460".contains(c)));
        // Cyrillic and Greek letters change by the letters around them.
        prop_assume!(!text.contains(|c: char| matches!(c, '\u{370}'..='\u{52F}')));
        let folded = fold(&text);
        let wanted = on_boundaries(folded.text(), Span::new(a.min(b).min(folded.text().len()), a.max(b).min(folded.text().len())));
        let mapped = folded.to_original(wanted);
        let again = fold(mapped.of(&text));
        // A range that cuts a piece maps to the whole piece.
        let whole = folded.to_original(Span::new(wanted.start, wanted.start)).end <= mapped.start
            && is_whole(&folded, wanted);
        if whole && !wanted.is_empty() {
            prop_assert_eq!(again.text(), wanted.of(folded.text()));
        } else if !wanted.is_empty() {
            prop_assert!(again.text().contains(wanted.of(folded.text())));
        }
    }

    #[test]
    fn ranges_keep_their_order(text in messages(), cut in 0usize..200) {
        let folded = fold(&text);
        let cut = folded.text().floor_char_boundary(cut);
        let left = folded.to_original(Span::new(0, cut));
        let right = folded.to_original(Span::new(cut, folded.text().len()));
        if is_whole(&folded, Span::new(0, cut)) {
            prop_assert!(left.end <= right.start || right.is_empty(), "{left:?} {right:?}");
        }
    }

    #[test]
    fn phrases_fold_once(text in messages()) {
        let once = fold_phrase(&text);
        prop_assert_eq!(fold_phrase(&once), once.clone());
        prop_assert!(is_folded(&once));
    }

    #[test]
    fn messages_without_markup_fold_once(text in "[^&<\\[#/(^>\\\\→←⊙OoYyＯｏＹｙ]*") {
        let once = folded(&text);
        prop_assume!(!once.contains(['<', '&', '[', '#', '/', '(', '^', '>', 'o', 'y']));
        prop_assert_eq!(folded(&once), once);
    }

    #[test]
    fn reuse_changes_nothing(first in messages(), second in messages()) {
        let mut buffers = FoldBuffers::new();
        let _ = fold_with(&mut buffers, &first);
        let reused = fold_with(&mut buffers, &second);
        let fresh = fold(&second);
        prop_assert_eq!(reused.text(), fresh.text());
        prop_assert_eq!(&reused.offsets, &fresh.offsets);
    }
}

/// Whether both ends of a range fall between pieces.
fn is_whole(folded: &Folded<'_>, span: Span) -> bool {
    let len = folded.text().len();
    let between = |at: usize| {
        let before = folded.to_original(Span::new(0, at));
        let after = folded.to_original(Span::new(at, len));
        at == 0 || at == len || before.end <= after.start
    };
    between(span.start) && between(span.end)
}

#[test]
fn every_letter_folds_once() {
    for c in ('\0'..=char::MAX).filter(|c| c.is_alphabetic()) {
        let once = folded(&c.to_string());
        assert_eq!(folded(&once), once, "{c}");
    }
}
