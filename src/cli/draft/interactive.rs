//! Drafts one after another on a terminal: type, see, choose.

use std::io::{self, BufRead, IsTerminal, Write};

use huashu_core::reword::{Reworded, reword};

use super::super::global::Global;
use super::super::output;
use super::judge::DraftJudge;
use super::show::Page;

/// Asks for drafts until the input ends. The chosen text goes to standard output, everything else to standard error.
pub(super) fn run(judge: &mut DraftJudge<'_>, global: Global) -> io::Result<()> {
    let page = Page::new(judge.rulebook(), io::stderr().is_terminal(), global);
    let (mut lines, mut shown, mut chosen) = (io::stdin().lock(), io::stderr().lock(), io::stdout().lock());
    while let Some(text) = ask(&mut lines, &mut shown, global.language.pick("草稿> ", "draft> "))? {
        if text.trim().is_empty() {
            continue;
        }
        let reworded = reword(&text, judge);
        page.answer(&mut shown, &reworded)?;
        if let Some(choice) = choose(&text, &reworded, &page, &mut lines, &mut shown, global)? {
            writeln!(chosen, "{}", output::shown(&choice))?;
            chosen.flush()?;
        }
    }
    writeln!(shown)
}

/// Asks which text is wanted; `None` where another draft is.
fn choose(
    text: &str,
    reworded: &Reworded,
    page: &Page,
    lines: &mut dyn BufRead,
    shown: &mut dyn Write,
    global: Global,
) -> io::Result<Option<String>> {
    let mut choices = vec![reworded.text.clone()];
    choices.extend(reworded.alternatives.iter().cloned());
    if reworded.text != text {
        choices.push(text.to_owned());
    }
    if choices.len() == 1 && reworded.findings.is_empty() {
        return Ok(choices.pop());
    }
    for (number, choice) in (1..).zip(&choices) {
        writeln!(shown, "  {number}  {}", page.text(choice))?;
    }
    let most = choices.len();
    let prompt = huashu_model::say!(
        global.language,
        "用哪一条？1–{most}，回车换一条草稿> ",
        "which? 1–{most}, Enter for another draft> "
    );
    let Some(answer) = ask(lines, shown, &prompt)? else { return Ok(None) };
    let number = answer.trim().parse::<usize>().ok();
    Ok(number.and_then(|number| choices.into_iter().nth(number.checked_sub(1)?)))
}

/// Shows a prompt and reads a line; `None` at the end of the input.
fn ask(lines: &mut dyn BufRead, shown: &mut dyn Write, prompt: &str) -> io::Result<Option<String>> {
    write!(shown, "{prompt}")?;
    shown.flush()?;
    let mut line = Vec::new();
    if lines.read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    Ok(Some(String::from_utf8_lossy(&line).trim_end_matches(['\n', '\r']).to_owned()))
}
