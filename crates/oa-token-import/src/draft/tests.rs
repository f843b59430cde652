use super::*;

fn draft(app_id: &str, secret_key: &str, refresh: &str, access: &str) -> Draft {
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Draft {
        name: Some("Cà phê Hà Nội".to_owned()),
        app_id: text(app_id),
        secret_key: text(secret_key).map(Secret::new),
        refresh_token: text(refresh).map(Secret::new),
        access_token: text(access).map(Secret::new),
    }
}

#[test]
fn characters_around_a_value_are_dropped() {
    for pasted in [
        "FAKE_RT",
        " FAKE_RT\r\n",
        "\"FAKE_RT\"",
        "\"FAKE_RT\",\r\n",
        "'FAKE_RT' ;",
        "“FAKE_RT”",
        "‘FAKE_RT’",
        "\" FAKE_RT \" ,",
        "\u{FEFF}FAKE_RT\u{200B}",
        "FAKE\u{AD}_R\u{200B}T\u{A0}",
        "`FAKE_RT`",
        "\"FAKE_RT",
    ] {
        assert_eq!(clean_value(pasted), "FAKE_RT", "{pasted:?}");
    }
    for kept in ["FAKE,RT", "FAKE_RT,", "FAKE\"RT", "FAKE RT", "FAKE\nRT", ""] {
        assert_eq!(clean_value(kept), kept, "{kept:?}");
    }
}

#[test]
fn each_field_reports_the_number_of_dropped_characters() {
    let (tidy, told) = tidy(draft("\"123\",", "FAKE_KEY", " “FAKE_RT”\n", "\u{200B}\" \""));
    assert_eq!((tidy.app_id.as_deref(), tidy.access_token), (Some("123"), None));
    let dropped: Vec<_> = told.iter().map(|tidied| (tidied.field, tidied.dropped)).collect();
    assert_eq!(dropped, [(DraftField::AppId, 3), (DraftField::RefreshToken, 4), (DraftField::AccessToken, 4)]);
}

#[test]
fn a_name_keeps_its_quotes_and_its_emoji() {
    for (typed, name) in
        [(" \u{FEFF}Tiệm \"Ớt\"\n", "Tiệm \"Ớt\""), ("👩\u{200D}🍳", "👩\u{200D}🍳"), ("\"A\"", "\"A\"")]
    {
        assert_eq!(clean_name(typed), name);
    }
}

#[test]
fn each_mistake_has_its_finding() {
    let long = "x".repeat(ACCESS_LENGTH);
    for (app_id, key, refresh, access, wanted) in [
        ("123", "FAKE_KEY", "FAKE_RT", "FAKE_AT", vec![]),
        ("123", "FAKE_KEY", "FAKE_RT", "", vec![]),
        ("123", "FAKE_KEY", "", "", vec![Finding::NoTokens]),
        ("", "", "FAKE_RT", "", vec![Finding::AppIdMissing, Finding::SecretKeyMissing]),
        ("12a", "FAKE_KEY", "FAKE_RT", "", vec![Finding::AppIdNotDigits]),
        ("FAKE0123456789abcdef", "123", "FAKE_RT", "", vec![Finding::AppIdLooksLikeSecretKey]),
        ("123", "FAKE KEY", "FAKE_RT", "", vec![Finding::SecretKeyHasSpaces]),
        ("123", "FAKE_khóa", "FAKE_RT", "", vec![Finding::SecretKeyNotAscii]),
        ("123", "FAKE_RT", "FAKE_RT", "", vec![Finding::SecretKeyIsToken(TokenBox::Refresh)]),
        ("123", "FAKE_AT", "FAKE_RT", "FAKE_AT", vec![Finding::SecretKeyIsToken(TokenBox::Access)]),
        ("123", "FAKE_KEY", "FAKE\nRT", "", vec![Finding::TokenHasSpaces(TokenBox::Refresh)]),
        ("123", "FAKE_KEY", "FAKE_RT", "FAKE_ệ", vec![Finding::TokenNotAscii(TokenBox::Access)]),
        ("123", "FAKE_KEY", "FAKE_T", "FAKE_T", vec![Finding::SameTokens]),
        ("123", "FAKE_KEY", &long, "", vec![Finding::RefreshLooksLikeAccess]),
    ] {
        assert_eq!(check(&draft(app_id, key, refresh, access)), wanted, "{app_id} {key} {refresh} {access}");
    }
}

#[test]
fn a_bad_name_blocks_and_a_missing_one_does_not() {
    let named = |name: &str| check(&Draft { name: Some(name.to_owned()), ..draft("123", "FAKE_KEY", "FAKE_RT", "") });
    assert_eq!(named(&"ệ".repeat(81)), [Finding::NameTooLong]);
    assert_eq!(named("hai\ndòng"), [Finding::NameControl]);
    let unnamed = Draft { name: None, ..draft("123", "FAKE_KEY", "FAKE_RT", "") };
    assert_eq!(NewProfile::from_draft(unnamed).unwrap().name, None);
}

#[test]
fn a_guess_never_blocks() {
    assert!(!Finding::RefreshLooksLikeAccess.is_blocking() && !Finding::NoTokens.is_blocking());
    let long = "x".repeat(ACCESS_LENGTH);
    assert!(NewProfile::from_draft(draft("123", "FAKE_KEY", &long, "")).is_ok());
    assert!(NewProfile::from_draft(draft("123", "FAKE_KEY", "", "")).is_ok());
}

#[test]
fn a_pasted_draft_becomes_a_profile_after_trimming() {
    let new = NewProfile::from_draft(draft(" 123\n", "\"FAKE_KEY\",", "FAKE_RT ", "")).unwrap();
    assert_eq!((new.app_id.as_str(), new.secret_key.expose()), ("123", "FAKE_KEY"));
    assert_eq!(new.pair, TokenPair { access: None, refresh: Some(Secret::new("FAKE_RT")) });
    let same = NewProfile::from_draft(draft("123", "FAKE_KEY", "FAKE_T", "\"FAKE_T\""));
    assert_eq!(same, Err(vec![Finding::SameTokens]));
}

#[test]
fn debug_shows_no_secret() {
    let draft = draft("123", "FAKE_KEY", "FAKE_RT", "FAKE_AT");
    assert!(!format!("{draft:?} {:?}", NewProfile::from_draft(draft.clone())).contains("FAKE"));
}
