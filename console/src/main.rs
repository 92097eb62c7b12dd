//! The agents' console: a program for the browser.

fn main() {
    // A bug that stops the program at least says where in the browser's console.
    std::panic::set_hook(Box::new(|stop| leptos::logging::error!("Lobby's console stopped: {stop}")));
    lobby_console::app::run();
}
