//! The browser's clock and timers.

use std::time::Duration;

use leptos::leptos_dom::helpers::{TimeoutHandle, set_interval_with_handle, set_timeout_with_handle};
use lobby_shared::time::Millis;

/// What time the browser thinks it is.
pub fn now() -> Millis {
    Millis(js_sys::Date::now().max(0.0) as u64)
}

/// Calls back once, after this span; `None` where there is no timer.
pub fn after(span: Millis, call: impl FnOnce() + 'static) -> Option<TimeoutHandle> {
    set_timeout_with_handle(call, Duration::from_millis(span.0)).ok()
}

/// Calls back every second for as long as the page lives.
pub fn every_second(call: impl Fn() + 'static) {
    let _ = set_interval_with_handle(call, Duration::from_secs(1));
}
