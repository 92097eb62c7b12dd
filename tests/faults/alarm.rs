//! Hears of a panic in a task of a server that runs in this process: there is no log of it to search afterwards.

use std::panic;
use std::sync::{Mutex, MutexGuard, Once, PoisonError};
use std::thread;

static HEARD: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn heard() -> MutexGuard<'static, Vec<String>> {
    HEARD.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Fails its test when a task panics before it goes, even one of another test at the same time.
#[must_use]
pub struct Alarm {
    before: usize,
}

impl Alarm {
    /// Listens from now on.
    pub fn set() -> Self {
        static ONCE: Once = Once::new();
        ONCE.call_once(|| {
            let usual = panic::take_hook();
            panic::set_hook(Box::new(move |panic| {
                usual(panic);
                // Tests run in threads of their own names, and what fails there fails anyway.
                let is_test = thread::current().name().is_some_and(|name| name == "main" || name.contains("::"));
                if !is_test {
                    heard().push(panic.to_string());
                }
            }));
        });
        Self { before: heard().len() }
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        let panics: Vec<String> = heard().iter().skip(self.before).cloned().collect();
        assert!(panics.is_empty() || thread::panicking(), "tasks of this process: {panics:#?}");
    }
}

/// Run alone, by the test below: whoever listens at the same time would hear it too.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "fails, as it shall"]
async fn a_task_panics_while_somebody_listens() {
    let _alarm = Alarm::set();
    let panics = tokio::spawn(async { panic!("nobody waits for this task") }).await;
    assert!(panics.is_err());
}

#[test]
fn a_panic_in_a_task_of_this_process_fails_its_test() {
    let mut run = std::process::Command::new(std::env::current_exe().unwrap());
    let run = run.args(["--exact", "alarm::a_task_panics_while_somebody_listens", "--ignored"]);
    let output = run.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(!output.status.success() && said.contains("tasks of this process"), "{said}");
}
