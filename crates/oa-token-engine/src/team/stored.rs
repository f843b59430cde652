//! What the vault stores about the team of this computer. It is sealed there as a whole.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use oa_token_model::profile::ProfileId;
use oa_token_model::refresh::plan::Fingerprint;
use oa_token_model::secret::{Secret, SecretBytes};
use oa_token_team::keys::Hex;
use oa_token_team::keys::chain::{Chain, Pin};
use oa_token_team::keys::identity::Identity;
use oa_token_team::keys::invitation::InvitationRecord;
use oa_token_team::keys::roster::SignedRoster;
use oa_token_team::keys::team_key::TeamKey;
use oa_token_team::postgres::{DatabaseAddress, Login};
use oa_token_team::rules::access::Purpose;
use oa_token_team::rules::app::{AppValues, Steering};
use oa_token_team::rules::member::{MemberId, MemberKind, OaId, Role};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::fault::TeamFault;
use super::state::LeaverTask;

/// A text that is wiped when dropped.
type Hidden = Zeroizing<String>;

const VERSION: u32 = 1;
/// The size of a new buffer for the content: a growing one would leave unwiped copies.
const ROOM: usize = 1024 * 1024;

/// This computer's place in its team.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Stored {
    version: u32,
    /// The address, without a password.
    url: String,
    password: Option<Hidden>,
    /// The only certificate authority that is trusted: DER, as digits.
    authority: Option<String>,
    /// Whether a login was bound to the server's certificate.
    #[serde(default)]
    bound: bool,
    /// This member.
    pub(super) me: MemberId,
    identity: Hidden,
    /// The newest roster that was verified. Never an older one again.
    pin: Pin,
    rosters: Vec<RosterV1>,
    keys: Vec<KeyV1>,
    /// The shared OAs, by the profiles that they are here.
    pub(super) oas: BTreeMap<ProfileId, OaId>,
    invitations: Vec<InvitationV1>,
    /// The admin who invited this computer, until an admin's computer has confirmed it.
    pub(super) joining: Option<Joining>,
    /// Members that were removed, and what is left to do.
    pub(super) leavers: Vec<Leaver>,
    /// Members whose removal was begun here. It is done once the roster does not name them.
    #[serde(default)]
    pub(super) leaving: Vec<Leaver>,
    /// What was last agreed on with the team about the apps of the shared OAs.
    #[serde(default)]
    apps: BTreeMap<OaId, AppV1>,
    /// The profiles of OAs that were taken out of the team.
    #[serde(default)]
    pub(super) former: BTreeMap<OaId, ProfileId>,
}

/// A join that is not confirmed yet.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Joining {
    /// The role that the invitation gives.
    pub(super) role: Role,
    /// The admin's name.
    pub(super) by: String,
    /// The invitation and the request, until the database is known to have it.
    #[serde(default)]
    pub(super) asks: Option<(String, String)>,
}

/// A member that was removed.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Leaver {
    pub(super) member: MemberId,
    pub(super) name: String,
    pub(super) kind: MemberKind,
    pub(super) role: Role,
    pub(super) removed_at: Timestamp,
    pub(super) tasks: Vec<(LeaverTask, bool)>,
}

#[derive(Clone, Serialize, Deserialize)]
struct RosterV1 {
    document: String,
    signature: Hex<64>,
}

#[derive(Clone, Serialize, Deserialize)]
struct KeyV1 {
    purpose: Purpose,
    version: u32,
    key: Hidden,
}

#[derive(Clone, Serialize, Deserialize)]
struct InvitationV1 {
    id: String,
    role: Role,
    expires_at: Timestamp,
    secret: Hidden,
    name: String,
}

#[derive(Clone, Serialize, Deserialize)]
struct AppV1 {
    version: u64,
    print: Hex<32>,
    automatic: bool,
    retired: bool,
}

