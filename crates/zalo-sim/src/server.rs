//! One connection from its first byte to its close, and the moments at which a plan intervenes.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use crate::answer::{self, Answer, HTML};
use crate::http::{self, Reply, Request, RequestLine, Unreadable};
use crate::ledger::Outcome;
use crate::oauth::TokenCall;
use crate::plan::{Plan, Step};
use crate::state::State;
use crate::{consent, oauth, openapi};

/// The pause after a failed accept, which usually means that the process has no free file descriptor.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Counts token requests by progress.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Progress {
    /// Read completely.
    pub(crate) read: usize,
    /// Refresh token or code spent.
    pub(crate) spent: usize,
    /// Outcome recorded in the ledger.
    pub(crate) settled: usize,
}

/// The state shared by the server's task and its owner.
pub(crate) struct Shared {
    state: Mutex<State>,
    pub(crate) progress: watch::Sender<Progress>,
    /// One permit for each release that no hold has used yet.
    pub(crate) releases: Semaphore,
}

impl Shared {
    pub(crate) fn new(state: State) -> Self {
        Self { state: Mutex::new(state), progress: watch::Sender::default(), releases: Semaphore::new(0) }
    }

    /// Locks the state. Must not be held across an await.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The endpoint of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Endpoint {
    Token,
    Permission,
    GetOa,
    Picture,
    Look,
    Nobody,
}

impl Endpoint {
    fn of(path: &str) -> Self {
        match path {
            oauth::PATH => Self::Token,
            consent::PATH => Self::Permission,
            openapi::PATH => Self::GetOa,
            openapi::PICTURE_PATH => Self::Picture,
            openapi::LOOK_PATH => Self::Look,
            _ => Self::Nobody,
        }
    }
}

/// Accepts connections until it is dropped, which also ends all connections.
pub(crate) async fn accept(listener: TcpListener, shared: Arc<Shared>, own_hosts: Arc<[String]>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(serve(stream, Arc::clone(&shared), Arc::clone(&own_hosts)));
                }
                Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

/// Serves the single request of a connection.
async fn serve(mut stream: TcpStream, shared: Arc<Shared>, own_hosts: Arc<[String]>) {
    let line = match http::read_line(&mut stream).await {
        Ok(line) => line,
        Err(Unreadable::Nothing) => return,
        Err(unreadable) => {
            let number = shared.state().add_request("", "", false, None);
            return unread(stream, &shared, number, unreadable).await;
        }
    };
    let endpoint = Endpoint::of(&line.path);
    let is_token_request = endpoint == Endpoint::Token;
    let (number, plan) = begin(&shared, &line, endpoint);
    let connection = Connection { shared: &shared, number, endpoint, line, plan };
    if connection.plan.close_unread {
        return connection.settle(Outcome::Closed);
    }
    let request = match http::read_rest(&mut stream).await {
        Ok(request) => request,
        Err(unreadable) => return unread(stream, &shared, number, unreadable).await,
    };
    connection.note(&request, &own_hosts);
    if !connection.step(connection.plan.before, &stream).await {
        return;
    }
    let (reply, outcome) = connection.answer(&request);
    if !connection.step(connection.plan.after, &stream).await {
        return;
    }
    connection.settle(outcome);
    let date = if is_token_request { shared.state().token_date() } else { shared.state().date() };
    let reply = Reply { date, ..reply };
    // A client may disconnect at any time; the ledger records what was sent, not what arrived.
    drop(reply.write(&mut stream).await);
}

/// Records a request and takes its fault from the script.
fn begin(shared: &Shared, line: &RequestLine, endpoint: Endpoint) -> (usize, Plan) {
    let mut state = shared.state();
    let fault = match endpoint {
        Endpoint::Token => state.script.pop_front(),
        Endpoint::GetOa => state.getoa_script.pop_front(),
        Endpoint::Permission | Endpoint::Picture | Endpoint::Look | Endpoint::Nobody => None,
    };
    let plan = fault.as_ref().map(Plan::of).unwrap_or_default();
    let number = state.add_request(&line.method, &line.path, endpoint == Endpoint::Token, fault);
    (number, plan)
}

/// Ends a connection on which no complete request arrived.
async fn unread(mut stream: TcpStream, shared: &Shared, number: usize, unreadable: Unreadable) {
    let answered = Outcome::Answered { status: 400, error: None, tokens: false, complete: true };
    let (outcome, violation) = match unreadable {
        Unreadable::Nothing | Unreadable::Cut => (Outcome::Abandoned, None),
        Unreadable::Bad(violation) => (answered, Some(violation.to_owned())),
    };
    let is_token_request = {
        let mut state = shared.state();
        let request = state.request(number);
        request.outcome = outcome;
        request.violations.extend(violation);
        request.is_token_request
    };
    if is_token_request {
        shared.progress.send_modify(|progress| progress.settled += 1);
    }
    if outcome == answered {
        let reply = Reply { status: 400, ..Reply::ok(HTML, "<html><body>400 Bad Request</body></html>") };
        drop(reply.write(&mut stream).await);
        http::drain(&mut stream).await;
    }
}

