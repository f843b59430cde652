//! No secret where it should not be.

use crate::bench::{APP_ID, Bench, SECRET_KEY};

#[tokio::test]
async fn no_call_repeats_a_secret_among_its_arguments() {
    let bench = Bench::new().await;
    bench.run(&["refresh", "shop"]);
    let live = bench.sim.live_pair(APP_ID).unwrap();
    let secrets = [SECRET_KEY, &bench.first.refresh_token, &live.access_token, &live.refresh_token];
    for args in [
        &["refresh", "shop", &live.refresh_token][..],
        &["import", &bench.first.refresh_token],
        &["token", "shop", SECRET_KEY],
        &["--secret-key", SECRET_KEY, "list"],
    ] {
        let ran = bench.run(args);
        for secret in secrets {
            assert!(!ran.out.contains(secret) && !ran.err.contains(secret), "{:?}", args.first());
        }
    }
}

#[cfg(unix)]
#[tokio::test]
async fn files_are_private_to_the_user() {
    use std::os::unix::fs::PermissionsExt;
    use std::path::Path;
    let bench = Bench::new().await;
    bench.run(&["refresh", "shop"]);
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&bench.data()), 0o700);
    assert_eq!(mode(&bench.data().join("vault.db")), 0o600);
    assert_eq!(mode(&bench.data().join("vault.db-journal")), 0o600);
}

#[tokio::test]
async fn plain_http_beyond_this_computer_is_refused() {
    let bench = Bench::new().await;
    for origin in ["http://oauth.zaloapp.com", "http://10.0.0.1:80", "ftp://127.0.0.1", "http://127.0.0.1.evil.example"]
    {
        let ran = bench.run_env("OA_TOKEN_OAUTH_URL", origin, &["refresh", "shop"]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{origin}");
        assert!(ran.err.contains("OA_TOKEN_OAUTH_URL"), "{}", ran.err);
    }
}

#[tokio::test]
async fn a_proxy_in_the_environment_never_sees_loopback_traffic() {
    let bench = Bench::new().await;
    let proxy = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    proxy.set_nonblocking(true).unwrap();
    let address = format!("http://{}", proxy.local_addr().unwrap());
    let mut command = bench.command();
    for name in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"] {
        command.env(name, &address);
    }
    assert!(command.args(["refresh", "shop"]).status().unwrap().success());
    assert!(proxy.accept().is_err(), "the proxy must not receive a connection");
}
