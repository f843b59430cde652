//! What somebody can try who writes to the database, was a member once, is a member with a lower role, or sends an
//! invitation. Each try fails.

use jiff::{SignedDuration, Timestamp};
use oa_token_model::secret::{Secret, SecretBytes};

use super::chain::{Chain, Pin};
use super::column::{ColumnPlace, TeamSealer};
use super::encoding::Hex;
use super::identity::Identity;
use super::invitation::{Address, Invitation, InvitationRecord, LIFE};
use super::roster::{Roster, RosterMember, SignedRoster};
use super::team_key::TeamKey;
use super::wrap::{WrappedKey, unwrap, wrap};
use super::{JoinFault, KeyFault, RosterFault};
use crate::rules::access::{Purpose, SealedPart, purposes};
use crate::rules::member::{MemberId, MemberKind, Role};

mod rows;

const NOW: Timestamp = Timestamp::constant(1_790_000_000, 0);

/// A member with its secret keys.
struct Person {
    id: MemberId,
    identity: Identity,
}

impl Person {
    fn new(name: &str) -> Self {
        Self { id: MemberId(name.to_owned()), identity: Identity::random() }
    }

    fn listed(&self, role: Role) -> RosterMember {
        RosterMember {
            id: self.id.clone(),
            name: self.id.0.clone(),
            kind: MemberKind::Person,
            role,
            keys: self.identity.public(),
        }
    }

    fn signer(&self) -> (&MemberId, &Identity) {
        (&self.id, &self.identity)
    }
}

/// A team of an admin, an operator and a viewer.
struct Team {
    admin: Person,
    operator: Person,
    viewer: Person,
    chain: Chain,
    keys: Vec<(Purpose, TeamKey)>,
    rows: Vec<WrappedKey>,
}

impl Team {
    fn new() -> Self {
        let [admin, operator, viewer] = ["admin", "operator", "viewer"].map(Person::new);
        let (first, keys) = Roster::first("team1".to_owned(), "Shop".to_owned(), admin.listed(Role::Admin));
        let chain = Chain::verify(&[first.sign(&admin.identity)], None).unwrap();
        let second = chain
            .next(admin.id.clone())
            .with(operator.listed(Role::Operator))
            .with(viewer.listed(Role::Viewer))
            .sign(&admin.identity);
        let mut team =
            Self { chain: chain.then(&second).unwrap(), admin, operator, viewer, keys: keys.to_vec(), rows: vec![] };
        team.wrap_all();
        team
    }

    fn people(&self) -> [&Person; 3] {
        [&self.admin, &self.operator, &self.viewer]
    }

    /// Wraps all keys for all members that get them, as an admin's computer does.
    fn wrap_all(&mut self) {
        for person in [&self.admin, &self.operator, &self.viewer] {
            let Some(member) = self.chain.current().member(&person.id) else { continue };
            for (purpose, key) in self.keys.iter().filter(|(purpose, _)| purposes(member.role).contains(purpose)) {
                self.rows.push(wrap(&self.chain, *purpose, key, &person.id, self.admin.signer()).unwrap());
            }
        }
    }

    fn sealer(&self, person: &Person) -> TeamSealer {
        let mine = self.rows.iter().filter(|row| row.member == person.id);
        let keys =
            mine.map(|row| (row.purpose, row.version, unwrap(&self.chain, row, &person.id, &person.identity).unwrap()));
        TeamSealer::new(&self.chain, keys)
    }

    fn key(&self, purpose: Purpose) -> &TeamKey {
        &self.keys.iter().rev().find(|(of, _)| *of == purpose).unwrap().1
    }

    fn row_for(&self, person: &Person, purpose: Purpose) -> &WrappedKey {
        self.rows.iter().find(|row| row.member == person.id && row.purpose == purpose).unwrap()
    }

    fn remove_operator(&mut self) -> Pin {
        let pin = self.chain.pin();
        let (next, new) = self.chain.next(self.admin.id.clone()).without(&self.operator.id);
        self.chain = self.chain.clone().then(&next.sign(&self.admin.identity)).unwrap();
        self.keys.retain(|(purpose, _)| *purpose == Purpose::Print);
        self.keys.extend(new);
        self.wrap_all();
        pin
    }
}

