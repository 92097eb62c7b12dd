//! What the visitor sees in the panel. One part of it a file, its style sheet beside it.

mod card;
mod composer;
mod header;
mod icon;
mod part;
mod row;
pub mod scene;
mod stream;

use leptos::prelude::*;

use scene::Scene;

/// The panel.
pub fn panel(scene: Scene) -> Vec<AnyView> {
    vec![
        header::header(scene),
        card::connection(scene),
        stream::stream(scene),
        card::leaving(scene),
        composer::composer(scene),
    ]
}
