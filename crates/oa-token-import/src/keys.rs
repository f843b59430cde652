//! What a key means: the spellings in files and forms, in both languages, and the words before and after them.

use unicode_normalization::UnicodeNormalization;

use crate::draft::DraftField;

/// Longer than any key in the table with a path before it.
const LONGEST: usize = 160;

/// What a key names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// A field of a draft.
    Field(DraftField),
    /// The secret of an OA's webhook; not the app's.
    WebhookSecret,
    /// The id of an OA.
    OaId,
    /// The life of the access token, in seconds.
    ExpiresIn,
    /// When a token ends.
    ExpiresAt,
    /// The life of the refresh token, in seconds.
    RefreshExpiresIn,
    /// The kind of a request for tokens.
    GrantType,
}

/// A key that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "a key may hold the words of several")]
pub(crate) struct Key {
    /// What it names.
    pub(crate) meaning: Meaning,
    /// The words before or after it that tell one OA from another: `bon` of `ZALO_BON_APP_ID`.
    pub(crate) qualifier: String,
    /// Whether it says that it is Zalo's.
    pub(crate) is_zalo: bool,
    /// Whether it names the value before the current one: `old_refresh_token`.
    pub(crate) is_previous: bool,
    /// Whether it names another service: `FACEBOOK_APP_ID`.
    pub(crate) is_foreign: bool,
    /// Whether it names a Zalo Bot's token.
    pub(crate) is_bot: bool,
    /// Whether it names a user's token.
    pub(crate) is_user: bool,
}

impl Key {
    /// Returns the field, if it is one.
    pub(crate) fn field(&self) -> Option<DraftField> {
        if let Meaning::Field(field) = self.meaning { Some(field) } else { None }
    }
}

const PREVIOUS: &[&str] =
    &["old", "prev", "previous", "backup", "bak", "expired", "revoked", "used", "spent", "cu", "truoc", "archived"];
/// Words that say nothing of which OA it is.
const NEUTRAL: &[&str] = &[
    "zalo",
    "oa",
    "zns",
    "znsoa",
    "my",
    "new",
    "current",
    "latest",
    "moi",
    "the",
    "env",
    "vite",
    "next",
    "public",
    "react",
    "nuxt",
    "app",
    "application",
    "config",
    "settings",
    "setting",
    "default",
    "global",
    "value",
    "v4",
    "api",
    "cua",
    "official",
    "account",
    "prod",
    "production",
    "hien",
    "tai",
    "body",
    "headers",
    "header",
    "data",
    "credentials",
    "wp",
    "option",
    "node",
    "is",
    "la",
    "ma",
    "key",
    "oauth",
    "server",
];
const FOREIGN: &[&str] = &[
    "facebook",
    "fb",
    "meta",
    "instagram",
    "google",
    "gg",
    "gmail",
    "firebase",
    "twitter",
    "github",
    "gitlab",
    "telegram",
    "tiktok",
    "shopee",
    "lazada",
    "tiki",
    "sendo",
    "shopify",
    "haravan",
    "sapo",
    "kiotviet",
    "nhanh",
    "openai",
    "anthropic",
    "gemini",
    "aws",
    "azure",
    "s3",
    "jwt",
    "stripe",
    "momo",
    "vnpay",
    "zalopay",
    "pay",
    "payos",
    "paypal",
    "slack",
    "discord",
    "notion",
    "misa",
    "viettel",
    "vnpt",
    "ghn",
    "ghtk",
    "apple",
    "microsoft",
    "linkedin",
    "line",
    "whatsapp",
    "viber",
    "session",
    "csrf",
    "cookie",
    "auth0",
    "supabase",
    "sentry",
    "mail",
    "smtp",
    "twilio",
    "django",
    "jira",
    "cloudinary",
    "minio",
    "pusher",
    "recaptcha",
    "mailgun",
    "hubspot",
    "zoom",
    "bitrix",
    "bitrix24",
];

