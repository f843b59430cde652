//! Outlets: after each refresh the export lies in its file; one that fails never touches the save.

use oa_token::exchange::export::{Choice, EnvNames, Format};
use oa_token::exchange::outlet::outlet;
use oa_token::keeper::Keeper;
use oa_token::outlet::{Outlet, OutletFault};
use zalo_sim::Fault;

use crate::bench::Bench;

fn env(bench: &Bench, name: &str) -> Outlet {
    let choice = Choice { format: Format::Env, with_refresh_token: false, names: EnvNames::default() };
    outlet(bench.home.path().join(name), &choice)
}

async fn fault(keeper: &Keeper, bench: &Bench) -> Option<OutletFault> {
    keeper.record(&bench.profile).await.unwrap().outlet_report.unwrap().fault
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_refresh_replaces_the_file_with_the_live_token() {
    let bench = Bench::new().await;
    let path = bench.home.path().join("zalo.env");
    let first = bench.keeper.set_outlet(&bench.profile, Some(env(&bench, "zalo.env"))).await.unwrap();
    assert_eq!(first.unwrap().fault, Some(OutletFault::NoToken), "there is no access token yet");
    for _ in 0..2 {
        bench.click().await;
        let live = bench.sim.live_pair(crate::bench::APP_ID).unwrap().access_token;
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(&live), "the live one");
        assert_eq!(fault(&bench.keeper, &bench).await, None);
    }
    assert!(!std::fs::read_to_string(&path).unwrap().contains(&bench.pair().await.refresh.unwrap().expose()[..20]));
    // A send that brings nothing leaves the file as it was.
    let before = std::fs::read(&path).unwrap();
    bench.sim.script([Fault::ErrorCode { code: -32, name: "FAKE no".to_owned() }]);
    bench.click().await;
    assert_eq!(std::fs::read(&path).unwrap(), before);
    bench.keeper.set_outlet(&bench.profile, None).await.unwrap();
    bench.click().await;
    assert_eq!(std::fs::read(&path).unwrap(), before, "it is no outlet any more");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_fails_is_told_and_tried_again_with_the_next_refresh() {
    let bench = Bench::new().await;
    bench.keeper.set_outlet(&bench.profile, Some(env(&bench, "gone/zalo.env"))).await.unwrap();
    assert_eq!(bench.click().await.result.words(), "saved");
    bench.assert_live().await;
    assert_eq!(fault(&bench.keeper, &bench).await, Some(OutletFault::CannotWrite));
    std::fs::create_dir(bench.home.path().join("gone")).unwrap();
    let again = bench.keeper.write_outlet(&bench.profile).await.unwrap();
    assert_eq!(again.fault, None);
    std::fs::remove_dir_all(bench.home.path().join("gone")).unwrap();
    bench.click().await;
    assert_eq!(fault(&bench.keeper, &bench).await, Some(OutletFault::CannotWrite));
    std::fs::create_dir(bench.home.path().join("gone")).unwrap();
    bench.click().await;
    assert_eq!(fault(&bench.keeper, &bench).await, None);
    bench.assert_live().await;
}
