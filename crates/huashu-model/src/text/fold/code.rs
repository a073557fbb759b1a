//! Emoji written as codes: `[微笑]`, `[Smile]`, `/:^_^`, `/::)`, `#E-s33`.
//!
//! Only known names count, so masks (`[数字x]`, `[姓名x]`) and placeholders
//! (`[链接x]`, `[订单编号]`) stay text.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::han;
use super::letters::Letters;
use super::replacement::{Fold, Piece, Replace};
use crate::text::character::EMOJI_MARK;

pub(super) const FOLD: Fold = Fold {
    name: "emoji-code",
    add_candidates: |chars| {
        chars.add('[');
        chars.add('#');
        chars.add('/');
    },
    replace: Replace::Markup(code),
};

/// Names in square brackets: WeChat and WeCom, QQ, DingTalk, 旺旺, Weibo.
///
/// Names that are also what an agent must say (谢谢, 抱歉, 收到) are left out:
/// reading them as words wrongs nobody.
const NAMES: &str = "
微笑 撇嘴 色 发呆 得意 流泪 害羞 闭嘴 睡 大哭 尴尬 发怒 调皮 呲牙 龇牙 惊讶 难过 酷 冷汗 抓狂
吐 偷笑 愉快 可爱 白眼 傲慢 饥饿 困 惊恐 流汗 憨笑 悠闲 大兵 奋斗 咒骂 疑问 嘘 晕 疯了 折磨 衰
骷髅 敲打 再见 擦汗 抠鼻 鼓掌 糗大了 坏笑 左哼哼 右哼哼 哈欠 鄙视 委屈 快哭了 阴险 亲亲 吓
可怜 菜刀 西瓜 啤酒 篮球 乒乓 咖啡 饭 猪头 玫瑰 凋谢 嘴唇 示爱 爱心 心碎 蛋糕 闪电 炸弹 刀
足球 瓢虫 便便 月亮 太阳 礼物 拥抱 强 弱 握手 胜利 抱拳 勾引 拳头 差劲 爱你 no ok 爱情 飞吻
跳跳 发抖 怄火 转圈 磕头 回头 跳绳 投降 激动 乱舞 街舞 献吻 左太极 右太极 嘿哈 捂脸 奸笑 机智
皱眉 耶 吃瓜 加油 加油加油 汗 天啊 emm 社会社会 旺柴 好的 打脸 哇 翻白眼 666 让我看看 叹气 苦涩
裂开 破涕为笑 失望 无语 恐惧 脸红 生病 嘿嘿 红包 發 福 烟花 爆竹 庆祝 合十 鬼魂 悠嘴 凝视 吃糖
惊喜 骚扰 茶 蜡烛 糖果 大笑 微笑脸 调皮脸 笑哭 笑cry 流鼻血 泪奔 卖萌 托腮 喷血 斜眼笑 doge
无奈 托下巴 点赞 赞 给力 威武 神马 浮云 围观 鲜花 送花 花 笔芯 比心 心 爱 抱抱 抱一抱 么么哒 么么 击掌
撒花 跪了 吐舌 吐血 思考 想一想 挤眼 偷乐 鬼脸
大哭脸 泪 悲伤 伤心 哭 委屈巴巴 怒 生气 愤怒 怒骂 哼 闭眼 打哈欠 打瞌睡 瞌睡 困倦 睡觉 眨眼 眨眼睛
羞嗒嗒 嘻嘻 哈哈 呵呵 嘿 吃惊 挖鼻 黑线 阴笑 可爱多 兔子 熊猫 猫 狗 猪 干杯 音乐 礼花 气球 钱
灯泡 时钟 雨伞 下雨 彩虹 星星 雪花 圣诞树 圣诞老人 鞭炮 灯笼 招财猫 财神 加一 专注 鼓掌啦 二哈
捂嘴 捂嘴笑 开心 高兴 快乐 得瑟 可怜巴巴 惊呆 石化 拍头 头秃 敬礼 抱大腿 举手 摊手 摸鱼 拍手 推眼镜
握拳 祈祷 双手合十 敬茶 okay 表情 动画表情 自定义表情
smile grimace drool scowl coolguy sob shy silent sleep cry awkward angry tongue grin surprise frown
ruthless blush scream puke chuckle joyful slight smug hungry drowsy panic sweat laugh commando
determined scold shocked shhh dizzy tormented toasted skull hammer wave speechless nosepick clap
shame trick bah!l bah!r yawn pooh-pooh shrunken tearingup sly kiss wrath whimper cleaver watermelon
beer basketball pingpong coffee rice pig rose wilt lips heart brokenheart cake lightning bomb dagger
soccer ladybug poop moon sun gift hug thumbsup thumbsdown shake peace fight beckon fist pinky
rockon nuh-uh inlove blowkiss waddle tremble aaagh! twirl kotow dramatic jumprope surrender hooray
meditate smooch taichil taichir hey facepalm smirk smart moue yeah tea packet candle blessing chick
onlooker goforit sweats omg respect doge noprob mybad keepfighting wow rich broken hurt sigh
letmesee awesome boring terror happy lol flushed letdown duh sick party fireworks firecracker ghost
concerned goodbye scared ill treasure worship redpacket concern happytears emoji
";

