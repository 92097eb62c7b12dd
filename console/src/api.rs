//! The console's plain HTTP routes, as one function each. One way to send them all; every failure becomes a [`Failure`];
//! nothing is retried here.

use std::marker::PhantomData;
use std::pin::Pin;

use js_sys::{Reflect, Uint8Array};
use lobby_shared::block::{BlockForm, Blocks};
use lobby_shared::http::{
    Arrangement, ChangePassword, InvitationWords, POSTCARD, SetUp, SignIn, SiteForm, Sites, Start,
};
use lobby_shared::id::{BlockId, RuleId, SiteId};
use lobby_shared::invitation::{DryRun, RuleForm, RuleOrder, Rules};
use lobby_shared::site::{SiteCard, SiteSettings};
use lobby_shared::trail::VisitorFile;
use lobby_shared::wire::codec::Codec;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Headers, RequestInit, Response};

use crate::state::entry::Failure;

/// A request that is not sent yet, and is answered by this.
pub struct Call<A> {
    request: Request,
    answer: PhantomData<fn() -> A>,
}

struct Request {
    method: &'static str,
    path: String,
    body: Option<Vec<u8>>,
    /// The browser carries on with it when the page goes.
    outlives: bool,
}

/// What becomes of an answer's bytes.
type Hear = Box<dyn FnOnce(Result<Vec<u8>, Failure>)>;

impl<A: DeserializeOwned + 'static> Call<A> {
    /// Sends it, and tells what came of it.
    pub fn then(self, tell: impl FnOnce(Result<A, Failure>) + 'static) {
        self.request.send(Box::new(move |answer| tell(answer.and_then(|bytes| read(&bytes)))));
    }
}

/// What the console should show first.
pub fn start() -> Call<Start> {
    get("/console/api/start")
}

/// Makes the first administrator and the first site, and signs in.
pub fn set_up(body: &SetUp) -> Call<SiteCard> {
    post("/console/api/set-up", body)
}

/// Signs in.
pub fn sign_in(body: &SignIn) -> Call<Start> {
    post("/console/api/sign-in", body)
}

/// Changes the agent's own password.
pub fn change_password(body: &ChangePassword) -> Call<Start> {
    post("/console/api/password", body)
}

/// Signs out.
pub fn sign_out() -> Call<()> {
    call("POST", "/console/api/sign-out", None)
}

/// The agent's sites.
pub fn sites() -> Call<Sites> {
    get("/console/api/sites")
}

/// Makes a site, or changes this one.
pub fn save_site(site: Option<SiteId>, form: &SiteForm) -> Call<SiteCard> {
    match site {
        Some(site) => put(&of(site, ""), form),
        None => post("/console/api/sites", form),
    }
}

/// How a site treats its visitors.
pub fn settings(site: SiteId) -> Call<SiteSettings> {
    get(&of(site, "/settings"))
}

/// Changes how a site treats its visitors.
pub fn save_settings(site: SiteId, settings: &SiteSettings) -> Call<SiteSettings> {
    put(&of(site, "/settings"), settings)
}

/// Changes the words of the agent's own invitations.
pub fn save_words(words: &InvitationWords) -> Call<InvitationWords> {
    put("/console/api/invitation", words)
}

/// Keeps how the agent has arranged the lobby's table; also when the page goes meanwhile.
pub fn save_table(arranged: &Arrangement) -> Call<()> {
    let Call { request, answer } = put("/console/api/table", arranged);
    Call { request: Request { outlives: true, ..request }, answer }
}

/// Who is blocked on a site, from the latest on or after this block.
pub fn blocks(site: SiteId, after: Option<BlockId>) -> Call<Blocks> {
    let after = after.map(|after| ["?after=", &after.to_text()].concat()).unwrap_or_default();
    get(&of(site, &["/blocks", &after].concat()))
}

/// Blocks a visitor.
pub fn block(site: SiteId, form: &BlockForm) -> Call<Blocks> {
    post(&of(site, "/blocks"), form)
}

/// Lifts a block.
pub fn lift(site: SiteId, block: BlockId) -> Call<Blocks> {
    call("DELETE", &of(site, &["/blocks/", &block.to_text()].concat()), None)
}

