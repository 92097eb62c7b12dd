//! What the visitor sees in the panel. One part of it a file, its style sheet beside it.

mod card;
mod composer;
mod header;
mod part;
mod row;
pub mod scene;
mod stream;

use leptos::prelude::*;

use part::build;
use scene::Scene;

pub use composer::wire;
pub use stream::draw;

/// The panel.
pub fn panel(scene: Scene) -> Vec<AnyView> {
    let parts = [header::HEADER, card::CONNECTION, stream::STREAM, stream::PILL, card::LEAVING, composer::COMPOSER];
    parts.iter().map(|part| build(scene, part)).collect()
}
