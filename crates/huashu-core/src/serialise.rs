//! What conversations and drafts came to, in the JSON of [`huashu_model::json`].

use huashu_model::json::{InLanguage, SerializeIn};
use huashu_model::language::Language;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::linter::{Checked, Draft};

/// Outcomes by rule, in order.
struct Outcomes<'c>(&'c Checked);

impl Serialize for Outcomes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.outcomes().map(|(rule, outcome)| (&rule.id, outcome)))
    }
}

/// `{"findings":[…],"outcomes":{"time/hold":{"outcome":"not-checkable","reason":"no-time"},…}}`
impl SerializeIn for Checked {
    fn serialize_in<S: Serializer>(&self, language: Language, serializer: S) -> Result<S::Ok, S::Error> {
        let mut record = serializer.serialize_struct("Checked", 2)?;
        record.serialize_field("findings", &InLanguage(&self.findings[..], language))?;
        record.serialize_field("outcomes", &Outcomes(self))?;
        record.end()
    }
}

/// `{"findings":[…],"reworded":"…","alternatives":[],"needs_review":true,"left":[…],"placeholders":["〔时间〕"]}`
impl SerializeIn for Draft {
    fn serialize_in<S: Serializer>(&self, language: Language, serializer: S) -> Result<S::Ok, S::Error> {
        let mut record = serializer.serialize_struct("Draft", 6)?;
        record.serialize_field("findings", &InLanguage(&self.findings[..], language))?;
        record.serialize_field("reworded", &self.reworded)?;
        record.serialize_field("alternatives", &self.alternatives)?;
        record.serialize_field("needs_review", &self.needs_review)?;
        record.serialize_field("left", &InLanguage(&self.left[..], language))?;
        let placeholders: Vec<&str> = self.placeholders.iter().map(|place| place.of(&self.reworded)).collect();
        record.serialize_field("placeholders", &placeholders)?;
        record.end()
    }
}

/// In Chinese; [`InLanguage`] chooses another language.
impl Serialize for Checked {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.serialize_in(Language::default(), serializer)
    }
}

/// In Chinese; [`InLanguage`] chooses another language.
impl Serialize for Draft {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.serialize_in(Language::default(), serializer)
    }
}

#[cfg(test)]
mod tests {
    use huashu_model::json::to_string;
    use huashu_model::transcript::Conversation;

    use super::*;
    use crate::linter::Linter;

    #[test]
    fn findings_stand_beside_the_outcome_of_every_rule() {
        let linter = Linter::builder().rulebook("builtin:chat").build().expect("the pack is sound");
        let json =
            r#"{"id":"c1","messages":[{"role":"customer","text":"在吗"},{"role":"agent","text":"我不知道"}]}"#;
        let checked = linter.check(&Conversation::from_json(json).expect("fits the form"));
        let written = to_string(&checked).expect("is JSON");
        let findings = to_string(&checked.findings).expect("is JSON");
        assert!(written.starts_with(&format!(r#"{{"findings":{findings},"outcomes":{{"#)), "{written}");
        assert!(written.contains(r#""attitude/dont-know":{"outcome":"fail"}"#), "{written}");
        assert!(written.contains(r#"{"outcome":"not-checkable","reason":"no-time"}"#), "{written}");
        let english = to_string(&InLanguage(&checked, Language::English)).expect("is JSON");
        assert!(english.len() != written.len() && english.contains(r#""rule":"attitude/dont-know""#), "{english}");

        let draft = to_string(&linter.draft("我不知道")).expect("is JSON");
        assert!(
            draft.starts_with(r#"{"findings":[{"rule":"#) && draft.ends_with(r#","left":[],"placeholders":[]}"#),
            "{draft}"
        );
    }
}
