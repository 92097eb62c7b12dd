//! The program in the frame: starts when the page around answers, and shows nothing before.

// A third of the size of the default one, and as quick: chat allocates little.
#[global_allocator]
static MEMORY: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

fn main() {
    lobby_widget::start();
}
