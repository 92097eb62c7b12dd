//! What the visitor sees in the panel. One part of it a file, its style sheet beside it.

mod card;
mod composer;
pub mod dom;
mod header;
mod part;
mod row;
pub mod scene;
mod stream;

use leptos::prelude::*;

use dom::element;
use part::build;
use scene::Scene;
use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;

/// The box to write in.
pub const BOX: &str = "textarea";
/// What scrolls.
pub const STREAM: &str = ".stream";

pub use stream::List;

/// The elements that the loop goes on to work with.
pub struct Screen {
    /// The box to write in.
    pub area: HtmlTextAreaElement,
    /// The rows.
    pub list: List,
}

/// Connects what stands on the screen now.
pub fn wire(scene: Scene) -> Option<Screen> {
    let area = element(BOX)?.dyn_into().ok()?;
    composer::wire(scene, &area);
    stream::wire(scene, element(STREAM)?);
    Some(Screen { area, list: List::new(element(".rows")?) })
}

/// The panel.
pub fn panel(scene: Scene) -> Vec<AnyView> {
    let parts = [header::HEADER, card::CONNECTION, stream::STREAM, stream::PILL, card::LEAVING, composer::COMPOSER];
    parts.iter().map(|part| build(scene, part)).collect()
}
