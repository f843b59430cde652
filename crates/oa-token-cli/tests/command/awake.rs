//! Sleep and shutdown are held off while an answer is on its way: asked of a real bus, answered by a pretended logind.
#![cfg(target_os = "linux")]

use std::io::{PipeReader, Read};
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use testkit::Bus;
use zalo_sim::Fault;
use zbus::zvariant::OwnedFd;

use crate::bench::Bench;

/// How long logind may take to be asked.
const PATIENCE: Duration = Duration::from_secs(20);

/// logind as far as it is asked: gives a pipe, and tells the test of each.
struct Logind(Sender<([String; 4], PipeReader)>);

#[zbus::interface(name = "org.freedesktop.login1.Manager")]
impl Logind {
    fn inhibit(&self, what: String, who: String, why: String, mode: String) -> OwnedFd {
        let (reader, writer) = std::io::pipe().unwrap();
        self.0.send(([what, who, why, mode], reader)).unwrap();
        std::os::fd::OwnedFd::from(writer).into()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sleep_and_shutdown_wait_for_the_answer() {
    let (bench, bus) = (Bench::new().await, Bus::start().expect("dbus is installed"));
    let (asked, asks) = channel();
    let serving = zbus::connection::Builder::address(bus.address())
        .unwrap()
        .name("org.freedesktop.login1")
        .unwrap()
        .serve_at("/org/freedesktop/login1", Logind(asked))
        .unwrap();
    let _logind = serving.build().await.unwrap();
    bench.sim.script([Fault::Hold]);
    let mut command = bench.command();
    let child = command.args(["refresh", "shop"]).env("DBUS_SYSTEM_BUS_ADDRESS", bus.address()).spawn().unwrap();
    bench.sim.wait_for_spend(1).await;
    let ([what, who, why, mode], mut held) =
        tokio::task::spawn_blocking(move || asks.recv_timeout(PATIENCE).expect("logind is asked")).await.unwrap();
    assert_eq!([what.as_str(), &who, &mode], ["shutdown:sleep", "OA Token", "block"]);
    assert_eq!(why, "Đang chờ lưu token mới");
    bench.sim.release();
    let output = tokio::task::spawn_blocking(move || child.wait_with_output().unwrap()).await.unwrap();
    assert!(output.status.success());
    let let_go = tokio::task::spawn_blocking(move || held.read(&mut [0]).unwrap()).await.unwrap();
    assert_eq!(let_go, 0, "the pipe is closed: sleep is no longer delayed");
}
