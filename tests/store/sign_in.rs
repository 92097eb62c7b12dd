//! Sign-ins: good until they end or expire.

use lobby_server::store::sign_in::{AddSignIn, DropExpired, EndSignIn, FindSignIn, LiveSignIns};
use lobby_shared::time::Millis;

use crate::on_both;
use crate::scene::Scene;

async fn a_sign_in_is_good_until_it_expires_or_ends(scene: &Scene) {
    let jo = scene.agent("jo").await;
    let token_hash = [1; 32];
    scene.write(AddSignIn { token_hash, agent: jo.no, now: Millis(1), expires: Millis(10) }).await;
    assert!(scene.read(FindSignIn { token_hash, now: Millis(9) }).await == Some(jo));
    assert!(scene.read(FindSignIn { token_hash, now: Millis(10) }).await.is_none());
    assert!(scene.read(FindSignIn { token_hash: [2; 32], now: Millis(9) }).await.is_none());
    scene.write(EndSignIn { token_hash }).await;
    scene.write(EndSignIn { token_hash }).await;
    assert!(scene.read(FindSignIn { token_hash, now: Millis(9) }).await.is_none());
}

async fn many_sign_ins_are_asked_about_at_once(scene: &Scene) {
    let jo = scene.agent("jo").await;
    for number in 0..40 {
        let expires = Millis(if number % 2 == 0 { 10 } else { 20 });
        scene.write(AddSignIn { token_hash: [number; 32], agent: jo.no, now: Millis(1), expires }).await;
    }
    let token_hashes: Vec<_> = (0..60).map(|number| [number; 32]).collect();
    let mut live = scene.read(LiveSignIns { token_hashes, now: Millis(15) }).await;
    live.sort_unstable();
    let odd: Vec<_> = (0..40).filter(|number| number % 2 == 1).map(|number| [number; 32]).collect();
    assert_eq!(live, odd);
    assert_eq!(scene.read(LiveSignIns { token_hashes: Vec::new(), now: Millis(15) }).await, [[0; 32]; 0]);
}

async fn what_expired_is_forgotten(scene: &Scene) {
    let jo = scene.agent("jo").await;
    for number in 1..=3 {
        let expires = Millis(u64::from(number) * 10);
        scene.write(AddSignIn { token_hash: [number; 32], agent: jo.no, now: Millis(1), expires }).await;
    }
    assert_eq!(scene.write(DropExpired { now: Millis(20) }).await, 2);
    assert!(scene.read(FindSignIn { token_hash: [3; 32], now: Millis(20) }).await.is_some());
}

on_both!(a_sign_in_is_good_until_it_expires_or_ends, many_sign_ins_are_asked_about_at_once, what_expired_is_forgotten);
