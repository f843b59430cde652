//! Where the team's database is.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// The port of PostgreSQL.
const PORT: u16 = 5432;

/// One server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatabaseHost {
    /// A name or an IP address, and a port.
    Tcp(String, u16),
    /// The folder of a Unix socket, and a port.
    Socket(PathBuf, u16),
}

impl DatabaseHost {
    /// Reports whether it is this computer, so that nobody on the network can read along.
    pub fn is_local(&self) -> bool {
        match self {
            Self::Socket(..) => true,
            Self::Tcp(name, _) => {
                name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
            }
        }
    }
}

/// An address `postgres://USER@HOST[:PORT][,HOST…]/DATABASE`, without a password. For a Unix socket,
/// `postgres://USER@/DATABASE?host=/FOLDER`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseAddress {
    /// The servers, in the order in which they are tried.
    pub hosts: Vec<DatabaseHost>,
    /// The login's name.
    pub user: String,
    /// The database.
    pub name: String,
}

/// Why an address cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It does not have the form of an address.
    #[error("not an address of a PostgreSQL database")]
    Form,
    /// It contains a password, which does not belong on a command line.
    #[error("the address contains a password")]
    Password,
    /// It contains an option that is not allowed: options can switch off what protects the password.
    #[error("the address contains an option that is not allowed")]
    Option,
}

impl DatabaseAddress {
    /// Reads an address that a person typed.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let rest = ["postgres://", "postgresql://"].iter().find_map(|start| text.trim().strip_prefix(start));
        let (rest, options) = split(rest.ok_or(AddressError::Form)?, '?');
        let (authority, name) = rest.split_once('/').ok_or(AddressError::Form)?;
        let (user, hosts) = authority.rsplit_once('@').ok_or(AddressError::Form)?;
        if user.contains(':') {
            return Err(AddressError::Password);
        }
        let mut hosts: Vec<DatabaseHost> = match hosts {
            "" => Vec::new(),
            hosts => hosts.split(',').map(tcp).collect::<Option<_>>().ok_or(AddressError::Form)?,
        };
        for option in options.split('&').filter(|option| !option.is_empty()) {
            match option.split_once('=') {
                Some(("host", folder)) if hosts.is_empty() => {
                    let folder = decoded(folder).filter(|folder| folder.starts_with('/')).ok_or(AddressError::Form)?;
                    hosts.push(DatabaseHost::Socket(folder.into(), PORT));
                }
                Some(("port", port)) => {
                    let port = port.parse().map_err(|_| AddressError::Form)?;
                    let Some(DatabaseHost::Socket(_, of)) = hosts.first_mut() else { return Err(AddressError::Option) };
                    *of = port;
                }
                Some(("password", _)) => return Err(AddressError::Password),
                Some(_) | None => return Err(AddressError::Option),
            }
        }
        let (user, name) = (decoded(user), decoded(name));
        let is_clean = |text: &String| !text.is_empty() && !text.chars().any(char::is_control);
        match (user.filter(is_clean), name.filter(is_clean)) {
            (Some(user), Some(name)) if !hosts.is_empty() => Ok(Self { hosts, user, name }),
            (_, _) => Err(AddressError::Form),
        }
    }
}

impl DatabaseAddress {
    /// Returns the address as [`DatabaseAddress::parse`] reads it.
    pub fn to_url(&self) -> String {
        let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let host = |host: &DatabaseHost| match host {
            DatabaseHost::Tcp(name, port) if name.contains(':') => format!("[{name}]:{port}"),
            DatabaseHost::Tcp(name, port) => format!("{name}:{port}"),
            DatabaseHost::Socket(..) => String::new(),
        };
        let hosts: Vec<String> = self.hosts.iter().map(host).collect();
        let socket = self.hosts.iter().find_map(|host| match host {
            DatabaseHost::Socket(folder, port) => {
                Some(format!("?host={}&port={port}", encoded(&folder.display().to_string())))
            }
            DatabaseHost::Tcp(..) => None,
        });
        let (user, name) = (encoded(&self.user), encoded(&self.name));
        format!("postgres://{user}@{}/{name}{}", hosts.join(","), socket.unwrap_or_default())
    }
}

impl fmt::Display for DatabaseAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = |host: &DatabaseHost| match host {
            DatabaseHost::Tcp(name, port) if name.contains(':') => format!("[{name}]:{port}"),
            DatabaseHost::Tcp(name, port) => format!("{name}:{port}"),
            DatabaseHost::Socket(folder, port) => format!("{}:{port}", folder.display()),
        };
        let hosts: Vec<String> = self.hosts.iter().map(host).collect();
        write!(f, "{} / {}", hosts.join(", "), self.name)
    }
}

fn split(text: &str, at: char) -> (&str, &str) {
    text.split_once(at).unwrap_or((text, ""))
}

fn decoded(text: &str) -> Option<String> {
    percent_decode_str(text).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

fn tcp(text: &str) -> Option<DatabaseHost> {
    let (name, port) = match text.strip_prefix('[') {
        Some(rest) => {
            let (name, port) = rest.split_once(']')?;
            (name, port.strip_prefix(':'))
        }
        None => match text.split_once(':') {
            Some((name, port)) => (name, Some(port)),
            None => (text, None),
        },
    };
    let port = port.map_or(Some(PORT), |port| port.parse().ok())?;
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "-._:%".contains(c));
    is_name.then(|| DatabaseHost::Tcp(name.to_owned(), port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_hosts_user_and_database_and_nothing_else() {
        let two = DatabaseAddress::parse("postgres://shop%40hcm@db1.example.vn:5433,[::1]/team").unwrap();
        assert_eq!(
            two.hosts,
            [DatabaseHost::Tcp("db1.example.vn".into(), 5433), DatabaseHost::Tcp("::1".into(), 5432)]
        );
        assert_eq!((two.user.as_str(), two.name.as_str()), ("shop@hcm", "team"));
        assert_eq!(two.hosts.iter().map(DatabaseHost::is_local).collect::<Vec<_>>(), [false, true]);
        let socket = DatabaseAddress::parse("postgresql://me@/team?host=/run/pg&port=6000").unwrap();
        assert_eq!(socket.hosts, [DatabaseHost::Socket("/run/pg".into(), 6000)]);
        for address in [two, socket] {
            assert_eq!(DatabaseAddress::parse(&address.to_url()), Ok(address));
        }
    }

    #[test]
    fn what_could_leak_the_password_is_refused() {
        for (text, why) in [
            ("postgres://me:FAKE_pw@h/d", AddressError::Password),
            ("postgres://me@h/d?password=FAKE_pw", AddressError::Password),
            ("postgres://me@h/d?sslmode=disable", AddressError::Option),
            ("postgres://me@h/d?hostaddr=10.0.0.1", AddressError::Option),
            ("postgres://me@h/d?host=/run/pg", AddressError::Option),
            ("postgres://me@/d", AddressError::Form),
            ("postgres://h/d", AddressError::Form),
            ("mysql://me@h/d", AddressError::Form),
            ("postgres://me@h:port/d", AddressError::Form),
            ("postgres://me@h h/d", AddressError::Form),
        ] {
            assert_eq!(DatabaseAddress::parse(text), Err(why), "{text}");
        }
    }
}
