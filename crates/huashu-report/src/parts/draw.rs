//! Drawing with miette: a headline, lines of text with a place underlined, notes below.
//!
//! Used for findings and for problems alike. Positions are shown by whoever
//! names the snippet: miette counts columns in bytes, which misleads on
//! Chinese text, so its own are switched off.

use std::fmt;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, Severity,
    SourceCode, SourceSpan, SpanContents, ThemeStyles,
};

use crate::parts::excerpt::{Excerpt, StandIns, without_stand_ins};
use crate::renderer::Run;
use huashu_model::text::{Span, display_width};

/// Columns used where the terminal's width is not known.
const WIDTH: usize = 100;
/// Narrower than this nothing can be drawn.
const NARROWEST: usize = 40;

/// Colours and width of a drawing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pen {
    /// Whether colour may be used.
    pub colour: bool,
    /// Columns at hand.
    pub width: usize,
}

/// The colours of words outside miette's drawing.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Ink {
    /// Headings.
    Bold,
    /// What is there for completeness.
    Dim,
    /// Labels of notes.
    Note,
}

/// One diagnostic, ready to be drawn.
#[derive(Debug)]
pub(crate) struct Drawing {
    /// Stands above the headline.
    pub code: String,
    /// Chooses the sign before the headline.
    pub severity: Severity,
    /// What is wrong.
    pub headline: String,
    /// The lines shown, where there are any.
    pub snippet: Option<Snippet>,
}

/// Lines of text, each with a number in the gutter and at most one marked place.
#[derive(Debug)]
pub(crate) struct Snippet {
    name: String,
    text: String,
    labels: Vec<LabeledSpan>,
    numbers: Vec<u64>,
    stand_ins: StandIns,
    room: usize,
}

impl Pen {
    /// Makes the pen for a run.
    pub(crate) fn new(run: &Run) -> Self {
        Pen { colour: run.colour, width: run.width.unwrap_or(WIDTH).max(NARROWEST) }
    }

    /// Returns `text` in colour where colour may be used.
    pub(crate) fn paint(self, ink: Ink, text: &str) -> String {
        let code = match ink {
            Ink::Bold => "1",
            Ink::Dim => "2",
            Ink::Note => "36",
        };
        if self.colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    /// Returns a labelled note, wrapped and indented under its label.
    pub(crate) fn note(self, label: &str, text: &str) -> String {
        let indent = " ".repeat(display_width(label) + 2);
        let options = textwrap::Options::new(self.width.saturating_sub(2).max(NARROWEST))
            .initial_indent(&indent)
            .subsequent_indent(&indent);
        let wrapped = textwrap::fill(text, options);
        let body = wrapped.strip_prefix(&indent).unwrap_or(&wrapped);
        format!("  {}{body}\n", self.paint(Ink::Note, label))
    }

    /// Returns a labelled note on one line, however long: what may be copied is not broken.
    pub(crate) fn unbroken_note(self, label: &str, text: &str) -> String {
        format!("  {}{text}\n", self.paint(Ink::Note, label))
    }
}

impl Snippet {
    /// Starts a snippet called `name` in which numbers up to `highest` will stand in the gutter.
    pub(crate) fn new(name: &str, highest: u64, pen: Pen) -> Self {
        let gutter = highest.to_string().len() + 4;
        Snippet {
            name: without_stand_ins(name),
            text: String::new(),
            labels: Vec::new(),
            numbers: Vec::new(),
            stand_ins: StandIns::default(),
            room: pen.width.saturating_sub(gutter),
        }
    }

    /// Adds a line; `mark` is a byte range in `text`, with words to put under it.
    pub(crate) fn line(&mut self, number: u64, prefix: &str, text: &str, mark: Option<(Span, Option<String>)>) {
        if !self.numbers.is_empty() {
            self.text.push('\n');
        }
        self.numbers.push(number);
        let span = mark.as_ref().map(|(span, _)| *span);
        let excerpt = Excerpt::new(prefix, text, span, self.room, &mut self.stand_ins);
        let offset = self.text.len();
        self.text.push_str(if excerpt.text.is_empty() { " " } else { &excerpt.text });
        if let (Some(span), Some((_, label))) = (excerpt.mark, mark) {
            let label = label.map(|label| without_stand_ins(&label));
            self.labels.push(LabeledSpan::new(label, offset + span.start, span.end - span.start));
        }
    }

    /// Returns the first number to let miette print, such that all have the width of the true ones.
    fn first_printed(&self) -> u64 {
        let highest = self.numbers.iter().copied().max().unwrap_or_default().max(1);
        let lines = u64::try_from(self.numbers.len()).unwrap_or(u64::MAX);
        let mut first = 10_u64.pow(highest.ilog10());
        while lines > first.saturating_mul(9) {
            first = first.saturating_mul(10);
        }
        first
    }

    /// Puts the true numbers into the gutter: miette can only count up from 1.
    fn renumber(&self, drawn: &str, pen: Pen) -> String {
        let first = self.first_printed();
        let mut out = String::with_capacity(drawn.len());
        for line in drawn.split_inclusive('\n') {
            let printed = line.split_once(" │ ").and_then(|(gutter, rest)| {
                let index = gutter.trim().parse::<u64>().ok()?.checked_sub(first)?;
                let number = self.numbers.get(usize::try_from(index).ok()?)?;
                let width = gutter.len().saturating_sub(1);
                Some((format!("{number:>width$}"), rest))
            });
            match printed {
                Some((number, rest)) => out.push_str(&format!(" {} │ {rest}", pen.paint(Ink::Dim, &number))),
                None => out.push_str(line),
            }
        }
        out
    }
}

impl Drawing {
    /// Draws the diagnostic.
    pub(crate) fn draw(mut self, pen: Pen) -> String {
        self.headline = without_stand_ins(&self.headline);
        let mut theme = if pen.colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        // Numbers are put in, and coloured, afterwards.
        theme.styles.linum = ThemeStyles::none().linum;
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_links(false)
            .without_primary_span_start()
            .without_syntax_highlighting()
            .with_context_lines(0)
            .with_width(pen.width);
        let mut drawn = String::new();
        if handler.render_report(&mut drawn, &self).is_err() {
            drawn = format!("{}\n\n  {}\n", self.code, self.headline);
        }
        match &self.snippet {
            Some(snippet) => snippet.stand_ins.restore(&snippet.renumber(&drawn, pen)),
            None => drawn,
        }
    }
}

impl fmt::Display for Drawing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.headline)
    }
}

impl std::error::Error for Drawing {}

impl Diagnostic for Drawing {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.code))
    }

    fn severity(&self) -> Option<Severity> {
        Some(self.severity)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.snippet.as_ref().map(|snippet| snippet as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let snippet = self.snippet.as_ref()?;
        Some(Box::new(snippet.labels.iter().cloned()))
    }
}

impl SourceCode for Snippet {
    /// Returns the whole snippet whatever is asked for: it holds only what is to be shown.
    fn read_span<'a>(
        &'a self,
        _span: &SourceSpan,
        _before: usize,
        _after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let line = usize::try_from(self.first_printed().saturating_sub(1)).unwrap_or_default();
        let whole = SourceSpan::from((0, self.text.len()));
        let data = self.text.as_bytes();
        Ok(Box::new(MietteSpanContents::new_named(self.name.clone(), data, whole, line, 0, self.numbers.len())))
    }
}