impl Stored {
    /// Makes the place of a computer that creates a team or joins one.
    pub(super) fn new(login: &Login, me: MemberId, identity: &Identity, chain: &Chain) -> Self {
        let mut new = Self {
            version: VERSION,
            url: login.address.to_url(),
            password: login.password.as_ref().map(|password| Zeroizing::new(password.expose().to_owned())),
            authority: login.authority.as_ref().map(|der| digits(der).to_string()),
            bound: login.bound,
            me,
            identity: digits(identity.to_bytes().expose()),
            pin: chain.pin(),
            rosters: Vec::new(),
            keys: Vec::new(),
            oas: BTreeMap::new(),
            invitations: Vec::new(),
            joining: None,
            leavers: Vec::new(),
            leaving: Vec::new(),
            apps: BTreeMap::new(),
            former: BTreeMap::new(),
        };
        new.set_chain(chain);
        new
    }

    /// Reads what was stored.
    pub(super) fn read(bytes: &SecretBytes) -> Result<Self, TeamFault> {
        let stored: Self = serde_json::from_slice(bytes.expose()).map_err(|_| TeamFault::Unreadable)?;
        if stored.version == VERSION { Ok(stored) } else { Err(TeamFault::Unreadable) }
    }

    /// Returns the content to be sealed.
    pub(super) fn to_bytes(&self) -> SecretBytes {
        let mut bytes = Vec::with_capacity(ROOM);
        serde_json::to_writer(&mut bytes, self).expect("plain data can be written as JSON");
        SecretBytes::new(bytes)
    }

    /// Returns how to get in.
    pub(super) fn login(&self) -> Result<Login, TeamFault> {
        let authority =
            self.authority.as_deref().map(|text| undigits(text).ok_or(TeamFault::Unreadable)).transpose()?;
        Ok(Login {
            address: DatabaseAddress::parse(&self.url)?,
            password: self.password.as_ref().map(|password| Secret::new(password.as_str())),
            authority: authority.map(|der| der.to_vec()),
            bound: self.bound,
        })
    }

    /// Reports whether another one gets in the same way.
    pub(super) fn has_login_of(&self, other: &Self) -> bool {
        (&self.url, &self.password, &self.authority) == (&other.url, &other.password, &other.authority)
    }

    /// Changes how to get in.
    pub(super) fn set_login(&mut self, login: &Login) {
        (self.url, self.bound) = (login.address.to_url(), login.bound);
        self.password = login.password.as_ref().map(|password| Zeroizing::new(password.expose().to_owned()));
    }

    /// Reports whether logins have to be bound to the server's certificate.
    pub(super) fn is_bound(&self) -> bool {
        self.bound
    }

    /// Remembers that a login was bound to the server's certificate.
    pub(super) fn set_bound(&mut self) {
        self.bound = true;
    }

    /// Returns this member's own keys.
    pub(super) fn identity(&self) -> Result<Identity, TeamFault> {
        let bytes = undigits(&self.identity).ok_or(TeamFault::Unreadable)?;
        Identity::from_bytes(&SecretBytes::new(bytes.to_vec())).ok_or(TeamFault::Unreadable)
    }

    /// Returns the rosters, verified against the pin.
    pub(super) fn chain(&self) -> Result<Chain, TeamFault> {
        let signed = |roster: &RosterV1| SignedRoster {
            document: roster.document.clone().into_bytes(),
            signature: roster.signature,
        };
        let rosters: Vec<SignedRoster> = self.rosters.iter().map(signed).collect();
        Ok(Chain::verify(&rosters, Some(&self.pin))?)
    }

    /// Takes over a newer chain. An older one is refused.
    pub(super) fn set_chain(&mut self, chain: &Chain) {
        if chain.pin().epoch < self.pin.epoch {
            return;
        }
        let stored = |roster: &SignedRoster| RosterV1 {
            document: String::from_utf8_lossy(&roster.document).into_owned(),
            signature: roster.signature,
        };
        self.rosters = chain.signed().iter().map(stored).collect();
        self.pin = chain.pin();
    }

