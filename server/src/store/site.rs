//! Sites and the origins where their widgets may start.

use lobby_shared::id::SiteId;
use lobby_shared::site::SiteKey;
use lobby_shared::time::Millis;

use super::failure::{Failure, Fault};
use super::operation::{Operation, Tx};
use super::value::Row;
use crate::domain::key::SiteNo;
use crate::domain::refusal::Refusal;
use crate::domain::site::{Origin, Site};

const FIND: &str = "select no, id, key, name from site where key = $1";
const LIST: &str = "select no, id, key, name from site order by no";
const ORIGINS: &str = "select origin from site_origin where site_no = $1 order by origin";
const ALL_ORIGINS: &str = "select site_no, origin from site_origin order by site_no, origin";
const NUMBER: &str = "update counter set last = last + 1 where noun = 'site' returning last";
const INSERT: &str = "insert into site (no, id, key, name, created_ms, last_visitor, last_conversation) \
    values ($1, $2, $3, $4, $5, 0, 0) on conflict do nothing";
const RENAME: &str = "update site set name = $2 where no = $1";
const CLEAR_ORIGINS: &str = "delete from site_origin where site_no = $1";
const ADD_ORIGIN: &str = "insert into site_origin (site_no, origin) values ($1, $2) on conflict do nothing";

/// Every statement of this file.
pub const ALL: &[&str] = &[FIND, LIST, ORIGINS, ALL_ORIGINS, NUMBER, INSERT, RENAME, CLEAR_ORIGINS, ADD_ORIGIN];

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
        origins: Vec::new(),
    })
}

fn origin_of(mut row: Row) -> Result<Origin, Fault> {
    Origin::parse(&row.text()?).ok_or_else(|| Fault::unreadable("an origin"))
}
