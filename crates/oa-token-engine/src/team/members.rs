//! Who becomes a member, and who leaves.

use std::time::Duration;

use jiff::Timestamp;
use oa_token_model::profile::ProfileId;
use oa_token_model::secret::Secret;
use oa_token_team::keys::chain::Chain;
use oa_token_team::keys::identity::Identity;
use oa_token_team::keys::invitation::{Address, Invitation};
use oa_token_team::keys::roster::{Roster, RosterMember, SignedRoster, is_name};
use oa_token_team::postgres::{Database, DatabaseAddress, DatabaseError, DatabaseHost, Login, RosterChange, Waits};
use oa_token_team::rules::access::Act;
use oa_token_team::rules::member::{MemberId, MemberKind, Role};
use oa_token_vault::{keys as vault_keys, sealed_file};

use super::fault::TeamFault;
use super::keeping_up::{active, keep_up, wrapped_for};
use super::loading::{self, Active};
use super::logins::InvitedLogin;
use super::sharing;
use super::stored::{Joining, Stored};
use crate::{EngineError, FrontEnd, Shared, blocking};

/// How long a join waits for an admin's computer to confirm it, before it leaves that to the background.
const CONFIRMATION: Duration = Duration::from_secs(20);
/// The pause between two looks.
const LOOK: Duration = Duration::from_millis(500);

/// What a database was found to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatabaseFound {
    /// Nothing of OA Token.
    Empty,
    /// A team of this name.
    Team(String),
}

/// A new team.
#[derive(Debug, Clone)]
pub struct NewTeam {
    /// The address of the database, `postgres://USER@HOST/DATABASE`, without a password.
    pub url: String,
    /// The password; `None` where the server knows this user by its socket.
    pub password: Option<Secret>,
    /// The team's name.
    pub name: String,
    /// The name of this computer in the team.
    pub my_name: String,
    /// The OAs to share from the start.
    pub oas: Vec<ProfileId>,
}

/// A new invitation.
pub struct NewInvitation {
    /// Identifies it, to withdraw it.
    pub id: String,
    /// The file.
    pub bytes: Vec<u8>,
    /// What opens it. Told by another way than the file.
    pub passphrase: Secret,
    /// A short text of this computer's keys. The screen of the computer that joins shows the same.
    pub by_key: String,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// What an invitation says, to be shown before anything is done with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationShown {
    /// The team's name.
    pub team: String,
    /// The role that it gives.
    pub role: Role,
    /// Where the database is.
    pub host: String,
    /// The name of the admin who made it.
    pub by: String,
    /// A short text of the admin's keys, to be compared with what the admin's screen shows.
    pub by_key: String,
    /// When it ends.
    pub expires_at: Timestamp,
}

fn named(name: &str) -> Result<String, TeamFault> {
    let name = name.trim();
    if is_name(name) { Ok(name.to_owned()) } else { Err(TeamFault::Name) }
}

fn kind(shared: &Shared) -> MemberKind {
    match shared.options.front_end {
        FrontEnd::Window => MemberKind::Person,
        FrontEnd::Command => MemberKind::Server,
    }
}

fn login(url: &str, password: Option<Secret>) -> Result<Login, TeamFault> {
    Ok(Login { address: DatabaseAddress::parse(url)?, password, authority: None, bound: false })
}

/// Asks a database what it holds.
pub(super) async fn try_database(url: &str, password: Option<Secret>) -> Result<DatabaseFound, EngineError> {
    let made = Database::new(login(url, password)?, Waits::default()).made().await?;
    Ok(made.map_or(DatabaseFound::Empty, DatabaseFound::Team))
}