/// Reads a key in any spelling: `appId`, `ZALO_APP_SECRET`, `app.zalo.refresh-token`, "Khóa bí mật".
pub(crate) fn read(key: &str) -> Option<Key> {
    if key.len() > LONGEST || key.is_empty() || key.contains(['<', '>', '{', '}', '=', ';', '&', '\n']) {
        return None;
    }
    let mut words = words(key);
    let is_previous_after = words.len() > 1 && words.last().is_some_and(|word| PREVIOUS.contains(&word.as_str()));
    let mut suffix = String::new();
    let (start, meaning) = loop {
        // The longest spelling counts: "mã làm mới" ends with "mới", which alone says that a value is new.
        if let Some(found) = (0..words.len()).find_map(|start| spelled(&words, start).map(|meaning| (start, meaning))) {
            break found;
        }
        let last = words.last().filter(|_| words.len() > 1)?;
        let is_number = last.len() <= 2 && last.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number && !PREVIOUS.contains(&last.as_str()) && !matches!(last.as_str(), "moi" | "new") {
            return None;
        }
        if is_number {
            suffix.clone_from(last);
        }
        words.pop();
    };
    let before = &words[..start];
    let has = |list: &[&str]| before.iter().any(|word| list.contains(&word.as_str()));
    let inside = words[start..].concat();
    let is_zalo = has(&["zalo", "zns"]) || inside.starts_with("zalo") || inside.starts_with("zns");
    let meaning = adjusted(meaning, before, &inside, is_zalo)?;
    let mut qualifier: Vec<&str> =
        before.iter().map(String::as_str).filter(|word| !NEUTRAL.contains(word) && !PREVIOUS.contains(word)).collect();
    qualifier.extend(Some(suffix.as_str()).filter(|suffix| !suffix.is_empty()));
    Some(Key {
        meaning,
        qualifier: qualifier.concat(),
        is_zalo,
        is_previous: is_previous_after || has(PREVIOUS),
        is_foreign: has(FOREIGN),
        is_bot: has(&["bot"]),
        is_user: has(&["user", "social", "login"]),
    })
}

/// Returns the field a key means, if it stands for the current value of it.
pub(crate) fn field(key: &str) -> Option<DraftField> {
    read(key).filter(|key| !key.is_previous && !key.is_foreign).and_then(|key| key.field())
}

/// Reports whether the words of a path name another service.
pub(crate) fn is_foreign(path: &str) -> bool {
    words(path).iter().any(|word| FOREIGN.contains(&word.as_str()))
}

/// Reports whether the words of a path name Zalo.
pub(crate) fn is_zalo(path: &str) -> bool {
    words(path).iter().any(|word| word.starts_with("zalo") && word != "zalopay" || word == "zns")
}

/// Finds the meaning of the words from `start`; "zalo" and "oa" may be written in the same word.
fn spelled(words: &[String], start: usize) -> Option<Meaning> {
    let all = words[start..].concat();
    let mut bare = all.as_str();
    loop {
        if let Some(meaning) = meaning(bare) {
            return Some(meaning);
        }
        // Only a whole word is cut in the middle: `zaloappid`.
        bare = ["zalo", "zns", "oa"].iter().find_map(|prefix| bare.strip_prefix(prefix))?;
    }
}