const ACCESS: ColumnPlace<'static> = ColumnPlace {
    part: SealedPart::AccessToken,
    table: "pair",
    row: "oa-1#7",
    column: "access",
    generation: 7,
    attempt: "attempt-1",
    member: "admin",
    app_id: "123",
    beside: b"beside",
};
const REFRESH: ColumnPlace<'static> = ColumnPlace { part: SealedPart::RefreshToken, column: "refresh", ..ACCESS };

#[test]
fn all_members_read_what_one_has_sealed() {
    let team = Team::new();
    let sealed = team.sealer(&team.admin).seal(ACCESS, b"FAKE_AT_1").unwrap();
    for person in team.people() {
        assert_eq!(team.sealer(person).open(ACCESS, &sealed).unwrap().expose(), b"FAKE_AT_1");
    }
    let print = |person| team.sealer(person).fingerprint("token", b"FAKE_RT_1").unwrap();
    assert_eq!(print(&team.admin), print(&team.operator));
}

#[test]
fn a_viewer_holds_nothing_that_opens_a_refresh_token_or_a_secret_key() {
    let team = Team::new();
    let [refresh, secret] = [REFRESH, ColumnPlace { part: SealedPart::SecretKey, column: "secret_key", ..ACCESS }]
        .map(|place| (place, team.sealer(&team.operator).seal(place, b"FAKE_RT_1").unwrap()));
    let viewer = team.sealer(&team.viewer);
    for (place, sealed) in [&refresh, &secret] {
        assert!(matches!(viewer.open(*place, sealed), Err(KeyFault::NoKey { purpose: Purpose::Spend, .. })));
        // Not under its own key either, whatever the place says.
        let as_access = ColumnPlace { part: SealedPart::AccessToken, ..*place };
        assert_eq!(viewer.open(as_access, sealed), Err(KeyFault::Unsealable));
        assert!(matches!(viewer.seal(*place, b"FAKE"), Err(KeyFault::NoKey { .. })));
    }
    assert!(viewer.fingerprint("token", b"FAKE_RT_1").is_err(), "it cannot name a token");
    assert!(viewer.row_code("attempt", &[b"saved"]).is_err(), "its rows are not believed");
    for row in team.rows.iter().filter(|row| row.member != team.viewer.id) {
        assert!(unwrap(&team.chain, row, &team.viewer.id, &team.viewer.identity).is_err(), "{:?}", row.purpose);
        let renamed = WrappedKey { member: team.viewer.id.clone(), ..row.clone() };
        assert!(unwrap(&team.chain, &renamed, &team.viewer.id, &team.viewer.identity).is_err());
    }
    let asked = wrap(&team.chain, Purpose::Spend, team.key(Purpose::Spend), &team.viewer.id, team.admin.signer());
    assert_eq!(asked.err(), Some(KeyFault::NotEntitled(Purpose::Spend)));
}

#[test]
fn a_team_key_that_the_databases_owner_planted_is_not_used() {
    let team = Team::new();
    // The owner is an admin of a team of its own, with the same ids, and knows all public keys.
    let owner = Person { id: team.admin.id.clone(), identity: Identity::random() };
    let (first, keys) = Roster::first("team1".to_owned(), "Shop".to_owned(), owner.listed(Role::Admin));
    let chain = Chain::verify(&[first.sign(&owner.identity)], None).unwrap();
    let next = chain.next(owner.id.clone()).with(team.operator.listed(Role::Operator)).sign(&owner.identity);
    let chain = chain.then(&next).unwrap();
    let planted = wrap(&chain, Purpose::Spend, &keys[1].1, &team.operator.id, owner.signer()).unwrap();
    let mine = team.operator.signer();
    assert!(unwrap(&chain, &planted, mine.0, mine.1).is_ok(), "it is well made");
    assert_eq!(unwrap(&team.chain, &planted, mine.0, mine.1).err(), Some(KeyFault::Forged));
    let as_newer = WrappedKey { version: 2, ..planted };
    assert_eq!(unwrap(&team.chain, &as_newer, mine.0, mine.1).err(), Some(KeyFault::Forged));
}

