//! The browser's clock, timers, and times in the reader's language and zone.

use lobby_shared::time::Millis;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// What time the browser thinks it is.
pub fn now() -> Millis {
    Millis(js_sys::Date::now().max(0.0) as u64)
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

fn shown(at: Millis, parts: &[(&str, &str)]) -> String {
    let language = super::window().and_then(|window| window.navigator().language()).unwrap_or_else(|| "en".into());
    let parts: Vec<_> = parts.iter().map(|(name, value)| (*name, JsValue::from_str(value))).collect();
    let date = js_sys::Date::new(&JsValue::from_f64(at.0 as f64));
    date.to_locale_string(&language, &super::object(&parts)).into()
}

/// The time of day, such as 14:30.
pub fn time(at: Millis) -> String {
    shown(at, &[("hour", "2-digit"), ("minute", "2-digit")])
}

/// The day's name, such as Friday, 20 November.
pub fn day(at: Millis) -> String {
    shown(at, &[("weekday", "long"), ("day", "numeric"), ("month", "long")])
}
