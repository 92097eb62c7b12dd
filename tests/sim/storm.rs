//! What breaks in a run, drawn from its seed: links, the network's speed, the disk, the server's process, its power.

use std::rc::Rc;
use std::time::Duration;

use lobby_shared::bug::{self, Bug};
use tokio::time::{Instant, sleep, timeout};

use crate::dice::Dice;
use crate::house::{Fall, Trap};
use crate::world::{Phase, World};

/// Breaks things until the run heals; then everything stands again.
pub async fn rage(world: Rc<World>) {
    let mut dice = Dice::new(world.seed, 200);
    let overflow = [Bug::SilentOverflow, Bug::NoMeasure].into_iter().any(bug::on);
    if overflow {
        // Full queues are rare, and the next link or receipt makes good what dropped out of one: who looks for them gets one
        // at the end of a run in which nothing else breaks.
        sleep(Duration::from_secs(42)).await;
        rush(&world, &mut dice).await;
    }
    while world.phase.get() == Phase::Busy && !overflow {
        sleep(Duration::from_millis(dice.between(300, 6_000))).await;
        if world.phase.get() == Phase::Busy {
            one(&world, &mut dice).await;
        }
    }
    let house = &world.house;
    house.mood.full.set(false);
    house.mood.slow_ms.set(0);
    house.mood.trap.set(None);
    house.delay_ms.set((5, 60));
    for link in house.links.borrow().iter() {
        link.delay((5, 60));
        link.stall(Duration::ZERO);
    }
    if house.service().is_none() {
        house.start();
    }
}

async fn one(world: &Rc<World>, dice: &mut Dice) {
    let house = &world.house;
    let links: Vec<_> = house.links.borrow().iter().filter(|link| link.stands()).cloned().collect();
    match (dice.between(0, 99), dice.pick(&links)) {
        (0..=24, Some(link)) => link.cut(dice),
        (25..=36, Some(link)) => {
            let up = dice.chance(70);
            link.hush(up, !up || dice.chance(50));
        }
        (37..=46, Some(link)) => link.stall(Duration::from_millis(dice.between(1_000, 25_000))),
        (47..=53, _) => {
            let delay_ms = (dice.between(1, 200), dice.between(200, 2_500));
            house.delay_ms.set(delay_ms);
            house.links.borrow().iter().for_each(|link| link.delay(delay_ms));
        }
        (54..=57, _) => {
            house.delay_ms.set((5, 60));
            house.links.borrow().iter().for_each(|link| link.delay((5, 60)));
        }
        (58..=64, _) => {
            house.mood.full.set(true);
            sleep(Duration::from_millis(dice.between(50, 3_000))).await;
            house.mood.full.set(false);
        }
        (65..=69, _) => house.mood.slow_ms.set(dice.between(0, 400)),
        (70..=76, _) => fall(world, dice, Fall::Kill).await,
        (77..=83, _) => fall(world, dice, Fall::PowerCut).await,
        (84..=87, _) => {
            house.stop().await;
            stand_up(world, dice).await;
        }
        (88..=93, _) => rush(world, dice).await,
        _ => {}
    }
}

/// A console reads nothing while everybody types as fast as they may: more notices than its inbox holds.
async fn rush(world: &Rc<World>, dice: &mut Dice) {
    let links = world.house.links.borrow().clone();
    let consoles: Vec<_> = links.iter().filter(|link| link.agent && link.stands()).collect();
    let Some(console) = dice.pick(&consoles) else { return };
    links.iter().for_each(|link| link.stall(Duration::ZERO));
    console.stall(Duration::from_secs(19));
    let span = Duration::from_secs(dice.between(12, 18));
    world.rush_until.set(Instant::now() + span);
    sleep(span).await;
}

/// Half of the falls wait for the worst moment: a group that has run and is not on disk, or is and nobody knows.
async fn fall(world: &Rc<World>, dice: &mut Dice, how: Fall) {
    let house = &world.house;
    match dice.between(0, 3) {
        0 => house.mood.trap.set(Some(Trap::BeforeCommit)),
        1 => house.mood.trap.set(Some(Trap::AfterCommit)),
        _ => {}
    }
    if house.mood.trap.get().is_some() {
        let _ = timeout(Duration::from_secs(3), house.sprung()).await;
    }
    house.fall(how);
    stand_up(world, dice).await;
}

async fn stand_up(world: &Rc<World>, dice: &mut Dice) {
    sleep(Duration::from_millis(dice.between(50, 4_000))).await;
    world.house.start();
}