#[test]
fn an_operator_signs_no_key_and_no_roster() {
    let team = Team::new();
    let own = TeamKey::random();
    let signer = team.operator.signer();
    assert_eq!(
        wrap(&team.chain, Purpose::Use, team.key(Purpose::Use), &team.viewer.id, signer).err(),
        Some(KeyFault::Forged)
    );
    let mut row = team.row_for(&team.viewer, Purpose::Use).clone();
    row.signer = team.operator.id.clone();
    assert_eq!(unwrap(&team.chain, &row, &team.viewer.id, &team.viewer.identity).err(), Some(KeyFault::Forged));
    assert_eq!(
        wrap(&team.chain, Purpose::Use, &own, &team.viewer.id, team.admin.signer()).err(),
        Some(KeyFault::NotCommitted)
    );

    let promoted = || team.chain.next(team.operator.id.clone()).with(team.operator.listed(Role::Admin));
    let forged = promoted().sign(&team.operator.identity);
    assert_eq!(team.chain.clone().then(&forged), Err(RosterFault::Forged), "signed as itself");
    let mut as_admin = promoted();
    as_admin.signer = team.admin.id.clone();
    assert_eq!(team.chain.clone().then(&as_admin.sign(&team.operator.identity)), Err(RosterFault::Forged));
    // A new admin is not enough to sign for itself in the same step.
    let stranger = Person::new("stranger");
    let added = team.chain.next(stranger.id.clone()).with(stranger.listed(Role::Admin)).sign(&stranger.identity);
    assert_eq!(team.chain.clone().then(&added), Err(RosterFault::Forged));
}

#[test]
fn a_roster_from_before_a_removal_is_not_sealed_for() {
    let mut team = Team::new();
    let before = team.chain.signed().to_vec();
    let known_before = team.remove_operator();
    let pin = team.chain.pin();
    assert_eq!(Chain::verify(&before, Some(&pin)), Err(RosterFault::Older { shown: 2, known: 3 }));
    assert!(Chain::verify(&before, Some(&known_before)).is_ok(), "a computer that was away cannot know better");
    let after = team.chain.signed().to_vec();
    assert_eq!(Chain::verify(&after, Some(&known_before)).unwrap().current().epoch, 3);
    // Rosters left out, in another order or from another branch.
    let (first, third) = (after[0].clone(), after[2].clone());
    assert_eq!(Chain::verify(&[first.clone(), third], None), Err(RosterFault::Broken));
    assert_eq!(Chain::verify(&[], Some(&pin)), Err(RosterFault::Missing));
    let other = Chain::verify(&before, None).unwrap();
    let branch = other.next(team.admin.id.clone()).with(team.viewer.listed(Role::Operator)).sign(&team.admin.identity);
    let branch = other.then(&branch).unwrap();
    assert_eq!(Chain::verify(branch.signed(), Some(&pin)), Err(RosterFault::Contradicts));
    let (elsewhere, _) = Roster::first("team1".to_owned(), "Shop".to_owned(), team.operator.listed(Role::Admin));
    let elsewhere = elsewhere.sign(&team.operator.identity);
    assert_eq!(Chain::verify(&[elsewhere], Some(&pin)), Err(RosterFault::OtherTeam), "another creator");
}

#[test]
fn who_left_opens_nothing_that_was_sealed_after() {
    let mut team = Team::new();
    let old = team.sealer(&team.operator);
    let before = old.seal(REFRESH, b"FAKE_RT_1").unwrap();
    team.remove_operator();
    let now = team.sealer(&team.admin);
    assert_eq!(now.version(Purpose::Spend), Some(2));
    let after = now.seal(REFRESH, b"FAKE_RT_2").unwrap();
    assert!(matches!(old.open(REFRESH, &after), Err(KeyFault::NoKey { version: 2, .. })));
    assert_eq!(now.open(REFRESH, &before).unwrap().expose(), b"FAKE_RT_1", "the team still reads older pairs");
    let print = |sealer: &TeamSealer| sealer.fingerprint("token", b"FAKE_RT_1").unwrap();
    assert_eq!(print(&old), print(&now), "spent tokens are still known");
    let wanted = wrap(&team.chain, Purpose::Use, team.key(Purpose::Use), &team.operator.id, team.admin.signer());
    assert_eq!(wanted.err(), Some(KeyFault::NotEntitled(Purpose::Use)));
}

