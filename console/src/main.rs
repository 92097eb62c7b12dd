//! The agents' console: a program for the browser.

// 2 KB less to load than with the default one, and as quick.
#[global_allocator]
static MEMORY: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

fn main() {
    // A bug that stops the program at least says where in the browser's console.
    std::panic::set_hook(Box::new(|stop| leptos::logging::error!("Lobby's console stopped: {stop}")));
    lobby_console::app::run();
}
