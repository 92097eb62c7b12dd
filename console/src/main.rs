//! The agents' console: a program for the browser that signs in, shows the lobby and holds the conversations.

mod api;
mod app;
mod host;
mod socket;
mod state;
mod text;
mod view;

fn main() {
    app::run();
}