#[test]
fn no_roster_swaps_a_members_key_or_takes_a_key_back() {
    let team = Team::new();
    let sign = |roster: Roster| team.chain.clone().then(&roster.sign(&team.admin.identity));
    let next = || team.chain.next(team.admin.id.clone());
    let swapped = RosterMember { keys: Identity::random().public(), ..team.viewer.listed(Role::Viewer) };
    assert_eq!(sign(next().with(swapped)), Err(RosterFault::Broken));
    let mut renamed = team.viewer.listed(Role::Admin);
    renamed.id = MemberId("another".to_owned());
    let mut roster = next();
    roster.members.retain(|member| member.id != team.viewer.id);
    assert_eq!(sign(roster.with(renamed)), Err(RosterFault::Broken), "an old key under a new name");
    let (rotated, _) = next().rotated();
    let chain = sign(rotated).unwrap();
    let mut lower = chain.next(team.admin.id.clone());
    lower.keys.clone_from(&team.chain.current().keys);
    assert_eq!(chain.clone().then(&lower.sign(&team.admin.identity)), Err(RosterFault::Broken));
    let mut print = chain.next(team.admin.id.clone());
    for entry in print.keys.iter_mut().filter(|entry| entry.purpose == Purpose::Print) {
        (entry.version, entry.commitment) = (2, TeamKey::random().commitment());
    }
    assert_eq!(chain.then(&print.sign(&team.admin.identity)), Err(RosterFault::Broken));
}

#[test]
fn a_roster_that_contradicts_itself_or_was_altered_is_refused() {
    let team = Team::new();
    let sign = |roster: &Roster| team.chain.clone().then(&roster.sign(&team.admin.identity));
    let next = || team.chain.next(team.admin.id.clone());
    let mut no_admin = next();
    no_admin.members.retain(|member| member.role != Role::Admin);
    let mut twice = next();
    twice.members.push(team.viewer.listed(Role::Operator));
    let mut weak = next();
    weak.members[2].keys.exchange = Hex([0; 32]);
    let mut lines = next();
    lines.members[2].name = "Shop\u{1b}[2J".to_owned();
    let mut keyless = next();
    keyless.keys.pop();
    for roster in [no_admin, twice, weak, lines, keyless] {
        assert_eq!(sign(&roster), Err(RosterFault::Unreadable), "{roster:?}");
    }
    let good = next().sign(&team.admin.identity);
    for at in 0..good.document.len() {
        let mut altered = good.clone();
        altered.document[at] ^= 1;
        assert!(team.chain.clone().then(&altered).is_err(), "byte {at}");
    }
    let unsigned = SignedRoster { signature: Hex([0; 64]), ..good };
    assert_eq!(team.chain.clone().then(&unsigned), Err(RosterFault::Forged));
}

#[test]
fn members_with_different_keys_are_noticed() {
    let team = Team::new();
    // An admin that cheats: the row is signed, the roster commits to another key.
    let other = TeamKey::random();
    let (mut cheating, _) = team.chain.next(team.admin.id.clone()).rotated();
    for entry in cheating.keys.iter_mut().filter(|entry| entry.purpose == Purpose::Spend) {
        entry.commitment = other.commitment();
    }
    let chain = team.chain.clone().then(&cheating.sign(&team.admin.identity)).unwrap();
    let row = wrap(&chain, Purpose::Spend, &other, &team.operator.id, team.admin.signer()).unwrap();
    // Another branch of the roster, with the same version of another key.
    let (honest, keys) = team.chain.next(team.admin.id.clone()).rotated();
    let honest = team.chain.clone().then(&honest.sign(&team.admin.identity)).unwrap();
    let mine = team.operator.signer();
    assert_eq!(unwrap(&honest, &row, mine.0, mine.1).err(), Some(KeyFault::NotCommitted));
    let sealer = TeamSealer::new(&honest, [(Purpose::Spend, 2, other)]);
    assert!(sealer.seal(REFRESH, b"FAKE").is_err(), "a key without commitment is left out");
    assert!(
        TeamSealer::new(&honest, keys.into_iter().map(|(purpose, key)| (purpose, 2, key)))
            .seal(REFRESH, b"FAKE")
            .is_ok()
    );
}