    /// Returns the team keys.
    pub(super) fn keys(&self) -> Result<Vec<(Purpose, u32, TeamKey)>, TeamFault> {
        let key = |row: &KeyV1| Some((row.purpose, row.version, TeamKey::from_slice(&undigits(&row.key)?)?));
        self.keys.iter().map(|row| key(row).ok_or(TeamFault::Unreadable)).collect()
    }

    /// Adds a team key. Another one of its version stays: a roster commits to one of them.
    pub(super) fn add_key(&mut self, purpose: Purpose, version: u32, key: &TeamKey) {
        let new = KeyV1 { purpose, version, key: digits(key.expose()) };
        if !self.keys.iter().any(|row| (row.purpose, row.version, &row.key) == (purpose, version, &new.key)) {
            self.keys.push(new);
        }
    }

    /// Returns the invitations that this computer made, with the names they were made for.
    pub(super) fn invitations(&self) -> Result<Vec<(InvitationRecord, String)>, TeamFault> {
        let record = |row: &InvitationV1| {
            let secret = SecretBytes::new(undigits(&row.secret).ok_or(TeamFault::Unreadable)?.to_vec());
            let of = InvitationRecord { id: row.id.clone(), role: row.role, expires_at: row.expires_at, secret };
            Ok((of, row.name.clone()))
        };
        self.invitations.iter().map(record).collect()
    }

    /// Keeps what is needed to answer an invited computer.
    pub(super) fn add_invitation(&mut self, record: &InvitationRecord, name: &str) {
        self.invitations.push(InvitationV1 {
            id: record.id.clone(),
            role: record.role,
            expires_at: record.expires_at,
            secret: digits(record.secret.expose()),
            name: name.to_owned(),
        });
    }

    /// Forgets an invitation.
    pub(super) fn drop_invitation(&mut self, id: &str) {
        self.invitations.retain(|row| row.id != id);
    }

    /// Returns what was last agreed on with the team about the app of an OA.
    pub(super) fn app(&self, oa: &OaId) -> Option<AppValues> {
        self.apps.get(oa).map(|app| AppValues { version: app.version, print: Fingerprint(app.print.0) })
    }

    /// Remembers what was agreed on. An older agreement is refused.
    pub(super) fn set_app(&mut self, oa: &OaId, print: Fingerprint, steering: Steering) {
        let Steering { version, automatic, retired } = steering;
        if self.apps.get(oa).is_none_or(|app| app.version <= version) {
            self.apps.insert(oa.clone(), AppV1 { version, print: Hex(print.0), automatic, retired });
        }
    }

    /// Remembers that an OA was taken out of the team by this change.
    pub(super) fn set_retired(&mut self, oa: &OaId, version: u64) {
        let print = self.app(oa).map_or(Fingerprint([0; 32]), |app| app.print);
        self.set_app(oa, print, Steering { version, automatic: false, retired: true });
    }

    /// Returns what this computer saw last of what steers the OAs.
    pub(super) fn steering(&self) -> HashMap<OaId, Steering> {
        let of = |app: &AppV1| Steering { version: app.version, automatic: app.automatic, retired: app.retired };
        self.apps.iter().map(|(oa, app)| (oa.clone(), of(app))).collect()
    }

    /// Returns the epoch of the newest roster that was verified.
    pub(super) fn epoch(&self) -> u64 {
        self.pin.epoch
    }
}

fn digits(bytes: &[u8]) -> Hidden {
    let mut text = Zeroizing::new(String::with_capacity(bytes.len() * 2));
    for byte in bytes {
        for digit in [byte >> 4, byte & 0x0f] {
            text.push(char::from(if digit < 10 { b'0' + digit } else { b'a' + digit - 10 }));
        }
    }
    text
}

fn undigits(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let (digits, rest) = text.as_bytes().as_chunks::<2>();
    let value = |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
    let mut bytes = Zeroizing::new(Vec::with_capacity(digits.len()));
    for [high, low] in digits {
        bytes.push(value(*high)? << 4 | value(*low)?);
    }
    rest.is_empty().then_some(bytes)
}
