//! Every string the console shows, in one table per language; views hold no words of their own. Another language is one
//! more file beside `english.rs`, and one line in [`LANGUAGES`].

pub mod chinese;
pub mod english;
pub mod moment;

use std::cell::{Cell, RefCell};

use lobby_shared::agent::AgentState;
use lobby_shared::conversation::Side;
use lobby_shared::visitor::VisitorState;
use lobby_shared::wire::error::ErrorCode;

use crate::state::entry::{Fault, Field};
use crate::state::preference::Theme;
use crate::state::toast::Notice;

/// A language the console speaks.
pub struct Language {
    /// Its code, as browsers and pages write it.
    pub code: &'static str,
    /// Its name in itself.
    pub name: &'static str,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
    /// Its words.
    pub text: &'static Text,
}

const ENGLISH: Language = Language { code: "en", name: "English", direction: "ltr", text: &english::TEXT };

/// All languages; the first is the one for readers of none of them. A further one is its file and its line here.
pub static LANGUAGES: &[Language] =
    &[ENGLISH, Language { code: "zh-Hans", name: "简体中文", direction: "ltr", text: &chinese::TEXT }];

thread_local! {
    static CHOSEN: Cell<Option<&'static Language>> = const { Cell::new(None) };
    static LOCALE: RefCell<String> = RefCell::new("en".to_owned());
}

/// The strings of the reader's language.
pub fn text() -> &'static Text {
    CHOSEN.get().map_or(&english::TEXT, |language| language.text)
}

/// The reader's language with their region, for dates and numbers.
pub fn locale() -> String {
    LOCALE.with_borrow(Clone::clone)
}

/// Speaks the first of these languages, best first, that there is; returns it.
pub fn choose(wanted: &[String]) -> &'static Language {
    let language = pick(LANGUAGES, wanted).unwrap_or(&ENGLISH);
    CHOSEN.set(Some(language));
    // Somebody who reads English as in Ireland also reads dates as there.
    let region = wanted.iter().find(|code| primary(code) == primary(language.code));
    LOCALE.set(region.map_or_else(|| language.code.to_owned(), Clone::clone));
    language
}

fn pick<'a>(languages: &'a [Language], wanted: &[String]) -> Option<&'a Language> {
    wanted.iter().find_map(|code| languages.iter().find(|language| primary(language.code) == primary(code)))
}

fn primary(code: &str) -> &str {
    code.split('-').next().unwrap_or(code)
}

/// The table. What depends on numbers or names is a function, so that each language orders its own words.
pub struct Text {
    pub product: &'static str,
    pub loading: &'static str,
    pub unreachable: &'static str,
    pub unreachable_help: &'static str,
    pub none: &'static str,
    pub close: &'static str,
    pub cancel: &'static str,

    pub set_up_title: &'static str,
    pub set_up_lead: &'static str,
    pub set_up_you: &'static str,
    pub set_up_site: &'static str,
    pub set_up_button: &'static str,
    pub set_up_busy: &'static str,
    pub token: &'static str,
    pub token_hint: &'static str,
    pub name: &'static str,
    pub name_hint: &'static str,
    pub email: &'static str,
    pub password: &'static str,
    pub password_hint: &'static str,
    pub new_password: &'static str,
    pub current_password: &'static str,
    pub show_password: &'static str,
    pub hide_password: &'static str,
    pub site_name: &'static str,
    pub site_address: &'static str,
    pub site_address_hint: &'static str,
    pub demo_site_name: &'static str,