#[test]
fn a_wrapped_key_opens_only_as_it_was_signed() {
    let team = Team::new();
    let row = team.row_for(&team.operator, Purpose::Spend);
    let (me, identity) = team.operator.signer();
    let print = team.row_for(&team.operator, Purpose::Print);
    let theirs = team.row_for(&team.admin, Purpose::Spend);
    for (what, altered) in [
        ("purpose", WrappedKey { purpose: Purpose::Use, ..row.clone() }),
        ("version", WrappedKey { version: 2, ..row.clone() }),
        ("epoch", WrappedKey { epoch: 1, ..row.clone() }),
        ("epoch to come", WrappedKey { epoch: 9, ..row.clone() }),
        ("another key's bytes", WrappedKey { wrapped: print.wrapped.clone(), ..row.clone() }),
        ("another member's bytes", WrappedKey { wrapped: theirs.wrapped.clone(), ..row.clone() }),
        ("another member's row", WrappedKey { member: me.clone(), ..theirs.clone() }),
        ("cut", WrappedKey { wrapped: row.wrapped[..50].to_vec(), ..row.clone() }),
        ("no signature", WrappedKey { signature: Hex([0; 64]), ..row.clone() }),
    ] {
        assert!(unwrap(&team.chain, &altered, me, identity).is_err(), "{what}");
    }
    for at in 0..row.wrapped.len() {
        let mut altered = row.clone();
        altered.wrapped[at] ^= 1;
        assert!(unwrap(&team.chain, &altered, me, identity).is_err(), "byte {at}");
    }
    assert!(unwrap(&team.chain, row, me, identity).is_ok());
}

#[test]
fn a_sealed_column_opens_only_in_its_place() {
    let team = Team::new();
    let sealer = team.sealer(&team.operator);
    let hidden = sealer.seal(REFRESH, b"FAKE_RT_1").unwrap();
    for (what, place) in [
        ("another column", ColumnPlace { column: "access", ..REFRESH }),
        ("another part", ColumnPlace { part: SealedPart::AccessToken, ..REFRESH }),
        ("another row", ColumnPlace { row: "oa-2#7", ..REFRESH }),
        ("another table", ColumnPlace { table: "oa", ..REFRESH }),
        ("another generation", ColumnPlace { generation: 8, ..REFRESH }),
        ("another attempt", ColumnPlace { attempt: "attempt-2", ..REFRESH }),
        ("another member", ColumnPlace { member: "operator", ..REFRESH }),
        ("beside something else", ColumnPlace { beside: b"", ..REFRESH }),
        ("another app", ColumnPlace { app_id: "124", ..REFRESH }),
        ("parts run together", ColumnPlace { attempt: "attempt-1admin", member: "", ..REFRESH }),
    ] {
        assert!(sealer.open(place, &hidden).is_err(), "{what}");
    }
    for at in 0..hidden.len() {
        let mut altered = hidden.clone();
        altered[at] ^= 1;
        assert!(sealer.open(REFRESH, &altered).is_err(), "byte {at}");
        assert!(sealer.open(REFRESH, &hidden[..at]).is_err(), "cut at {at}");
    }
    let other = Team::new();
    assert!(other.sealer(&other.admin).open(REFRESH, &hidden).is_err(), "another team's key");
}

