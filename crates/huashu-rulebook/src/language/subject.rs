//! Of whom a clause speaks, as rulebooks write it, and the words by which that is told.

use super::diagnostics::Diagnostics;
use super::node::Table;
use super::table_reader::{KnownKey, TableReader, choose};

/// Of whom a clause speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// The agent, or the agent's side.
    Agent,
    /// The customer.
    Customer,
    /// Somebody else, or something that acts, such as a system.
    Third,
    /// Nobody who is named.
    Nobody,
}

const SUBJECTS: &[(&str, Subject)] = &[
    ("agent", Subject::Agent),
    ("customer", Subject::Customer),
    ("third", Subject::Third),
    ("nobody", Subject::Nobody),
];

impl Subject {
    /// Returns the name used in rulebooks.
    pub fn name(self) -> &'static str {
        SUBJECTS.iter().find(|(_, subject)| *subject == self).map_or("", |(name, _)| name)
    }
}

/// Returns the names of all subjects.
pub fn subject_names() -> Vec<&'static str> {
    SUBJECTS.iter().map(|(name, _)| *name).collect()
}

/// Reads `subject`: one or several.
pub(crate) fn read_subjects(view: &TableReader<'_>, sink: &mut Diagnostics) -> Vec<Subject> {
    let texts = view.texts("subject", sink);
    texts.iter().filter_map(|text| choose(text, "subject", SUBJECTS, sink)).collect()
}

/// The words by which it is told of whom a clause speaks: `[subjects]`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SubjectWords {
    /// The agent's side.
    pub agent: Vec<String>,
    /// The customer, spoken to.
    pub customer: Vec<String>,
    /// Forms of address, which need not say of whom the clause speaks.
    pub address: Vec<String>,
    /// Others.
    pub third: Vec<String>,
    /// Expressions that hold one of these words and mention nobody.
    pub nobody: Vec<String>,
    /// Words whose object stands behind them.
    pub before_object: Vec<String>,
    /// Words with which the customer is asked to do something.
    pub requests: Vec<String>,
    /// Ends of a question.
    pub question_ends: Vec<String>,
}

impl SubjectWords {
    /// Adds the words of a `[subjects]` table.
    pub(crate) fn add(&mut self, table: &Table, sink: &mut Diagnostics) {
        let view = TableReader::new(table);
        self.read(&view, sink);
        view.finish(sink);
    }

    /// Returns the keys of `[subjects]`, in the order they are read.
    pub fn keys() -> Vec<KnownKey> {
        let table = Table::default();
        let view = TableReader::new(&table);
        SubjectWords::default().read(&view, &mut Diagnostics::default());
        view.asked()
    }

    fn read(&mut self, view: &TableReader<'_>, sink: &mut Diagnostics) {
        let mut add = |words: &mut Vec<String>, key| {
            words.extend(view.texts(key, sink).iter().map(|text| huashu_model::text::fold_phrase(&text.value)));
        };
        add(&mut self.agent, "agent");
        add(&mut self.customer, "customer");
        add(&mut self.address, "address");
        add(&mut self.third, "third");
        add(&mut self.nobody, "nobody");
        add(&mut self.before_object, "before-object");
        add(&mut self.requests, "requests");
        add(&mut self.question_ends, "question-ends");
    }
}
