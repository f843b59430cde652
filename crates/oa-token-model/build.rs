//! Notes when this program was built: a clock earlier than that is wrong.

use std::time::{SystemTime, UNIX_EPOCH};

#[expect(clippy::disallowed_methods, reason = "a build script may read the environment")]
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=SOURCE_DATE_EPOCH");
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let built_at = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|at| at.parse().ok()).unwrap_or(now);
    println!("cargo::rustc-env=OA_TOKEN_BUILT_AT={built_at}");
}