/// Makes a team with this computer as its admin.
pub(super) async fn create(shared: &Shared, new: NewTeam) -> Result<(), EngineError> {
    let (name, my_name) = (named(&new.name)?, named(&new.my_name)?);
    let login = login(&new.url, new.password)?;
    let database = Database::new(login.clone(), Waits::default());
    if database.made().await?.is_some() {
        return Err(TeamFault::DatabaseTaken.into());
    }
    let identity = Identity::random();
    let me = MemberId(uuid::Uuid::new_v4().to_string());
    let creator =
        RosterMember { id: me.clone(), name: my_name, kind: kind(shared), role: Role::Admin, keys: identity.public() };
    let team = uuid::Uuid::new_v4().to_string();
    let (roster, made) = Roster::first(team.clone(), name.clone(), creator.clone());
    let chain = Chain::verify(&[roster.sign(&identity)], None)?;
    let mut stored = Stored::new(&login, me, &identity, &chain);
    for (purpose, key) in &made {
        stored.add_key(*purpose, 1, key);
    }
    // Kept first: keys that only the database holds would open nothing.
    loading::begin(shared, stored).await?;
    let active = active(shared)?;
    let keys = wrapped_for(&active, &active.chain, &creator.id, Role::Admin, &active.stored.keys()?)?;
    let signed = &active.chain.signed()[0];
    let change = RosterChange { epoch: 1, signed, keys: &keys, added: Some(&creator), removed: None, used: None };
    if let Err(error) = make_room(&database, (&team, &name)).await {
        loading::end(shared).await?;
        return Err(error);
    }
    match publish_first(&database, change).await {
        Ok(true) => {}
        // The keys stay: what was signed with them may be there. The next round looks, and writes it if it is not.
        Err(error) if error.is_in_doubt() => return Err(error.into()),
        refused => {
            loading::end(shared).await?;
            refused?;
            return Err(TeamFault::DatabaseTaken.into());
        }
    }
    // Another computer that made a team at the same time may have put its own here.
    database.set_team(&team, &name).await?;
    for id in &new.oas {
        sharing::add(shared, id).await?;
    }
    keep_up(shared).await
}

async fn make_room(database: &Database, (team, name): (&str, &str)) -> Result<(), EngineError> {
    database.prepare().await?;
    database.create_team(team, name).await?;
    // Somebody else may have been faster.
    if database.team().await?.0 == team { Ok(()) } else { Err(TeamFault::DatabaseTaken.into()) }
}

/// Publishes the first roster. Returns whether it is there.
async fn publish_first(database: &Database, change: RosterChange<'_>) -> Result<bool, DatabaseError> {
    let is_new = match database.publish_roster(change).await {
        // If its answer was lost, the second try waits for the first.
        Err(error) if error.is_in_doubt() => database.publish_roster(change).await?,
        done => done?,
    };
    let is_ours = |there: &SignedRoster| there.document == change.signed.document;
    Ok(is_new || database.rosters(0).await?.0.first().is_some_and(is_ours))
}

/// Returns the team if this computer is an admin of it.
pub(super) fn as_admin(shared: &Shared, act: Act) -> Result<std::sync::Arc<Active>, TeamFault> {
    let active = active(shared)?;
    if active.may(act) { Ok(active) } else { Err(TeamFault::Role) }
}

/// Makes an invitation: a file, and the passphrase that opens it.
pub(super) async fn invite(
    shared: &Shared,
    role: Role,
    name: &str,
    with: Option<InvitedLogin>,
) -> Result<NewInvitation, EngineError> {
    keep_up(shared).await?;
    let active = as_admin(shared, Act::Invite)?;
    let login = active.stored.login()?;
    let host = |host: &DatabaseHost| match host {
        DatabaseHost::Tcp(name, port) => Some((name.clone(), *port)),
        DatabaseHost::Socket(..) => None,
    };
    let hosts: Option<Vec<_>> = login.address.hosts.iter().map(host).collect();
    let (user, password) = match with {
        Some(with) => (with.user, Some(with.password)),
        None => (login.address.user, login.password),
    };
    let (Some(hosts), Some(password)) = (hosts, password) else { return Err(TeamFault::LocalAddress.into()) };
    let address = Address { hosts, database: login.address.name, user, password, certificates: None };
    let now = active.database.now().await?;
    // Without keys: a file that is withdrawn or found later opens nothing. An admin's computer hands them to the member.
    let (invitation, record) = Invitation::new(&active.chain, active.me(), role, address, [], now)?;
    active.database.put_invitation(&record.id, role, record.expires_at).await?;
    let (kept, name) = (record.clone(), name.to_owned());
    loading::change(shared, move |stored| {
        stored.add_invitation(&kept, &name);
        Ok(())
    })
    .await?;
    let passphrase = vault_keys::generate_passphrase();
    let (content, with) = (invitation.to_bytes(), passphrase.clone());
    let bytes = blocking(move || Ok(sealed_file::seal_invitation(&content, &with)?)).await?;
    let by_key = active.identity.public().short_text();
    Ok(NewInvitation { id: record.id, bytes, passphrase, by_key, expires_at: record.expires_at })
}

/// Withdraws an invitation that was not used yet.
pub(super) async fn withdraw(shared: &Shared, id: &str) -> Result<(), EngineError> {
    let active = as_admin(shared, Act::Invite)?;
    active.database.withdraw_invitation(id).await?;
    let id = id.to_owned();
    loading::change(shared, move |stored| {
        stored.drop_invitation(&id);
        Ok(())
    })
    .await
}

