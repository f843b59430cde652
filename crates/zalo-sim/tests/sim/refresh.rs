//! A refresh that goes well, and one that Zalo refuses.

use std::time::Duration;

use zalo_sim::{AnswerShape, App, Config, ExpiresIn, Layout, SpentAnswer, TokenState, TokensGiven};

use crate::client::{APP_ID, SECRET_KEY, fixture, getoa, post_bytes, refresh, refresh_body, send, sim, sim_with};

#[tokio::test]
async fn a_refresh_returns_a_new_pair_and_ends_the_old_one() {
    let (sim, old) = sim().await;
    assert!(sim.is_live_refresh(&old.refresh_token) && sim.is_live_access(&old.access_token));
    let new = refresh(&sim, &old.refresh_token).pair();
    assert_ne!(new, old);
    assert!(!sim.is_live_refresh(&old.refresh_token) && !sim.is_live_access(&old.access_token));
    assert_eq!(sim.live_pair(APP_ID), Some(new));
    assert_eq!((sim.spends(), sim.sends_of(&old.refresh_token)), (1, 1));
    assert_eq!(refresh(&sim, &old.refresh_token).error(), Some(-14014));
    assert_eq!((sim.spends(), sim.sends_of(&old.refresh_token)), (1, 2));
    assert!(sim.ledger().violations.is_empty());
}

#[tokio::test]
async fn the_body_has_the_layout_of_the_tutorial() {
    let (sim, old) = sim().await;
    let reply = refresh(&sim, &old.refresh_token);
    let new = sim.live_pair(APP_ID).unwrap();
    let (access, refresh) = (&new.access_token, &new.refresh_token);
    assert_eq!(
        reply.text(),
        format!(
            "{{\n    \"access_token\": \"{access}\",\n    \"refresh_token\": \"{refresh}\",\n    \"expires_in\": \"90000\"\n}}"
        )
    );
    assert_eq!((access.len(), refresh.len()), (384, 256));
    assert!(access.starts_with("FAKE_AT_2_") && refresh.starts_with("FAKE_RT_2_"));
    assert_eq!(reply.header("Connection"), Some("close"));
}

#[tokio::test]
async fn every_form_of_a_good_answer_is_available() {
    let compact = AnswerShape { layout: Layout::Compact, ..AnswerShape::default() };
    let shape = |expires_in| AnswerShape { expires_in, ..compact.clone() };
    let cases = [
        (shape(ExpiresIn::Life), "200-ok-string-expires.json"),
        (shape(ExpiresIn::String(90000)), "200-ok-string-expires.json"),
        (shape(ExpiresIn::Number(90000)), "200-ok-number-expires.json"),
        (shape(ExpiresIn::Missing), "200-ok-no-expires.json"),
        (AnswerShape { refresh_expires_in: true, ..compact.clone() }, "200-ok-with-rt-expires.json"),
        (AnswerShape { error: Some(0), ..compact.clone() }, "200-ok-error-zero.json"),
        (AnswerShape { tokens: TokensGiven::AccessOnly, ..compact.clone() }, "200-access-only.json"),
    ];
    let fake_access = "FAKE_AT_RfBh5NdqsWzhcX8bDDe_1A463Z34Fhy1GVi63AoTU1InwujqF";
    let fake_refresh = "FAKE_RT_L2Y2BO9Prn_I1SkM08T4J99bZQYVbOBPfTVeRgrLdPK4ZqGX9G";
    for (answer, name) in cases {
        // 90 days are 7776000 s, as in the fixture.
        let (sim, old) = sim_with(Config { answer, ..Config::default() }).await;
        let text = refresh(&sim, &old.refresh_token).text();
        let pair = sim.live_pair(APP_ID).unwrap();
        let text = text.replace(&pair.access_token, fake_access).replace(&pair.refresh_token, fake_refresh);
        assert_eq!(text, fixture(name));
    }
    for (expires_in, told) in
        [(ExpiresIn::Zero, "0"), (ExpiresIn::Negative, "-1"), (ExpiresIn::Junk("soon".to_owned()), "soon")]
    {
        let (sim, old) = sim_with(Config { answer: shape(expires_in), ..Config::default() }).await;
        assert_eq!(refresh(&sim, &old.refresh_token).json()["expires_in"], told);
    }
}

#[tokio::test]
async fn a_spent_token_is_answered_as_configured() {
    for (spent_answer, name) in [
        (SpentAnswer::Error14014, "200-err-14014.json"),
        (SpentAnswer::EmptyBody, "200-consumed-token-empty-body.txt"),
        (SpentAnswer::EmptyTokens, "200-err-14014-empty-tokens.json"),
    ] {
        let (sim, old) = sim_with(Config { spent_answer, ..Config::default() }).await;
        let new = refresh(&sim, &old.refresh_token).pair();
        assert_eq!(refresh(&sim, &old.refresh_token).text(), fixture(name));
        assert_eq!(sim.live_pair(APP_ID), Some(new));
    }
}

