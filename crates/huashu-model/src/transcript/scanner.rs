//! Reading a written time from its start, piece by piece.

/// What is left of a text being read.
pub(super) struct Scanner<'t>(pub(super) &'t str);

/// A part of the day that a clock of twelve hours needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DayPart {
    /// 上午, AM: twelve is midnight.
    Morning,
    /// 下午, PM: twelve is noon.
    Afternoon,
    /// 中午: eleven to two.
    Noon,
    /// 晚上: six to midnight.
    Evening,
}

const DAY_PARTS: &[(&str, DayPart)] = &[
    ("上午", DayPart::Morning),
    ("早上", DayPart::Morning),
    ("清晨", DayPart::Morning),
    ("凌晨", DayPart::Morning),
    ("下午", DayPart::Afternoon),
    ("中午", DayPart::Noon),
    ("傍晚", DayPart::Evening),
    ("晚上", DayPart::Evening),
    ("AM", DayPart::Morning),
    ("PM", DayPart::Afternoon),
    ("A.M.", DayPart::Morning),
    ("P.M.", DayPart::Afternoon),
];

impl DayPart {
    /// Returns the hour of 24 for one of this part; `None` where the two contradict each other or leave it open.
    pub(super) fn hour(self, written: i64) -> Option<i64> {
        match (self, written) {
            (DayPart::Morning, 12) => Some(0),
            (DayPart::Morning, 0..12) => Some(written),
            (DayPart::Afternoon, 12) | (DayPart::Noon, 11 | 12) => Some(written),
            (DayPart::Afternoon, 1..12) | (DayPart::Noon, 1 | 2) | (DayPart::Evening, 5..12) => Some(written + 12),
            (DayPart::Afternoon, 13..24) | (DayPart::Noon, 13 | 14) | (DayPart::Evening, 17..24) => Some(written),
            _ => None,
        }
    }
}

/// An hour of the day, or an offset, as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clockface {
    /// Milliseconds after midnight, or after the start.
    pub(super) millis: i64,
    /// Whether seconds were written.
    pub(super) seconds: bool,
}

impl Scanner<'_> {
    /// Reads a number of `least` to `most` digits.
    pub(super) fn number(&mut self, least: usize, most: usize) -> Option<i64> {
        let length = self.0.bytes().take(most).take_while(u8::is_ascii_digit).count();
        if length < least {
            return None;
        }
        let value = self.0.bytes().take(length).fold(0, |value, byte| value * 10 + i64::from(byte - b'0'));
        self.0 = &self.0[length..];
        Some(value)
    }

    /// Reads the first of `choices` that stands here.
    pub(super) fn any(&mut self, choices: &[&'static str]) -> Option<&'static str> {
        let (rest, choice) =
            choices.iter().find_map(|choice| self.0.strip_prefix(choice).map(|rest| (rest, *choice)))?;
        self.0 = rest;
        Some(choice)
    }

    /// Passes over spaces of every width.
    pub(super) fn spaces(&mut self) {
        self.0 = self.0.trim_start();
    }

    /// Reads what may stand between a date and an hour: a comma, the day of the week, spaces, `T`.
    pub(super) fn between_date_and_hour(&mut self) -> bool {
        let length = self.0.len();
        let _ = self.any(&[",", "，", "T", "t", "_"]);
        self.spaces();
        let day = ["一", "二", "三", "四", "五", "六", "日", "天"];
        let week = ["星期", "周", "礼拜", "（", "("].iter().find_map(|word| {
            let rest = self.0.strip_prefix(word)?;
            let rest = rest.strip_prefix("周").unwrap_or(rest);
            day.iter().find_map(|day| rest.strip_prefix(day))
        });
        if let Some(rest) = week {
            self.0 = rest;
            let _ = self.any(&["）", ")"]);
            self.spaces();
        }
        self.0.len() < length
    }

    /// Reads `9:30`, `09:30:05.250`, `9时30分05秒`, `下午 3:05`, `3:05 PM`; hours of up to three digits as offsets have them.
    pub(super) fn clockface(&mut self) -> Option<Clockface> {
        let before = self.day_part();
        self.spaces();
        let hour = self.number(1, 3)?;
        self.any(&[":", "：", "时", "点"])?;
        let minute = self.number(1, 2)?;
        let (mut second, mut fraction, mut seconds) = (0, 0, false);
        let joint = self.any(&[":", "：", "分"]);
        if joint.is_some_and(|joint| joint != "分") || self.0.starts_with(|c: char| c.is_ascii_digit()) {
            second = self.number(1, 2)?;
            seconds = true;
            if self.any(&[".", ","]).is_some() {
                fraction = self.fraction()?;
            }
            let _ = self.any(&["秒"]);
        }
        let rest = self.0;
        self.spaces();
        let part = before.or_else(|| self.day_part());
        if part.is_none() {
            self.0 = rest;
        }
        let hour = part.map_or(Some(hour), |part| part.hour(hour))?;
        let valid = minute < 60 && second <= 60;
        valid.then_some(Clockface { millis: ((hour * 60 + minute) * 60 + second) * 1000 + fraction, seconds })
    }

    fn day_part(&mut self) -> Option<DayPart> {
        let (word, part) = DAY_PARTS
            .iter()
            .find(|(word, _)| self.0.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)))?;
        self.0 = &self.0[word.len()..];
        Some(*part)
    }

    /// Reads the digits after a decimal point as milliseconds.
    pub(super) fn fraction(&mut self) -> Option<i64> {
        let length = self.0.bytes().take_while(u8::is_ascii_digit).count();
        if length == 0 {
            return None;
        }
        let millis = (0..3).fold(0, |value, index| {
            let digit = self.0.as_bytes().get(index).filter(|_| index < length).map_or(0, |byte| byte - b'0');
            value * 10 + i64::from(digit)
        });
        self.0 = &self.0[length..];
        Some(millis)
    }

    /// Reads `Z`, `+08:00`, `+0800`, `+08`, an optional `UTC` or `GMT` before it, as seconds east of UTC.
    pub(super) fn offset(&mut self) -> Option<i32> {
        self.spaces();
        if self.any(&["Z", "z"]).is_some() {
            return Some(0);
        }
        let named = self.any(&["UTC", "GMT"]).is_some();
        let sign = match self.any(&["+", "-", "−"]) {
            Some("+") => 1,
            Some(_) => -1,
            None => return named.then_some(0),
        };
        let hours = self.number(1, 2)?;
        let _ = self.any(&[":"]);
        let minutes = self.number(2, 2).unwrap_or(0);
        (hours <= 18 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60) as i32)
    }

    /// Reads the zone's name in brackets, as RFC 9557 puts it behind, with what else stands in brackets.
    pub(super) fn bracketed_zone(&mut self) -> Option<&str> {
        let name = self.0.strip_prefix('[')?.strip_suffix(']')?;
        self.0 = "";
        Some(name.split(']').next().unwrap_or(name).trim_start_matches('!'))
    }
}
