//! The signed-in console: the rail, the bar of the link, and the screen of the address.

use std::mem::discriminant;

use leptos::prelude::*;
use lobby_shared::agent::AgentCard;

use super::block_form::block_form;
use super::block_list::block_screen;
use super::context::Context;
use super::conversation::conversation_screen;
use super::invitation::words_dialog;
use super::link::link_bar;
use super::lobby::lobby_screen;
use super::offer::offer_popup;
use super::palette::palette;
use super::part::{Part, memo, nothing, part};
use super::rail::rail;
use super::rule::rule_screen;
use super::sheet::key_sheet;
use super::site::site_screen;
use crate::state::Overlay;
use crate::state::route::Route;

/// The console itself.
pub fn desk(context: Context, agent: &AgentCard) -> Part {
    // By screen, not by conversation: opening another one must not build the list anew.
    let screen = memo(move || discriminant(&context.route.get()));
    let shown = part("main", "screen").shows(move || {
        screen.track();
        untrack(|| match context.route.get() {
            Route::Lobby => lobby_screen(context).view(),
            Route::Conversations(_) => conversation_screen(context).view(),
            Route::Sites => site_screen(context).view(),
            Route::Rules(_) => rule_screen(context).view(),
            Route::Blocks(_) => block_screen(context).view(),
        })
    });
    part("div", "desk")
        .child(rail(context, agent))
        .child(link_bar(context))
        .child(shown)
        .inside(offer_popup(context))
        .shows(move || {
            let overlay = context.overlay.get();
            untrack(|| match overlay {
                Overlay::None => nothing(),
                Overlay::Palette => palette(context).view(),
                Overlay::Sheet => key_sheet(context).view(),
                Overlay::Block(site, number) => block_form(context, site, number).view(),
                Overlay::Words => words_dialog(context).view(),
            })
        })
}
