//! The calendar of one zone: when a day began there, and which weekday and hour a moment is. Times before 1970 do not occur.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use lobby_shared::time::Millis;

/// Hours of a week.
pub const WEEK_HOURS: usize = 168;

/// A zone.
#[derive(Clone, Debug)]
pub struct Calendar(TimeZone);

impl Default for Calendar {
    /// The calendar of UTC.
    fn default() -> Self {
        Self(TimeZone::UTC)
    }
}

impl Calendar {
    /// The calendar of the machine's zone (`TZ`, else `/etc/localtime`), or of UTC where the machine names none.
    pub fn of_machine() -> Self {
        Self(TimeZone::try_system().unwrap_or(TimeZone::UTC))
    }

    fn civil(&self, at: Millis) -> DateTime {
        let moment = i64::try_from(at.0).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
        self.0.to_datetime(moment.unwrap_or(Timestamp::UNIX_EPOCH))
    }

    /// When the day of this moment began.
    pub fn midnight(&self, at: Millis) -> Millis {
        let begins = self.civil(at).date().to_zoned(self.0.clone()).map(|day| day.timestamp().as_millisecond());
        begins.ok().and_then(|ms| u64::try_from(ms).ok()).map_or(at, Millis)
    }

    /// The weekday of a moment, Monday is 0.
    pub fn weekday(&self, at: Millis) -> u8 {
        u8::try_from(self.civil(at).weekday().to_monday_zero_offset()).unwrap_or(0)
    }

    /// The minute of the day of a moment, from 0.
    pub fn minute(&self, at: Millis) -> u16 {
        let time = self.civil(at).time();
        u16::try_from(time.hour()).unwrap_or(0) * 60 + u16::try_from(time.minute()).unwrap_or(0)
    }

    /// The hour of the week of a moment, from 0 on Monday at midnight; below [`WEEK_HOURS`].
    pub fn hour_of_week(&self, at: Millis) -> usize {
        usize::from(self.weekday(at)) * 24 + usize::from(self.minute(at) / 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Thursday, 2 January 2025, 23:30 in UTC.
    const EVENING: Millis = Millis(1_735_860_600_000);

    #[test]
    fn days_and_hours_are_those_of_the_zone() {
        let utc = Calendar::default();
        assert_eq!((utc.weekday(EVENING), utc.minute(EVENING), utc.hour_of_week(EVENING)), (3, 1_410, 95));
        assert_eq!(utc.midnight(EVENING), Millis(EVENING.0 - 1_410 * 60_000));
        let east = Calendar(TimeZone::fixed(jiff::tz::offset(5)));
        assert_eq!((east.weekday(EVENING), east.minute(EVENING), east.hour_of_week(EVENING)), (4, 270, 100));
        assert_eq!(east.midnight(EVENING), Millis(EVENING.0 - 270 * 60_000));
    }

    #[test]
    fn a_time_that_no_calendar_has_is_none() {
        assert_eq!(Calendar::default().weekday(Millis(u64::MAX)), 3);
        assert_eq!(Calendar::default().midnight(Millis(0)), Millis(0));
    }
}
