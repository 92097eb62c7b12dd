//! Lobby's widget: the chat in the frame that the loader opens. Starts when the loader answers, and shows nothing before.

mod app;
mod host;
mod socket;
mod state;
mod text;
mod view;

fn main() {
    app::start();
}
