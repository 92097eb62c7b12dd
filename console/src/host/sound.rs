//! The two sounds, made here from pure tones. Before the first key or click browsers allow none, and none is tried.

use std::cell::RefCell;

use web_sys::{AudioContext, OscillatorType};

/// Loud enough to be heard over a fan, soft enough to be heard all day.
const LOUDNESS: f32 = 0.08;
const NOTE_SECONDS: f64 = 0.16;

/// A rising pair: a conversation is offered.
pub const OFFER: [f32; 2] = [587.33, 880.0];
/// A falling pair: a visitor wrote.
pub const MESSAGE: [f32; 2] = [659.25, 523.25];

thread_local! {
    static PLAYER: RefCell<Option<AudioContext>> = const { RefCell::new(None) };
}

/// The person did something, so sounds are allowed from now on.
pub fn allow() {
    PLAYER.with_borrow_mut(|player| {
        if player.is_none() {
            *player = AudioContext::new().ok();
        }
    });
}

/// Plays these notes, one after the other; nothing where sounds are not allowed.
pub fn play(notes: [f32; 2]) {
    PLAYER.with_borrow(|player| {
        let Some(player) = player else { return };
        // A laptop that slept has stopped it.
        let _ = player.resume();
        let mut at = player.current_time() + 0.02;
        for note in notes {
            let _ = sound(player, note, at);
            at += NOTE_SECONDS;
        }
    });
}

fn sound(player: &AudioContext, note: f32, at: f64) -> Result<(), wasm_bindgen::JsValue> {
    let tone = player.create_oscillator()?;
    let level = player.create_gain()?;
    tone.set_type(OscillatorType::Sine);
    tone.frequency().set_value(note);
    // Swells and fades: a tone that starts or stops at once clicks.
    level.gain().set_value_at_time(0.0001, at)?;
    level.gain().exponential_ramp_to_value_at_time(LOUDNESS, at + 0.02)?;
    level.gain().exponential_ramp_to_value_at_time(0.0001, at + NOTE_SECONDS * 2.0)?;
    tone.connect_with_audio_node(&level)?;
    level.connect_with_audio_node(&player.destination())?;
    tone.start_with_when(at)?;
    tone.stop_with_when(at + NOTE_SECONDS * 2.0)
}