    pub tag_title: &'static str,
    pub tag_lead: fn(site: &str) -> String,
    pub tag_label: &'static str,
    pub tag_next: &'static str,
    pub tag_steps: [&'static str; 3],
    pub tag_demo: &'static str,
    pub copy: &'static str,
    pub go_to_lobby: &'static str,

    pub sign_in_title: &'static str,
    pub sign_in_button: &'static str,
    pub sign_in_busy: &'static str,
    pub remember: &'static str,
    pub signed_out: &'static str,
    pub cookie_title: &'static str,
    pub cookie_help: &'static str,
    pub change_title: &'static str,
    pub change_lead: &'static str,
    pub change_button: &'static str,
    pub wait: fn(seconds: u64) -> String,
    pub fault: fn(Fault, Option<Field>) -> &'static str,

    pub lobby: &'static str,
    pub conversations: &'static str,
    pub sites: &'static str,
    pub rail: &'static str,
    pub account: fn(name: &str) -> String,
    pub sign_out: &'static str,
    pub available: &'static str,
    pub busy: &'static str,
    pub state_switch: fn(now: AgentState) -> &'static str,
    pub connected: &'static str,
    pub connecting: &'static str,
    pub no_connection: &'static str,
    pub reload_needed: &'static str,
    pub reload: &'static str,
    pub stopped: &'static str,

    pub site_switch: &'static str,
    pub visitor: fn(number: u64) -> String,
    pub visitor_initials: fn(number: u64) -> String,
    pub on_the_site: &'static str,
    pub chatting: &'static str,
    pub waiting: &'static str,
    pub column_state: &'static str,
    pub column_visitor: &'static str,
    pub column_visits: &'static str,
    pub column_arrived: &'static str,
    pub column_stay: &'static str,
    pub column_from: &'static str,
    pub column_page: &'static str,
    pub column_browser: &'static str,
    pub column_with: &'static str,
    pub visitor_state: fn(VisitorState) -> &'static str,
    pub lobby_empty: &'static str,
    pub lobby_empty_help: &'static str,
    pub show_tag: &'static str,
    pub no_site: &'static str,
    pub no_site_help: &'static str,

    pub waiting_count: fn(usize) -> String,
    pub mine_count: fn(usize) -> String,
    pub waiting_empty: &'static str,
    pub mine_empty: &'static str,
    pub accept: &'static str,
    pub accept_key: &'static str,
    pub waits_for: fn(span: &str) -> String,
    pub you_said: fn(words: &str) -> String,
    pub unread: fn(u64) -> String,
    pub new_message: &'static str,
    pub turn_answered: &'static str,
    pub turn_waiting: &'static str,
    pub turn_gone: &'static str,
    pub close_row: &'static str,
    pub pick_one: &'static str,
    pub pick_one_help: &'static str,

    pub conversation_meta: fn(site: &str, with: &str, began: &str, span: &str) -> String,
    pub conversation: &'static str,
    pub with_you: &'static str,
    pub with_nobody: &'static str,
    pub with_agent: fn(name: &str) -> String,
    pub back_to_list: &'static str,
    pub ask_to_end: &'static str,
    pub end: &'static str,
    pub end_title: &'static str,
    pub end_help: &'static str,
    pub end_confirm: &'static str,
    pub stream: &'static str,
    pub to_newest: &'static str,
    pub opened: &'static str,
    pub accepted: fn(name: &str) -> String,
    pub accepted_by_you: &'static str,
    pub end_asked: fn(name: &str) -> String,
    pub end_asked_by_you: &'static str,
    pub end_declined: &'static str,
    pub ended: fn(Side) -> &'static str,
    pub note: &'static str,
    pub unknown_event: &'static str,
    pub typing: &'static str,
    pub sending: &'static str,
    pub sent: &'static str,
    pub delivered: &'static str,
    pub read: &'static str,
    pub failed: fn(ErrorCode) -> &'static str,
    pub retry: &'static str,
    pub discard: &'static str,
    pub accept_to_write: &'static str,
    pub composer_label: fn(visitor: &str) -> String,
    pub composer_hint: &'static str,
    pub composer_ended: &'static str,
    pub send: &'static str,
    pub enter_sends: &'static str,
    pub left: fn(usize) -> String,
    pub over: fn(usize) -> String,

    pub site_add: &'static str,
    pub site_change: &'static str,
    pub site_addresses: &'static str,
    pub site_addresses_hint: &'static str,
    pub site_line: fn(line: u32, words: &str) -> String,
    pub save: &'static str,
    pub sites_lead: &'static str,
    pub site_origins: &'static str,

    pub visitor_waits: fn(visitor: &str) -> String,
    pub decline: &'static str,
    pub offer: &'static str,
    pub offer_on: fn(page: &str) -> String,
    pub offer_more: fn(usize) -> String,
    pub settings: &'static str,
    pub theme: &'static str,
    pub theme_name: fn(Theme) -> &'static str,
    pub language: &'static str,
    pub language_auto: &'static str,
    pub offer_sound: &'static str,
    pub message_sound: &'static str,
    pub single_keys: &'static str,
    pub keys_title: &'static str,
    pub keys_help: &'static str,
    pub key_sheet: &'static str,
    pub key_palette: &'static str,
    pub key_accept: &'static str,
    pub key_decline: &'static str,
    pub key_step: &'static str,
    pub key_reply: &'static str,
    pub key_search: &'static str,
    pub key_end: &'static str,
    pub palette: &'static str,
    pub palette_hint: &'static str,
    pub palette_none: &'static str,
    pub go_to: fn(screen: &str) -> String,
    pub open_talk: fn(visitor: &str) -> String,
    pub accept_oldest: &'static str,
    pub become_state: fn(AgentState) -> &'static str,
    pub details: &'static str,
    pub details_visitor: &'static str,
    pub details_number: &'static str,
    pub details_opened: &'static str,
    pub details_agents: &'static str,
    pub details_absent: &'static str,
    pub width_list: &'static str,
    pub width_details: &'static str,
    pub search: &'static str,
    pub search_visitors: &'static str,
    pub search_talks: &'static str,
    pub search_none: &'static str,
    pub gallery_title: &'static str,
    pub gallery: [&'static str; 7],

    pub notice: fn(&Notice) -> String,
    pub hours_minutes: fn(hours: u64, minutes: u64) -> String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(codes: &[&str]) -> Vec<String> {
        codes.iter().map(|code| (*code).to_owned()).collect()
    }

    #[test]
    fn the_first_language_that_the_reader_and_the_console_share_is_spoken() {
        let check = |wanted: &[&str], want| assert_eq!(pick(LANGUAGES, &codes(wanted)).map(|found| found.code), want);
        check(&["zh-CN", "en"], Some("zh-Hans"));
        check(&["fr", "en-IE"], Some("en"));
        check(&["fr"], None);
    }

    #[test]
    fn a_third_language_is_one_table_and_one_line() {
        // The file: what is not yet translated may stand in another language.
        static FRENCH: Text = Text { lobby: "Accueil", ..english::TEXT };
        // The line.
        let languages = [ENGLISH, Language { code: "fr", name: "Français", direction: "ltr", text: &FRENCH }];
        let found = pick(&languages, &codes(&["fr-CH"])).unwrap();
        assert_eq!((found.name, found.text.lobby, found.text.sites), ("Français", "Accueil", "Sites"));
    }
}
