//! What somebody can try who writes to the team's database, is a member with a lower role, was a member once, or sends
//! an invitation; with real programs. What the keys and rosters alone refuse is tested where they are defined.

use oa_token_model::secret::SecretBytes;
use oa_token_team::keys::Hex;
use oa_token_team::keys::chain::Chain;
use oa_token_team::keys::column::version_of;
use oa_token_team::keys::identity::Identity;
use oa_token_team::keys::roster::{Roster, RosterMember, SignedRoster};
use oa_token_team::keys::wrap::{unwrap, wrap};
use oa_token_team::rules::access::purposes;
use oa_token_team::rules::member::{MemberId, Role};
use oa_token_vault::{TeamPart, TeamStore as _};
use serde_json::Value;
use testkit::{Home, POSTGRES_OWNER, Postgres};

use super::bench::{Team, app, done, name, told, with_server};
use super::proxy::Proxy;
use super::{columns, intruders};
use crate::captured_output::say;
use crate::proof::{Proof, Scale, Tally, Trouble};

/// The proof.
pub(crate) const PROOF: Proof = Proof {
    name: "team-forged",
    about: "a team of an admin, an operator and a viewer; the database's owner plants team keys; the operator makes \
         itself admin, by rosters that it signs with its own key; every statement on every table with the viewer's login; \
         a computer is suspended between its claim and its send, and another takes over; an invitation to another team, \
         also altered, and used twice; the database's owner writes into the columns of OAs, pairs and attempts; the lists \
         and keys from before a removal are put back; a try is one of these seven",
    holds: "no planted key seals anything; no list shows another admin; the viewer's login changes and reads nothing \
         beyond its role; the suspended computer sends nothing; the other team gets nothing, and an altered invitation \
         connects to nothing; what the owner wrote into columns changes no send and is no verdict; a removed member gets \
         no newer token and sends nothing",
    full: 140,
    quick: 7,
    run,
};

/// The kinds of a round, in this order: the last one removes a member.
const KINDS: [Kind; 7] = [
    ("a planted team key", planted_key),
    ("an admin forged by an operator", forged_admin),
    ("a viewer's login", intruders::viewers_login),
    ("a suspend between claim and send", intruders::suspended),
    ("a hostile invitation", intruders::hostile_invitation),
    ("altered columns", columns::altered),
    ("a roster replayed after a removal", replayed),
];

type Kind = (&'static str, fn(&Stage<'_>, &mut Tally) -> Result<(), String>);

/// What each kind works on. Computer 0 is the admin's, 1 the operator's, 2 the viewer's.
pub(super) struct Stage<'a> {
    pub(super) scale: &'a Scale,
    pub(super) team: Team,
    /// All computers reach the database by it.
    pub(super) proxy: Proxy,
}

fn run(scale: &Scale) -> Result<Tally, Trouble> {
    with_server(|tally| {
        for round in 0..scale.count.div_ceil(KINDS.len() as u64) {
            let server = Postgres::start()?;
            let proxy = Proxy::start(server.port(), scale.seed)?;
            let address = format!("postgres://{POSTGRES_OWNER}@127.0.0.1:{}/team", proxy.port());
            let team = Team::at(scale, server, &address, &["operator", "viewer"], 1)?;
            team.agree(&[1, 0], tally)?;
            let stage = Stage { scale, team, proxy };
            for (what, try_it) in KINDS {
                let seen = try_it(&stage, tally).and_then(|()| stage.team.judge(0, 0));
                tally.note(seen.map_err(|why| format!("round {round}, {what}: {why}")));
            }
        }
        Ok(())
    })
}

/// The database as its owner sees it.
fn chain(team: &Team) -> Result<Chain, Trouble> {
    let rows = team.server.sql("team", "SELECT encode(signed, 'hex') FROM oa_token.roster ORDER BY number")?;
    let read = |row: &str| -> Result<SignedRoster, Trouble> {
        let column = bytes(row)?;
        let (signature, document) = column.split_first_chunk::<64>().ok_or("a roster is too short")?;
        Ok(SignedRoster { document: document.to_vec(), signature: Hex(*signature) })
    };
    let signed = rows.lines().map(read).collect::<Result<Vec<_>, _>>()?;
    Ok(Chain::verify(&signed, None)?)
}

