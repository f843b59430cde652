//! Tokens and authorization codes: issued, spent, expired, and stored in a file. Knows no HTTP and no apps.

use std::fmt;
use std::fs;
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::atomic_file;
use crate::config::TokensGiven;
use crate::random_text::{base64url, random_text};

/// The only version of the file format so far.
const VERSION: u32 = 1;
/// The length of an access token, about as long as in Zalo's tutorial.
const ACCESS_LENGTH: usize = 384;
/// The length of a refresh token.
const REFRESH_LENGTH: usize = 256;
/// The length of an authorization code.
const CODE_LENGTH: usize = 96;

/// An access token and the refresh token issued with it. `Debug` shows only their prefixes.
#[derive(Clone, PartialEq, Eq)]
pub struct Pair {
    /// The access token.
    pub access_token: String,
    /// The refresh token.
    pub refresh_token: String,
}

impl fmt::Debug for Pair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let front = |text: &str| text.chars().take(10).collect::<String>() + "…";
        write!(f, "Pair({}, {})", front(&self.access_token), front(&self.refresh_token))
    }
}

/// The kind of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenKind {
    /// For the OA API.
    Access,
    /// For the next pair.
    Refresh,
    /// A text in a token's place that practice Zalo neither issued nor registered.
    Foreign,
}

/// The state of a token. Expiry is not part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenState {
    /// It can be used unless it has expired.
    Live,
    /// A refresh token that was used.
    Spent,
    /// An access token whose pair was refreshed.
    Removed,
    /// It was never valid.
    Foreign,
}

/// A token with its text: only for tokens issued or registered here.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Token {
    pub(crate) serial: u64,
    pub(crate) kind: TokenKind,
    pub(crate) app_id: String,
    /// The chain of tokens from one first pair; a refresh removes the access tokens of its chain.
    chain: u64,
    pub(crate) generation: u64,
    text: String,
    expires_at: SystemTime,
    pub(crate) state: TokenState,
    pub(crate) sends: usize,
}

/// Counts a text that is not a known token, by its digest.
struct Foreign {
    serial: u64,
    digest: [u8; 32],
    sends: usize,
}

/// An authorization code.
#[derive(Clone, Serialize, Deserialize)]
struct Code {
    text: String,
    app_id: String,
    challenge: Option<String>,
    expires_at: SystemTime,
    used: bool,
}

/// The lifetimes of new tokens.
#[derive(Clone, Copy)]
pub(crate) struct TokenLifetimes {
    pub(crate) access: Duration,
    pub(crate) refresh: Duration,
}

/// The result of a valid request.
pub(crate) struct Issued {
    pub(crate) pair: Pair,
    pub(crate) spent: bool,
}

/// Why a refresh token is not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoRefresh {
    /// Not a refresh token of this app, or expired.
    Unknown,
    /// Already used.
    Spent,
}

/// The result of checking an access token.
pub(crate) enum AccessCheck {
    /// It is valid; holds the id of its app.
    Live(String),
    /// It was valid, and has expired or was removed.
    Gone,
    /// It was never valid.
    Invalid,
}

/// All tokens and codes.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct StoredState {
    version: u32,
    pub(crate) clock_offset: Duration,
    last_serial: u64,
    last_chain: u64,
    pub(crate) tokens: Vec<Token>,
    codes: Vec<Code>,
    /// Where the practice OA's Zalo was last served; other processes find it by this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) origin: Option<String>,
    #[serde(skip)]
    foreign: Vec<Foreign>,
}

impl StoredState {
    /// Makes new stored.
    pub(crate) fn new() -> Self {
        Self { version: VERSION, ..Self::default() }
    }

