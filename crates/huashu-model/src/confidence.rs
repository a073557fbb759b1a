//! How sure a finding is, and on what grounds.

/// How sure a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Confidence {
    /// Worth a look by a person.
    Possible,
    /// Probably so.
    Likely,
    /// What was written in the rule was said, or measured.
    #[default]
    Certain,
}

impl Confidence {
    /// Every degree, the surest first.
    pub const ALL: [Confidence; 3] = [Confidence::Certain, Confidence::Likely, Confidence::Possible];

    /// Returns the name used in rulebooks and findings.
    pub fn name(self) -> &'static str {
        match self {
            Confidence::Possible => "possible",
            Confidence::Likely => "likely",
            Confidence::Certain => "certain",
        }
    }
}

/// What a finding's confidence rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Ground {
    /// A phrase was said as the rule has it.
    ExactPhrase,
    /// A phrase with wide gaps, or one with inserted separators.
    GappedPhrase,
    /// A regular expression.
    Pattern,
    /// Likeness to a sample sentence.
    Likeness,
    /// The same sound in other characters.
    Sound,
    /// A number, a card or an address that was recognised.
    Entity,
    /// Something that was measured or counted: times, repetitions, the form of a remark.
    Measured,
    /// What had to be said was not found in any of its wordings.
    NotFound,
    /// The clause names whom it speaks of.
    SubjectNamed,
    /// Whom the clause speaks of was gathered from what stands around.
    SubjectInferred,
    /// The words look like what a recogniser made of a call.
    RecognitionNoise,
    /// The rule promises no more.
    RuleLimit,
}

impl Ground {
    /// Returns the name used in findings.
    pub fn name(self) -> &'static str {
        self.texts().0
    }

    /// Returns the ground in words: Chinese, English.
    pub fn words(self) -> (&'static str, &'static str) {
        let (_, zh, en) = self.texts();
        (zh, en)
    }

    /// Returns how sure a finding can be on this ground.
    pub fn limit(self) -> Confidence {
        match self {
            Ground::ExactPhrase | Ground::Entity | Ground::Measured | Ground::SubjectNamed => Confidence::Certain,
            Ground::GappedPhrase
            | Ground::Pattern
            | Ground::Likeness
            | Ground::Sound
            | Ground::NotFound
            | Ground::SubjectInferred => Confidence::Likely,
            Ground::RecognitionNoise | Ground::RuleLimit => Confidence::Possible,
        }
    }

    fn texts(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Ground::ExactPhrase => ("exact-phrase", "原样说了规则里的短语", "a phrase of the rule was said"),
            Ground::GappedPhrase => ("gapped-phrase", "中间隔着别的字", "with other words in between"),
            Ground::Pattern => ("pattern", "正则表达式", "a regular expression"),
            Ground::Likeness => ("likeness", "与样句相似", "like a sample sentence"),
            Ground::Sound => ("sound", "同音字", "the same sound in other characters"),
            Ground::Entity => ("entity", "识别出的实体", "an entity was recognised"),
            Ground::Measured => ("measured", "量得、数得的", "measured or counted"),
            Ground::NotFound => ("not-found", "没有找到任何一种说法", "none of the wordings was found"),
            Ground::SubjectNamed => ("subject-named", "小句里说了是谁", "the clause names whom it speaks of"),
            Ground::SubjectInferred => ("subject-inferred", "说的是谁是推断的", "whom it speaks of is inferred"),
            Ground::RecognitionNoise => ("recognition-noise", "像语音识别的文字", "looks like recognised speech"),
            Ground::RuleLimit => ("rule-limit", "规则自己限定", "the rule promises no more"),
        }
    }
}
