//! Twenty OAs at once: one is refused, one is slow, and neither stops the others.

use std::sync::Arc;

use oa_token_model::records::ProfileEdit;
use oa_token_model::refresh::plan::Trigger;
use oa_token_model::secret::Secret;
use zalo_sim::{ExpiresIn, Fault};

use crate::automatic::Ago;
use crate::bench::Bench;
use crate::tour::home::add;
use crate::window::Page;

const OAS: usize = 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_are_refreshed_with_one_refused_and_one_slow() {
    let bench = Bench::new().await;
    let engine = bench.engine_by(Arc::new(Ago)).await;
    for number in 0..OAS {
        let id = add(&bench, &engine, &format!("OA số {number}")).await;
        // Refreshed once, for a minute that is over: due since.
        bench.sim.script([Fault::ExpiresIn(ExpiresIn::String(1))]);
        engine.refresh().send(&id, Trigger::User).await.unwrap();
        if number == 7 {
            let wrong =
                ProfileEdit { secret_key: Some(Secret::new("FAKE_SECRET_of_another")), ..ProfileEdit::default() };
            engine.profiles().edit(&id, wrong).await.unwrap();
        }
    }
    bench.sim.script([Fault::Slow { ms: 1500 }]);
    bench
        .open(None, async move |page: &Page| {
            page.click("nav-overview").await;
            page.reads("refresh-due", "20").await;
            page.click("refresh-due").await;
            page.reads("round-sum", "được 19 trên 20").await;
            let lines = page.0.find_all(thirtyfour::By::Css("[data-testid='round-line']")).await.unwrap();
            assert_eq!(lines.len(), OAS, "one line each");
        })
        .await;
    assert_eq!(bench.sim.spends(), OAS + OAS - 1);
    let states = engine.profiles().list().await.unwrap();
    let saved = states.iter().filter(|record| record.current.generation.0 == 3).count();
    assert_eq!(saved, OAS - 1);
}
