//! What the visitor sees in the frame. One part of it a file, its style sheet beside it.

mod busy;
mod card;
mod composer;
pub mod dom;
mod header;
mod invitation;
mod part;
mod row;
pub mod scene;
mod stream;
mod teaser;

use std::rc::Rc;

use scene::Scene;
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::state::Intent;

/// The box to write in.
pub const BOX: &str = "textarea";
/// What scrolls.
pub const STREAM: &str = ".stream";
/// The card beside the closed launcher, while there is one.
pub const TEASER: &str = ".teaser:not([hidden])";

/// Carries out what the visitor did.
pub type Deed = Rc<dyn Fn(Intent)>;

/// Tells from now on what the visitor does. Buttons carry what they do as their value, so that one listener serves all.
pub fn wire(scene: &Scene, deed: Deed) {
    composer::wire(&scene.area, &deed);
    stream::wire(&deed);
    let pressed = move |event: web_sys::Event| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let button = target.and_then(|target| target.closest("button").ok()?);
        if let Some(intent) = button.and_then(|button| Intent::pressed(&button.get_attribute("value")?)) {
            deed(intent);
        }
    };
    dom::listen(&scene.place, "click", Box::new(pressed));
}

#[cfg(test)]
mod tests {
    use super::part::Part;
    use super::scene::PARTS;
    use crate::state::Intent;
    use crate::state::sample;
    use crate::text::english;

    fn each(part: &Part, check: &dyn Fn(&Part)) {
        check(part);
        part.inside.iter().for_each(|part| each(part, check));
    }

    #[test]
    fn every_part_has_its_words_in_every_state() {
        let text = english::text();
        for (state, shown, _) in sample::states() {
            let check = |part: &Part| {
                for key in [part.says, part.label].into_iter().flatten() {
                    assert!(!text.get(key).is_empty(), "{state}: {key}");
                }
                if let Some(words) = part.words {
                    let _ = words(&shown, &text);
                }
            };
            PARTS.iter().for_each(|part| each(part, &check));
        }
    }

    #[test]
    fn every_button_does_something_and_tags_are_in_capitals() {
        let check = |part: &Part| {
            assert_eq!(part.tag == "BUTTON", part.press.is_some());
            assert!(part.press.is_none_or(|press| Intent::pressed(press).is_some()), "{:?}", part.press);
            assert_eq!(part.tag, part.tag.to_uppercase());
        };
        PARTS.iter().for_each(|part| each(part, &check));
    }
}
