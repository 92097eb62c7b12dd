//! Sites, the origins where their widgets may start, and how they treat their visitors.

use lobby_shared::id::SiteId;
use lobby_shared::site::{SiteKey, StartMode, TrailMode};
use lobby_shared::time::Millis;

use super::failure::{Failure, Fault};
use super::operation::{Operation, Tx};
use super::value::Row;
use crate::domain::key::SiteNo;
use crate::domain::network::Network;
use crate::domain::refusal::Refusal;
use crate::domain::site::{Origin, Settings, Site};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select no, id, key, name, trail, keep_days, start, ask_consent, preview, daily, rest_hours, crawlers, ",
            "keep_out from site ",
            $rest
        )
    };
}

const FIND: &str = select!("where key = $1");
const LIST: &str = select!("order by no");
const ORIGINS: &str = "select origin from site_origin where site_no = $1 order by origin";
const ALL_ORIGINS: &str = "select site_no, origin from site_origin order by site_no, origin";
const NUMBER: &str = "update counter set last = last + 1 where noun = 'site' returning last";
const INSERT: &str = "insert into site (no, id, key, name, created_ms, last_visitor, last_conversation) \
    values ($1, $2, $3, $4, $5, 0, 0) on conflict do nothing";
const RENAME: &str = "update site set name = $2 where no = $1";
const SETTLE: &str = "update site set trail = $2, keep_days = $3, start = $4, ask_consent = $5, preview = $6, \
    daily = $7, rest_hours = $8, crawlers = $9, keep_out = $10 where id = $1";
const CLEAR_ORIGINS: &str = "delete from site_origin where site_no = $1";
const ADD_ORIGIN: &str = "insert into site_origin (site_no, origin) values ($1, $2) on conflict do nothing";

/// Every statement of this file.
pub const ALL: &[&str] = &[FIND, LIST, ORIGINS, ALL_ORIGINS, NUMBER, INSERT, RENAME, SETTLE, CLEAR_ORIGINS, ADD_ORIGIN];

/// The site with this key.
pub struct FindSite {
    /// The key in the tag.
    pub key: SiteKey,
}

impl Operation for FindSite {
    type Output = Option<Site>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Option<Site>, Failure> {
        find(tx, &self.key).await
    }
}

/// All sites, oldest first.
pub struct ListSites;

impl Operation for ListSites {
    type Output = Vec<Site>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Vec<Site>, Failure> {
        let mut sites = tx.query(LIST, &[]).await?.into_iter().map(site_of).collect::<Result<Vec<_>, _>>()?;
        for mut row in tx.query(ALL_ORIGINS, &[]).await? {
            let no = SiteNo(row.int()?);
            let origin = origin_of(row)?;
            if let Some(site) = sites.iter_mut().find(|site| site.no == no) {
                site.origins.push(origin);
            }
        }
        Ok(sites)
    }
}

/// Makes a site; when one has this key, gives that one the name and the origins, and it keeps its id.
pub struct PutSite {
    /// The id of a new site.
    pub id: SiteId,
    /// The key in the tag.
    pub key: SiteKey,
    /// The name.
    pub name: String,
    /// Where its widget may start, and nowhere else from now on.
    pub origins: Vec<Origin>,
    /// When.
    pub now: Millis,
}

impl Operation for PutSite {
    type Output = Site;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Site, Failure> {
        let no = match find(tx, &self.key).await? {
            Some(site) => site.no,
            None => self.make(tx).await?,
        };
        tx.execute(RENAME, &[no.0.into(), self.name.as_str().into()]).await?;
        tx.execute(CLEAR_ORIGINS, &[no.0.into()]).await?;
        for origin in &self.origins {
            tx.execute(ADD_ORIGIN, &[no.0.into(), origin.as_str().into()]).await?;
        }
        find(tx, &self.key).await?.ok_or_else(|| Fault::new("a site went away").into())
    }
}