#[tokio::test]
async fn each_error_is_worded_as_in_the_fixtures_and_spends_nothing() {
    let (sim, pair) = sim().await;
    sim.add_app(App { active: false, ..App::new("77", SECRET_KEY) });
    let good = refresh_body(&pair.refresh_token);
    let no_grant = good.replace("grant_type=refresh_token", "grant_type=password");
    let cases = [
        // Zalo looks at the grant type first, then the app, the secret, the token.
        ("wrong", no_grant.replace(APP_ID, "1"), "200-err-14018.json"),
        (SECRET_KEY, no_grant, "200-err-14018.json"),
        ("wrong", good.replace(APP_ID, "1"), "200-err-14002.json"),
        (SECRET_KEY, good.replace(APP_ID, "77"), "200-err-14002.json"),
        ("wrong", refresh_body("nonsense"), "200-err-14004.json"),
        ("", good.clone(), "200-err-14004.json"),
        (SECRET_KEY, refresh_body("nonsense"), "200-err-14014.json"),
        (SECRET_KEY, refresh_body(""), "200-err-14014.json"),
        (SECRET_KEY, refresh_body(&pair.access_token), "200-err-14014.json"),
    ];
    for (secret_key, body, name) in cases {
        let reply = send(&sim, &post_bytes(&sim, secret_key, &body));
        assert_eq!((reply.status(), reply.text()), (200, fixture(name)));
    }
    assert_eq!(sim.spends(), 0);
    assert_eq!(sim.live_pair(APP_ID), Some(pair));
}

#[tokio::test]
async fn a_token_is_valid_only_for_its_own_app() {
    let (sim, pair) = sim().await;
    sim.add_app(App::new("77", SECRET_KEY));
    let body = refresh_body(&pair.refresh_token).replace(APP_ID, "77");
    assert_eq!(send(&sim, &post_bytes(&sim, SECRET_KEY, &body)).error(), Some(-14014));
    assert!(sim.is_live_refresh(&pair.refresh_token));
}

#[tokio::test]
async fn a_refresh_does_not_change_other_chains_of_the_app() {
    let (sim, one) = sim().await;
    let other = sim.issue_pair(APP_ID);
    refresh(&sim, &one.refresh_token).pair();
    assert!(sim.is_live_access(&other.access_token) && sim.is_live_refresh(&other.refresh_token));
}

#[tokio::test]
async fn tokens_expire_by_the_clock() {
    let (sim, pair) = sim().await;
    sim.advance(Duration::from_secs(25 * 3600 - 60));
    assert!(sim.is_live_access(&pair.access_token));
    sim.advance(Duration::from_secs(61));
    assert!(!sim.is_live_access(&pair.access_token));
    assert_eq!(getoa(&sim, &pair.access_token).error(), Some(-220));
    let next = refresh(&sim, &pair.refresh_token).pair();
    sim.advance(Duration::from_secs(90 * 24 * 3600));
    assert!(!sim.is_live_refresh(&next.refresh_token));
    assert_eq!(refresh(&sim, &next.refresh_token).error(), Some(-14014));
    assert_eq!(sim.spends(), 1);
}

#[tokio::test]
async fn an_unlimited_lifetime_is_possible() {
    let config = Config { access_life: Duration::MAX, refresh_life: Duration::MAX, ..Config::default() };
    let (sim, pair) = sim_with(config).await;
    sim.advance(Duration::from_secs(100 * 365 * 24 * 3600));
    assert_eq!(sim.live_pair(APP_ID), Some(pair));
    sim.advance(Duration::MAX);
    assert!(sim.live_pair(APP_ID).is_none_or(|pair| sim.is_live_refresh(&pair.refresh_token)));
}

#[tokio::test]
async fn a_given_token_becomes_live_once() {
    let (sim, _) = sim().await;
    assert_eq!(refresh(&sim, "FAKE_RT_given").error(), Some(-14014));
    sim.register_refresh_token(APP_ID, "FAKE_RT_given");
    assert_eq!(refresh(&sim, "FAKE_RT_given").error(), None);
    sim.register_refresh_token(APP_ID, "FAKE_RT_given");
    assert!(!sim.is_live_refresh("FAKE_RT_given"));
    assert_eq!(sim.sends_of("FAKE_RT_given"), 2);
}

#[tokio::test]
async fn the_ledger_names_tokens_by_number_only() {
    let (sim, old) = sim().await;
    let new = refresh(&sim, &old.refresh_token).pair();
    refresh(&sim, "a-text-from-elsewhere");
    refresh(&sim, "a-text-from-elsewhere");
    let ledger = sim.ledger();
    let requests: Vec<_> =
        ledger.token_requests().map(|request| (request.number, request.token, request.spent)).collect();
    assert_eq!(requests, [(1, Some(2), true), (2, Some(5), false), (3, Some(5), false)]);
    let states: Vec<_> = ledger.tokens.iter().map(|token| (token.serial, token.state, token.sends)).collect();
    assert_eq!(
        states,
        [
            (1, TokenState::Removed, 0),
            (2, TokenState::Spent, 1),
            (3, TokenState::Live, 0),
            (4, TokenState::Live, 0),
            (5, TokenState::Foreign, 2)
        ]
    );
    let told = format!("{ledger:?}{old:?}{new:?}");
    for text in [&old.access_token, &old.refresh_token, &new.access_token, &new.refresh_token] {
        assert!(!told.contains(text.as_str()));
    }
    assert!(!told.contains("elsewhere") && !told.contains(SECRET_KEY));
}
