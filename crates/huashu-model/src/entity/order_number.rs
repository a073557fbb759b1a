//! Numbers of orders and parcels.
//!
//! An order number is the customer's own key, so masks count: it was given.

use std::sync::LazyLock;

use regex::Regex;

use super::hit::{EntityHit, EntityValue, text_hit};
use super::precheck::Precheck;
use super::recogniser::{Entity, bilingual};
use super::{bank_card, digits, id_card, mobile, url};
use crate::language::Bilingual;
use crate::text::Span;

/// The number of an order, a parcel or a service ticket; masked ones included.
#[derive(Debug)]
pub(super) struct OrderNumber;

/// A mask; a number called an order's; a courier's code; a long number that stands alone.
///
/// Shop articles have numbers of ten to fourteen digits, so a number that
/// nothing names needs fifteen.
static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?P<mask>\[(?:订单|运单|快递单|单)(?:编号|号)?x?\])",
        r"|(?:订单|运单|快递单|快递|物流单|包裹|服务单|售后单|退款单|退货单|工单|单)(?:编号|号码|号)?(?:是|为|[:：#\s（(【]){0,4}(?P<code>[a-z0-9][a-z0-9*＊-]{7,31})",
        r"|(?:订单|运单|快递单|物流单|服务单|单)(?:编号|号码|号)(?:是|为|[:：#\s（(【]){0,4}(?P<hidden>\[数字x?\])",
        r"|(?:order|tracking|ticket)(?: number| no\.?| id| #)?(?: is)?[:#\s]{0,3}(?P<english>[a-z0-9][a-z0-9*-]{7,31})",
        r"|(?P<courier>(?:sf|jd[a-z]{0,3}|yt|zto|sto|ems|jt|dpk)[0-9]{10,15})",
        r"|(?P<bare>[0-9]{15,20})",
    ))
    .expect("the pattern is fixed and tested")
});
/// Words before a long number that say it is something else.
const OTHER: &[&str] = &[
    "电话",
    "手机",
    "手机号",
    "卡",
    "卡号",
    "银行卡",
    "身份证",
    "身份证号",
    "账号",
    "帐号",
    "账户",
    "微信",
    "微信号",
    "qq",
    "联系方式",
    "工号",
    "税号",
    "imei",
    "序列号",
    "串号",
    "sn",
];

impl Entity for OrderNumber {
    fn name(&self) -> &'static str {
        "order-number"
    }

    fn describe(&self) -> Bilingual {
        bilingual(
            "订单号、快递单号：写明是单号，或独立的长数字（不是手机、卡号、证件号）；[订单x] 等脱敏标记也算",
            "The number of an order or parcel: called one, or a long number that is no phone, card or identity number; masks such as [订单x] count",
        )
    }

    fn precheck(&self) -> Precheck {
        Precheck::Numeral
    }

    fn find(&self, text: &str) -> Vec<EntityHit> {
        let hits = PATTERN.captures_iter(text).filter_map(|found| {
            if let Some(mask) = found.name("mask").or_else(|| found.name("hidden")) {
                return Some(EntityHit { span: Span::new(mask.start(), mask.end()), value: EntityValue::Masked });
            }
            if let Some(code) = found.name("code").or_else(|| found.name("english")) {
                return called(text, code.start(), code.as_str());
            }
            let (number, plain) = match found.name("bare") {
                Some(bare) => (bare, is_plain(text, bare.start(), bare.as_str())),
                None => (found.name("courier")?, true),
            };
            let span = Span::new(number.start(), number.end());
            (plain && digits::stands_free(text, span)).then(|| text_hit(span.start, span.end, number.as_str()))
        });
        url::outside(text, hits.collect())
    }
}

/// Reads a code that is called an order's.
fn called(text: &str, start: usize, raw: &str) -> Option<EntityHit> {
    let code = raw.trim_end_matches('-');
    let end = start + code.len();
    let masked = code.contains(['*', '＊']);
    let digit_count = code.bytes().filter(u8::is_ascii_digit).count();
    let date = code.len() <= 10 && code.matches('-').count() == 2;
    let fits = (digit_count >= 6 || (masked && digit_count >= 2)) && !date && digits::is_free_after(text, end);
    let value = if masked { EntityValue::Masked } else { EntityValue::Text(code.to_owned()) };
    fits.then_some(EntityHit { span: Span::new(start, end), value })
}

/// Says whether a long number that nothing names can only be an order's or a parcel's.
fn is_plain(text: &str, start: usize, digits: &str) -> bool {
    let local = digits.strip_prefix("0086").or_else(|| digits.strip_prefix("86")).unwrap_or(digits);
    let phone = mobile::is_mobile(digits) || mobile::is_mobile(local) || digits.starts_with('0');
    let personal = bank_card::is_card(digits) || id_card::is_valid(digits);
    // Seventeen digits and an x are an identity number, valid or not.
    let cut = text.get(start + digits.len()..).is_some_and(|rest| rest.starts_with('x'));
    !phone && !personal && !cut && !digits::follows_label(text, start, OTHER)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{none, reads, values};
    use super::*;

    #[test]
    fn numbers_are_found() {
        reads(&OrderNumber, "订单号：202611200001234567", "202611200001234567");
        reads(&OrderNumber, "订单编号是 88001234", "88001234");
        reads(&OrderNumber, "快递单号sf1234567890123", "sf1234567890123");
        reads(&OrderNumber, "查一下sf1234567890123", "sf1234567890123");
        reads(&OrderNumber, "订单号13800138000", "13800138000");
        reads(&OrderNumber, "888800001234567哪天发货", "888800001234567");
        reads(&OrderNumber, "order number is ab-12345678", "ab-12345678");
    }

    #[test]
    fn masked_numbers_were_given() {
        for text in ["[订单x]", "请查订单号：[订单编号]", "订单号[数字x]", "订单号2026****1234", "[订单号x]"]
        {
            let found: Vec<_> = values(&OrderNumber, text).into_iter().map(|(_, value)| value).collect();
            assert_eq!(found, [EntityValue::Masked], "{text}");
        }
    }

    #[test]
    fn other_numbers_are_not() {
        for text in [
            "13800138000",
            "8613800138000",
            "4111111111111111",
            "110101190001010014",
            "订单2026-11-20",
            "订单[数字x]天没发",
            "02165550100",
            "20261120093000",
            "卡号888800001234567",
            "订单什么时候发货",
            "order confirmation please",
            "订单取消了",
            "[数字x]",
            "https://example.com/888800001234567",
            "1.888000012345678",
            "528800001234这款",
        ] {
            none(&OrderNumber, text);
        }
    }
}