/// Puts a block back that was lifted.
pub fn restore(site: SiteId, block: BlockId) -> Call<Blocks> {
    call("PUT", &of(site, &["/blocks/", &block.to_text()].concat()), None)
}

/// What is on disk of a visitor: the ten visits before this one, or the latest.
pub fn visitor((site, number): (SiteId, u64), before: Option<u64>) -> Call<VisitorFile> {
    let before = before.map(|before| format!("?before={before}")).unwrap_or_default();
    get(&of(site, &format!("/visitors/{number}{before}")))
}

/// The rules of a site that invite.
pub fn rules(site: SiteId) -> Call<Rules> {
    get(&of(site, "/rules"))
}

/// Makes a rule, or changes this one.
pub fn save_rule(site: SiteId, rule: Option<RuleId>, form: &RuleForm) -> Call<Rules> {
    match rule {
        Some(rule) => put(&of_rule(site, rule), form),
        None => post(&of(site, "/rules"), form),
    }
}

/// Puts the rules in another order.
pub fn order_rules(site: SiteId, order: &RuleOrder) -> Call<Rules> {
    put(&of(site, "/rules/order"), order)
}

/// Removes a rule.
pub fn remove_rule(site: SiteId, rule: RuleId) -> Call<Rules> {
    call("DELETE", &of_rule(site, rule), None)
}

/// Whom a rule would have invited yesterday.
pub fn try_rule(site: SiteId, form: &RuleForm) -> Call<DryRun> {
    post(&of(site, "/rules/dry-run"), form)
}

/// Something of a site's.
fn of(site: SiteId, what: &str) -> String {
    ["/console/api/sites/", &site.to_text(), what].concat()
}

fn of_rule(site: SiteId, rule: RuleId) -> String {
    of(site, &["/rules/", &rule.to_text()].concat())
}

fn get<A>(path: &str) -> Call<A> {
    call("GET", path, None)
}

fn post<B: Serialize, A>(path: &str, body: &B) -> Call<A> {
    call("POST", path, Some(Codec::Postcard.encode(body)))
}

fn put<B: Serialize, A>(path: &str, body: &B) -> Call<A> {
    call("PUT", path, Some(Codec::Postcard.encode(body)))
}

fn call<A>(method: &'static str, path: &str, body: Option<Vec<u8>>) -> Call<A> {
    Call { request: Request { method, path: path.to_owned(), body, outlives: false }, answer: PhantomData }
}

fn read<A: DeserializeOwned>(bytes: &[u8]) -> Result<A, Failure> {
    Codec::Postcard.decode(bytes).map_err(|_| Failure::Unreachable)
}

impl Request {
    /// Compiled once for all routes, whatever they say.
    fn send(self, hear: Hear) {
        let exchange: Pin<Box<dyn Future<Output = ()>>> = Box::pin(async move {
            let answer = self.exchange().await.unwrap_or(Err(Failure::Unreachable));
            hear(answer);
        });
        spawn_local(exchange);
    }

    /// The answer's bytes, or the refusal; the outer error is the browser's.
    async fn exchange(self) -> Result<Result<Vec<u8>, Failure>, JsValue> {
        let (headers, how) = (Headers::new()?, RequestInit::new());
        headers.append("accept", POSTCARD)?;
        if let Some(body) = self.body {
            headers.append("content-type", POSTCARD)?;
            how.set_body(&Uint8Array::from(body.as_slice()));
        }
        how.set_method(self.method);
        how.set_headers(&headers);
        if self.outlives {
            Reflect::set(&how, &JsValue::from("keepalive"), &JsValue::TRUE)?;
        }
        let window = web_sys::window().ok_or(JsValue::NULL)?;
        let response: Response = JsFuture::from(window.fetch_with_str_and_init(&self.path, &how)).await?.dyn_into()?;
        let bytes = Uint8Array::new(&JsFuture::from(response.array_buffer()?).await?).to_vec();
        // An answer that is no `Problem` comes from something between us and the server, such as a proxy.
        Ok(if response.ok() { Ok(bytes) } else { read(&bytes).and_then(|problem| Err(Failure::Refused(problem))) })
    }
}
