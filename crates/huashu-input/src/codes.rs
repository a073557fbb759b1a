//! The codes of problems that reading logs reports, and what to do about each.

use huashu_model::problem::Code;

/// Every code this crate reports, sorted.
pub const CODES: &[Code] = &[
    Code::new(
        "input/ambiguous-preset",
        ["文件可能是几种工具导出的", "the file may be the export of several tools"],
        ["用 --preset 指明是哪一种", "name one with --preset"],
    ),
    Code::new(
        "input/bad-encoding",
        ["有些字节不合文件的编码", "some bytes do not fit the file's encoding"],
        ["用 --encoding 指明编码，或重新导出为 UTF-8", "name the encoding by --encoding, or export as UTF-8 again"],
    ),
    Code::new(
        "input/bad-json",
        ["一条记录不合 JSON 语法", "a record is not valid JSON"],
        [
            "看所指的位置；这条没有检查，其余照常",
            "see the place shown; this record was not checked, the others were",
        ],
    ),
    Code::new(
        "input/bad-library",
        ["快捷话术库不合语法", "a library of canned replies is malformed"],
        ["按所指的位置改", "mend the place shown"],
    ),
    Code::new(
        "input/bad-pattern",
        ["文件名的通配符看不懂", "a pattern of file names cannot be read"],
        ["检查 * ? [ ] { } 的写法", "check its * ? [ ] { }"],
    ),
    Code::new(
        "input/broken-file",
        ["文件已损坏，读不出来", "the file is broken"],
        [
            "重新导出或下载；Excel 能打开的请另存一次",
            "export or fetch it again; if Excel opens it, save it once more",
        ],
    ),
    Code::new(
        "input/empty",
        ["文件是空的，或没有可读的行", "the file is empty, or holds no rows"],
        ["确认导出成功", "make sure that the export worked"],
    ),
    Code::new(
        "input/large-archive",
        [
            "压缩包里的文件太多，或解压后大得不像记录",
            "an archive holds too many files, or far more than a log does",
        ],
        ["内容可信时，解压后再检查", "if you trust it, unpack it and check the folder"],
    ),
    Code::new(
        "input/locked-file",
        ["文件有密码", "the file asks for a password"],
        ["去掉密码后再检查", "remove the password and check it again"],
    ),
    Code::new(
        "input/mixed-encoding",
        ["一个文件里混有两种编码", "a file holds two encodings"],
        ["把文件统一存为 UTF-8，或分成两个文件", "save it as UTF-8 throughout, or as two files"],
    ),
    Code::new(
        "input/mixed-records",
        ["单条消息的文件里混有整个会话", "a whole conversation stands among single messages"],
        ["把两种记录分成两个文件", "put the two kinds of records into two files"],
    ),
    Code::new(
        "input/nested-archive",
        ["压缩包里还有压缩包", "an archive stands inside an archive"],
        ["先解压外面的一层", "unpack the outer one first"],
    ),
    Code::new(
        "input/no-conversation",
        ["有些消息没有会话编号", "some messages name no conversation"],
        [
            "在 [input.columns] 中用 conversation 指明那一列",
            "name the column under [input.columns] as `conversation`",
        ],
    ),
    Code::new(
        "input/no-entries",
        ["话术库里没有可读的条目", "a library holds no entries that could be read"],
        [
            "每个条目要有内容，字段名可在 [input.columns] 中指明",
            "each entry needs its content; name the field under [input.columns]",
        ],
    ),
    Code::new(
        "input/no-logs",
        ["文件夹里没有可读的记录文件", "the folder holds no logs"],
        ["扩展名不同的文件请直接写出文件名", "name files with other extensions one by one"],
    ),
    Code::new(
        "input/no-match",
        ["没有文件符合这个模式", "no file matches the pattern"],
        ["检查路径；隐藏文件和链接不计", "check the path; hidden files and links do not count"],
    ),
    Code::new(
        "input/no-messages",
        ["一条记录里没有消息列表", "a record has no list of messages"],
        ["在 [input.columns] 中用 messages 指明字段名", "name the field under [input.columns] as `messages`"],
    ),
    Code::new(
        "input/no-order-column",
        ["核对先后用的列不在表里", "a column that rows were to be sorted by is not in the table"],
        ["请写排序所用的列名", "name the columns that the rows were sorted by"],
    ),
    Code::new(
        "input/no-role-column",
        ["表里没有说明谁在说话的列", "no column says who spoke"],
        [
            "在 [input.columns] 中用 role 指明列名，在 [input.roles] 中说明取值",
            "name it under [input.columns] as `role`, and its values under [input.roles]",
        ],
    ),
    Code::new(
        "input/no-talk",
        ["应有整段对话的一格里没有认出对话", "no talk was recognised in a cell that should hold one"],
        [
            "每行以说话人开头；说话人可在 [input.roles] 中写明",
            "begin each line with its speaker; speakers can be named under [input.roles]",
        ],
    ),
    Code::new(
        "input/no-text",
        ["一条消息没有内容", "a message has no words"],
        ["在 [input.columns] 中用 text 指明字段名", "name the field under [input.columns] as `text`"],
    ),
    Code::new(
        "input/no-text-column",
        ["表里没有内容列", "no column holds the words"],
        ["在 [input.columns] 中用 text 指明列名", "name it under [input.columns] as `text`"],
    ),
    Code::new(
        "input/not-a-log",
        [
            "不是会话记录：只用于快捷话术库的文件，或 huashu 自己的报告",
            "no log: a file that is for canned replies only, or a report of huashu",
        ],
        [
            "话术库请加 --as canned；报告请写到别的文件夹",
            "for a library of canned replies add --as canned; write reports into another folder",
        ],
    ),
    Code::new(
        "input/not-text",
        ["这不是聊天记录的导出文件", "this is not an exported log"],
        ["从客服系统导出 Excel、CSV、JSON 或文本", "export Excel, CSV, JSON or text from the service system"],
    ),
    Code::new(
        "input/open-quote",
        ["表里有引号没有关上", "a quoted cell is never closed"],
        ["补上引号，或重新导出", "close the quote, or export again"],
    ),
    Code::new(
        "input/preset-misfit",
        ["按所用的预设没有读到任何消息", "the preset found no messages"],
        ["检查是不是这个工具导出的文件", "check that the file is that tool's export"],
    ),
    Code::new(
        "input/ragged-row",
        ["一行的格数比表头多", "a row has more cells than the heading"],
        ["含逗号的内容要加引号；这一行没有检查", "put words with commas in quotes; the row was not checked"],
    ),
    Code::new(
        "input/record-too-large",
        ["一条记录太长，没有读取", "a record is too long and was not read"],
        ["确实要读，就用 --max-record 放宽", "to read it, allow more with --max-record"],
    ),
    Code::new(
        "input/rounded-id",
        ["编号被 Excel 按数字存储，末几位已不准确", "ids were stored by Excel as numbers and are not exact"],
        ["把该列设为“文本”后重新导出", "export again with that column as text"],
    ),
    Code::new(
        "input/rows-apart",
        [
            "应当相邻的消息不相邻：会话结束后又出现",
            "rows that must stand together do not: a conversation comes back after it ended",
        ],
        [
            "先按会话和先后排序再交来；其后的都没有读取",
            "sort by conversation and order first; nothing from there on was read",
        ],
    ),
    Code::new(
        "input/rows-out-of-order",
        ["应当按先后排列的消息倒退了", "rows that must be in order go back in it"],
        [
            "先按会话和先后排序再交来；其后的都没有读取",
            "sort by conversation and order first; nothing from there on was read",
        ],
    ),
    Code::new(
        "input/short-rows",
        ["有些行的格数比表头少", "some rows have fewer cells than the heading"],
        [
            "检查导出是否完整；单元格里的换行和引号要加引号",
            "make sure that the export is complete; cells with line breaks need quotes",
        ],
    ),
    Code::new(
        "input/single-messages",
        ["每个会话都只有一条消息", "every conversation has one message only"],
        [
            "若编号是消息自己的，请在 [input.columns] 中指明会话列",
            "if the number is the message's own, name the conversation's under [input.columns]",
        ],
    ),
    Code::new(
        "input/truncated",
        ["文件没有完", "the file breaks off"],
        [
            "重新导出或下载；断开之前的都检查了",
            "export or fetch it again; what stands before the break was checked",
        ],
    ),
    Code::new(
        "input/two-lists",
        ["一条记录里有两个消息列表", "a record holds two lists of messages"],
        ["在 [input.columns] 中用 messages 指明是哪一个", "name the one meant under [input.columns] as `messages`"],
    ),
    Code::new(
        "input/unknown-page",
        ["不认识的网页", "an unknown web page"],
        ["从原来的工具导出 Excel、CSV、JSON 或文本", "export Excel, CSV, JSON or text from where it came from"],
    ),
    Code::new(
        "input/unknown-shape",
        ["认不出文本里谁在说话", "the text does not say who speaks"],
        [
            "聊天记录用 --preset 指明工具；客服写的一段话加 --as agent-text",
            "name the tool of a chat with --preset; for one text by an agent add --as agent-text",
        ],
    ),
    Code::new(
        "input/unreadable",
        ["文件读不了", "a file cannot be read"],
        ["检查路径、权限和压缩包是否完整", "check the path, the permissions, and whether a packed file is whole"],
    ),
];
