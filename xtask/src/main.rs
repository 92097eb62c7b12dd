//! `cargo xtask …`: the recipes that build, run and test Lobby. Needs nothing but cargo; what else is missing it names.

mod asset;
mod bench;
mod command;
mod faults;
mod fuzz;
mod golden;
mod place;
mod serve;
mod sim;
mod size;
mod stop;
mod symbol;
mod test;

use std::process::ExitCode;

use stop::{Done, Stop};

const USAGE: &str = "\
cargo xtask assets [--release]           build widget, console and pages into target/assets
cargo xtask serve [--release] [-- FLAG…] build everything and run `lobby serve --demo` with its data in ./data
cargo xtask test [--yes] [PART…]         install what the tests need, run them; parts: lint unit assets size stories
                                         store wire tidy browser bench faults
                                         sim
cargo xtask sizes [--record]             what a visitor downloads; --record: today's sizes are the ones to compare with
cargo xtask bench [--rounds N] [--only QUESTION,…]
                                         load on the released program, beside bare servers; writes target/bench/report.md
cargo xtask faults [--rounds N] [--messages N] [--seed N] [--only NAME]
                                         the program killed, stopped, starved and cut off, on both databases
cargo xtask fuzz [--seconds N] [--seed N]
                                         random frames, inputs and addresses; --seed: as a failure has printed it
cargo xtask sim [--seeds N] [--seed N]   people and storms from seeds, in simulated time; --seed: one, told in full
cargo xtask golden                       write the golden frames that do not exist yet";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => {
            if !stop.message.is_empty() {
                eprintln!("xtask: {}", stop.message);
            }
            ExitCode::from(stop.code)
        }
    }
}

fn run(words: &[String]) -> Done {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let Some((recipe, rest)) = words.split_first() else {
        return Err(Stop::usage(USAGE));
    };
    match (*recipe, rest) {
        ("assets", []) => asset::build(asset::Build::Quick),
        ("assets", ["--release"]) => asset::build(asset::Build::Release),
        ("serve", flags) => serve::serve(flags),
        ("test", parts) => test::test(parts),
        ("sizes", []) => size::print(),
        ("sizes", ["--record"]) => size::record(),
        ("bench", flags) => bench::bench(flags),
        ("faults", flags) => faults::faults(flags),
        ("fuzz", flags) => fuzz::fuzz(flags),
        ("sim", flags) => sim::sim(flags),
        ("golden", []) => golden::write_missing(),
        ("help" | "--help" | "-h", _) => {
            println!("{USAGE}");
            Ok(())
        }
        _ => Err(Stop::usage(USAGE)),
    }
}