async fn opened(bytes: Vec<u8>, passphrase: Secret) -> Result<Invitation, EngineError> {
    let content = blocking(move || Ok(sealed_file::open_invitation(&bytes, &passphrase)?)).await?;
    Ok(Invitation::read(&content)?)
}

fn address_of(invitation: &Invitation) -> DatabaseAddress {
    let of = &invitation.address;
    DatabaseAddress {
        hosts: of.hosts.iter().map(|(name, port)| DatabaseHost::Tcp(name.clone(), *port)).collect(),
        user: of.user.clone(),
        name: of.database.clone(),
    }
}

/// Opens an invitation. Nothing is connected to.
pub(super) async fn read_invitation(bytes: Vec<u8>, passphrase: Secret) -> Result<InvitationShown, EngineError> {
    let invitation = opened(bytes, passphrase).await?;
    Ok(InvitationShown {
        team: invitation.team_name.clone(),
        role: invitation.role,
        host: address_of(&invitation).to_string(),
        by: invitation.admin_name.clone(),
        by_key: invitation.admin_keys.short_text(),
        expires_at: invitation.expires_at,
    })
}

/// Joins a team. Returns whether an admin's computer has confirmed it; if not, that follows by itself.
pub(super) async fn join(
    shared: &Shared,
    bytes: Vec<u8>,
    passphrase: Secret,
    my_name: &str,
) -> Result<bool, EngineError> {
    let my_name = named(my_name)?;
    loading::reload(shared).await?;
    if shared.team.active().is_some() || shared.team.is_unusable() {
        return Err(TeamFault::AlreadyInTeam.into());
    }
    let invitation = opened(bytes, passphrase).await?;
    let password = Some(invitation.address.password.clone());
    let login = Login { address: address_of(&invitation), password, authority: None, bound: false };
    let database = Database::new(login.clone(), Waits::default());
    let now = database.now().await?;
    let (rosters, _) = database.rosters(0).await?;
    let chain = invitation.verify(&rosters, now)?;
    let identity = Identity::random();
    let request = invitation.request(&identity, my_name, kind(shared));
    let mut stored = Stored::new(&login, request.member.clone(), &identity, &chain);
    let request = serde_json::to_string(&request).expect("plain data can be written as JSON");
    let asks = Some((invitation.id.clone(), request.clone()));
    stored.joining = Some(Joining { role: invitation.role, by: invitation.admin_name.clone(), asks });
    loading::begin(shared, stored).await?;
    match database.ask_to_join(&invitation.id, request.as_bytes()).await {
        Ok(true) => has_asked(shared).await?,
        // An admin's computer may have read it. The next round asks again.
        Err(error) if error.is_in_doubt() => {}
        Ok(false) => {
            loading::end(shared).await?;
            return Err(TeamFault::Invitation(oa_token_team::keys::JoinFault::Used).into());
        }
        Err(error) => {
            loading::end(shared).await?;
            return Err(error.into());
        }
    }
    let until = tokio::time::Instant::now() + CONFIRMATION;
    loop {
        match keep_up(shared).await {
            // A login that only joins has done so.
            Err(EngineError::Team(TeamFault::Database(error))) if error.is_forbidden() => return Ok(false),
            // The request is kept until the database is known to have it.
            Err(EngineError::Team(fault)) if fault.is_unreachable() => return Ok(false),
            done => done?,
        }
        if active(shared)?.role().is_some() {
            return Ok(true);
        }
        if tokio::time::Instant::now() >= until {
            return Ok(false);
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Asks again to join, if it is not known whether the database has the request.
pub(super) async fn ask_again(shared: &Shared) -> Result<(), EngineError> {
    let active = active(shared)?;
    let asks = active.stored.joining.as_ref().and_then(|joining| joining.asks.as_ref());
    let Some((invitation, request)) = asks else { return Ok(()) };
    // Refused: the invitation was used, withdrawn or has expired, or an admin has answered by now.
    active.database.ask_to_join(invitation, request.as_bytes()).await?;
    has_asked(shared).await
}

async fn has_asked(shared: &Shared) -> Result<(), EngineError> {
    loading::change(shared, |stored| {
        if let Some(joining) = &mut stored.joining {
            joining.asks = None;
        }
        Ok(())
    })
    .await
}

/// Explains an unreachable database.
pub(super) fn unreachable() -> TeamFault {
    DatabaseError::Unreachable(None).into()
}