    /// Opens the data in a file, or makes new data if there is no file.
    ///
    /// # Errors
    /// Errors of the file system. A file with other contents is an error and is not changed.
    pub(crate) fn open(path: Option<&Path>) -> io::Result<Self> {
        let Some(path) = path else { return Ok(Self::new()) };
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::new()),
            Err(error) => return Err(error),
        };
        let stored: Self =
            serde_json::from_slice(&bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        if stored.version != VERSION {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "the ledger file has another version"));
        }
        Ok(stored)
    }

    /// Writes the data completely and durably.
    ///
    /// # Errors
    /// Errors of the file system; the old file is then unchanged.
    pub(crate) fn save(&self, path: &Path) -> io::Result<()> {
        atomic_file::write(path, &serde_json::to_vec(self)?)
    }

    /// Returns every text in a token's place that is not a known token, as serial number and number of sends.
    pub(crate) fn foreign(&self) -> impl Iterator<Item = (u64, usize)> {
        self.foreign.iter().map(|foreign| (foreign.serial, foreign.sends))
    }

    /// Makes the first pair of a new chain.
    pub(crate) fn first_pair(&mut self, app_id: &str, lifetimes: TokenLifetimes, now: SystemTime) -> Pair {
        let pair = Pair {
            access_token: random_text("FAKE_AT_1_", ACCESS_LENGTH),
            refresh_token: random_text("FAKE_RT_1_", REFRESH_LENGTH),
        };
        self.register(app_id, Some(&pair.access_token), &pair.refresh_token, lifetimes, now);
        pair
    }

    /// Makes given tokens live as a new chain. A known token keeps its state.
    pub(crate) fn register(
        &mut self,
        app_id: &str,
        access: Option<&str>,
        refresh: &str,
        lifetimes: TokenLifetimes,
        now: SystemTime,
    ) {
        self.last_chain += 1;
        let chain = self.last_chain;
        let access = access.map(|text| (TokenKind::Access, text, lifetimes.access));
        for (kind, text, life) in access.into_iter().chain([(TokenKind::Refresh, refresh, lifetimes.refresh)]) {
            if self.find(text).is_none() {
                self.add(kind, app_id, chain, 1, text.to_owned(), later(now, life));
            }
        }
    }

    fn add(
        &mut self,
        kind: TokenKind,
        app_id: &str,
        chain: u64,
        generation: u64,
        text: String,
        expires_at: SystemTime,
    ) {
        let digest = digest(&text);
        let sends = self.foreign.iter().find(|foreign| foreign.digest == digest).map_or(0, |foreign| foreign.sends);
        self.foreign.retain(|foreign| foreign.digest != digest);
        self.last_serial += 1;
        let app_id = app_id.to_owned();
        let (serial, state) = (self.last_serial, TokenState::Live);
        self.tokens.push(Token { serial, kind, app_id, chain, generation, text, expires_at, state, sends });
    }

    fn find(&self, text: &str) -> Option<&Token> {
        self.tokens.iter().find(|token| token.text == text)
    }

    /// Returns the serial number of a text in a token's place; a new text gets a new number.
    pub(crate) fn serial_of(&mut self, text: &str) -> u64 {
        if let Some(token) = self.find(text) {
            return token.serial;
        }
        let digest = digest(text);
        if let Some(foreign) = self.foreign.iter().find(|foreign| foreign.digest == digest) {
            return foreign.serial;
        }
        self.last_serial += 1;
        self.foreign.push(Foreign { serial: self.last_serial, digest, sends: 0 });
        self.last_serial
    }

    /// Counts one send of a text in a refresh token's place, and returns its serial number.
    pub(crate) fn count_send(&mut self, text: &str) -> u64 {
        let serial = self.serial_of(text);
        if let Some(token) = self.tokens.iter_mut().find(|token| token.serial == serial) {
            token.sends += 1;
        }
        if let Some(foreign) = self.foreign.iter_mut().find(|foreign| foreign.serial == serial) {
            foreign.sends += 1;
        }
        serial
    }

    /// Returns how often a text was sent in a refresh token's place.
    pub(crate) fn sends_of(&self, text: &str) -> usize {
        let digest = digest(text);
        let foreign = || self.foreign.iter().find(|foreign| foreign.digest == digest).map(|foreign| foreign.sends);
        self.find(text).map(|token| token.sends).or_else(foreign).unwrap_or(0)
    }

    /// Reports whether a token of that kind is valid now.
    pub(crate) fn is_live(&self, kind: TokenKind, text: &str, now: SystemTime) -> bool {
        self.find(text).is_some_and(|token| token.kind == kind && token.is_live(now))
    }

    /// Returns the newest pair of an app whose tokens are both live.
    pub(crate) fn live_pair(&self, app_id: &str, now: SystemTime) -> Option<Pair> {
        let live = |kind, chain: Option<u64>| {
            self.tokens.iter().rev().filter(move |token| {
                token.kind == kind
                    && token.app_id == app_id
                    && token.is_live(now)
                    && chain.is_none_or(|chain| token.chain == chain)
            })
        };
        live(TokenKind::Refresh, None).find_map(|refresh| {
            let access = live(TokenKind::Access, Some(refresh.chain)).next()?;
            Some(Pair { access_token: access.text.clone(), refresh_token: refresh.text.clone() })
        })
    }

    /// Exchanges a refresh token for new tokens; the access tokens of its chain are removed at once.
    ///
    /// # Errors
    /// Why the token is not valid; nothing has changed then.
    pub(crate) fn refresh(
        &mut self,
        app_id: &str,
        text: &str,
        given: TokensGiven,
        lifetimes: TokenLifetimes,
        now: SystemTime,
    ) -> Result<Issued, NoRefresh> {
        let ours = |token: &Token| token.text == text && token.kind == TokenKind::Refresh && token.app_id == app_id;
        let at = self.tokens.iter().position(ours).ok_or(NoRefresh::Unknown)?;
        if self.tokens[at].state == TokenState::Spent {
            return Err(NoRefresh::Spent);
        }
        if !self.tokens[at].is_live(now) {
            return Err(NoRefresh::Unknown);
        }
        let chain = self.tokens[at].chain;
        let mut generation = 1;
        for token in self.tokens.iter_mut().filter(|token| token.chain == chain) {
            generation = generation.max(token.generation + 1);
            if token.kind == TokenKind::Access {
                token.state = TokenState::Removed;
            }
        }
        let access_token = random_text(&format!("FAKE_AT_{generation}_"), ACCESS_LENGTH);
        self.add(TokenKind::Access, app_id, chain, generation, access_token.clone(), later(now, lifetimes.access));
        let spent = match given {
            TokensGiven::Both | TokensGiven::RefreshOnly => true,
            TokensGiven::AccessOnly | TokensGiven::SameRefresh => false,
        };
        let mut refresh_token = text.to_owned();
        if spent {
            self.tokens[at].state = TokenState::Spent;
            refresh_token = random_text(&format!("FAKE_RT_{generation}_"), REFRESH_LENGTH);
            self.add(
                TokenKind::Refresh,
                app_id,
                chain,
                generation,
                refresh_token.clone(),
                later(now, lifetimes.refresh),
            );
        }
        Ok(Issued { pair: Pair { access_token, refresh_token }, spent })
    }

    /// Checks an access token.
    pub(crate) fn check_access(&self, text: &str, now: SystemTime) -> AccessCheck {
        match self.find(text).filter(|token| token.kind == TokenKind::Access) {
            None => AccessCheck::Invalid,
            Some(token) if token.is_live(now) => AccessCheck::Live(token.app_id.clone()),
            Some(_) => AccessCheck::Gone,
        }
    }

    /// Makes an authorization code.
    pub(crate) fn add_code(&mut self, app_id: &str, challenge: Option<&str>, expires_at: SystemTime) -> String {
        let text = random_text("FAKE_CODE_", CODE_LENGTH);
        let (app_id, challenge) = (app_id.to_owned(), challenge.map(str::to_owned));
        self.codes.push(Code { text: text.clone(), app_id, challenge, expires_at, used: false });
        text
    }

    /// Uses a code up, and reports whether it was valid. A wrong verifier uses it up too.
    pub(crate) fn use_code(&mut self, app_id: &str, text: &str, verifier: Option<&str>, now: SystemTime) -> bool {
        let Some(code) = self.codes.iter_mut().find(|code| code.text == text && code.app_id == app_id) else {
            return false;
        };
        if code.used || now >= code.expires_at {
            return false;
        }
        code.used = true;
        code.challenge.as_ref().is_none_or(|challenge| {
            verifier.is_some_and(|verifier| base64url(&Sha256::digest(verifier.as_bytes())) == *challenge)
        })
    }

    /// Returns how many refresh tokens were spent.
    pub(crate) fn spends(&self) -> usize {
        self.tokens.iter().filter(|token| token.state == TokenState::Spent).count()
    }
}

impl Token {
    fn is_live(&self, now: SystemTime) -> bool {
        self.state == TokenState::Live && now < self.expires_at
    }
}

/// Adds a duration to a time. An overflow becomes a time in the far future.
pub(crate) fn later(time: SystemTime, by: Duration) -> SystemTime {
    const THOUSAND_YEARS: Duration = Duration::from_secs(1000 * 365 * 24 * 3600);
    time.checked_add(by).unwrap_or(time + THOUSAND_YEARS)
}

fn digest(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}