impl PutSite {
    /// Inserts the row, unless another transaction has done so by the time the counter is ours.
    async fn make<T: Tx>(&self, tx: &mut T) -> Result<SiteNo, Failure> {
        let no = SiteNo(tx.query_one(NUMBER, &[]).await?.int()?);
        if let Some(site) = find(tx, &self.key).await? {
            return Ok(site.no);
        }
        let row = [
            no.0.into(),
            self.id.as_bytes().into(),
            self.key.as_str().into(),
            self.name.as_str().into(),
            self.now.into(),
        ];
        // The key is free, so it is the id that another site has.
        if tx.execute(INSERT, &row).await? == 0 { Err(Refusal::KeyTaken.into()) } else { Ok(no) }
    }
}

/// From now on a site treats its visitors so. Answers whether there is such a site.
pub struct SettleSite {
    /// The site.
    pub id: SiteId,
    /// How.
    pub settings: Settings,
}

impl Operation for SettleSite {
    type Output = bool;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<bool, Failure> {
        let settings = &self.settings;
        let keep_out: Vec<String> = settings.keep_out.iter().map(Network::to_text).collect();
        let values = [
            self.id.as_bytes().into(),
            trail_value(settings.trail).into(),
            u64::from(settings.keep_days).into(),
            start_value(settings.start).into(),
            settings.ask_consent.into(),
            settings.preview.into(),
            u64::from(settings.daily).into(),
            u64::from(settings.rest_hours).into(),
            settings.crawlers.into(),
            keep_out.join(" ").as_str().into(),
        ];
        Ok(tx.execute(SETTLE, &values).await? == 1)
    }
}

const fn trail_value(trail: TrailMode) -> i64 {
    match trail {
        TrailMode::Off => 0,
        TrailMode::Visit => 1,
        TrailMode::Lasting => 2,
    }
}

const fn start_value(start: StartMode) -> i64 {
    match start {
        StartMode::Idle => 0,
        StartMode::Click => 1,
    }
}

fn settings_of(row: &mut Row) -> Result<Settings, Fault> {
    let bad = || Fault::unreadable("a site's settings");
    Ok(Settings {
        trail: match row.int()? {
            0 => TrailMode::Off,
            1 => TrailMode::Visit,
            2 => TrailMode::Lasting,
            _ => return Err(bad()),
        },
        keep_days: u16::try_from(row.int()?).map_err(|_| bad())?,
        start: match row.int()? {
            0 => StartMode::Idle,
            1 => StartMode::Click,
            _ => return Err(bad()),
        },
        ask_consent: row.int()? != 0,
        preview: row.int()? != 0,
        daily: u8::try_from(row.int()?).map_err(|_| bad())?,
        rest_hours: u16::try_from(row.int()?).map_err(|_| bad())?,
        crawlers: row.int()? != 0,
        keep_out: row
            .text()?
            .split_whitespace()
            .map(|text| Network::parse(text).ok_or_else(bad))
            .collect::<Result<_, _>>()?,
    })
}

async fn find<T: Tx>(tx: &mut T, key: &SiteKey) -> Result<Option<Site>, Failure> {
    let Some(row) = tx.query_opt(FIND, &[key.as_str().into()]).await? else {
        return Ok(None);
    };
    let mut site = site_of(row)?;
    for row in tx.query(ORIGINS, &[site.no.0.into()]).await? {
        site.origins.push(origin_of(row)?);
    }
    Ok(Some(site))
}

fn site_of(mut row: Row) -> Result<Site, Fault> {
    Ok(Site {
        no: SiteNo(row.int()?),
        id: SiteId::from_bytes(row.bytes()?),
        key: SiteKey::parse(&row.text()?).ok_or_else(|| Fault::unreadable("a site's key"))?,
        name: row.text()?,
        settings: settings_of(&mut row)?,
        origins: Vec::new(),
    })
}

fn origin_of(mut row: Row) -> Result<Origin, Fault> {
    Origin::parse(&row.text()?).ok_or_else(|| Fault::unreadable("an origin"))
}