#[test]
fn a_row_that_the_databases_owner_altered_is_not_believed() {
    let team = Team::new();
    let sealer = team.sealer(&team.operator);
    let parts: [&[u8]; 3] = [b"attempt-1", b"claimed", b"false"];
    let (version, code) = sealer.row_code("attempt", &parts).unwrap();
    let checks = |table, parts: &[&[u8]]| team.sealer(&team.admin).verifies_row(table, parts, version, &code).unwrap();
    assert!(checks("attempt", &parts));
    for altered in [
        [b"attempt-1".as_slice(), b"dead", b"false"],
        [b"attempt-1", b"claimed", b"true"],
        [b"attempt-2", b"claimed", b"false"],
        [b"attempt-1c", b"laimed", b"false"],
    ] {
        assert!(!checks("attempt", &altered), "{altered:?}");
    }
    assert!(!checks("pair", &parts));
}

fn address() -> Address {
    Address {
        hosts: vec![("db.example".to_owned(), 5432)],
        database: "shop".to_owned(),
        user: "oa_token_join".to_owned(),
        password: Secret::new("FAKE_KEY_q7Zt2LmX9vRb4KdW8nHs5JpYc3GfTa6E"),
        certificates: None,
    }
}

fn invite(team: &Team, role: Role) -> (Invitation, InvitationRecord) {
    let keys = team.keys.iter().map(|(purpose, key)| (*purpose, 1, key.clone()));
    Invitation::new(&team.chain, &team.admin.id, role, address(), keys, NOW).unwrap()
}

#[test]
fn a_computer_joins_with_an_invitation_and_an_admins_signature() {
    let team = Team::new();
    let (made, record) = invite(&team, Role::Viewer);
    let read = Invitation::read(&made.to_bytes()).unwrap();
    assert_eq!((read.role, &read.address, &read.pin), (Role::Viewer, &address(), &team.chain.pin()));
    let purposes: Vec<Purpose> = read.keys.iter().map(|(purpose, _, _)| *purpose).collect();
    assert_eq!(purposes, [Purpose::Use], "a viewer's file wraps one key");
    let chain = read.verify(team.chain.signed(), NOW).unwrap();

    let joiner = Identity::random();
    let request = read.request(&joiner, "Shop".to_owned(), MemberKind::Person);
    let member = record.admit(&request, &chain, false, NOW).unwrap();
    assert_eq!(member.role, Role::Viewer);
    let roster = chain.next(team.admin.id.clone()).with(member).sign(&team.admin.identity);
    let chain = chain.then(&roster).unwrap();
    let row = wrap(&chain, Purpose::Use, team.key(Purpose::Use), &request.member, team.admin.signer()).unwrap();
    let key = unwrap(&chain, &row, &request.member, &joiner).unwrap();
    assert_eq!(key.commitment(), team.key(Purpose::Use).commitment());
    assert_eq!(record.admit(&request, &chain, false, NOW), Err(JoinFault::AlreadyMember));
}

#[test]
fn a_request_without_the_secret_or_too_late_is_refused() {
    let team = Team::new();
    let (made, record) = invite(&team, Role::Operator);
    let request = made.request(&Identity::random(), "Shop".to_owned(), MemberKind::Server);
    let admit = |request: &_, used, now| record.admit(request, &team.chain, used, now);
    assert!(admit(&request, false, NOW).is_ok());
    assert_eq!(admit(&request, true, NOW), Err(JoinFault::Used));
    assert_eq!(admit(&request, false, NOW + LIFE), Err(JoinFault::Expired));
    // The owner of the database puts its own keys into the request.
    let swapped = super::invitation::JoinRequest { keys: Identity::random().public(), ..request.clone() };
    assert_eq!(admit(&swapped, false, NOW), Err(JoinFault::NoProof));
    let as_person = super::invitation::JoinRequest { kind: MemberKind::Person, ..request.clone() };
    assert_eq!(admit(&as_person, false, NOW), Err(JoinFault::NoProof));
    let (_, other) = invite(&team, Role::Admin);
    assert_eq!(other.admit(&request, &team.chain, false, NOW), Err(JoinFault::NoProof), "another invitation's role");
    let weak = made.request(&Identity::random(), "\u{1b}[2J".to_owned(), MemberKind::Person);
    assert_eq!(admit(&weak, false, NOW), Err(JoinFault::NotAnInvitation));
}