/// Codes that begin with `/:`: those of 旺旺, then those of WeChat.
const SLASHED: &str = r#"
^_^ ^$^ Q 815 809 ^O^ 081 087 086 H 012 806 b ^x^ 814 ^W^ 080 066 807 805 071 072 065 804 813 818
015 084 801 811 ? 077 083 817 ! 068 079 028 026 007 816 '"" 802 027 (Zz...) *& 810 >_< 018
>O< 020 044 819 085 812 " >M< >@< 076 069 O 067 043 P 808 >W< 073 008 803 074 O=O 036 039 045 046
048 047 girl man 052 (OK) 8*8 )-( lip -F -W Y qp $ % (&) @ ~B U*U clock R C plane 075
:) :~ :B :| 8-) :< :$ :X :Z :'( :-| :@ :P :D :O :( :+ --b :Q :T ,@P ,@-D :d ,@o :g |-) :! :L :>
:,@ ,@f :-S ,@x ,@@ :8 ,@! !!! xx bye wipe dig handclap &-( B-) <@ @> :-O >-| P-( :'| X-) :* @x 8*
pd <W> beer basketb oo coffee eat pig rose fade showlove heart break cake li bome kn footb ladybug
shit moon sun gift hug strong weak share v @) jj @@ bad lvu no ok love <L> jump shake <O> circle
kotow turn skip oY #-0 hiphot kiss <& &>
"#;

/// The longest name between brackets, in bytes.
const LONGEST_NAME: usize = 24;

fn code(rest: &str) -> Option<Piece> {
    let consumed = match rest.as_bytes().first()? {
        b'[' => bracketed(rest)?,
        b'#' => numbered(rest)?,
        b'/' => slashed(rest)?,
        _ => return None,
    };
    Some(Piece { consumed, becomes: Letters::one(EMOJI_MARK) })
}

fn bracketed(rest: &str) -> Option<usize> {
    static KNOWN: OnceLock<HashSet<String>> = OnceLock::new();
    let known = KNOWN.get_or_init(|| NAMES.split_whitespace().map(comparable).collect());
    let end = rest.bytes().take(LONGEST_NAME + 2).position(|b| b == b']')?;
    known.contains(&comparable(rest.get(1..end)?)).then_some(end + 1)
}

/// A name as it is looked up: simplified, lower-case, without spaces.
fn comparable(name: &str) -> String {
    name.chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| han::simplify(c).unwrap_or(c.to_ascii_lowercase()))
        .collect()
}

/// JD's codes: `#E-s33`, whose digits masking may have replaced. No more than
/// two digits belong to the code: what follows is the next word's.
fn numbered(rest: &str) -> Option<usize> {
    const MASKS: [&str; 2] = ["[数字x]", "[数字]"];
    let after = rest.strip_prefix("#E-")?.strip_prefix(|c: char| c.is_ascii_lowercase())?;
    let digits = after.bytes().take(2).take_while(u8::is_ascii_digit).count();
    let rest_of_code = after.get(digits..)?;
    let mask = MASKS.iter().find(|mask| digits < 2 && rest_of_code.starts_with(**mask));
    let number = digits + mask.map_or(0, |mask| mask.len());
    (number > 0).then_some(rest.len() - after.len() + number)
}

/// The longest known code after `/:`.
fn slashed(rest: &str) -> Option<usize> {
    static KNOWN: OnceLock<Vec<&str>> = OnceLock::new();
    let known = KNOWN.get_or_init(|| {
        let mut known: Vec<&str> = SLASHED.split_whitespace().collect();
        known.sort_by_key(|code| std::cmp::Reverse(code.len()));
        known
    });
    let after = rest.strip_prefix("/:")?;
    known.iter().find(|&&code| after.starts_with(code)).map(|code| 2 + code.len())
}
