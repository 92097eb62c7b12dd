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
    _on_open: Closure<dyn FnMut(Event)>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_close: Closure<dyn FnMut(CloseEvent)>,
}

impl Socket {
    /// Opens a socket to the server that this frame came from. `None` when the browser refuses to.
    pub fn open(codec: Codec, report: impl Fn(News) + Clone + 'static) -> Option<Self> {
        let origin = crate::host::window()?.location().origin().ok()?;
        // http becomes ws, https becomes wss.
        let address = ["ws", origin.strip_prefix("http")?, "/lobby/socket"].concat();
        let socket = WebSocket::new_with_str(&address, codec.subprotocol()).ok()?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let (opened, heard, closed) = (report.clone(), report.clone(), report);
        let on_open = Closure::<dyn FnMut(Event)>::new(move |_| opened(News::Opened));
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            heard(News::Frame(js_sys::Uint8Array::new(&event.data()).to_vec()));
        });
        let on_close = Closure::<dyn FnMut(CloseEvent)>::new(move |event: CloseEvent| {
            closed(News::Closed(event.code()));
        });
        socket.set_onopen(Some(on_open.as_ref().unchecked_ref()));
        socket.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        socket.set_onclose(Some(on_close.as_ref().unchecked_ref()));
        Some(Self { socket, _on_open: on_open, _on_message: on_message, _on_close: on_close })
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
