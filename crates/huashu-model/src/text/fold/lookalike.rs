//! Letters that only look Latin become Latin: ᴠx, 🇻🇽.
//!
//! Small capitals and the like, which nobody writes for their own sake, and
//! letters of flags that make no flag. Words of other languages are made of
//! Cyrillic and Greek letters, so those depend on what stands around them.

use super::letters::Letters;
use super::replacement::{Fold, Piece, Replace};

pub(super) const FOLD: Fold = Fold {
    name: "lookalike",
    add_candidates: |chars| {
        SMALL_CAPITALS.iter().for_each(|&(capital, _)| chars.add(capital));
        chars.add_ranges(&[INDICATORS]);
    },
    replace: Replace::Sequence(latin),
};

/// Small capitals, letters of phonetic writing, and accents that hardly any language writes.
const SMALL_CAPITALS: &[(char, char)] = &[
    ('ᴀ', 'a'),
    ('ʙ', 'b'),
    ('ᴄ', 'c'),
    ('ᴅ', 'd'),
    ('ᴇ', 'e'),
    ('ꜰ', 'f'),
    ('ɢ', 'g'),
    ('ʜ', 'h'),
    ('ɪ', 'i'),
    ('ᴊ', 'j'),
    ('ᴋ', 'k'),
    ('ʟ', 'l'),
    ('ᴍ', 'm'),
    ('ɴ', 'n'),
    ('ᴏ', 'o'),
    ('ᴘ', 'p'),
    ('ǫ', 'q'),
    ('ʀ', 'r'),
    ('ꜱ', 's'),
    ('ᴛ', 't'),
    ('ᴜ', 'u'),
    ('ᴠ', 'v'),
    ('ᴡ', 'w'),
    ('ʏ', 'y'),
    ('ᴢ', 'z'),
    ('ʋ', 'v'),
    ('ⅴ', 'v'),
    ('ⅹ', 'x'),
    ('ɡ', 'g'),
    ('ṽ', 'v'),
    ('ṿ', 'v'),
    ('ẁ', 'w'),
    ('ẃ', 'w'),
    ('ẅ', 'w'),
    ('ẇ', 'w'),
    ('ẉ', 'w'),
    ('ẋ', 'x'),
    ('ẍ', 'x'),
    ('Ṽ', 'v'),
    ('Ṿ', 'v'),
    ('Ẁ', 'w'),
    ('Ẃ', 'w'),
    ('Ẅ', 'w'),
    ('Ẇ', 'w'),
    ('Ẉ', 'w'),
    ('Ẋ', 'x'),
    ('Ẍ', 'x'),
];

/// The letters of flags.
const INDICATORS: (char, char) = ('\u{1F1E6}', '\u{1F1FF}');

/// Returns the letter that a character is taken for.
pub(super) fn taken_for(c: char) -> Option<char> {
    SMALL_CAPITALS.iter().find(|(capital, _)| *capital == c).map(|(_, letter)| *letter)
}

fn latin(rest: &str) -> Option<Piece> {
    let c = rest.chars().next()?;
    if (INDICATORS.0..=INDICATORS.1).contains(&c) {
        return indicator(rest);
    }
    Some(Piece { consumed: c.len_utf8(), becomes: Letters::one(taken_for(c)?) })
}

/// Reads a pair of the letters of flags that is no flag as the letters; flags pair from the left.
fn indicator(rest: &str) -> Option<Piece> {
    let is_indicator = |c: &char| (INDICATORS.0..=INDICATORS.1).contains(c);
    let letter =
        |c: char| u8::try_from(u32::from(c) - u32::from(INDICATORS.0)).ok().map(|at| char::from(b'a' + at));
    let pair: String = rest.chars().take(2).take_while(is_indicator).filter_map(letter).collect();
    let is_flag = REGIONS.split(' ').any(|region| region == pair);
    let mut becomes = Letters::new();
    (pair.len() == 2 && !is_flag && becomes.extend(pair.chars()))
        .then_some(Piece { consumed: 4 * pair.len(), becomes })
}

/// The codes of regions that have a flag.
const REGIONS: &str = "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bl bm bn bo bq br bs bt bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co cp cr cu cv cw cx cy cz de dg dj dk dm do dz ea ec ee eg eh er es et eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu ic id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mf mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st sv sx sy sz ta tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug um un us uy uz va vc ve vg vi vn vu wf ws xk ye yt za zm zw";
