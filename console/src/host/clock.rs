//! The browser's clock and timers.

use std::time::Duration;

use leptos::leptos_dom::helpers::{TimeoutHandle, set_interval_with_handle, set_timeout_with_handle};
use lobby_shared::time::Millis;

thread_local! {
    /// What the wall clock showed, and how long the page had lived, when the time was first asked for.
    static BEGAN: (f64, f64) = (js_sys::Date::now(), lived_ms());
}

/// How long the page has lived, by a clock that nobody can set.
fn lived_ms() -> f64 {
    super::window().and_then(|window| window.performance()).map_or_else(js_sys::Date::now, |clock| clock.now())
}

/// What time it is: the wall clock's when the page began, and from there on by a clock that never goes back and that
/// nobody can set.
pub fn now() -> Millis {
    let (wall_ms, lived) = BEGAN.with(|began| *began);
    Millis((wall_ms + lived_ms() - lived).max(0.0) as u64)
}

/// Calls back once, after this span; `None` where there is no timer.
pub fn after(span: Millis, call: impl FnOnce() + 'static) -> Option<TimeoutHandle> {
    set_timeout_with_handle(call, Duration::from_millis(span.0)).ok()
}

/// Calls back every second for as long as the page lives.
pub fn every_second(call: impl Fn() + 'static) {
    let _ = set_interval_with_handle(call, Duration::from_secs(1));
}
