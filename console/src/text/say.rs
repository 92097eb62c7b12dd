//! Words that depend on a name, a number or a state: the text of that name with its places filled in.

use lobby_shared::agent::AgentState;
use lobby_shared::conversation::Side;
use lobby_shared::http::ProblemCode;
use lobby_shared::invitation::Outcome;
use lobby_shared::visitor::VisitorState;
use lobby_shared::wire::error::ErrorCode;

use super::{Text, moment};
use crate::state::entry::{Fault, Field};
use crate::state::preference::Theme;
use crate::state::toast::Notice;

/// The text with each `{name}` in it replaced.
fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        filled.push_str(before);
        filled.push_str(values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value));
        rest = after;
    }
    filled + rest
}

macro_rules! filled {
    ($($name:ident($value:ident);)*) => {
        /// One place each.
        impl Text {
            $(#[doc = "The text of this name, filled in."]
            pub fn $name(&self, $value: &str) -> String {
                fill(self.$name, &[(stringify!($value), $value)])
            })*
        }
    };
}

filled! {
    tag_lead(site);
    account(name);
    waits_for(span);
    you_said(words);
    with_agent(name);
    accepted(name);
    end_asked(name);
    composer_label(visitor);
    visitor_waits(visitor);
    offer_on(page);
    go_to(screen);
    open_talk(visitor);
    block_title(visitor);
    block_address(address);
    block_network(address);
    block_until(time);
    dry_untold(places);
}

macro_rules! numbered {
    ($($name:ident($value:ident);)*) => {
        /// One number each.
        impl Text {
            $(#[doc = "The text of this name, filled in."]
            pub fn $name(&self, $value: u64) -> String {
                fill(self.$name, &[(stringify!($value), &$value.to_string())])
            })*
        }
    };
}

numbered! {
    visitor(number);
    wait(seconds);
    seconds(seconds);
    waiting_count(count);
    mine_count(count);
    keep_days_less(days);
}

macro_rules! plural {
    ($($name:ident)*) => {
        /// The names of texts that stand in several forms.
        #[cfg(test)]
        pub(super) const PLURALS: [&str; [$(stringify!($name)),*].len()] = [$(stringify!($name)),*];

        /// A count each.
        impl Text {
            $(#[doc = "The text of this name, filled in."]
            pub fn $name(&self, count: usize) -> String {
                self.counted(stringify!($name), count)
            })*
        }
    };
}

plural! { unread left over offer_more block_words condition_count visitor_count visit_count page_count unlisted }

impl Text {
    fn counted(&self, name: &str, count: usize) -> String {
        fill(self.form(name, &moment::plural(count)), &[("count", &moment::count(count))])
    }

    /// What is wrong in a line of a field.
    pub fn site_line(&self, line: u32, words: &str) -> String {
        fill(self.site_line, &[("line", &line.to_string()), ("words", words)])
    }

    /// Who is blocked by an address, or by a network where addresses are kept only so far.
    pub fn block_where(&self, address: &str) -> String {
        if address.contains('/') { self.block_network(address) } else { self.block_address(address) }
    }

    /// Something that is chosen, and what it is to be.
    pub fn choose(&self, what: &str, name: &str) -> String {
        fill(self.choose, &[("what", what), ("name", name)])
    }

    /// What a key is for and which it is, and that a press changes it.
    pub fn key_change(&self, what: &str, key: &str) -> String {
        fill(self.key_change, &[("what", what), ("key", key)])
    }

    /// A search engine, and what was searched for.
    pub fn searched(&self, engine: &str, keyword: &str) -> String {
        fill(self.searched, &[("engine", engine), ("keyword", keyword)])
    }

    /// The last hour in words.
    pub fn hour_label(&self, now: u32, most: u32) -> String {
        let count = |count: u32| moment::count(count as usize);
        fill(self.hour_label, &[("now", &count(now)), ("most", &count(most))])
    }

    /// A weekday's hour, and its visits.
    pub fn heat_cell(&self, day: &str, hour: &str, visits: &str) -> String {
        fill(self.heat_cell, &[("day", day), ("hour", hour), ("visits", visits)])
    }

