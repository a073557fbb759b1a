//! What holds for every entity: names, prechecks, hostile texts.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::{ENTITIES, by_name};

#[test]
fn every_name_finds_its_entity() {
    for entity in ENTITIES {
        let found = by_name(entity.name()).expect("the name is in the registry");
        assert_eq!(found.name(), entity.name());
        assert_eq!(ENTITIES.iter().filter(|other| other.name() == entity.name()).count(), 1, "{}", entity.name());
        let description = entity.describe();
        assert!(description.zh.is_some() && description.en.is_some(), "{}", entity.name());
    }
    assert!(by_name("no-such-entity").is_none());
}

#[test]
fn masks_hold_no_personal_data() {
    let masks = "138****1234 [数字x] *** 6222************ 110101********0014 zhang***@example.com [电话x] [手机号] [身份证号x] [邮箱x] [地址x] 微信[数字x] qq***";
    for name in ["mobile", "landline", "phone", "id-card", "bank-card", "email", "wechat", "qq", "address", "url"] {
        let entity = by_name(name).expect("the name is in the registry");
        assert_eq!(entity.find(masks), [], "{name}");
    }
}

#[test]
fn hostile_texts_take_linear_time() {
    // Anything quadratic would take minutes at this size.
    let size = 1 << 18;
    let pieces = [
        "1",
        "一",
        "@",
        "a",
        "a.",
        "1-",
        "1 ",
        "138 0013 8000 ",
        "[",
        "[数字x]",
        "*",
        "百",
        "半",
        "微信",
        "市区路",
        "1号",
        "a@",
        "http://",
        "www.",
        "1年",
        "周一",
        "1元",
        "6222 ",
        "微信:",
    ];
    for piece in pieces {
        let text = piece.repeat(size / piece.len());
        for entity in ENTITIES {
            let begin = Instant::now();
            let _ = entity.find(&text);
            assert!(
                begin.elapsed() < Duration::from_secs(20),
                "{} needs {:?} for {piece:?}",
                entity.name(),
                begin.elapsed()
            );
        }
    }
}

/// Checks what holds for any text: spans in order, on characters, behind the precheck.
fn check(text: &str) {
    for entity in ENTITIES {
        let hits = entity.find(text);
        assert!(
            hits.is_empty() || entity.precheck().admits(text),
            "{}: the precheck hides {text:?}",
            entity.name()
        );
        let mut end = 0;
        for hit in &hits {
            assert!(
                hit.span.start >= end && hit.span.start < hit.span.end,
                "{} in {text:?}: {hits:?}",
                entity.name()
            );
            assert!(text.get(hit.span.start..hit.span.end).is_some(), "{} in {text:?}: {hits:?}", entity.name());
            end = hit.span.end;
        }
    }
}

proptest! {
    #[test]
    fn any_text_is_searched_without_panic(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn any_digits_are_searched_without_panic(text in "[0-9 x@.:*+-]{0,60}") {
        check(&text);
    }

    #[test]
    fn likely_words_are_searched_without_panic(
        words in prop::collection::vec(
            prop::sample::select(vec![
                "1", "38", "13800138000", "6222", "一", "两", "十", "百", "半", "几", "万", "点", "分", "秒", "小时", "天", "年", "月", "日", "号", "周", "元", "块", "五",
                "市", "区", "路", "小区", "室", "客服", "工号", "为您服务", "微信", "vx", "qq", "abc_123", "@", "example.com", "http://", "[数字x]", "[订单x]", "*", "-", "~", "到",
                " ", ":", "：", "，", ".", "+86", "x", "订单号", "¥", "$", "下", "明天", "pm", "转", "（", "第",
            ]),
            0..14,
        )
    ) {
        check(&words.concat());
    }
}
