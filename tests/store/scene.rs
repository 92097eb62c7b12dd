//! What the cases share: an opened store, a site, people, and short words for what they do.

use std::sync::atomic::{AtomicU64, Ordering};

use lobby_server::domain::agent::Agent;
use lobby_server::domain::conversation::{Act as Wanted, Actor, Conversation};
use lobby_server::domain::key::{AgentNo, SiteNo, VisitorKey};
use lobby_server::domain::refusal::Refusal;
use lobby_server::domain::site::{Origin, Site};
use lobby_server::store::agent::AddAgent;
use lobby_server::store::conversation::{Act, Acted, Fresh, Post, Posted, Sender};
use lobby_server::store::site::PutSite;
use lobby_server::store::visitor::{Arrive, Arrived};
use lobby_server::store::{Failure, Operation, Row, Store, Tx, Value};
use lobby_shared::agent::AgentRole;
use lobby_shared::id::{AgentId, Cid, ConversationId, EventId, FaceId, SiteId};
use lobby_shared::message::MessageText;
use lobby_shared::site::SiteKey;
use lobby_shared::time::Millis;
use lobby_tests::database::{Database, Engine};

/// An opened store on a database of its own.
pub struct Scene {
    pub store: Store,
    pub database: Database,
}

impl Scene {
    /// Plays one case from an empty database to its removal.
    pub async fn play(engine: Engine, case: impl AsyncFnOnce(&Self)) {
        let database = Database::create(engine).await;
        let store = Store::open(&database.target).await.unwrap_or_else(|error| panic!("{error}"));
        let scene = Self { store, database };
        case(&scene).await;
        scene.store.close().await;
        scene.database.remove().await;
    }

    /// The answer of an operation that must succeed.
    pub async fn write<O: Operation>(&self, operation: O) -> O::Output {
        self.store.write(operation).await.unwrap_or_else(|failure| panic!("{failure:?}"))
    }

    /// The answer of a reading operation that must succeed.
    pub async fn read<O: Operation>(&self, operation: O) -> O::Output {
        self.store.read(operation).await.unwrap_or_else(|failure| panic!("{failure:?}"))
    }

    /// The refusal of an operation that must be refused.
    pub async fn refused<O: Operation>(&self, operation: O) -> Refusal {
        refusal(self.store.write(operation).await)
    }

    pub async fn site(&self) -> Site {
        self.write(put_site("shop")).await
    }

    pub async fn visitor(&self, site: SiteNo) -> VisitorKey {
        let arrive = Arrive { site, token_hash: None, new_token_hash: bytes(), now: Millis(1) };
        match self.write(arrive).await {
            Arrived::New(visitor) => visitor.key,
            other @ (Arrived::Known(_) | Arrived::Unknown) => panic!("{other:?}"),
        }
    }

    pub async fn agent(&self, name: &str) -> Agent {
        self.write(add_agent(name)).await
    }

    pub async fn say(&self, sender: Sender, conversation: Option<ConversationId>, text: &str) -> Posted {
        self.write(post(sender, conversation, text)).await
    }

    /// A waiting conversation of a new visitor on a new site.
    pub async fn waiting(&self) -> (VisitorKey, Conversation) {
        let site = self.site().await;
        let visitor = self.visitor(site.no).await;
        let posted = self.say(Sender::Visitor(visitor), None, "hello").await;
        (visitor, posted.conversation)
    }

    pub async fn act(&self, conversation: &Conversation, actor: Actor, act: Wanted) -> Acted {
        self.write(wants(conversation, actor, act)).await
    }
}

pub fn refusal<T>(done: Result<T, Failure>) -> Refusal {
    match done {
        Err(Failure::Refusal(refusal)) => refusal,
        Err(Failure::Fault(fault)) => panic!("a fault instead of a refusal: {fault}"),
        Ok(_) => panic!("was done, and should have been refused"),
    }
}

/// Bytes that no other call in this run has given.
pub fn bytes<const N: usize>() -> [u8; N] {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let mut bytes = [0; N];
    bytes[N - 8..].copy_from_slice(&NEXT.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    bytes
}

pub fn put_site(key: &str) -> PutSite {
    PutSite {
        id: SiteId::from_bytes(bytes()),
        key: SiteKey::parse(key).unwrap(),
        name: "The shop".into(),
        origins: vec![Origin::parse("shop.example").unwrap()],
        now: Millis(1),
    }
}

pub fn add_agent(name: &str) -> AddAgent {
    AddAgent {
        id: AgentId::from_bytes(bytes()),
        face: FaceId::from_bytes(bytes()),
        name: name.into(),
        email: format!("{name}@shop.example"),
        role: AgentRole::Agent,
        password_hash: "hash".into(),
        must_change: false,
        now: Millis(1),
    }
}

pub fn post(sender: Sender, conversation: Option<ConversationId>, text: &str) -> Post {
    Post {
        sender,
        conversation,
        text: MessageText::parse(text).unwrap(),
        cid: Cid::from_bytes(bytes()),
        cid_hash: [7; 32],
        now: Millis(100),
        fresh: Fresh {
            conversation: ConversationId::from_bytes(bytes()),
            opened: EventId::from_bytes(bytes()),
            message: EventId::from_bytes(bytes()),
        },
        address: None,
    }
}

pub fn wants(conversation: &Conversation, actor: Actor, act: Wanted) -> Act {
    let site = matches!(actor, Actor::Visitor(_)).then_some(conversation.key.site);
    Act { conversation: conversation.id, actor, act, site, now: Millis(200), event: EventId::from_bytes(bytes()) }
}

/// A statement of the test's own, past the store's operations.
pub struct Raw(pub &'static str, pub Vec<Value>);

impl Operation for Raw {
    type Output = Vec<Row>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Vec<Row>, Failure> {
        Ok(tx.query(self.0, &self.1).await?)
    }
}

/// Puts a note into a conversation, as the store will once there are notes.
pub struct AddNote {
    pub conversation: Conversation,
    pub agent: AgentNo,
}

impl Operation for AddNote {
    type Output = ();

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<(), Failure> {
        let key = [self.conversation.key.site.0.into(), self.conversation.key.no.into()];
        let next = "update conversation set last_seq = last_seq + 1 where site_no = $1 and no = $2 returning last_seq";
        let seq = tx.query_one(next, &key).await?.count()?;
        let insert = "insert into event (site_no, conversation_no, seq, pseq, id, time_ms, author_kind, author_no, kind, \
            said) values ($1, $2, $3, null, $4, 300, 1, $5, '{\"Note\":{\"text\":\"private\"}}', 0)";
        let id: [u8; 16] = bytes();
        let [site, no] = key;
        tx.execute(insert, &[site, no, seq.into(), (&id).into(), self.agent.0.into()]).await?;
        Ok(())
    }
}
