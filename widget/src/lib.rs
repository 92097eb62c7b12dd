//! Lobby's widget: the chat in the frame that stands in a site's page.

mod app;
mod host;
mod socket;
pub mod state;
pub mod text;
pub mod view;

pub use app::start;
pub use host::words::read as read_text;
