//! The browser's WebSocket, as the client core's way out: opens, transmits, and reports what comes.

use lobby_shared::wire::codec::Codec;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{BinaryType, CloseEvent, Event, MessageEvent, WebSocket};

/// What a socket reports.
pub enum News {
    /// It is open.
    Opened,
    /// A message came.
    Frame(Vec<u8>),
    /// It is closed, with this code; nothing comes after this.
    Closed(u16),
}

/// A socket; dropped, it closes and reports nothing more.
pub struct Socket {
    socket: WebSocket,
    _hear: Closure<dyn FnMut(Event)>,
}

impl Socket {
    /// Opens a socket to the server that this frame came from. `None` when the browser refuses to.
    pub fn open(codec: Codec, report: Box<dyn Fn(News)>) -> Option<Self> {
        let origin = crate::host::window()?.location().origin().ok()?;
        // http becomes ws, https becomes wss.
        let address = ["ws", origin.strip_prefix("http")?, "/lobby/socket"].concat();
        let socket = WebSocket::new_with_str(&address, codec.subprotocol()).ok()?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let hear = move |event: Event| {
            report(if let Some(event) = event.dyn_ref::<MessageEvent>() {
                News::Frame(js_sys::Uint8Array::new(&event.data()).to_vec())
            } else if let Some(event) = event.dyn_ref::<CloseEvent>() {
                News::Closed(event.code())
            } else {
                News::Opened
            });
        };
        let hear = Closure::wrap(Box::new(hear) as Box<dyn FnMut(Event)>);
        let call = Some(hear.as_ref().unchecked_ref());
        socket.set_onopen(call);
        socket.set_onmessage(call);
        socket.set_onclose(call);
        Some(Self { socket, _hear: hear })
    }

    /// Sends a message. One that cannot go is lost here and repeated by the core.
    pub fn transmit(&self, bytes: &[u8]) {
        let _ = self.socket.send_with_u8_array(bytes);
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        let _ = self.socket.close();
    }
}
