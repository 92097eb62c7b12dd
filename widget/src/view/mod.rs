//! What the visitor sees in the panel. One component a file, its style sheet beside it.

mod card;
mod composer;
mod header;
mod icon;
mod row;
pub mod scene;
mod stream;

use leptos::prelude::*;

use card::{Connection, Leaving};
use composer::Composer;
use header::Header;
use scene::Scene;
use stream::Stream;

/// The panel.
#[component]
pub fn Panel(scene: Scene) -> impl IntoView {
    // Whether the visitor is asked to confirm the end.
    let leaving = RwSignal::new(false);
    view! {
        <Header scene leaving />
        <Connection scene />
        <Stream scene />
        <Leaving scene leaving />
        <Composer scene />
    }
}
