//! The whole bench: opponents take turns within each round, and what a round measures stands in the report at once.

use std::path::PathBuf;
use std::time::Duration;

use clap::ValueEnum;

use crate::ground::{Ground, make_regulars};
use crate::lobby::{Data, Lobby, Scene};
use crate::measure::growth::{self, Grown, Writers};
use crate::measure::peak::{self, Opponent};
use crate::measure::voice::{self, Talk, Voice};
use crate::measure::{empty, memory, purge, restart, walk, work};
use crate::outcome::Done;
use crate::report::Report;
use crate::traffic::Browsers;

/// Agents, each of whom follows one of so many conversations of a steady load.
const AGENTS: usize = 25;
const CROWD: usize = 10_000;
const DISK_FOR: Duration = Duration::from_secs(2);
const IDLE_FOR: Duration = Duration::from_secs(8);
const LONG: usize = 10_000;
/// Pages of a trail of 20, besides the one that visitors come to.
const PAGES: u32 = 19;
/// How often a steady load is tried.
const ATTEMPTS: u32 = 3;
/// Where the search for the largest load begins in the first round.
const GUESS: f64 = 4_000.0;

/// What to measure.
#[derive(clap::Args)]
pub struct Settings {
    /// The program
    #[arg(long, value_name = "FILE")]
    lobby: PathBuf,
    /// Where databases are made, on the real disk, and the report is written
    #[arg(long, value_name = "FOLDER")]
    folder: PathBuf,
    /// An empty PostgreSQL database, to measure beside SQLite
    #[arg(long, value_name = "URL")]
    postgres: Option<String>,
    /// How often everything is measured
    #[arg(long, default_value = "5")]
    rounds: u32,
    /// A script that drives real browsers among the visitors who walk
    #[arg(long, value_name = "FILE")]
    browsers: Option<PathBuf>,
    /// Only these questions
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Question>,
}

/// What can be asked alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Question {
    Memory,
    Voice,
    Peak,
    Restart,
    Empty,
    Work,
    Walk,
    Growth,
    Purge,
}

struct Postgres {
    url: String,
    scene: Scene,
    browsers: Browsers,
}

struct Bench {
    ground: Ground,
    postgres: Option<Postgres>,
    report: Report,
    browsers: Option<PathBuf>,
    grown: Option<Grown>,
    aged: Option<PathBuf>,
}

/// Measures, prints the table after each round, and writes it to `report.md` and `report.json`.
pub async fn run(settings: Settings) -> Done {
    let asked = |question| settings.only.is_empty() || settings.only.contains(&question);
    let wanted = [Question::Peak, Question::Voice, Question::Growth, Question::Purge];
    let regulars = if wanted.into_iter().any(asked) { peak::SOCKETS } else { 0 };
    let ground = Ground::prepare(&settings.lobby, &settings.folder, AGENTS, regulars).await?;
    let postgres = match &settings.postgres {
        Some(url) if asked(Question::Peak) || asked(Question::Voice) => Some(prepare_postgres(&ground, url).await?),
        Some(_) | None => None,
    };
    let mut bench =
        Bench { ground, postgres, report: Report::default(), browsers: settings.browsers, grown: None, aged: None };
    for round in 1..=settings.rounds {
        for question in Question::value_variants().iter().copied().filter(|question| asked(*question)) {
            eprintln!("round {round} of {}: {question:?}", settings.rounds);
            // Whoever comes first in one round comes last in the next.
            bench.ask(question, round.is_multiple_of(2)).await?;
        }
        let head = format!(
            "Rounds: {round}. Medians, in brackets the smallest and the largest of all rounds; ratios are taken within each round."
        );
        bench.report.write(&settings.folder, &head)?;
    }
    println!("{}", bench.report.table());
    Ok(())
}

async fn prepare_postgres(ground: &Ground, url: &str) -> Done<Postgres> {
    let data = Data::Url(url.to_owned());
    let mut lobby = Lobby::start(ground.program(), &data, None).await?;
    let scene = lobby.set_up(ground.program(), &data, 1).await?;
    let regulars = make_regulars(&lobby, &scene, peak::SOCKETS).await?;
    lobby.process.terminate().await?;
    Ok(Postgres { url: url.to_owned(), scene, browsers: Browsers::new(regulars.into()) })
}

impl Bench {
    async fn ask(&mut self, question: Question, turned: bool) -> Done {
        match question {
            Question::Memory => self.memory(turned).await,
            Question::Voice => self.voice(turned).await,
            Question::Peak => self.peak(turned).await,
            Question::Restart => self.restart().await,
            Question::Empty => self.empty().await,
            Question::Work => self.work().await,
            Question::Walk => self.walk(turned).await,
            Question::Growth => self.growth(turned).await,
            Question::Purge => self.purge().await,
        }
    }

    async fn memory(&mut self, turned: bool) -> Done {
        for (name, count, pages) in
            [("memory 2000", 2_000, 0), ("memory 5000", 5_000, 0), ("trail memory", 5_000, PAGES)]
        {
            for bare in [turned, !turned] {
                let (name, value) = if bare {
                    (format!("echo {name}"), memory::echo(&self.ground, count).await?)
                } else {
                    (name.to_owned(), memory::lobby(&self.ground, count, pages).await?)
                };
                self.report.add(&name, value);
            }
        }
        Ok(())
    }

