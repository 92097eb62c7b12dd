//! The names of everything the console says. Each is a field, so that a misspelt one does not compile; a test holds them
//! against `console/text/en.toml`.

macro_rules! table {
    ($($word:ident)*) => {
        /// Every text by its name, in the reader's language. `{name}` in a text is filled in by a method of that name.
        pub struct Text {
            $(#[doc = "Its words."] pub $word: &'static str,)*
            all: &'static [(String, String)],
        }

        pub(super) const WORDS: [&str; [$(stringify!($word)),*].len()] = [$(stringify!($word)),*];

        impl Text {
            /// Takes each text by its name.
            pub(super) fn of(all: &'static [(String, String)]) -> Self {
                // By a loop: one call for each name, written out, would weigh more than the names.
                let mut said = WORDS;
                said.iter_mut().for_each(|name| *name = find(all, name).unwrap_or(name));
                let [$($word),*] = said;
                Self { $($word,)* all }
            }
        }
    };
}

fn find(all: &'static [(String, String)], name: &str) -> Option<&'static str> {
    all.iter().find(|(own, _)| own == name).map(|(_, words)| words.as_str())
}

impl Text {
    /// The form of a text for numbers of this category, or the one for all others.
    pub(super) fn form(&self, name: &str, category: &str) -> &'static str {
        let form = |category: &str| find(self.all, &[name, ".", category].concat());
        form(category).or_else(|| form("other")).unwrap_or_default()
    }
}

table! {
        product loading unreachable unreachable_help none close cancel set_up_title set_up_lead set_up_you
        set_up_site set_up_button set_up_busy token token_hint name name_hint email password password_hint
        new_password current_password show_password hide_password site_name site_address site_address_hint
        demo_site_name tag_title tag_label tag_next tag_demo copy go_to_lobby undo sign_in_title sign_in_button
        sign_in_busy remember signed_out cookie_title cookie_help change_title change_lead change_button lobby
        conversations sites rail sign_out available busy connected connecting offline_title offline_help no_connection reload_needed reload
        stopped site_switch on_the_site chatting waiting column_state column_visitor column_visits column_arrived
        column_stay column_from column_page column_browser column_with lobby_empty lobby_empty_help show_tag no_site
        no_site_help first_site first_site_help quiet quiet_help offline waiting_empty mine_empty accept accept_key new_message turn_answered turn_gone close_row
        pick_one pick_one_help conversation with_you with_nobody back_to_list ask_to_end end end_title end_help
        end_confirm stream to_newest opened accepted_by_you end_asked_by_you end_declined note unknown_event typing
        sending sent delivered read retry discard accept_to_write composer_hint composer_ended send enter_sends
        site_add site_change site_addresses site_addresses_hint save sites_lead site_origins decline offer settings
        theme language language_auto offer_sound message_sound single_keys keys_title keys_help key_sheet
        key_palette key_accept key_decline key_next key_previous key_go key_press key_change keys_reset key_reply key_search key_end palette palette_hint palette_none
        accept_oldest details details_visitor details_number details_opened details_agents details_absent width_list
        width_details search search_visitors search_talks search_none tag_lead wait account visitor waiting_count
        mine_count waits_for you_said with_agent accepted end_asked composer_label site_line visitor_waits offer_on
        go_to choose open_talk hours_minutes minutes_seconds seconds tag_step_1 tag_step_2 tag_step_3 missing_token missing_name missing_email
        missing_password missing_current_password missing_site_name missing_site_address missing_something
        missing_unreachable problem_malformed problem_foreign problem_set_up_token problem_set_up_done
        problem_wrong_sign_in problem_too_many problem_signed_out problem_wrong_password problem_bad_name
        problem_bad_email problem_short_password problem_long_password problem_bad_site_name
        problem_bad_site_address problem_not_allowed problem_no_such_site problem_no_site_address
        problem_gone problem_bad_words problem_bad_conditions problem_bad_condition
        problem_too_many_rules problem_bad_network problem_bad_number problem_bad_block
        problem_unavailable visitor_browsing visitor_invited visitor_queued visitor_chatting visitor_leaving_message
        visitor_gone failed_blank failed_too_long failed_not_found failed_ended failed_already_accepted
        failed_not_accepted failed_cid_reused failed_too_fast failed_unavailable refused_blank refused_not_found
        refused_ended refused_already_accepted refused_not_accepted refused_too_fast refused_unavailable
        refused_not_browsing refused_already_invited refused_capped refused_invitation_over
        column_address column_region column_engine column_keyword column_referrer column_campaign column_pages
        column_owner column_device column_system column_language device_computer device_phone device_tablet searched
        blocked screen first_visit invite inviting invite_help invite_not key_invite outcome_accepted
        outcome_declined outcome_expired outcome_gone outcome_overtaken visits_today last_hour hour_label panes
        pane_list pane_map pane_heat filter filter_column filter_none filter_help filter_clear filter_remove
        only_these columns columns_reset group_by group_none move_earlier move_later map_label heat_pages heat_week
        heat_cell heat_less heat_more heat_zone card open_conversation trail trail_none now_here earlier_visits
        earlier_none earlier_more earlier_talks talks_none load_failed
        block block_title block_help block_what block_identity block_address block_network block_span span_hour span_day span_week
        span_ever block_reason notice_blocked
        site_settings trail_mode trail_off trail_visit trail_lasting keep_days keep_days_hint keep_days_less keep_days_go start_mode
        start_idle start_click ask_consent ask_consent_hint preview_switch preview_hint daily daily_hint
        rest_hours rest_hours_hint crawlers crawlers_hint keep_out keep_out_hint words words_hint preview blocks
        blocks_lead blocks_empty blocks_empty_help blocks_more lift block_until notice_saved notice_lifted
        rules rules_lead rules_empty rules_empty_help rule_add rule_agents rule_on rule_off rule_as_agent
        rule_as_site rule_remove rule_shown rule_accepted rule_converted rule_name rule_words rule_words_hint
        rule_delay rule_delay_hint rule_most rule_most_hint rule_goal rule_goal_hint rule_try rule_untried rule_untried_go rule_untried_on remove conditions
        condition_add condition_how condition_from condition_to condition_days match_contains match_is
        match_starts match_lacks yes no kind_page kind_referrer kind_campaign kind_country kind_language
        kind_pages kind_seconds_on_page kind_seconds_on_site kind_returning kind_scrolled kind_leaving
        kind_event kind_agents_there kind_hours dry_result dry_untold
        state_switch_available state_switch_busy theme_name_auto theme_name_light theme_name_dark
        become_state_available become_state_busy ended_visitor ended_agent notice_taken_first notice_ended_first
        notice_copied notice_not_copied notice_offline sort_longest sort_newest
}