fn meaning(letters: &str) -> Option<Meaning> {
    let field = |field| Some(Meaning::Field(field));
    match letters {
        "name" | "ten" | "profilename" | "tenoa" | "oaname" => field(DraftField::Name),
        "appid" | "applicationid" | "idungdung" | "maungdung" | "appidungdung" | "idapp" | "idcuaungdung"
        | "clientid" => field(DraftField::AppId),
        "secret"
        | "secretkey"
        | "appsecret"
        | "appsecretkey"
        | "applicationsecret"
        | "khoabimat"
        | "mabimat"
        | "khoabimatungdung"
        | "khoabimatcuaungdung"
        | "khoabimatapp"
        | "secretkeycuaungdung"
        | "clientsecret"
        | "appkeysecret"
        | "secretapp"
        | "appsecretproofkey" => field(DraftField::SecretKey),
        "refreshtoken" | "tokenrefresh" | "malammoi" | "tokenlammoi" | "refreshtk" => field(DraftField::RefreshToken),
        "accesstoken" | "tokenaccess" | "matruycap" | "tokentruycap" | "token" => field(DraftField::AccessToken),
        "oaid" | "idoa" | "officialaccountid" => Some(Meaning::OaId),
        "expiresin" | "accesstokenexpiresin" | "expirein" => Some(Meaning::ExpiresIn),
        "refreshtokenexpiresin" | "refreshexpiresin" => Some(Meaning::RefreshExpiresIn),
        "expiresat"
        | "expiredat"
        | "expireat"
        | "accesstokenexpiresat"
        | "accessexpiresat"
        | "tokenexpiresat"
        | "expires"
        | "expiry"
        | "expirydate"
        | "tokenexpiry"
        | "expiration"
        | "accesstokenexpiry"
        | "createdat"
        | "updatedat"
        | "obtainedat"
        | "issuedat" => Some(Meaning::ExpiresAt),
        "granttype" => Some(Meaning::GrantType),
        _ => None,
    }
}

/// Some spellings mean a field only with the right words before them.
fn adjusted(meaning: Meaning, before: &[String], inside: &str, is_zalo: bool) -> Option<Meaning> {
    let is_oa = before.last().is_some_and(|word| word == "oa") || inside.trim_start_matches("zalo").starts_with("oa");
    let is_webhook = before.iter().any(|word| matches!(word.as_str(), "webhook" | "hook" | "callback"));
    let bare = inside.trim_start_matches("zalo").trim_start_matches("oa");
    let is_plain_secret = matches!(bare, "secret" | "secretkey" | "khoabimat" | "mabimat");
    match meaning {
        // The "OA Secret Key" is for webhooks and differs from the app's key.
        Meaning::Field(DraftField::SecretKey) if is_webhook || (is_plain_secret && is_oa) => {
            Some(Meaning::WebhookSecret)
        }
        // OAuth's own words are Zalo's only if they say so.
        Meaning::Field(_) if bare.starts_with("client") && !is_zalo => None,
        Meaning::Field(DraftField::AccessToken) if bare == "token" && !is_zalo && !is_oa => None,
        Meaning::Field(DraftField::Name) if !before.iter().all(|word| matches!(word.as_str(), "zalo" | "oa")) => None,
        Meaning::Field(_)
        | Meaning::WebhookSecret
        | Meaning::OaId
        | Meaning::ExpiresIn
        | Meaning::ExpiresAt
        | Meaning::RefreshExpiresIn
        | Meaning::GrantType => Some(meaning),
    }
}

/// Returns the letters and digits of a text in lower case, without Vietnamese diacritics.
pub(crate) fn letters(text: &str) -> String {
    words(text).concat()
}

/// Splits a key into words in lower case, without Vietnamese diacritics: at signs, and where a capital begins.
fn words(key: &str) -> Vec<String> {
    if key.is_ascii() {
        return split_words(key.chars());
    }
    let plain = key.nfkd().map(|char| if matches!(char, 'đ' | 'Đ') { 'd' } else { char });
    // Marks that NFKD split off belong to their letter and end no word.
    split_words(plain.filter(|char| !('\u{300}'..='\u{36F}').contains(char)))
}

fn split_words(chars: impl Iterator<Item = char>) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut chars = chars.peekable();
    let mut before = ' ';
    while let Some(char) = chars.next() {
        let after = chars.peek().copied().unwrap_or(' ');
        let is_hump = char.is_uppercase()
            && (before.is_lowercase() || before.is_numeric() || (before.is_uppercase() && after.is_lowercase()));
        if char.is_alphanumeric() {
            if is_hump || !before.is_alphanumeric() || words.is_empty() {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.extend(char.to_lowercase());
            }
        }
        before = char;
    }
    words
}

#[cfg(test)]
mod tests;
