//! The gallery: every component in every state, and every screen in every state, drawn by the console's own views from
//! made-up state. A change of the look is judged by it. It is a program of its own, so that it weighs nothing in the
//! agents'.
//!
//! `/console/gallery` shows the components; `/console/gallery?sign-in-faults` the screen of that name.

mod care;
mod component;
mod people;
mod sample;
mod scene;

use leptos::prelude::*;
use lobby_console::{host, text};

fn main() {
    if let Some(speech) = host::page::speech() {
        text::speak(speech, &host::page::languages());
    }
    mount_to_body(|| {
        let asked = window().location().search().unwrap_or_default();
        let asked = asked.trim_start_matches('?');
        scene::SCENES.iter().find(|scene| scene.name == asked).map_or_else(component::page, |scene| (scene.draw)())
    });
}
