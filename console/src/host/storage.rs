//! The browser's local storage: text by key. Where it is blocked or full, `set` says so and the rest acts as if empty.

fn storage() -> Option<web_sys::Storage> {
    super::window()?.local_storage().ok()?
}

/// What is kept under this key.
pub fn get(key: &str) -> Option<String> {
    storage()?.get_item(key).ok()?
}

/// Keeps a text; `false` when it could not be kept.
pub fn set(key: &str, text: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(key, text).is_ok())
}

/// Forgets what is kept under this key.
pub fn remove(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(key);
    }
}

/// Every key that begins so.
pub fn keys(prefix: &str) -> Vec<String> {
    let Some(storage) = storage() else { return Vec::new() };
    let count = storage.length().unwrap_or(0);
    (0..count).filter_map(|at| storage.key(at).ok()?).filter(|key| key.starts_with(prefix)).collect()
}