    /// A span of a minute or more, under an hour.
    pub fn minutes_seconds(&self, minutes: u64, seconds: u64) -> String {
        fill(self.minutes_seconds, &[("minutes", &minutes.to_string()), ("seconds", &seconds.to_string())])
    }

    /// A span of an hour or more.
    pub fn hours_minutes(&self, hours: u64, minutes: u64) -> String {
        fill(self.hours_minutes, &[("hours", &hours.to_string()), ("minutes", &minutes.to_string())])
    }

    /// What the state is called.
    pub const fn state(&self, state: AgentState) -> &'static str {
        match state {
            AgentState::Available => self.available,
            AgentState::Busy => self.busy,
        }
    }

    /// The state, and what a press does.
    pub const fn state_switch(&self, now: AgentState) -> &'static str {
        match now {
            AgentState::Available => self.state_switch_available,
            AgentState::Busy => self.state_switch_busy,
        }
    }

    /// The command that takes this state.
    pub const fn become_state(&self, state: AgentState) -> &'static str {
        match state {
            AgentState::Available => self.become_state_available,
            AgentState::Busy => self.become_state_busy,
        }
    }

    /// What the theme is called.
    pub const fn theme_name(&self, theme: Theme) -> &'static str {
        match theme {
            Theme::Auto => self.theme_name_auto,
            Theme::Light => self.theme_name_light,
            Theme::Dark => self.theme_name_dark,
        }
    }

    /// Who ended it.
    pub const fn ended(&self, by: Side) -> &'static str {
        match by {
            Side::Visitor => self.ended_visitor,
            Side::Agent => self.ended_agent,
        }
    }

    /// Where the visitor stands.
    pub const fn visitor_state(&self, state: VisitorState) -> &'static str {
        match state {
            VisitorState::Browsing => self.visitor_browsing,
            VisitorState::Invited => self.visitor_invited,
            VisitorState::Queued => self.visitor_queued,
            VisitorState::Chatting => self.visitor_chatting,
            VisitorState::LeavingMessage => self.visitor_leaving_message,
            VisitorState::Gone => self.visitor_gone,
        }
    }

    /// How many of yesterday's visits a rule would have invited.
    pub fn dry_result(&self, invited: &str, visits: &str) -> String {
        fill(self.dry_result, &[("invited", invited), ("visits", visits)])
    }

    /// What became of an invitation.
    pub const fn outcome(&self, outcome: Outcome) -> &'static str {
        match outcome {
            Outcome::Accepted => self.outcome_accepted,
            Outcome::Declined => self.outcome_declined,
            Outcome::Expired => self.outcome_expired,
            Outcome::Gone => self.outcome_gone,
            Outcome::Overtaken => self.outcome_overtaken,
        }
    }

    /// What is wrong with this field, or with the form as a whole.
    pub const fn fault(&self, fault: Fault, field: Option<Field>) -> &'static str {
        match fault {
            Fault::Empty => match field {
                Some(Field::Token) => self.missing_token,
                Some(Field::Name) => self.missing_name,
                Some(Field::Email) => self.missing_email,
                Some(Field::Password) => self.missing_password,
                Some(Field::CurrentPassword) => self.missing_current_password,
                Some(Field::SiteName) => self.missing_site_name,
                Some(Field::SiteAddress) => self.missing_site_address,
                None => self.missing_something,
            },
            Fault::Unreachable => self.missing_unreachable,
            Fault::Problem(code) => self.problem(code),
        }
    }

    const fn problem(&self, code: ProblemCode) -> &'static str {
        match code {
            ProblemCode::Malformed | ProblemCode::BadTable => self.problem_malformed,
            ProblemCode::Foreign => self.problem_foreign,
            ProblemCode::SetUpToken => self.problem_set_up_token,
            ProblemCode::SetUpDone => self.problem_set_up_done,
            ProblemCode::WrongSignIn => self.problem_wrong_sign_in,
            ProblemCode::TooMany => self.problem_too_many,
            ProblemCode::SignedOut => self.problem_signed_out,
            ProblemCode::WrongPassword => self.problem_wrong_password,
            ProblemCode::BadName => self.problem_bad_name,
            ProblemCode::BadEmail => self.problem_bad_email,
            ProblemCode::ShortPassword => self.problem_short_password,
            ProblemCode::LongPassword => self.problem_long_password,
            ProblemCode::BadSiteName => self.problem_bad_site_name,
            ProblemCode::BadSiteAddress => self.problem_bad_site_address,
            ProblemCode::NotAllowed => self.problem_not_allowed,
            ProblemCode::NoSuchSite => self.problem_no_such_site,
            ProblemCode::NoSiteAddress => self.problem_no_site_address,
            ProblemCode::Gone => self.problem_gone,
            ProblemCode::BadWords => self.problem_bad_words,
            ProblemCode::BadConditions => self.problem_bad_conditions,
            ProblemCode::BadCondition => self.problem_bad_condition,
            ProblemCode::TooManyRules => self.problem_too_many_rules,
            ProblemCode::BadNetwork => self.problem_bad_network,
            ProblemCode::BadNumber => self.problem_bad_number,
            ProblemCode::BadBlock => self.problem_bad_block,
            ProblemCode::Unavailable => self.problem_unavailable,
        }
    }

    /// Why a message was not sent.
    pub const fn failed(&self, reason: ErrorCode) -> &'static str {
        match reason {
            ErrorCode::Blank => self.failed_blank,
            ErrorCode::TooLong => self.failed_too_long,
            ErrorCode::NotFound => self.failed_not_found,
            ErrorCode::Ended => self.failed_ended,
            ErrorCode::AlreadyAccepted => self.failed_already_accepted,
            ErrorCode::NotAccepted => self.failed_not_accepted,
            ErrorCode::CidReused => self.failed_cid_reused,
            ErrorCode::TooFast => self.failed_too_fast,
            ErrorCode::Unavailable => self.failed_unavailable,
            ErrorCode::NotBrowsing | ErrorCode::AlreadyInvited | ErrorCode::Capped | ErrorCode::InvitationOver => {
                self.refused_blank
            }
        }
    }

    /// A notice.
    pub fn notice(&self, notice: &Notice) -> String {
        let visitor = |text: &str, number: &u64| fill(text, &[("visitor", &number.to_string())]);
        match notice {
            Notice::TakenFirst(number) => visitor(self.notice_taken_first, number),
            Notice::EndedFirst(number) => visitor(self.notice_ended_first, number),
            Notice::Blocked(number) => visitor(self.notice_blocked, number),
            Notice::Refused(code) => self.refused(*code).to_owned(),
            Notice::Copied => self.notice_copied.to_owned(),
            Notice::NotCopied => self.notice_not_copied.to_owned(),
            Notice::Offline => self.notice_offline.to_owned(),
            Notice::Invitation(number, outcome) => {
                [self.visitor(*number), self.outcome(*outcome).to_owned()].join(" · ")
            }
            Notice::Saved => self.notice_saved.to_owned(),
            Notice::Lifted(..) => self.notice_lifted.to_owned(),
            Notice::Failed(fault) => self.fault(*fault, None).to_owned(),
        }
    }

    const fn refused(&self, code: ErrorCode) -> &'static str {
        match code {
            ErrorCode::Blank | ErrorCode::TooLong | ErrorCode::CidReused => self.refused_blank,
            ErrorCode::NotFound => self.refused_not_found,
            ErrorCode::Ended => self.refused_ended,
            ErrorCode::AlreadyAccepted => self.refused_already_accepted,
            ErrorCode::NotAccepted => self.refused_not_accepted,
            ErrorCode::TooFast => self.refused_too_fast,
            ErrorCode::Unavailable => self.refused_unavailable,
            ErrorCode::NotBrowsing => self.refused_not_browsing,
            ErrorCode::AlreadyInvited => self.refused_already_invited,
            ErrorCode::Capped => self.refused_capped,
            ErrorCode::InvitationOver => self.refused_invitation_over,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn places_are_filled_and_what_is_no_place_stays() {
        assert_eq!(fill("{a} and {b}, {a}", &[("a", "1"), ("b", "{a}")]), "1 and {a}, 1");
        assert_eq!(fill("before </body>.", &[]), "before </body>.");
    }
}