/// The facts about a connection that are known once its first line is read.
struct Connection<'a> {
    shared: &'a Shared,
    number: usize,
    endpoint: Endpoint,
    line: RequestLine,
    plan: Plan,
}

impl Connection<'_> {
    /// Records the contents of a complete request and its violations of the contract.
    fn note(&self, request: &Request, own_hosts: &[String]) {
        let mut state = self.shared.state();
        let mut violations = match self.endpoint {
            Endpoint::Permission => Vec::new(),
            Endpoint::Token | Endpoint::GetOa | Endpoint::Picture | Endpoint::Look | Endpoint::Nobody => {
                oauth::common_violations(request, own_hosts)
            }
        };
        let (mut app_id, mut token) = (None, None);
        match self.endpoint {
            Endpoint::Token => {
                let call = TokenCall::read(request);
                violations.extend(oauth::violations(&self.line, request, &call));
                app_id = call.field("app_id").map(str::to_owned);
                token = call.field("refresh_token").map(|text| state.change(|stored| stored.count_send(text)));
            }
            Endpoint::GetOa => {
                let proof_wanted = state.config.require_appsecret_proof;
                violations.extend(openapi::violations(&self.line, request, proof_wanted));
                token = request.header("access_token").map(|text| state.change(|stored| stored.serial_of(text)));
            }
            Endpoint::Permission => violations.extend(consent::violations(&self.line)),
            Endpoint::Picture => violations.extend(openapi::open_violations(&self.line, request, "GET")),
            Endpoint::Look => violations.extend(openapi::open_violations(&self.line, request, "HEAD")),
            Endpoint::Nobody => violations.push("nothing is served at this path".to_owned()),
        }
        let seen = state.request(self.number);
        (seen.fully_read, seen.app_id, seen.token) = (true, app_id, token);
        seen.violations.extend(violations);
        drop(state);
        if self.endpoint == Endpoint::Token {
            self.shared.progress.send_modify(|progress| progress.read += 1);
        }
    }

    /// Carries out one moment of the plan; returns whether the connection continues.
    async fn step(&self, step: Step, stream: &TcpStream) -> bool {
        match step {
            Step::Go => {}
            Step::Wait(wait) => tokio::time::sleep(wait).await,
            Step::Hold => {
                let permit = self.shared.releases.acquire().await.expect("the sender is never dropped");
                permit.forget();
            }
            Step::Close => {
                self.settle(Outcome::Closed);
                return false;
            }
            Step::Reset => {
                // On a system without this option the client sees a normal close, which it must handle too.
                drop(stream.set_zero_linger());
                self.settle(Outcome::Reset);
                return false;
            }
        }
        true
    }

    /// Carries the request out, unless the plan forbids it, and returns the reply to send.
    fn answer(&self, request: &Request) -> (Reply, Outcome) {
        let told = |reply: &Reply, error, tokens| Outcome::Answered {
            status: reply.status,
            error,
            tokens,
            complete: reply.is_complete(),
        };
        if let Some(instead) = self.plan.instead.as_ref().filter(|instead| !instead.spend) {
            return (instead.reply.clone(), told(&instead.reply, instead.error, false));
        }
        let mut state = self.shared.state();
        let answer = self.zalos_answer(&mut state, request);
        state.request(self.number).spent = answer.spent;
        drop(state);
        if answer.spent {
            self.shared.progress.send_modify(|progress| progress.spent += 1);
        }
        if let Some(instead) = &self.plan.instead {
            return (instead.reply.clone(), told(&instead.reply, instead.error, false));
        }
        let reply = self.plan.reply(&answer);
        let outcome = told(&reply, answer.error, answer.pair.is_some());
        (reply, outcome)
    }

    fn zalos_answer(&self, state: &mut State, request: &Request) -> Answer {
        match self.endpoint {
            Endpoint::Token => {
                let shape = self.plan.shape(&state.config.answer);
                oauth::answer(state, &self.line, &TokenCall::read(request), &shape)
            }
            Endpoint::Permission => consent::answer(state, &self.line),
            Endpoint::GetOa => openapi::answer(state, &self.line, request),
            Endpoint::Picture => openapi::picture(),
            Endpoint::Look => openapi::look(),
            Endpoint::Nobody => answer::no_such_path(),
        }
    }

    /// Records the outcome. Must happen before the first byte of the reply is sent.
    fn settle(&self, outcome: Outcome) {
        self.shared.state().request(self.number).outcome = outcome;
        if self.endpoint == Endpoint::Token {
            self.shared.progress.send_modify(|progress| progress.settled += 1);
        }
    }
}
