//! Telephone numbers of people: mobile numbers and landlines.

use super::hit::EntityHit;
use super::landline::Landline;
use super::mobile::Mobile;
use super::precheck::Precheck;
use super::recogniser::{Entity, bilingual};
use crate::language::Bilingual;

/// A mobile number or a landline; company hotlines are neither.
#[derive(Debug)]
pub(super) struct Phone;

impl Entity for Phone {
    fn name(&self) -> &'static str {
        "phone"
    }

    fn describe(&self) -> Bilingual {
        bilingual(
            "电话号码：手机号或固定电话，不含客服热线",
            "A telephone number: mobile or landline, no company hotline",
        )
    }

    fn precheck(&self) -> Precheck {
        Precheck::Digits(7)
    }

    fn find(&self, text: &str) -> Vec<EntityHit> {
        let mut hits = Mobile.find(text);
        hits.extend(Landline.find(text));
        hits.sort_by_key(|hit| hit.span);
        hits.dedup_by(|later, earlier| later.span.start < earlier.span.end);
        hits
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{finds, none};
    use super::*;

    #[test]
    fn both_kinds_are_found_in_order() {
        finds(&Phone, "座机0571-85550100，手机13800138000", &["0571-85550100", "13800138000"]);
        none(&Phone, "客服热线400-820-0000");
    }
}
