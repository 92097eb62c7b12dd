//! The agents' console: a program for the browser that signs in, shows the lobby and holds the conversations.

mod api;
mod app;
mod host;
mod socket;
mod state;
mod text;
mod view;

fn main() {
    // A bug that stops the program at least says where in the browser's console.
    std::panic::set_hook(Box::new(|stop| leptos::logging::error!("Lobby's console stopped: {stop}")));
    app::run();
}
