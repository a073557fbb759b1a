//! Documents, pictures and recordings: refused in one sentence that says what to do.

use huashu_model::language::Message;
use huashu_model::problem::Problem;

use crate::source::origin::Source;

/// A kind of file that holds no log we could read.
#[derive(Debug)]
pub(crate) struct Document {
    /// First bytes, and where they stand; none for what is told by its contents.
    magic: &'static [(usize, &'static [u8])],
    zh: &'static str,
    en: &'static str,
    advice: Advice,
}

/// What to do instead.
#[derive(Debug, Clone, Copy)]
enum Advice {
    /// Save it as something else.
    SaveAsText,
    /// Export from where the data came from.
    Export,
    /// Have it transcribed.
    Transcribe,
    /// Unpack it.
    Unpack,
    /// Save it in a newer format.
    SaveAsXlsx,
}

pub(super) static WORD: Document =
    Document { magic: &[], zh: "Word 文档", en: "a Word document", advice: Advice::SaveAsText };
pub(super) static SLIDES: Document =
    Document { magic: &[], zh: "演示文稿", en: "a presentation", advice: Advice::SaveAsText };
pub(super) static OTHER_OFFICE: Document =
    Document { magic: &[], zh: "Office 文档", en: "an Office document", advice: Advice::SaveAsText };
pub(super) static OLD_SHEET: Document = Document {
    magic: &[
        (0, b"\x09\x08\x10\x00"),
        (0, b"\x09\x08\x08\x00"),
        (0, b"\x09\x04\x06\x00"),
        (0, b"\x09\x02\x06\x00"),
        (0, b"\x09\x00\x04\x00"),
    ],
    zh: "很旧的 Excel 工作表",
    en: "a worksheet of a very old Excel",
    advice: Advice::SaveAsXlsx,
};
static MARKED: [Document; 7] = [
    Document { magic: &[(0, b"%PDF")], zh: "PDF 文档", en: "a PDF document", advice: Advice::Export },
    Document { magic: &[(0, b"{\\rtf")], zh: "RTF 文档", en: "an RTF document", advice: Advice::SaveAsText },
    Document {
        magic: &[
            (0, b"\x89PNG"),
            (0, b"\xff\xd8\xff"),
            (0, b"GIF87a"),
            (0, b"GIF89a"),
            (0, b"II*\x00"),
            (0, b"MM\x00*"),
        ],
        zh: "图片",
        en: "a picture",
        advice: Advice::Export,
    },
    Document {
        magic: &[
            (0, b"ID3\x02"),
            (0, b"ID3\x03"),
            (0, b"ID3\x04"),
            (0, b"RIFF"),
            (0, b"OggS"),
            (0, b"fLaC"),
            (0, b"#!AMR"),
            (4, b"ftyp"),
            (0, b"\xff\xfb"),
            (0, b"\xff\xf3"),
            (0, b"#!SILK"),
            (0, b"\x02#!SILK"),
        ],
        zh: "录音或视频",
        en: "a recording",
        advice: Advice::Transcribe,
    },
    Document {
        magic: &[(0, b"Rar!\x1a"), (0, b"7z\xbc\xaf"), (0, b"\xfd7zXZ"), (0, b"BZh91AY&")],
        zh: "压缩包",
        en: "an archive",
        advice: Advice::Unpack,
    },
    Document { magic: &[(0, b"SQLite f")], zh: "数据库文件", en: "a database", advice: Advice::Export },
    Document { magic: &[(0, b"MZ\x90"), (0, b"\x7fELF")], zh: "程序", en: "a program", advice: Advice::Export },
];

/// Returns the document that begins like this.
pub(super) fn by_magic(bytes: &[u8]) -> Option<&'static Document> {
    let begins = |document: &&Document| {
        document.magic.iter().any(|(at, mark)| bytes.get(*at..).is_some_and(|rest| rest.starts_with(mark)))
    };
    MARKED.iter().chain([&OLD_SHEET]).find(begins)
}

impl Document {
    /// Returns the problem of being given such a file.
    pub(super) fn refusal(&self, source: &Source) -> Problem {
        let (zh, en) = (self.zh, self.en);
        let message =
            huashu_model::message!("这是{zh}，不是聊天记录的导出文件", "this is {en}, not an exported log");
        Problem::error("input/not-text", message).at(&source.name, 1).with_help(self.advice.words())
    }
}

impl Advice {
    fn words(self) -> Message {
        match self {
            Advice::SaveAsText => huashu_model::message!(
                "请另存为纯文本（.txt，UTF-8）再检查，或从客服系统导出 Excel、CSV 或 JSON",
                "save it as plain text (.txt, UTF-8) and check that, or export Excel, CSV or JSON from the service system"
            ),
            Advice::Export => huashu_model::message!(
                "请从客服系统导出 Excel、CSV、JSON 或文本",
                "export Excel, CSV, JSON or text from the service system"
            ),
            Advice::Transcribe => huashu_model::message!(
                "请先转写成文字（字幕、JSON 或文本）再检查",
                "have it transcribed (subtitles, JSON or text) and check that"
            ),
            Advice::Unpack => huashu_model::message!(
                "请先解压，或改用 .zip、.gz、.zst",
                "unpack it first, or pack it as .zip, .gz or .zst"
            ),
            Advice::SaveAsXlsx => {
                huashu_model::message!("请另存为 .xlsx 再检查", "save it as .xlsx and check that")
            }
        }
    }
}
