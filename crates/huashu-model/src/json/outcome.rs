//! Outcomes as JSON objects: `{"outcome":"not-checkable","reason":"no-time"}`.

use serde::{Serialize, Serializer};

use crate::summary::Outcome;

#[derive(Debug, Serialize)]
struct OutcomeRecord {
    outcome: &'static str,
    /// Why it could not be judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
}

impl Serialize for Outcome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let reason = match self {
            Outcome::NotCheckable(reason) => Some(*reason),
            Outcome::Pass | Outcome::Fail | Outcome::NotApplicable => None,
        };
        OutcomeRecord { outcome: self.name(), reason }.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::to_string;

    #[test]
    fn the_reason_stands_beside_what_could_not_be_judged() {
        let written = to_string(&[Outcome::Pass, Outcome::NotCheckable("no-time")]).expect("is JSON");
        assert_eq!(written, r#"[{"outcome":"pass"},{"outcome":"not-checkable","reason":"no-time"}]"#);
    }
}
