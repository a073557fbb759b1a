//! Web pages: those of exporters of chats, and tables. A page we do not know is refused.
//!
//! What pages of exporters look like is written in `pages.toml`.

mod description;
mod page;
mod script;
mod table;
mod tokens;

use crate::chunk::{Chunk, Chunks, Content};
use crate::format::{Format, Head, Input};
use crate::record::raw::RawConversation;
use crate::source::origin::Source;
use crate::table::cells::CellRows;
use crate::table::messages;
use description::DESCRIPTIONS;
use huashu_model::problem::Problem;
use table::PageRows;

/// Web pages, and XML spreadsheets.
pub(crate) struct Html;

/// How pages and XML spreadsheets begin.
const BEGINNINGS: &[&str] = &[
    "<!doctype html",
    "<html",
    "<head",
    "<body",
    "<table",
    "<meta",
    "<div",
    "<style",
    "<?xml",
    "<!--",
    "mime-version:",
    "from: <sav",
];

impl Format for Html {
    fn name(&self) -> &'static str {
        "html"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["html", "htm"]
    }

    fn matches(&self, head: &Head<'_>) -> bool {
        let start: String = head.text.trim_start().chars().take(20).collect();
        let start = start.to_ascii_lowercase();
        self.extensions().contains(&head.extension)
            || BEGINNINGS.iter().any(|beginning| start.starts_with(beginning))
    }

    fn read<'o>(&self, input: Input<'o>) -> Chunks<'o> {
        let Input { source, mut text, options, .. } = input;
        let Some(page) = text.read_whole(options.max_record) else {
            return Chunks::of_unread(&source.name, options.max_record.problem_of_whole(&source.name));
        };
        let mut first = Chunk::new(&source.name, Content::Nothing);
        first.diagnostics.take_notes(&mut text);
        if let Some((conversation, is_whole)) = described(&page) {
            if !is_whole {
                first.diagnostics.tell(cut_off(&source, &page));
            }
            first.rows = 1;
            first.content = Content::Conversations(vec![conversation]);
            return Chunks::new(std::iter::once(first));
        }
        let mut read = Vec::new();
        for rows in table::tables(&page) {
            if let Ok(table) = messages::open(Box::new(PageRows::new(&rows)), &source.name, options) {
                let reopen = move || Ok(Box::new(PageRows::new(&rows)) as Box<dyn CellRows>);
                read.push(messages::read_table(source.clone(), options, table, reopen));
            }
        }
        if read.is_empty() {
            first.diagnostics.tell(unknown_page(&source));
        }
        Chunks::new(std::iter::once(first).chain(read.into_iter().flatten()))
    }
}

/// Reads a page of an exporter that we know.
fn described(page: &str) -> Option<(RawConversation<'static>, bool)> {
    let pages = DESCRIPTIONS.pages.iter().find_map(|description| page::read(page, description));
    pages.or_else(|| DESCRIPTIONS.scripts.iter().find_map(|description| script::read(page, description)))
}

fn cut_off(source: &Source, page: &str) -> Problem {
    let message = huashu_model::message!("网页不完整，在中途结束", "the page ends early");
    let help = huashu_model::message!(
        "已读出的部分照常检查；请重新导出",
        "what could be read was checked; export it again"
    );
    Problem::error("input/truncated", message).at(&source.name, page.lines().count() as u64).with_help(help)
}

fn unknown_page(source: &Source) -> Problem {
    let message = huashu_model::message!(
        "不认识这种网页：没有找到对话，也没有带消息内容列的表格",
        "an unknown web page: neither a chat nor a table of messages was found in it"
    );
    let help = huashu_model::message!(
        "请从原来的工具导出 Excel、CSV、JSON 或文本",
        "export Excel, CSV, JSON or text from where it came from"
    );
    Problem::error("input/unknown-page", message).at(&source.name, 1).with_help(help)
}
