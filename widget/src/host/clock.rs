//! The browser's clock and timers.

use std::cell::Cell;

use lobby_shared::time::Millis;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// The steady clock may be behind the wall's by this much before it is set forward: it stands still while a machine sleeps.
const BEHIND_MS: f64 = 1_000.0;

thread_local! {
    /// What the steady clock has to be set forward by.
    static AHEAD: Cell<f64> = const { Cell::new(0.0) };
}

/// What time the browser thinks it is. For showing only: people and time servers set it back and forth.
pub fn wall() -> Millis {
    Millis(js_sys::Date::now().max(0.0) as u64)
}

/// A clock that agrees with the wall's at first and never goes back nor stands still.
pub fn now() -> Millis {
    let Some(clock) = super::window().and_then(|window| window.performance()) else { return wall() };
    let steady = clock.time_origin() + clock.now();
    let behind = js_sys::Date::now() - steady;
    if behind - AHEAD.get() > BEHIND_MS {
        AHEAD.set(behind);
    }
    Millis((steady + AHEAD.get()).max(0.0) as u64)
}

/// A call in the future; dropped, it does not come.
pub struct Timer(i32);

impl Timer {
    /// Calls back once, after this span. Boxed, since each type of closure would be compiled anew.
    pub fn after(span: Millis, call: Box<dyn FnOnce()>) -> Option<Self> {
        let span = i32::try_from(span.0).unwrap_or(i32::MAX);
        let call = Closure::once_into_js(call);
        let window = super::window()?;
        window.set_timeout_with_callback_and_timeout_and_arguments_0(call.unchecked_ref(), span).ok().map(Self)
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if let Some(window) = super::window() {
            window.clear_timeout_with_handle(self.0);
        }
    }
}

/// Calls back once everything that waits was done.
pub fn soon(call: Box<dyn FnOnce()>) {
    std::mem::forget(Timer::after(Millis(0), call));
}
