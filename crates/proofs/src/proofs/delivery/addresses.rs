//! Names that lead to addresses of every kind, as a hostile name server would answer. A listener counts connections.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use oa_token_engine::NewWebhook;
use oa_token_engine::host::{AnyHost, Host};
use oa_token_model::destination::{DeliveryFault, WebhookAddress};
use oa_token_model::refresh::plan::Trigger;
use testkit::Receiver;
use zalo_sim::Config;

use super::runtime;
use crate::home::{APP_ID, zalo};
use crate::proof::{Tally, Trouble};

/// What the name server answers, all of it forbidden or private.
const ANSWERS: &[&[&str]] = &[
    &["127.0.0.1"],
    &["127.8.8.8"],
    &["::1"],
    &["0.0.0.0"],
    &["::"],
    &["10.0.0.1"],
    &["100.64.0.1"],
    &["172.16.0.1"],
    &["192.168.1.1"],
    &["169.254.169.254"],
    &["198.18.0.1"],
    &["224.0.0.1"],
    &["255.255.255.255"],
    &["fc00::1"],
    &["fe80::1"],
    &["ff02::1"],
    &["::ffff:127.0.0.1"],
    &["::ffff:10.0.0.1"],
    &["64:ff9b::7f00:1"],
    &["2002:7f00:1::1"],
    &["2001:0:1::1"],
    &["1.1.1.1", "127.0.0.1"],
    &["127.0.0.1", "1.1.1.1"],
    &["2606:4700::1111", "::1"],
    &[],
];

struct Names(Vec<IpAddr>);

impl Host for Names {
    fn id(&self) -> Option<String> {
        None
    }

    fn uptime(&self) -> Duration {
        AnyHost.uptime()
    }

    fn inhibit_sleep(&self) -> Box<dyn Send> {
        Box::new(())
    }

    fn resolve(&self, _name: &str) -> Option<Vec<IpAddr>> {
        Some(self.0.clone())
    }
}

/// Tries each answer on a delivery, a test of the place, and an alert.
pub(super) fn rebound() -> Result<Tally, Trouble> {
    let (sim, receiver) = (zalo(Config::default())?, Receiver::start()?);
    let mut tally = Tally::default();
    runtime()?.block_on(async {
        for answer in ANSWERS {
            let folder = tempfile::tempdir()?;
            let mut options = testkit::options(folder.path(), &sim.origin())?;
            let found = answer.iter().map(|ip| ip.parse()).collect::<Result<Vec<IpAddr>, _>>()?;
            options.host = Arc::new(Names(found));
            let engine = testkit::started(options).await?;
            let first = sim.issue_pair(APP_ID).refresh_token;
            let oa = engine.profiles().create(testkit::seed("shop", &first)).await?.id;
            let address = WebhookAddress::parse(&format!("https://rebound.example:{}/a", receiver.port()))?;
            let new = NewWebhook {
                name: None,
                address: address.clone(),
                with_token: true,
                with_states: false,
                private_network: false,
                preset: None,
            };
            let (place, _) = engine.destinations().add_webhook(&oa, new).await?;
            engine.refresh().send(&oa, Trigger::User).await?;
            engine.refresh().drain().await;
            let (channel, _) = engine.alerts().add_webhook(address, false).await?;
            let delivered = engine.destinations().list(&oa).await?[0].record.progress.fault;
            let tested = engine.destinations().test(&place).await?.err().map(|(fault, _)| fault);
            let alerted = engine.alerts().test(&channel).await?.err().map(|(fault, _)| fault);
            for (way, fault) in [("a delivery", delivered), ("a test", tested), ("an alert", alerted)] {
                let is_refused = matches!(
                    fault,
                    Some(DeliveryFault::PrivateAddress | DeliveryFault::ForbiddenAddress | DeliveryFault::NoHost)
                );
                tally.note(if is_refused { Ok(()) } else { Err(format!("{way} to {answer:?}: {fault:?}")) });
                tally.count("names that led to foreign addresses", 1);
            }
        }
        Ok::<(), Trouble>(())
    })?;
    let connections = receiver.connections();
    tally.count("connections to addresses that were not checked", connections as u64);
    tally.note(if connections == 0 { Ok(()) } else { Err(format!("{connections} connections")) });
    Ok(tally)
}
