//! Odd texts, with an ordinary head.

use oa_token_model::zalo::UnclearCause;

use super::{ODD, Odd, Pair, SURE, Wanted};

const NO_TOKENS: Wanted = Wanted::Unclear(UnclearCause::NoTokens);
const NOT_ZALO: Wanted = Wanted::Unclear(UnclearCause::NotZalo);
const HTML: Wanted = Wanted::Unclear(UnclearCause::Html);

/// JSON as documented, with small differences.
const SHAPES: &[(&str, Wanted, &str)] = &[
    ("documented", SURE, "{$PAIR}"),
    ("expires-in-as-number", SURE, r#"{"access_token":"$A","refresh_token":"$R","expires_in":90000}"#),
    ("expires-in-left-out", SURE, r#"{"access_token":"$A","refresh_token":"$R"}"#),
    ("expires-in-null", SURE, r#"{"access_token":"$A","refresh_token":"$R","expires_in":null}"#),
    ("expires-in-negative", SURE, r#"{"access_token":"$A","refresh_token":"$R","expires_in":"-1"}"#),
    ("expires-in-beyond-reason", SURE, r#"{"access_token":"$A","refresh_token":"$R","expires_in":1e300}"#),
    ("expires-in-words", SURE, r#"{"access_token":"$A","refresh_token":"$R","expires_in":"one day"}"#),
    ("refresh-life-told", SURE, r#"{$PAIR,"refresh_token_expires_in":7776000}"#),
    ("order-reversed", SURE, r#"{"expires_in":"90000","refresh_token":"$R","access_token":"$A"}"#),
    ("unknown-members", SURE, r#"{"v":4,$PAIR,"scope":["send"],"x":{"y":null}}"#),
    ("error-zero-beside", SURE, r#"{"error":0,$PAIR}"#),
    ("error-zero-as-text", SURE, r#"{"error":"0",$PAIR}"#),
    ("error-beside-tokens", ODD, r#"{"error":-14014,"error_name":"Invalid refresh token",$PAIR}"#),
    ("message-success", SURE, r#"{"message":"Success",$PAIR}"#),
    ("pretty-printed", SURE, "{\n  \"access_token\" : \"$A\",\n  \"refresh_token\" : \"$R\"\n}\n"),
    ("tabs-and-returns", SURE, "{\r\n\t\"access_token\":\t\"$A\",\r\n\t\"refresh_token\":\t\"$R\"\r\n}"),
    ("spaces-around", SURE, " \r\n\t {$PAIR} \r\n\t "),
    ("vertical-space-before", SURE, "\u{b}\u{c}\u{a0}{$PAIR}"),
    ("comma-too-many", ODD, r"{$PAIR,}"),
    ("brace-missing", ODD, r"{$PAIR"),
    ("brace-too-many", ODD, r"{$PAIR}}"),
    ("no-braces", ODD, r"$PAIR"),
    ("comment-inside", ODD, r"{/* v4 */ $PAIR}"),
    ("comment-behind", ODD, "{$PAIR} // served by a\n"),
    ("semicolon-behind", ODD, "{$PAIR};"),
    ("nul-behind", ODD, "{$PAIR}\0"),
    ("nuls-before", ODD, "\0\0\0{$PAIR}"),
    ("not-a-number-inside", ODD, r#"{"x":NaN,$PAIR}"#),
    ("control-character-inside", ODD, "{\"x\":\"a\u{1}b\",$PAIR}"),
    ("same-answer-twice", ODD, "{$PAIR}{$PAIR}"),
    ("refusal-then-pair", ODD, r#"{"error":-14014,"error_name":"Invalid refresh token"}{$PAIR}"#),
    ("pair-then-refusal", ODD, r#"{$PAIR}{"error":-14014,"error_name":"Invalid refresh token"}"#),
    ("access-token-alone", Wanted::Access, r#"{"access_token":"$A","expires_in":"90000"}"#),
    ("refresh-token-alone", Wanted::Refresh, r#"{"refresh_token":"$R"}"#),
    ("access-token-null", Wanted::Refresh, r#"{"access_token":null,"refresh_token":"$R"}"#),
    ("refresh-token-empty", Wanted::Access, r#"{"access_token":"$A","refresh_token":""}"#),
    ("refresh-token-a-number", Wanted::Access, r#"{"access_token":"$A","refresh_token":7}"#),
    ("refresh-token-in-a-list", Wanted::Access, r#"{"access_token":"$A","refresh_token":["$R"]}"#),
];

/// Keys in other spellings, and repeated keys.
const KEYS: &[(&str, Wanted, &str)] = &[
    ("keys-camel", ODD, r#"{"accessToken":"$A","refreshToken":"$R","expiresIn":90000}"#),
    ("keys-pascal", ODD, r#"{"AccessToken":"$A","RefreshToken":"$R"}"#),
    ("keys-upper", ODD, r#"{"ACCESS_TOKEN":"$A","REFRESH_TOKEN":"$R"}"#),
    ("keys-kebab", ODD, r#"{"access-token":"$A","refresh-token":"$R"}"#),
    ("keys-train", ODD, r#"{"Access-Token":"$A","Refresh-Token":"$R"}"#),
    ("keys-run-together", ODD, r#"{"accesstoken":"$A","REFRESHTOKEN":"$R"}"#),
    ("keys-with-space", ODD, r#"{"access token":"$A","Refresh Token":"$R"}"#),
    ("keys-with-dot", ODD, r#"{"access.token":"$A","refresh.token":"$R"}"#),
    ("keys-mixed", ODD, r#"{"access_token":"$A","refreshToken":"$R"}"#),
    ("keys-line-escaped", SURE, r#"{"access\u005ftoken":"$A","refresh\u005Ftoken":"$R"}"#),
    ("keys-letters-escaped", SURE, r#"{"\u0061ccess_token":"$A","\u0072efresh_token":"$R"}"#),
    ("keys-letters-escaped-below", ODD, r#"{"data":{"\u0061ccess_token":"$A","\u0072efresh_token":"$R"}}"#),
    ("one-key-escaped-below", ODD, r#"{"data":{"access_token":"$A","\u0072efresh_token":"$R"}}"#),
    ("values-escaped", SURE, r#"{"access_token":"\u0046AKE$A","refresh_token":"\u0046AKE$R"}"#),
    ("keys-twice-same", SURE, r"{$PAIR,$PAIR}"),
    ("spellings-twice-same", SURE, r#"{$PAIR,"accessToken":"$A","refreshToken":"$R"}"#),
    ("below-and-above-same", SURE, r#"{"data":{$PAIR},$PAIR}"#),
    ("keys-twice-first-empty", SURE, r#"{"access_token":"","refresh_token":"",$PAIR}"#),
    (
        "keys-twice-other-first",
        ODD,
        r#"{"access_token":"FAKE_OTHER_ACCESS","refresh_token":"FAKE_OTHER_REFRESH",$PAIR}"#,
    ),
    (
        "other-below-first",
        ODD,
        r#"{"old":{"access_token":"FAKE_OTHER_ACCESS","refresh_token":"FAKE_OTHER_REFRESH"},$PAIR}"#,
    ),
    (
        "other-below-last",
        ODD,
        r#"{$PAIR,"old":{"access_token":"FAKE_OTHER_ACCESS","refresh_token":"FAKE_OTHER_REFRESH"}}"#,
    ),
    (
        "other-spelling-other-value",
        ODD,
        r#"{$PAIR,"accessToken":"FAKE_OTHER_ACCESS","refreshToken":"FAKE_OTHER_REFRESH"}"#,
    ),
    ("request-echoed-behind", ODD, r#"{$PAIR,"request":{"refresh_token":"FAKE_REFRESH_SENT"}}"#),
    ("request-echoed-before", ODD, r#"{"request":{"refresh_token":"FAKE_REFRESH_SENT"},"data":{$PAIR}}"#),
    ("request-echoed-alone", NO_TOKENS, r#"{"refresh_token":"FAKE_REFRESH_SENT","app_id":"1"}"#),
    ("old-keys-beside", SURE, r#"{"old_access_token":"FAKE_OLD","refresh_token_old":"FAKE_OLD",$PAIR}"#),
    ("only-other-keys", NO_TOKENS, r#"{"token":"FAKE_X","id_token":"FAKE_Y","accessTokens":"FAKE_Z"}"#),
];

/// Pairs nested in something else.
const WRAPPINGS: &[(&str, Wanted, &str)] = &[
    ("in-data", ODD, r#"{"error":0,"data":{$PAIR}}"#),
    ("in-result", ODD, r#"{"result":{"token":{$PAIR}}}"#),
    ("in-list", ODD, r"[{$PAIR}]"),
    ("in-lists-apart", ODD, r#"{"items":[{"access_token":"$A"},{"refresh_token":"$R"}]}"#),
    ("in-two-branches", ODD, r#"{"a":{"b":{"access_token":"$A"}},"c":{"d":{"refresh_token":"$R"}}}"#),
    ("twelve-deep", ODD, r#"{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{$PAIR}}}}}}}}}}}}"#),
    ("camel-in-data", ODD, r#"{"data":{"accessToken":"$A","refreshToken":"$R"}}"#),
    ("text-in-text", ODD, r#""{\"access_token\":\"$A\",\"refresh_token\":\"$R\"}""#),
    ("text-in-member", ODD, r#"{"body":"{\"access_token\":\"$A\",\"refresh_token\":\"$R\"}"}"#),
    ("camel-text-in-member", ODD, r#"{"body":"{\"accessToken\":\"$A\",\"refreshToken\":\"$R\"}"}"#),
    (
        "text-in-text-in-text",
        ODD,
        r#"{"a":"{\"b\":\"{\\\"access_token\\\":\\\"$A\\\",\\\"refresh_token\\\":\\\"$R\\\"}\"}"}"#,
    ),
    ("jsonp", ODD, "callback({$PAIR});"),
    ("jsonp-with-guard", ODD, "/**/typeof cb === 'function' && cb({$PAIR});"),
    ("guard-before", ODD, ")]}',\n{$PAIR}"),
    ("endless-loop-before", ODD, "for(;;);{$PAIR}"),
    ("html-around", ODD, "<html><body>{$PAIR}</body></html>"),
    ("html-pre", ODD, "<!doctype html><pre style=\"x\">{$PAIR}</pre>"),
    (
        "html-quotes",
        ODD,
        "<pre>{&quot;access_token&quot;:&quot;$A&quot;,&quot;refresh_token&quot;:&quot;$R&quot;}</pre>",
    ),
    (
        "html-quotes-by-number",
        ODD,
        "<pre>{&#34;access_token&#34;:&#34;$A&#34;,&#34;refresh_token&#34;:&#34;$R&#34;}</pre>",
    ),
    ("html-script", ODD, "<script>window.parent.postMessage({$PAIR}, '*')</script>"),
    ("html-banner-behind", ODD, "{$PAIR}\n<!-- served by a proxy -->"),
    ("html-banner-before", ODD, "<!-- scanned -->\n{$PAIR}"),
    ("xml-around", ODD, "<?xml version=\"1.0\"?><r><![CDATA[{$PAIR}]]></r>"),
    ("http-in-http", ODD, "HTTP/1.1 200 OK\r\nContent-Type: text/json\r\n\r\n{$PAIR}"),
    ("event-stream", ODD, "event: message\ndata: {$PAIR}\n\n"),
    ("lines-of-json", ODD, "{\"level\":\"info\"}\n{$PAIR}\n{\"level\":\"info\"}\n"),
    ("multipart", ODD, "--b\r\nContent-Type: application/json\r\n\r\n{$PAIR}\r\n--b--\r\n"),
    ("chunk-sizes-left-in", ODD, "5a\r\n{$PAIR}\r\n0\r\n\r\n"),
    ("form", ODD, "access_token=$A&refresh_token=$R&expires_in=90000"),
    ("form-camel", ODD, "accessToken=$A&refreshToken=$R"),
    ("form-in-another-order", ODD, "expires_in=90000&token_type=bearer&refresh_token=$R&access_token=$A"),
    ("form-with-question-mark", ODD, "?access_token=$A&refresh_token=$R"),
    ("form-encoded-line", ODD, "access%5Ftoken=$A&refresh%5Ftoken=$R"),
    ("form-with-line-end", ODD, "access_token=$A&refresh_token=$R\r\n"),
];

/// Answers without tokens, in which none may be found.
const EMPTY: &[(&str, Wanted, &str)] = &[
    ("empty", Wanted::Dead, ""),
    ("spaces-alone", Wanted::Dead, " \r\n"),
    ("mark-alone", Wanted::Dead, "\u{feff}"),
    ("dead", Wanted::Dead, r#"{"error":-14014,"error_name":"Invalid refresh token"}"#),
    ("dead-code-as-text", Wanted::Dead, r#"{"error":"-14014","error_name":"Invalid refresh token"}"#),
    ("dead-with-empty-tokens", Wanted::Dead, r#"{"error":-14014,"access_token":"","refresh_token":""}"#),
    ("refused", Wanted::Refused, r#"{"error":-14002,"error_name":"Invalid appId"}"#),
    ("refused-unknown-code", Wanted::Refused, r#"{"error":-99999,"message":"?"}"#),
    ("empty-object", NO_TOKENS, "{}"),
    ("empty-list", NOT_ZALO, "[]"),
    ("null", NOT_ZALO, "null"),
    ("a-number", NOT_ZALO, "0"),
    ("ok", NOT_ZALO, "OK"),
    ("keys-in-prose", NOT_ZALO, "access_token and refresh_token are required"),
    ("captive-portal", HTML, "<html><a href='/login?access_token=x'>Đăng nhập Wi-Fi</a></html>"),
    ("key-without-value", NOT_ZALO, "{\"access_token\":"),
    ("token-with-spaces", NO_TOKENS, r#"{"data":{"access_token":"not a token","refresh_token":"nor this"}}"#),
    ("token-with-brackets", NO_TOKENS, r#"{"data":{"access_token":"<b>x</b>","refresh_token":"{x}"}}"#),
];

/// Complete pairs in formats that are not parsed: their bytes are stored for the user.
const UNREAD: &[(&str, Wanted, &str)] = &[
    ("unread-single-quotes", Wanted::Unread, "{'access_token':'$A','refresh_token':'$R'}"),
    ("unread-bare-keys", Wanted::Unread, "{access_token:\"$A\",refresh_token:\"$R\"}"),
    ("unread-yaml", Wanted::Unread, "access_token: $A\nrefresh_token: $R\n"),
    ("unread-xml", Wanted::Unread, "<r><access_token>$A</access_token><refresh_token>$R</refresh_token></r>"),
    ("unread-list-of-two", Wanted::Unread, r#"["$A","$R"]"#),
    ("unread-other-words", Wanted::Unread, r#"{"at":"$A","rt":"$R"}"#),
    ("unread-location-like", Wanted::Unread, "https://localhost/cb?access_token=$A&refresh_token=$R"),
];

pub(super) fn all(pair: &Pair) -> Vec<Odd> {
    let rows = [SHAPES, KEYS, WRAPPINGS, EMPTY, UNREAD].concat();
    let odd = |(name, wanted, text): (&str, Wanted, &str)| {
        // An escape stands for the token's own first four letters.
        let text =
            text.replace("\\u0046AKE$A", &escaped(&pair.access)).replace("\\u0046AKE$R", &escaped(&pair.refresh));
        Odd::of_body(name, wanted, pair.in_text(&text).as_bytes())
    };
    rows.into_iter().map(odd).collect()
}

/// Writes a token as JSON permits, with its first letter escaped.
fn escaped(token: &str) -> String {
    token.replacen('F', "\\u0046", 1)
}