#[test]
fn only_an_admin_invites_and_only_to_a_plain_address() {
    let team = Team::new();
    let by = |id: &MemberId, address| Invitation::new(&team.chain, id, Role::Viewer, address, [], NOW).map(|_| ());
    assert_eq!(by(&team.operator.id, address()), Err(JoinFault::NotAnInvitation));
    for host in [
        "/var/run/postgresql",
        "",
        "db.example?sslmode=disable",
        "a@b",
        "db example",
        "-x",
        "h\u{1b}",
        "b\u{e9}.example",
    ] {
        let socket = Address { hosts: vec![(host.to_owned(), 5432)], ..address() };
        assert_eq!(by(&team.admin.id, socket), Err(JoinFault::Address), "{host}");
    }
    let none = Address { hosts: vec![], ..address() };
    assert_eq!(by(&team.admin.id, none), Err(JoinFault::Address));
    let named = Address { user: "u sslmode=disable".to_owned(), ..address() };
    assert_eq!(by(&team.admin.id, named), Err(JoinFault::Address));
    for host in ["10.0.0.5", "::1", "db-1.shop.vn"] {
        let fine = Address { hosts: vec![(host.to_owned(), 5432)], ..address() };
        assert_eq!(by(&team.admin.id, fine), Ok(()), "{host}");
    }
}

#[test]
fn a_hostile_invitation_is_refused_before_anything_is_done() {
    let team = Team::new();
    let (made, _) = invite(&team, Role::Viewer);
    let text = String::from_utf8(made.to_bytes().expose().to_vec()).unwrap();
    let read = |text: &str| Invitation::read(&SecretBytes::new(text.as_bytes().to_vec())).map(|_| ());
    assert_eq!(read(&text), Ok(()));
    for (what, from, to, wanted) in [
        ("a newer version", "{\"version\":1", "{\"version\":2", JoinFault::Newer),
        ("a socket", "db.example", "/tmp", JoinFault::Address),
        ("an unknown field", "{\"version\":1", "{\"version\":1,\"sslmode\":\"disable\"", JoinFault::NotAnInvitation),
        ("a spend key for a viewer", "\"purpose\":\"use\"", "\"purpose\":\"spend\"", JoinFault::NotAnInvitation),
        ("a name with an escape", "\"Shop\"", "\"Shop\\u001b[2J\"", JoinFault::NotAnInvitation),
    ] {
        let altered = text.replacen(from, to, 1);
        assert_ne!(altered, text, "{what}");
        assert_eq!(read(&altered), Err(wanted), "{what}");
    }
    assert_eq!(read("{}"), Err(JoinFault::NotAnInvitation));
    // The file is honest, the database is not: it shows another team, an older one, or nothing.
    let later = made.verify(team.chain.signed(), NOW + LIFE + SignedDuration::from_secs(1));
    assert_eq!(later, Err(JoinFault::Expired));
    assert_eq!(made.verify(&[], NOW), Err(JoinFault::Roster(RosterFault::Missing)));
    assert_eq!(made.verify(Team::new().chain.signed(), NOW), Err(JoinFault::Roster(RosterFault::OtherTeam)));
    let older = made.verify(&team.chain.signed()[..1], NOW);
    assert_eq!(older, Err(JoinFault::Roster(RosterFault::Older { shown: 1, known: 2 })));
}

#[test]
fn nothing_here_shows_a_secret() {
    let team = Team::new();
    let (made, record) = invite(&team, Role::Admin);
    let shown = format!("{made:?} {record:?} {:?} {:?}", team.keys, team.sealer(&team.admin));
    let secrets = team.keys.iter().map(|(_, key)| Hex(*key.expose()).to_text());
    for secret in secrets.chain(["FAKE_KEY".to_owned()]) {
        assert!(!shown.contains(&secret), "{shown}");
    }
    assert!(shown.contains("TeamKey(…)"));
}
