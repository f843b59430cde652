//! The state of one run: apps, scripts, requests, and the stored data. Every change of the data is saved here.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::time::SystemTime;

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;

use crate::answer::ZaloError;
use crate::config::{App, Config, TokenDate};
use crate::consent::Consent;
use crate::fault::Fault;
use crate::ledger::{Ledger, Outcome, SeenRequest, SeenToken};
use crate::persistence::{StoredState, TokenKind, TokenLifetimes, TokenState, later};

/// One run of practice Zalo.
pub(crate) struct State {
    pub(crate) config: Config,
    pub(crate) apps: HashMap<String, App>,
    /// Faults for the token endpoint, next one first.
    pub(crate) script: VecDeque<Fault>,
    /// Faults for `getoa`, next one first.
    pub(crate) getoa_script: VecDeque<Fault>,
    /// The time in the token endpoint's answers.
    pub(crate) token_date: TokenDate,
    stored: StoredState,
    requests: Vec<SeenRequest>,
    file_error: Option<String>,
}

impl State {
    /// Opens the stored data and starts a run.
    ///
    /// # Errors
    /// The ledger file exists and cannot be read.
    pub(crate) fn new(config: Config) -> io::Result<Self> {
        let stored = StoredState::open(config.ledger_file.as_deref())?;
        Ok(Self::with(config, stored))
    }

    /// Starts a run with this data.
    pub(crate) fn with(config: Config, stored: StoredState) -> Self {
        Self {
            config,
            apps: HashMap::new(),
            script: VecDeque::new(),
            getoa_script: VecDeque::new(),
            token_date: TokenDate::default(),
            stored,
            requests: Vec::new(),
            file_error: None,
        }
    }

    /// Returns practice Zalo's time: the system's time plus the clock offset.
    pub(crate) fn now(&self) -> SystemTime {
        later(SystemTime::now(), self.stored.clock_offset)
    }

    /// Returns the same time as text for the `Date` header.
    pub(crate) fn date(&self) -> Option<String> {
        let now = Timestamp::try_from(self.now()).ok()?;
        DateTimePrinter::new().timestamp_to_rfc9110_string(&now).ok()
    }

    /// Returns the `Date` for answers of the token endpoint.
    pub(crate) fn token_date(&self) -> Option<String> {
        match self.token_date {
            TokenDate::Right => self.date(),
            TokenDate::Missing => None,
            TokenDate::Off(by) => {
                let now = Timestamp::try_from(self.now()).ok()?.checked_add(by).ok()?;
                DateTimePrinter::new().timestamp_to_rfc9110_string(&now).ok()
            }
        }
    }

    /// Returns the lifetimes of new tokens.
    pub(crate) fn lifetimes(&self) -> TokenLifetimes {
        TokenLifetimes { access: self.config.access_life, refresh: self.config.refresh_life }
    }

    /// Returns the stored data for reading.
    pub(crate) fn stored(&self) -> &StoredState {
        &self.stored
    }

    /// Changes the stored data and saves it. If saving fails, the ledger reports it and the change stays in memory.
    pub(crate) fn change<T>(&mut self, change: impl FnOnce(&mut StoredState) -> T) -> T {
        let result = change(&mut self.stored);
        if let Some(path) = &self.config.ledger_file {
            self.file_error = self.stored.save(path).err().map(|error| error.to_string());
        }
        result
    }

    /// Returns why the data could not be saved after its last change.
    pub(crate) fn file_error(&self) -> Option<&str> {
        self.file_error.as_deref()
    }

    /// Returns an app that exists and is active.
    pub(crate) fn active_app(&self, app_id: &str) -> Result<&App, ZaloError> {
        match self.apps.get(app_id) {
            Some(app) if app.active => Ok(app),
            Some(_) | None => Err(ZaloError::app()),
        }
    }

    /// Gives consent: makes a code and the redirect address.
    pub(crate) fn consent(
        &mut self,
        app_id: &str,
        redirect_uri: &str,
        challenge: Option<&str>,
        echoed: Option<&str>,
    ) -> Result<Consent, ZaloError> {
        let app = self.active_app(app_id)?;
        if app.callback.as_ref().is_some_and(|callback| callback != redirect_uri) {
            return Err(ZaloError::callback());
        }
        let oa_id = app.oa.id.clone();
        let expires_at = later(self.now(), self.config.code_life);
        let code = self.change(|stored| stored.add_code(app_id, challenge, expires_at));
        Ok(Consent::new(code, redirect_uri, &oa_id, echoed))
    }

    /// Records a request whose first line has arrived, and returns its number.
    pub(crate) fn add_request(
        &mut self,
        method: &str,
        path: &str,
        is_token_request: bool,
        fault: Option<Fault>,
    ) -> usize {
        let number = self.requests.len() + 1;
        self.requests.push(SeenRequest {
            number,
            at: self.now(),
            method: method.to_owned(),
            path: path.to_owned(),
            is_token_request,
            fully_read: false,
            app_id: None,
            token: None,
            spent: false,
            fault,
            outcome: Outcome::Open,
            violations: Vec::new(),
        });
        number
    }

    /// Returns a request by its number.
    pub(crate) fn request(&mut self, number: usize) -> &mut SeenRequest {
        &mut self.requests[number - 1]
    }

    /// Returns everything seen so far.
    pub(crate) fn ledger(&self) -> Ledger {
        let made = self.stored.tokens.iter().map(|token| SeenToken {
            serial: token.serial,
            kind: token.kind,
            app_id: token.app_id.clone(),
            generation: token.generation,
            state: token.state,
            sends: token.sends,
        });
        let foreign = self.stored.foreign().map(|(serial, sends)| SeenToken {
            serial,
            kind: TokenKind::Foreign,
            app_id: String::new(),
            generation: 0,
            state: TokenState::Foreign,
            sends,
        });
        let mut tokens: Vec<_> = made.chain(foreign).collect();
        tokens.sort_by_key(|token| token.serial);
        let violations = self.requests.iter().flat_map(|request| {
            request.violations.iter().map(|violation| format!("request {}: {violation}", request.number))
        });
        Ledger {
            violations: violations.collect(),
            requests: self.requests.clone(),
            tokens,
            file_error: self.file_error.clone(),
        }
    }
}
