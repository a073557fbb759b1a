//! Rewritings: phrases with named slots, and what they become.

use super::compiler::Compiler;
use super::phrases::Branches;
use crate::engine::program::phrase::{REQUIRED_BREAK, lazy_expression};
use crate::engine::program::rewriting::{Group, Rewriting, RuleRewritings, SlottedPhrase, Wording};
use huashu_model::language::Message;
use huashu_rulebook::{FORGOTTEN, PhraseError, Piece, RewritePart, RewriteSpec, Rule, Text, WordingPart};

/// What a clause becomes.
type Worded = Vec<Wording>;

impl Compiler<'_> {
    /// Compiles how the breaches of a rule are put right; `None` where it does not say.
    pub(crate) fn rewritings(&mut self, rule: &Rule) -> Option<RuleRewritings> {
        if rule.rewrites.is_empty() && rule.lead.is_none() {
            return None;
        }
        let rewritings = rule.rewrites.iter().filter_map(|spec| self.rewriting(spec)).collect();
        Some(RuleRewritings { rewritings, lead: rule.lead.clone() })
    }

    fn rewriting(&mut self, spec: &RewriteSpec) -> Option<Rewriting> {
        let mut phrases = Vec::new();
        let mut slots: Vec<String> = Vec::new();
        let mut parsed = Vec::new();
        for text in &spec.phrases {
            let Some(parts) = self.parts(text) else { continue };
            for name in parts.iter().filter_map(|part| part.name.as_ref()) {
                if name != FORGOTTEN && !slots.contains(name) {
                    slots.push(name.clone());
                }
            }
            parsed.push((text, parts));
        }
        let (wordings, alone) = self.wordings(spec, &parsed, &slots)?;
        for (text, parts) in parsed {
            let may_occur = parts.iter().all(|part| self.may_occur(&part.pieces));
            if may_occur && let Some(phrase) = self.slotted_phrase(text, parts, &slots, spec.whole_clause) {
                phrases.push(phrase);
            }
        }
        (!phrases.is_empty()).then_some(Rewriting {
            phrases,
            wordings,
            alone,
            position: spec.position,
            whole_clause: spec.whole_clause,
            safe: spec.safe,
        })
    }

    fn parts(&mut self, text: &Text) -> Option<Vec<RewritePart>> {
        let parsed = self.rulebook.rewrite_parts_of(text);
        match parsed {
            Ok(parts) if parts.iter().any(|part| part.pieces.contains(&Piece::Hit)) => {
                self.report_hit_without_one(text);
                None
            }
            Ok(parts) => Some(parts),
            Err(error) => {
                self.bad(text, "rulebook/bad-phrase", error);
                None
            }
        }
    }

    fn bad(&mut self, text: &Text, code: &'static str, error: PhraseError) {
        let place = self.sink.sources.inside(text.place, &text.value, error.span);
        self.sink.error(code, place, error.message);
    }

    /// Parses what clauses become, reporting slots that do not agree with those of the phrases.
    fn wordings(
        &mut self,
        spec: &RewriteSpec,
        phrases: &[(&Text, Vec<RewritePart>)],
        slots: &[String],
    ) -> Option<(Vec<Worded>, Option<Worded>)> {
        let mut wordings = Vec::new();
        let mut used = vec![false; slots.len()];
        for text in spec.to.iter().chain(&spec.alone) {
            match self.rulebook.parse_wording(&text.value) {
                Ok(parts) => wordings.push(self.numbered(text, parts, phrases, slots, &mut used)?),
                Err(error) => self.bad(text, "rulebook/bad-rewrite", error),
            }
        }
        let unused = slots.iter().zip(&used).find(|(_, used)| !**used);
        if let Some((name, _)) = unused {
            let message = huashu_model::message!(
                "槽位「{name}」没有用上：to 里写 {{{name}}}，或去掉名字",
                "the slot `{name}` is not used: write {{{name}}} in `to`, or take its name away"
            );
            let place = spec.phrases.first().map_or(spec.place, |text| text.place);
            self.sink.error("rulebook/bad-rewrite", place, message);
            return None;
        }
        let expected = spec.to.len() + usize::from(spec.alone.is_some());
        if wordings.len() != expected {
            return None;
        }
        let alone = wordings.split_off(spec.to.len()).pop();
        Some((wordings, alone))
    }

    fn numbered(
        &mut self,
        text: &Text,
        parts: Vec<WordingPart>,
        phrases: &[(&Text, Vec<RewritePart>)],
        slots: &[String],
        used: &mut [bool],
    ) -> Option<Vec<Wording>> {
        let mut wording = Vec::new();
        for part in parts {
            wording.push(match part {
                WordingPart::Text(words) => Wording::Text(words),
                WordingPart::Slot(name) => {
                    let holds = |(_, parts): &&(&Text, Vec<RewritePart>)| {
                        parts.iter().any(|part| part.name.as_deref() == Some(&*name))
                    };
                    let number = slots.iter().position(|slot| *slot == name);
                    let Some(number) = number.filter(|_| phrases.iter().filter(holds).count() == phrases.len())
                    else {
                        self.unknown_slot(text, &name);
                        return None;
                    };
                    used[number] = true;
                    Wording::Slot(number)
                }
            });
        }
        Some(wording)
    }

    fn unknown_slot(&mut self, text: &Text, name: &str) {
        let message: Message = huashu_model::message!(
            "phrases 里不是每一条都有槽位「{name}」：写成 {{{name}=han:1..14}} 这样",
            "not every phrase has a slot `{name}`: write it like {{{name}=han:1..14}}"
        );
        self.sink.error("rulebook/bad-rewrite", text.place, message);
    }

    fn slotted_phrase(
        &mut self,
        text: &Text,
        parts: Vec<RewritePart>,
        slots: &[String],
        whole_clause: bool,
    ) -> Option<SlottedPhrase> {
        let (mut source, mut groups) = (String::new(), Vec::new());
        let last = parts.len().saturating_sub(1);
        let ends_in_slot =
            parts.last().is_some_and(|part| part.name.as_deref().is_some_and(|name| name != FORGOTTEN));
        for (number, part) in parts.into_iter().enumerate() {
            let pieces = self.inlined(part.pieces, Branches::All);
            let named = part.name.map(|name| {
                let slot = slots.iter().position(|slot| *slot == name);
                slot.map_or(Group::Forgotten, Group::Slot)
            });
            match named {
                Some(group) => self.group(text, &pieces, group, &mut groups, &mut source),
                None => {
                    for piece in pieces {
                        match is_gap(&piece) {
                            true => self.group(text, &[piece], Group::Gap, &mut groups, &mut source),
                            // Here a clause ends; between Latin words a space ends nothing.
                            false if whole_clause && piece == Piece::Break && !text.value.is_ascii() => {
                                source.push_str(REQUIRED_BREAK)
                            }
                            false => {
                                lazy_expression(&[piece], &mut |name| self.alternatives(name, text), &mut source)
                            }
                        }
                    }
                }
            }
            // Words in the midst of a clause are taken as far as the last slot allows.
            if number == last && !whole_clause && source.ends_with("}?)") {
                source.truncate(source.len() - 2);
                source.push(')');
            }
        }
        let phrase = SlottedPhrase::new(&source, groups, whole_clause, ends_in_slot);
        self.is_usable(phrase.source(), text).then_some(phrase)
    }

    fn group(&mut self, text: &Text, pieces: &[Piece], group: Group, groups: &mut Vec<Group>, source: &mut String) {
        source.push_str(&format!("(?P<_{}>", groups.len()));
        lazy_expression(pieces, &mut |name| self.alternatives(name, text), source);
        source.push(')');
        groups.push(group);
    }
}

/// Returns whether a piece may stand for words that the phrase does not name.
fn is_gap(piece: &Piece) -> bool {
    match piece {
        Piece::Any(_) | Piece::Han(_) | Piece::Number | Piece::Date => true,
        Piece::Choice(branches) => branches.iter().flatten().any(is_gap),
        Piece::Repeat(repeated, _) => repeated.iter().any(is_gap),
        Piece::Text(_) | Piece::Break | Piece::Particles | Piece::Terms(_) | Piece::Hit => false,
    }
}
