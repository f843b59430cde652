//! Ports of this computer.

use std::net::TcpListener;
use std::process;
use std::sync::atomic::{AtomicU16, Ordering};

/// The lowest port given, and how many there are. They lie below those that a system gives to a socket that asks for
/// any (from 32768 on here), so that no such socket takes one before a test binds it, or while its server is stopped.
const FIRST: u16 = 10_000;
const COUNT: u16 = 22_000;
/// How far from each other programs begin that run at the same time.
const APART: u16 = 97;

/// Returns a free port on 127.0.0.1, each time another one.
pub fn free_port() -> u16 {
    static GIVEN: AtomicU16 = AtomicU16::new(0);
    let [low, high, ..] = process::id().to_le_bytes();
    let begin = u16::from_le_bytes([low, high]).wrapping_mul(APART);
    loop {
        let number = begin.wrapping_add(GIVEN.fetch_add(1, Ordering::Relaxed));
        let port = FIRST + number % COUNT;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn a_port_is_given_once_and_the_system_gives_it_to_nobody() {
        let range = fs::read_to_string("/proc/sys/net/ipv4/ip_local_port_range").unwrap();
        let lowest = range.split_whitespace().next().unwrap().parse::<u16>().unwrap();
        let (first, second) = (free_port(), free_port());
        assert!(first != second && first < lowest && second < lowest, "{first}, {second}, and any is from {lowest} on");
    }
}