    async fn voice(&mut self, turned: bool) -> Done {
        let [p50, p99, _] = self.ground.disk(DISK_FOR).await?;
        self.report.add("disk p50", p50);
        self.report.add("disk p99", p99);
        self.report.add("p99 allowance", 3.0 * p99 + 2.0);
        let mut order = ["echo", "typing", "durable", "alone", "pairs", "postgres"];
        if turned {
            order.reverse();
        }
        for name in order {
            let Some(voice) = self.patiently(name).await? else { continue };
            eprintln!("  {name}: {voice:?}");
            let Voice { processor_us, p50_ms, p99_ms } = voice;
            for (what, value) in [("cpu", processor_us), ("p50", p50_ms), ("p99", p99_ms)] {
                self.report.add(&format!("{name} {what}"), value);
            }
        }
        Ok(())
    }

    /// A machine that stands still for a second breaks a steady load: it is tried again before the run is given up.
    async fn patiently(&self, name: &str) -> Done<Option<Voice>> {
        for _ in 1..ATTEMPTS {
            match self.speak(name).await {
                Err(error) => eprintln!("  {name}: {error}; once more"),
                done => return done,
            }
        }
        self.speak(name).await
    }

    async fn speak(&self, name: &str) -> Done<Option<Voice>> {
        let voice = match (name, &self.postgres) {
            ("echo", _) => voice::echo(&self.ground).await?,
            ("durable", _) => voice::durable(&self.ground).await?,
            ("typing", _) => voice::lobby(&self.ground, Talk::Typing).await?,
            ("alone", _) => voice::lobby(&self.ground, Talk::Alone).await?,
            ("pairs", _) => voice::lobby(&self.ground, Talk::Pairs).await?,
            (_, Some(Postgres { url, scene, browsers })) => voice::postgres(&self.ground, url, scene, browsers).await?,
            (_, None) => return Ok(None),
        };
        Ok(Some(voice))
    }

    async fn peak(&mut self, turned: bool) -> Done {
        let mut order = ["durable peak", "peak", "postgres peak"];
        if turned {
            order.reverse();
        }
        for name in order {
            let opponent = match (name, &self.postgres) {
                ("durable peak", _) => Opponent::durable(&self.ground).await?,
                ("peak", _) => Opponent::sqlite(&self.ground).await?,
                (_, Some(Postgres { url, scene, browsers })) => {
                    Opponent::postgres(&self.ground, url, scene, browsers).await?
                }
                (_, None) => continue,
            };
            let rate = opponent.peak(self.report.last(name).unwrap_or(GUESS)).await?;
            eprintln!("  {name}: {rate:.0}/s");
            self.report.add(name, rate);
        }
        Ok(())
    }

    async fn restart(&mut self) -> Done {
        let restart = restart::run(&self.ground, CROWD).await?;
        eprintln!("  back {:.2} s, {:.2} s after the new server was ready", restart.back_s, restart.after_ready_s);
        self.report.add("back", restart.back_s);
        self.report.add("back memory", restart.memory);
        self.report.add("back lost", restart.lost);
        Ok(())
    }

    async fn empty(&mut self) -> Done {
        let empty = empty::run(&self.ground).await?;
        self.report.add("empty resident", empty.resident_mib);
        self.report.add("empty ready", empty.ready_ms);
        Ok(())
    }

    async fn work(&mut self) -> Done {
        let idle = work::idle(&self.ground, 2_000, IDLE_FOR).await?;
        self.report.add("idle commits", idle.staying);
        let sending = work::sending(&self.ground, LONG).await?;
        self.report.add("short steps", sending.short);
        self.report.add("long steps", sending.long);
        Ok(())
    }

    async fn walk(&mut self, turned: bool) -> Done {
        let mut crowds = [CROWD / 10, CROWD];
        if turned {
            crowds.reverse();
        }
        for count in crowds {
            let walk = walk::run(&self.ground, count, self.browsers.as_deref()).await?;
            eprintln!("  {count} visitors: {walk:?}");
            self.report.add(&format!("walk bytes {count}"), walk.bytes);
            self.report.add(&format!("walk page bytes {count}"), walk.page_bytes);
            if count == CROWD {
                self.report.add("walk cpu many", walk.many_us);
                self.report.add("walk cpu one", walk.one_us);
                self.report.add("walk commits", walk.commits);
                self.report.add("walk seen", walk.seen_p99_ms);
                if self.browsers.is_some() {
                    self.report.add("walk browsers", walk.browsers);
                }
            }
        }
        Ok(())
    }

    async fn growth(&mut self, turned: bool) -> Done {
        let grown = match self.grown.take() {
            Some(grown) => grown,
            None => Grown::make(&self.ground).await?,
        };
        let mut order = [("few", Writers::Few), ("many", Writers::Today), ("back", Writers::Returning)];
        if turned {
            order.reverse();
        }
        for (name, writers) in order {
            let throng = growth::throng(&self.ground, &grown, writers).await?;
            eprintln!("  {writers:?}: {throng:?}");
            self.report.add(&format!("rows {name}"), throng.rate);
            self.report.add(&format!("rows cpu {name}"), throng.processor_us);
        }
        let length = growth::length(&self.ground, &grown).await?;
        eprintln!("  {length:?}");
        self.report.add("grown short", length.short_ms);
        self.report.add("grown long", length.long_ms);
        self.report.add("grown steps", length.steps);
        self.grown = Some(grown);
        Ok(())
    }

    async fn purge(&mut self) -> Done {
        let aged = match self.aged.take() {
            Some(aged) => aged,
            None => purge::make(&self.ground).await?,
        };
        let purge = purge::run(&self.ground, &aged).await?;
        eprintln!("  {purge:?}");
        self.report.add("quiet p99", purge.quiet_ms);
        self.report.add("purging p99", purge.purging_ms);
        self.aged = Some(aged);
        Ok(())
    }
}
