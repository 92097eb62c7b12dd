//! What stands on the screen: the panel, the rows, and the box, drawn from plain values.

use leptos::tachys::view::any_view::{AnyView, AnyViewState};
use leptos::tachys::view::iterators::VecState;
use leptos::tachys::view::{Mountable, Render};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlTextAreaElement};

use super::part::{Part, draw};
use super::stream::List;
use super::{card, composer, header, invitation, stream, teaser};
use crate::state::shown::Shown;
use crate::state::stream::Row;
use crate::text::Text;

/// Everything in the frame but the rows.
pub const PARTS: [Part; 8] = [
    header::HEADER,
    card::CONNECTION,
    stream::STREAM,
    stream::PILL,
    card::LEAVING,
    composer::COMPOSER,
    teaser::TEASER,
    invitation::BESIDE,
];

fn views(shown: &Shown, text: &Text) -> Vec<AnyView> {
    PARTS.iter().map(|part| draw(part, shown, text)).collect()
}

/// What stands on the screen.
pub struct Scene {
    /// The words.
    pub text: Text,
    /// What all but the rows shows.
    pub shown: Shown,
    /// The element that everything stands in.
    pub place: Element,
    /// The box to write in.
    pub area: HtmlTextAreaElement,
    /// The rows.
    pub list: List,
    drawn: VecState<AnyViewState>,
}

impl Scene {
    /// Draws an empty panel into this element.
    pub fn new(place: Element, text: Text) -> Option<Self> {
        let shown = Shown { fresh: true, ..Shown::default() };
        let mut drawn = views(&shown, &text).build();
        place.set_text_content(None);
        drawn.mount(&place, None);
        let find = |selector: &str| place.query_selector(selector).ok()?;
        let area: HtmlTextAreaElement = find("textarea")?.dyn_into().ok()?;
        composer::prepare(&area, &text);
        let _ = find(".stream")?.set_attribute("tabindex", "0");
        let list = List::new(find(".rows")?);
        Some(Self { text, shown, area, list, drawn, place })
    }

    /// Changes what is shown, if this is a change. Returns whether it is.
    pub fn change(&mut self, change: impl FnOnce(&mut Shown)) -> bool {
        let mut after = self.shown.clone();
        change(&mut after);
        self.redraw(after)
    }

    /// Apart from [`Self::change`], which is compiled anew for each change.
    #[inline(never)]
    fn redraw(&mut self, after: Shown) -> bool {
        let changed = after != self.shown;
        if changed {
            self.shown = after;
            views(&self.shown, &self.text).rebuild(&mut self.drawn);
            self.place.set_class_name(if self.shown.is_beside() { "peek" } else { "panel" });
        }
        changed
    }

    /// Shows these rows. Returns whether anything is another than before.
    pub fn set_rows(&mut self, rows: Vec<Row>) -> bool {
        self.list.draw(&self.text, rows)
    }
}
