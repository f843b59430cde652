//! Splits a group whose keys name several OAs, and drops what the words of a key say is not Zalo's.

use crate::draft::DraftField;
use crate::group::{Found, Group};
use crate::left_out::Reason;

/// The fields in which two OAs differ.
const TELLING: [DraftField; 4] =
    [DraftField::AppId, DraftField::SecretKey, DraftField::RefreshToken, DraftField::AccessToken];

/// Splits a group: `ZALO_APP_ID` and `ZALO_BON_APP_ID` are two OAs, `APP_ID` and `ZALO_REFRESH_TOKEN` one.
pub(crate) fn split(mut group: Group) -> Vec<Group> {
    drop_foreign(&mut group);
    let mut by: Vec<(String, Vec<Found>)> = Vec::new();
    for found in std::mem::take(&mut group.found) {
        match by.iter_mut().find(|(qualifier, _)| *qualifier == found.qualifier) {
            Some((_, list)) => list.push(found),
            None => by.push((found.qualifier.clone(), vec![found])),
        }
    }
    if by.len() < 2 || !has_conflict(&by) {
        group.found = by.into_iter().flat_map(|(_, list)| list).collect();
        group.found.sort_by_key(|found| found.place.line);
        return vec![group];
    }
    separate(group, by)
}

/// Makes an OA of each qualifier that has an app of its own, or a token while the others have none.
fn separate(mut group: Group, by: Vec<(String, Vec<Found>)>) -> Vec<Group> {
    let has = |list: &[Found], field| list.iter().any(|found: &Found| found.field == field);
    let has_token = |list: &[Found]| has(list, DraftField::RefreshToken) || has(list, DraftField::AccessToken);
    let (mut whole, rest): (Vec<_>, Vec<_>) = by
        .into_iter()
        .partition(|(_, list)| has(list, DraftField::AppId) && (has_token(list) || has(list, DraftField::SecretKey)));
    let (tokens, shared): (Vec<_>, Vec<_>) = rest.into_iter().partition(|(_, list)| has_token(list));
    let shared: Vec<Found> = shared.into_iter().flat_map(|(_, list)| list).collect();
    let headings = std::mem::take(&mut group.headings);
    let single = matches!(whole.as_slice(), [(_, list)] if !has_token(list));
    if single && tokens.len() > 1 {
        // One app, several OAs.
        let app = whole.remove(0).1;
        whole = tokens.into_iter().map(|(qualifier, list)| (qualifier, [app.clone(), list].concat())).collect();
    } else if whole.is_empty() && tokens.len() > 1 && !shared.is_empty() {
        whole = tokens.into_iter().map(|(qualifier, list)| (qualifier, [shared.clone(), list].concat())).collect();
        return groups(&mut group, whole, &headings);
    } else if let Some((_, list)) = whole.iter_mut().min_by_key(|(qualifier, _)| qualifier.len()) {
        // Tokens without an app of their own: candidates beside those of the plainest key.
        list.extend(tokens.into_iter().flat_map(|(_, tokens)| tokens));
    } else {
        whole = vec![(String::new(), tokens.into_iter().flat_map(|(_, list)| list).collect())];
    }
    for (_, list) in &mut whole {
        list.extend(shared.iter().cloned());
    }
    groups(&mut group, whole, &headings)
}

fn groups(group: &mut Group, whole: Vec<(String, Vec<Found>)>, headings: &[(usize, String)]) -> Vec<Group> {
    let is_many = whole.len() > 1;
    let mut made: Vec<Group> = Vec::new();
    for (qualifier, found) in whole {
        let mut own = Group { found, is_row: group.is_row || is_many, headings: headings.to_vec(), ..group.clone() };
        own.left_out = if made.is_empty() { std::mem::take(&mut group.left_out) } else { Vec::new() };
        if let Some(first) = own.found.iter().find(|found| found.qualifier == qualifier).filter(|_| is_many) {
            let heading =
                headings.iter().rev().find(|(line, _)| *line < first.place.line).map(|(_, title)| title.clone());
            let name = heading.or((!qualifier.is_empty()).then(|| qualifier.to_uppercase()));
            own.title = name.map(|name| (name, first.place.clone()));
        }
        made.push(own);
    }
    made
}

/// Where some keys name Zalo, keys that do not are another program's: `SECRET_KEY` beside `ZALO_SECRET_KEY`.
fn drop_foreign(group: &mut Group) {
    if !group.found.iter().any(|found| found.is_zalo) {
        return;
    }
    // `app_id` and `secret_key` in the spelling of Zalo's request, where no key names Zalo's app, are what a person added
    // to the tokens. In capitals they are a web site's own: its signing key must never reach Zalo.
    let is_number = |found: &Found| found.clean().bytes().all(|byte| byte.is_ascii_digit());
    let is_bare_app = |found: &Found| found.key == "app_id" && !found.is_zalo && is_number(found);
    let is_app = |found: &Found| matches!(found.field, DraftField::AppId | DraftField::SecretKey);
    let has_own_app =
        group.found.iter().any(is_bare_app) && !group.found.iter().any(|found| is_app(found) && found.is_zalo);
    let is_foreign = |found: &Found| {
        !found.is_zalo
            && match found.field {
                DraftField::SecretKey => !has_own_app || found.key != "secret_key",
                DraftField::AppId | DraftField::RefreshToken | DraftField::AccessToken => !found.qualifier.is_empty(),
                DraftField::Name => false,
            }
    };
    let (foreign, own): (Vec<Found>, Vec<Found>) = std::mem::take(&mut group.found).into_iter().partition(is_foreign);
    group.found = own;
    group.left_out.extend(foreign.into_iter().map(|found| found.left_out(Reason::OtherService)));
}

fn has_conflict(by: &[(String, Vec<Found>)]) -> bool {
    TELLING.iter().any(|field| {
        let mut values = by.iter().flat_map(|(_, list)| list).filter(|found| found.field == *field).map(Found::clean);
        let first = values.next();
        values.any(|value| Some(value) != first)
    })
}
