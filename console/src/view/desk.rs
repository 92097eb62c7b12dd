//! The signed-in console: the rail, the bar of the link, and the screen of the address.

use leptos::prelude::*;
use lobby_shared::agent::AgentCard;

use super::context::Context;
use super::conversation::ConversationScreen;
use super::gallery::GalleryScreen;
use super::link::LinkBar;
use super::lobby::LobbyScreen;
use super::offer::OfferPopup;
use super::palette::Palette;
use super::rail::Rail;
use super::sheet::KeySheet;
use super::site::SiteScreen;
use crate::state::Overlay;
use crate::state::route::Route;

/// The console itself.
#[component]
pub fn Desk(context: Context, agent: AgentCard) -> impl IntoView {
    // By screen, not by conversation: opening another one must not build the list anew.
    let screen = Memo::new_with_compare(
        move |_| context.route.get(),
        |before, after| before.map(std::mem::discriminant) != after.map(std::mem::discriminant),
    );
    view! {
        <div class="desk">
            <Rail context agent/>
            <LinkBar context/>
            <main class="screen">
                {move || match screen.get() {
                    Route::Lobby => view! { <LobbyScreen context/> }.into_any(),
                    Route::Conversations(_) => view! { <ConversationScreen context/> }.into_any(),
                    Route::Sites => view! { <SiteScreen context/> }.into_any(),
                    Route::Gallery => view! { <GalleryScreen/> }.into_any(),
                }}
            </main>
            <OfferPopup context/>
            {move || match context.overlay.get() {
                Overlay::None => ().into_any(),
                Overlay::Palette => view! { <Palette context/> }.into_any(),
                Overlay::Sheet => view! { <KeySheet context/> }.into_any(),
            }}
        </div>
    }
}
