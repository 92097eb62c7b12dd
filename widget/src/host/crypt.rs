//! Encryption of what the page around keeps: AES-GCM under the outbox key, bound to the name it is kept under, so that
//! the page's other scripts can neither read it in passing nor pass one text off as another.

use js_sys::Uint8Array;
use lobby_shared::id::OutboxKey;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AesGcmParams, CryptoKey, SubtleCrypto};

use super::{chance, field, object};
use crate::state::keep::{from_hex, to_hex};

const NONCE_BYTES: usize = 12;

/// The outbox key, ready for use.
#[derive(Clone)]
pub struct Lock {
    subtle: SubtleCrypto,
    key: CryptoKey,
}

impl Lock {
    /// Prepares the key; `None` where the browser encrypts nothing, as on plain http.
    pub async fn new(key: &OutboxKey) -> Option<Self> {
        let crypto = super::window()?.crypto().ok()?;
        let subtle: SubtleCrypto = field(&crypto, "subtle").dyn_into().ok()?;
        let usages =
            [JsValue::from_str("encrypt"), JsValue::from_str("decrypt")].into_iter().collect::<js_sys::Array>();
        let raw = Uint8Array::from(key.as_bytes().as_slice());
        let algorithm = object(&[("name", JsValue::from_str("AES-GCM"))]);
        let import = subtle.import_key_with_object("raw", &raw, algorithm.unchecked_ref(), false, &usages).ok()?;
        let key = JsFuture::from(import).await.ok()?.dyn_into().ok()?;
        Some(Self { subtle, key })
    }

    /// Encrypts a text for this name.
    pub async fn close(&self, name: &str, text: &str) -> Option<String> {
        let nonce: [u8; NONCE_BYTES] = chance::bytes();
        let words = Uint8Array::from(text.as_bytes());
        let work = self.subtle.encrypt_with_object_and_js_u8_array(&params(name, &nonce), &self.key, &words).ok()?;
        let sealed = Uint8Array::new(&JsFuture::from(work).await.ok()?).to_vec();
        Some(to_hex(&[nonce.as_slice(), &sealed].concat()))
    }

    /// Reads what [`Self::close`] made for this name; `None` for anything else.
    pub async fn open(&self, name: &str, sealed: &str) -> Option<String> {
        let bytes = from_hex(sealed)?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE_BYTES)?;
        let sealed = Uint8Array::from(sealed);
        let work = self.subtle.decrypt_with_object_and_js_u8_array(&params(name, nonce), &self.key, &sealed).ok()?;
        let words = Uint8Array::new(&JsFuture::from(work).await.ok()?).to_vec();
        String::from_utf8(words).ok()
    }
}

fn params(name: &str, nonce: &[u8]) -> AesGcmParams {
    let params = AesGcmParams::new_with_u8_array("AES-GCM", &Uint8Array::from(nonce));
    params.set_additional_data_u8_array(&Uint8Array::from(name.as_bytes()));
    params
}
