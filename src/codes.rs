//! The codes of problems that the program itself reports, and what to do about each.

use huashu_model::problem::Code;

/// Every code of the program, sorted.
pub(crate) const CODES: &[Code] = &[
    Code::new(
        "allow/incomplete",
        ["豁免没有写明规则或理由", "an allowance lacks its rule or its reason"],
        ["写成 huashu-allow: 规则 理由", "write huashu-allow: rule reason"],
    ),
    Code::new(
        "allow/unknown-rule",
        ["豁免的规则不在规则集里", "the rule of an allowance is not in the rulebook"],
        ["照提示改正规则名", "follow the suggestion"],
    ),
    Code::new("allow/unused", ["一条豁免没有用到", "an allowance is not needed"], ["删去它", "remove it"]),
    Code::new(
        "baseline/unreadable",
        ["基线文件读不了", "the baseline cannot be read"],
        ["确认文件名，或重新建立基线", "check the name, or make the baseline anew"],
    ),
    Code::new(
        "draft/not-one-conversation",
        ["--context 给的不是恰好一个会话", "--context holds no conversation, or several"],
        ["只留草稿接着说的那个会话", "leave only the conversation in which the draft is said next"],
    ),
    Code::new(
        "draft/standard-input-twice",
        ["草稿和会话都要从标准输入读", "both the draft and the conversation would come from standard input"],
        ["草稿写在命令里，或 --context 给文件", "give the draft as an argument, or a file to --context"],
    ),
    Code::new(
        "filter/empty-line",
        ["huashu filter 收到一个空行", "`huashu filter` was given an empty line"],
        ["每行写一个会话；空行也答一行", "write one conversation a line; an empty line is answered, too"],
    ),
    Code::new(
        "filter/mapping",
        [
            "huashu filter 不用 [input] 里的预设、映射、文件格式和 UTF-16",
            "`huashu filter` does not read by a preset, a mapping, a format of files or UTF-16 of [input]",
        ],
        [
            "每行写成 docs/filter.zh-CN.md 里的会话；别的格式用 huashu check",
            "write conversations as docs/filter.md shows; `huashu check` reads other shapes",
        ],
    ),
    Code::new(
        "fix/refused",
        ["文件没有改写", "a file was not rewritten"],
        ["照提示另存或手工改", "save it otherwise, or change it by hand, as the message says"],
    ),
    Code::new(
        "generate/stale",
        ["生成的页面已过时", "a generated page is stale"],
        ["运行 huashu generate", "run `huashu generate`"],
    ),
    Code::new(
        "init/exists",
        ["要写的文件已经有了", "the file to be written is there already"],
        ["换一个文件夹，或先把旧文件挪开", "choose another folder, or move the old file away"],
    ),
    Code::new(
        "init/unwritable",
        ["文件写不进去", "the file cannot be written"],
        ["检查路径和权限", "check the path and the permissions"],
    ),
    Code::new(
        "input/bad-mapping",
        ["[input] 里的映射写得不对", "the mapping under [input] is malformed"],
        ["按 docs/presets.md 改", "write it as docs/presets.md shows"],
    ),
    Code::new(
        "input/cut-conversation",
        [
            "同一会话的消息分在几个文件里，是分段检查的",
            "conversations are spread over files and were checked in pieces",
        ],
        ["把同一会话的消息放进同一个文件", "put the messages of a conversation into one file"],
    ),
    Code::new(
        "input/duplicate-reply",
        ["两条话术说的一样", "two canned replies say the same"],
        ["留一条；不想看就加 --no-duplicates", "keep one of them; --no-duplicates tells none"],
    ),
    Code::new(
        "input/near-duplicate-reply",
        ["两条话术说的几乎一样", "two canned replies say nearly the same"],
        [
            "合成一条，或把各自的用处写清；不想看就加 --no-duplicates",
            "make one of them, or say what each is for; --no-duplicates tells none",
        ],
    ),
    Code::new(
        "input/no-agent",
        ["没有认出客服说的话", "no agent's words were recognised"],
        ["在 [input.roles] 中写明谁是客服", "say under [input.roles] who is an agent"],
    ),
    Code::new(
        "input/setting-without-effect",
        ["[input] 里的一项设置不起作用", "a setting under [input] has no effect"],
        ["删去它，或删去盖过它的那一项", "remove it, or the one that overrides it"],
    ),
    Code::new(
        "input/unknown-setting",
        ["[input] 里的设置不认识", "a setting under [input] is not known"],
        ["照提示改正", "follow the suggestion"],
    ),
    Code::new(
        "labels/ambiguous",
        ["标注所指的会话不止一处", "a label may mean several conversations"],
        ["在标注里写明来源文件", "say in the label which file it means"],
    ),
    Code::new(
        "labels/bad-row",
        ["一条标注看不懂", "a label cannot be read"],
        ["按 docs/accuracy.md 的格式改", "write it as docs/accuracy.md shows"],
    ),
    Code::new(
        "labels/empty",
        ["标注文件里没有标注", "a file holds no labels"],
        ["确认给的是标注文件", "make sure that it is the file of labels"],
    ),
    Code::new(
        "labels/not-found",
        ["标注所指的会话或话不在记录里", "the conversation or utterance of a label is not in the logs"],
        ["检查编号；话从 0 数起", "check the names; utterances count from 0"],
    ),
    Code::new(
        "labels/repeated",
        ["同一句话标注了两次", "an utterance is labelled twice"],
        ["只留一条", "keep one of them"],
    ),
    Code::new(
        "labels/rule-off",
        ["标注里的规则没有启用", "a labelled rule was not run"],
        ["用 --select 或规则库启用它", "switch it on by --select or in the rulebook"],
    ),
    Code::new(
        "labels/unknown-rule",
        ["标注里的规则不存在", "a label names a rule that does not exist"],
        ["照提示改正名字", "correct its id as suggested"],
    ),
    Code::new(
        "labels/unreadable",
        ["标注文件读不了", "a file of labels cannot be read"],
        ["检查路径和权限", "check the path and the permissions"],
    ),
    Code::new(
        "review/bad-mark",
        ["标记文件里有一行不是标记", "a line of the file of marks is no mark"],
        ["改好或删去那一行；git 的冲突要先处理", "mend or remove the line; settle conflicts of git first"],
    ),
    Code::new(
        "review/bad-row",
        ["抽查表的一行看不懂，没有收", "a row of a review sheet cannot be read and was not taken"],
        ["照提示改那一行，再导入一次", "mend the row as the message says, and import again"],
    ),
    Code::new(
        "review/no-sheet",
        ["文件不是抽查表", "a file is no review sheet"],
        ["给出 huashu sample 写的表，列名要留着", "give a sheet that `huashu sample` wrote, with its headings"],
    ),
    Code::new(
        "review/not-patched",
        ["新例子在规则集里没有现成的地方可写", "new examples have no place in the rulebook that can be written to"],
        ["照提示手工加上", "add them by hand as the message says"],
    ),
    Code::new(
        "review/unreadable",
        ["标记文件读不了", "the file of marks cannot be read"],
        ["检查路径，或先用 huashu review import 建立", "check the path, or make it with `huashu review import`"],
    ),
    Code::new(
        "run/more-problems",
        ["问题太多，其余只计数", "there were too many problems; the rest were only counted"],
        ["先改已列出的，再运行一次", "mend those that are listed, and run again"],
    ),
    Code::new(
        "run/output",
        ["报告没有写完", "the report could not be finished"],
        ["检查磁盘空间和输出的位置，再运行一次", "check the disk and where the report goes, and run again"],
    ),
    Code::new(
        "trend/no-scores",
        ["一份报告没有评分", "a report has no scores"],
        ["用现在的版本重查那一天", "check that day again by this version"],
    ),
    Code::new(
        "trend/not-a-report",
        ["给 trend 的不是 JSON 报告", "what trend was given is no report in JSON"],
        ["先用 huashu check --format json 生成报告", "make the report by `huashu check --format json`"],
    ),
    Code::new(
        "trend/unreadable",
        ["一份报告读不了", "a report cannot be read"],
        ["检查路径；写坏了的报告重新生成", "check the path; make a broken report anew"],
    ),
    Code::new(
        "usage/no-changes",
        ["git 说不出改了哪些行", "git cannot tell which lines changed"],
        ["在仓库里运行，并确认提交取到了本地", "run it inside the repository, with the commit fetched"],
    ),
    Code::new(
        "usage/no-rules",
        ["没有一条规则在起作用", "no rule is in force"],
        ["检查 --select、--ignore、--role 和 [rules]", "look at --select, --ignore, --role and [rules]"],
    ),
    Code::new(
        "usage/output-encoding",
        ["这种格式的报告只能是 UTF-8", "reports of this format are always UTF-8"],
        ["换一种格式，或不写 --output-encoding", "choose another format, or leave out --output-encoding"],
    ),
    Code::new(
        "usage/replaces-input",
        ["报告要写到正在读的文件上", "the report would replace a file that is read"],
        ["给报告换一个文件名", "give the report another name"],
    ),
    Code::new(
        "usage/not-for-terminal",
        ["不是文本的格式不能写到终端", "a format that is no text cannot be written to a terminal"],
        ["写到文件：-o 质检报告.xlsx", "write it to a file: -o report.xlsx"],
    ),
    Code::new(
        "usage/same-report",
        ["两份报告用了同一个文件名", "two reports are to go to one file"],
        ["每份报告给一个文件名", "give every report a file of its own"],
    ),
    Code::new(
        "usage/unknown-check",
        ["没有这项规则库检查", "no check of rulebooks has this name"],
        [
            "照提示改；全部名字见 docs/problems.md 的 lint 一节",
            "follow the suggestion; docs/problems.md has all under lint",
        ],
    ),
    Code::new(
        "usage/unknown-command",
        ["没有这个命令", "there is no command of this name"],
        ["用 huashu --help 看有哪些", "see `huashu --help`"],
    ),
    Code::new(
        "usage/unknown-conversation",
        ["要解释的会话没有读到", "a conversation to be explained was not met"],
        [
            "会话编号见报告；没有编号的写成 #行号",
            "see a report for its name; one without an id is called # and its line",
        ],
    ),
    Code::new(
        "usage/unknown-extension",
        ["从文件名看不出报告的格式", "the name of a report does not say its format"],
        ["用已知的扩展名，或加 --format", "use an ending that is known, or --format"],
    ),
    Code::new(
        "usage/unknown-rule",
        ["没有规则叫这个名字", "no rule has this id"],
        ["用 huashu rules 看有哪些", "see `huashu rules`"],
    ),
    Code::new(
        "waiver/expired",
        ["一条 [[waiver]] 已经过期", "a [[waiver]] has expired"],
        ["删去它，或改 until", "remove it, or set a later `until`"],
    ),
    Code::new(
        "waiver/unused",
        ["一条 [[waiver]] 没有用到", "a [[waiver]] was not needed"],
        ["不再需要就删去", "remove it when it is no longer wanted"],
    ),
];