fn bytes(digits: &str) -> Result<Vec<u8>, Trouble> {
    let pairs = digits.as_bytes().chunks(2).map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap_or(""), 16));
    Ok(pairs.collect::<Result<_, _>>()?)
}

fn digits(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + format!("{byte:02x}").as_str())
}

/// Returns who a computer is, with its secret keys, as its vault stores them.
fn identity(home: &Home) -> Result<(MemberId, Identity), Trouble> {
    let stored = testkit::vault(&home.options()?.environment)?.team(TeamPart::Membership)?.ok_or("no team")?;
    let stored: Value = serde_json::from_slice(stored.expose())?;
    let text = |name: &str| stored[name].as_str().ok_or_else(|| Trouble::from(format!("no {name}")));
    let identity = Identity::from_bytes(&SecretBytes::new(bytes(text("identity")?)?)).ok_or("no identity")?;
    Ok((MemberId(text("me")?.to_owned()), identity))
}

/// Returns the versions of the keys that the sealed tokens in the database were sealed with.
fn versions(team: &Team) -> Result<Vec<u32>, Trouble> {
    let sql = "SELECT encode(sealed, 'hex') FROM (SELECT access AS sealed FROM oa_token.pair
        UNION ALL SELECT refresh FROM oa_token.pair UNION ALL SELECT secret_key FROM oa_token.oa) AS all_of_them
        WHERE sealed IS NOT NULL";
    let rows = team.server.sql("team", sql)?;
    let mut found = Vec::new();
    for row in rows.lines() {
        found.push(version_of(&bytes(row)?).ok_or("a column is not sealed")?);
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// The owner is an admin of a team of its own with the same ids, and wraps its keys for the real members.
fn planted_key(stage: &Stage<'_>, tally: &mut Tally) -> Result<(), String> {
    let team = &stage.team;
    let before = told(versions(team))?;
    told(plant(team))?;
    team.agree(&[1, 0, 1], tally)?;
    let after = told(versions(team))?;
    told(team.server.sql("team", "DELETE FROM oa_token.team_key WHERE version > 1"))?;
    if before == after { Ok(()) } else { Err(format!("sealed with the keys {after:?}, and before with {before:?}")) }
}

fn plant(team: &Team) -> Result<(), Trouble> {
    let real = chain(team)?;
    let (owner, admin) = (Identity::random(), real.current().signer.clone());
    let mine = |member: &RosterMember| RosterMember { keys: owner.public(), ..member.clone() };
    let creator = real.current().member(&admin).map(mine).ok_or("no admin")?;
    let (first, _) = Roster::first(real.current().team.clone(), real.current().name.clone(), creator);
    let fake = Chain::verify(&[first.sign(&owner)], None)?;
    let others = real.current().members.iter().filter(|member| member.id != admin);
    let next = others.clone().fold(fake.next(admin.clone()), |roster, member| roster.with(member.clone()));
    let fake = fake.then(&next.sign(&owner))?;
    // Newer keys than those of the team.
    let (rotated, keys) = fake.next(admin.clone()).rotated();
    let fake = fake.then(&rotated.sign(&owner))?;
    let operator = identity(&team.computers[1])?;
    let mut opened = 0;
    for member in others {
        for (purpose, key) in keys.iter().filter(|(purpose, _)| purposes(member.role).contains(purpose)) {
            let row = wrap(&fake, *purpose, key, &member.id, (&admin, &owner))?;
            // It is well made: the real operator opens it, if it believes that roster.
            opened += usize::from(member.id == operator.0 && unwrap(&fake, &row, &operator.0, &operator.1).is_ok());
            let sql = format!(
                "INSERT INTO oa_token.team_key (purpose, version, member, wrapped)
                 VALUES ('{}', {}, '{}', decode('{}', 'hex'))",
                purpose.name(),
                row.version,
                member.id.0,
                digits(&serde_json::to_vec(&row)?)
            );
            team.server.sql("team", &sql)?;
        }
    }
    if opened == 0 { Err("no planted key can be opened: nothing would be proved".into()) } else { Ok(()) }
}

/// The operator signs rosters that make it an admin: as itself, and under the admin's name.
fn forged_admin(stage: &Stage<'_>, tally: &mut Tally) -> Result<(), String> {
    let team = &stage.team;
    let real = told(chain(team))?;
    let (me, mine) = told(identity(&team.computers[1]))?;
    let admin = real.current().signer.clone();
    for signer in [me.clone(), admin] {
        let listed = real.current().member(&me).cloned().ok_or("the operator is not listed")?;
        let forged = real.next(signer).with(RosterMember { role: Role::Admin, ..listed });
        let (number, forged) = (forged.epoch, forged.sign(&mine));
        let column = digits(&[forged.signature.0.as_slice(), &forged.document].concat());
        let sql = format!(
            "INSERT INTO oa_token.roster (number, signed) VALUES ({number}, decode('{column}', 'hex'));
             UPDATE oa_token.member SET role = 'admin' WHERE id = '{}';
             UPDATE oa_token.team SET change = change + 1",
            me.0
        );
        told(team.server.sql("team", &sql))?;
        for home in &team.computers {
            let listed = told(say(home, &["--json", "team", "list"]))?;
            let roles = listed.json();
            let is_admin = |row: &Value| row["id"] == me.0.as_str() && row["role"] == "admin";
            if roles.as_array().is_none_or(Vec::is_empty) || roles.as_array().into_iter().flatten().any(is_admin) {
                return Err(format!("the members are {roles}"));
            }
        }
        let removal = told(say(&team.computers[1], &["--json", "team", "remove", "computer 0"]))?;
        if removal.code == Some(0) {
            return Err("the operator has removed the admin".to_owned());
        }
        told(team.server.sql("team", &format!("DELETE FROM oa_token.roster WHERE number = {number}")))?;
    }
    team.agree(&[0, 1], tally)
}

/// The operator is removed; the owner puts back the lists and the keys from before.
fn replayed(stage: &Stage<'_>, tally: &mut Tally) -> Result<(), String> {
    let team = &stage.team;
    let keep = "CREATE TABLE public.rosters AS SELECT * FROM oa_token.roster;
        CREATE TABLE public.keys AS SELECT * FROM oa_token.team_key";
    told(team.server.sql("team", keep))?;
    told(say(&team.computers[0], &["--json", "team", "remove", "computer 1"]).and_then(|call| done(&call)))?;
    let after = told(versions(team))?;
    // Before anybody could put it back, the next act of each computer meets the replay.
    let replay = "DELETE FROM oa_token.roster; INSERT INTO oa_token.roster SELECT * FROM public.rosters;
        DELETE FROM oa_token.team_key; INSERT INTO oa_token.team_key SELECT * FROM public.keys;
        UPDATE oa_token.member SET revoked_at = NULL";
    for computer in [0, 1, 2] {
        told(team.server.sql("team", replay))?;
        if computer == 0 {
            team.send(0, tally)?;
            continue;
        }
        let requests = team.sim.ledger().requests.len();
        let shown = told(say(&team.computers[computer], &["token", &name(0)]))?;
        told(say(&team.computers[computer], &["--json", "refresh", "--all"]))?;
        let newest = team.sim.live_pair(&app(0)).ok_or("practice Zalo has no live pair")?;
        if computer == 1 && shown.out.contains(&newest.access_token) {
            return Err("a removed member got a newer token".to_owned());
        }
        if team.sim.ledger().requests.len() != requests {
            return Err(format!("computer {computer} has sent something"));
        }
    }
    let newer = told(versions(team))?;
    if newer == after {
        Ok(())
    } else {
        Err(format!("sealed with the keys {newer:?}, and after the removal {after:?}"))
    }
}
