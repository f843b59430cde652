//! Import reads what this program writes: every export, and the cURL command of a request.
#![cfg(test)]

use oa_token_import::draft::{Draft, tidy};
use oa_token_import::read;
use oa_token_model::export::{Choice, EnvNames, Format, Subject, write};
use oa_token_model::origin::Origin;
use oa_token_model::profile::{AppId, Profile, ProfileId, ProfileKind, ProfileName};
use oa_token_model::secret::{Secret, SecretBytes};
use oa_token_model::token::{Expiry, Generation, Source, StoredPair, TokenPair};
use oa_token_model::zalo::{TokenRequest, curl};

const ANSWER: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/answers/200-ok-string-expires.json"));
const ACCESS: &str = "FAKE_AT_RfBh5NdqsWzhcX8bDDe_1A463Z34Fhy1GVi63AoTU1InwujqF";
const REFRESH: &str = "FAKE_RT_L2Y2BO9Prn_I1SkM08T4J99bZQYVbOBPfTVeRgrLdPK4ZqGX9G";
const NAME: &str = "Cà phê Hà Nội";

fn exported(answer: Option<&str>, format: Format, with_refresh_token: bool) -> String {
    let obtained_at = "2026-11-23T00:00:00Z".parse().unwrap();
    let profile = Profile {
        id: ProfileId::parse("00000000-0000-4000-8000-000000000001").unwrap(),
        name: ProfileName::parse(NAME).unwrap(),
        app_id: AppId::parse("1234567890123456789").unwrap(),
        kind: ProfileKind::Live,
        oa: None,
        created_at: obtained_at,
    };
    let stored = StoredPair {
        generation: Generation::FIRST,
        source: Source::Refresh,
        pair: TokenPair { access: Some(Secret::new(ACCESS)), refresh: Some(Secret::new(REFRESH)) },
        expiry: Expiry::default(),
        obtained_at,
        unconfirmed: false,
        answer: answer.map(|text| SecretBytes::new(text.into())),
    };
    let (secret_key, api) = (Secret::new("FAKE_SECRET_CANARY_00"), Origin::zalo_api());
    let subject = Subject { profile: &profile, stored: &stored, secret_key: &secret_key, api: &api };
    let choice = Choice { format, with_refresh_token, names: EnvNames::default() };
    String::from_utf8(write(&subject, &choice).unwrap().expose().to_vec()).unwrap()
}

#[test]
fn every_export_is_read() {
    for answer in [None, Some(ANSWER)] {
        for (format, with_refresh_token) in Format::ALL.into_iter().flat_map(|format| [(format, false), (format, true)])
        {
            if (format, with_refresh_token) == (Format::Curl, true) {
                continue;
            }
            let drafts = read(exported(answer, format, with_refresh_token));
            if format == Format::Tsv || (format, with_refresh_token) == (Format::Text, false) {
                assert!(drafts.is_err(), "a token without a label is not imported");
                continue;
            }
            let name = (format == Format::PostmanEnvironment).then(|| NAME.to_owned());
            let refresh_token = with_refresh_token.then(|| Secret::new(REFRESH));
            let wanted = Draft { name, refresh_token, access_token: Some(Secret::new(ACCESS)), ..Draft::default() };
            let drafts = drafts.map(|drafts| drafts.into_iter().map(|draft| tidy(draft).0).collect());
            assert_eq!(drafts, Ok(vec![wanted]), "{format:?}");
        }
    }
}

#[test]
fn the_curl_command_of_a_request_is_read_whatever_the_values() {
    for (key, token) in [("FAKE_SECRET_0000000000", "FAKE_REFRESH_x"), ("FAKE'$\"\\`x", "FAKE'a+b%20&c=d_x")] {
        let app_id = AppId::parse("1234567890123456789").unwrap();
        let (key, token) = (Secret::new(key), Secret::new(token));
        let request = TokenRequest::refresh(&Origin::zalo_oauth(), &app_id, &key, &token).unwrap();
        let drafts = read(curl::command(&request, |secret| secret.expose().to_owned()).expose()).unwrap();
        assert_eq!(drafts.len(), 1);
        assert_eq!((&drafts[0].secret_key, &drafts[0].refresh_token), (&Some(key), &Some(token)));
        assert_eq!(drafts[0].app_id.as_deref(), Some("1234567890123456789"));
    }
}
