# Every sentence a person reads, in English. Written in vi/main.ftl first.
# Numbers and dates go in as finished text: no NUMBER() or DATETIME().

## What a send came to: the explanation, and "-next" is what to do

saved = New tokens saved.
saved-next = The new tokens are safe on this computer.
saved-unconfirmed = New tokens saved, but Zalo's answer did not arrive whole.
saved-unconfirmed-next = Try the access token. If it does not work, press Send to get another pair.
saved-access-only = Zalo gave only an access token. It is saved, and the old refresh token is kept.
saved-access-only-next = The new access token works. The old refresh token may not be good next time.
saved-refresh-only = Zalo gave only a refresh token. It is saved.
saved-refresh-only-next = Press Send once more to get an access token.
saved-same-refresh-token = New access token saved. Zalo gave the same refresh token back.
saved-same-refresh-token-next = Press Send yourself next time: OA Token never resends a sent refresh token by itself.

refused-app-id = The app_id is wrong, or the Zalo app is not switched on. The refresh token may still be good.
refused-app-id-next = Check the app_id, switch the app on at developers.zalo.me, then send again.
refused-callback = The callback address differs from the one saved at Zalo.
refused-callback-next = Correct “Official Account Callback Url” at developers.zalo.me, letter by letter.
refused-secret-key = The secret_key is wrong. The refresh token may still be good.
refused-secret-key-next = Paste the Zalo app's secret key again (not the “OA Secret Key” of the Webhook page), then send again.
refused-code = The authorization code was used before, or is older than 10 minutes.
refused-code-next = Start the consent again to get a new code.
refused-grant-type = Zalo does not take this grant_type. That is OA Token's mistake, not yours.
refused-grant-type-next = Please tell us. Your tokens are kept as they are.
refused-rate = Zalo is getting too many requests.
refused-rate-next = Wait a minute, then send again. Your tokens are kept as they are.
refused-other = Zalo refused for a reason of its own, given here word for word.
refused-other-next = All tokens are kept. Read Zalo's words, correct what is needed, then send again.

dead-lost-answer = Probably the answer with the new tokens was lost on the way to this computer, so the old refresh token cannot be used again.
dead-lost-answer-next = Grant access again to get a new pair: about 2 minutes, with the OA admin's account.
dead-used-elsewhere = Probably something else used this refresh token.
dead-used-elsewhere-why = Each refresh token works only once, and OA Token sent it for the first time. Usually a second computer, Postman, n8n or a WordPress plugin sent it before.
dead-used-elsewhere-next = Switch off automatic refresh over there first, or the new tokens break too. Granting access again takes about 2 minutes, with the OA admin's account.
dead-too-old = Probably the refresh token is older than 90 days.
dead-too-old-next = Grant access again to get a new pair: about 2 minutes, with the OA admin's account.
dead-never-worked = This refresh token has never worked since it was pasted. Perhaps it went into the wrong box, or was used elsewhere before.
dead-never-worked-next = Paste the newest refresh token you have. If there is none left, grant access again.
dead-spent-here = OA Token itself used this refresh token before and got a new pair, so it is not sent again.
dead-spent-here-next = Look at the newest pair of the OA that used it, or paste a newer refresh token.

not-sent-dns = Not sent: Zalo's server was not found.
not-sent-dns-next = Check the network, then send again. The token has not been used.
not-sent-unreachable = Not sent: no connection to Zalo's server.
not-sent-unreachable-next = Check the network or firewall, then send again. The token has not been used.
not-sent-timed-out = Not sent: connecting to Zalo's server took too long.
not-sent-timed-out-next = Check the network, then send again. The token has not been used.
not-sent-tls = Not sent: the connection is not safe. This network may be listening in.
not-sent-tls-next = Use another network, or ask who runs this one, then send again. The token has not been used.
not-sent-proxy = Not sent: the proxy does not let it through.
not-sent-proxy-next = Check this computer's proxy, then send again. The token has not been used.
not-sent-too-late = Not sent: this program or this computer stood still for a moment, so it was too late to begin.
not-sent-too-late-next = Send again. The token has not been used.
not-sent-bad-request = Not sent: the values do not make a proper request.
not-sent-bad-request-next = Paste secret_key and refresh_token again, without spaces or accented letters in them.
not-sent-cannot-save = Not sent, because this computer cannot save the answer now.
not-sent-cannot-save-next = Check that the disk has room and the data folder can be written (oa-token doctor tells more), then send again. The token has not been used.
not-sent-clock = Not sent, because this computer's clock has gone backwards.
not-sent-clock-next = Set the computer's date and time, then send again. The token has not been used.
not-sent-no-refresh-token = Not sent, because this OA has no refresh token.
not-sent-no-refresh-token-next = Paste a refresh token, then send.

unknown-timed-out = Sent, but Zalo did not answer in time. It is not known whether Zalo changed the token.
unknown-timed-out-next = Sending this same token again loses nothing more.
unknown-connection-lost = Sent, but the connection was lost before an answer came. It is not known whether Zalo changed the token.
unknown-connection-lost-next = Sending this same token again loses nothing more.
unknown-redirect = Another server stepped in and redirected the request. It is not known whether Zalo changed the token.
unknown-redirect-next = Check the network (cafés and hotels often want a login), then send again. That loses nothing more.
unknown-html = The answer is a web page, not Zalo's. It is not known whether Zalo changed the token.
unknown-html-next = Check the network (cafés and hotels often want a login), then send again. That loses nothing more.
unknown-server-error = The server reported a fault of its own. It is not known whether Zalo changed the token.
unknown-server-error-next = Wait a little, then send this same token again. That loses nothing more.
unknown-cut = The answer was cut short and holds no whole token. It is not known whether Zalo changed the token.
unknown-cut-next = Sending this same token again loses nothing more.
unknown-not-zalo = The answer does not look like Zalo's. It is not known whether Zalo changed the token.
unknown-not-zalo-next = Sending this same token again loses nothing more.
unknown-crashed = The program was ended while it waited for the answer. It is not known whether Zalo changed the token.
unknown-crashed-next = Sending this same token again loses nothing more.

busy = Another window or command is refreshing this OA.
busy-next = Wait until it is done, then try again.

## The state of an OA

state-new = Never sent
state-valid = Valid
state-expiring = Expiring soon
state-expired = Expired
state-needs-consent = Needs consent again
state-unknown = Result not known
state-not-sent = Not sent
state-refused = Refused by Zalo

## The vault and its key

vault-locked-unavailable = The vault cannot be opened: the operating system's keychain cannot be reached.
vault-locked-unavailable-next = Unlock this computer's keyring, then try again. The tokens are still in the vault.
vault-locked = The vault cannot be opened: the operating system's keychain is locked.
vault-locked-next = Unlock this computer's keyring (usually the login password), then try again. The tokens are still in the vault.
vault-locked-cancelled = The vault cannot be opened: unlocking was cancelled, or there was no screen to ask on.
vault-locked-cancelled-next = Try again and let OA Token read the key. The tokens are still in the vault.
vault-locked-slow = The vault cannot be opened: the operating system's keychain does not answer.
vault-locked-slow-next = Wait a little, then try again. The tokens are still in the vault.
vault-key-lost = The operating system's keychain no longer has the key of this vault.
vault-key-lost-next = The vault is kept as it is. Restore this computer's keyring, or use the key file or passphrase if you added one.
vault-no-keychain = This computer has no keychain to make a vault with.
vault-no-keychain-next = Set OA_TOKEN_KEY_FILE to a random file of at least 32 bytes (for example made by: head -c 64 /dev/urandom), then run again. Keep that file safe.
vault-entry-exists = The keychain already has a key for this vault, so OA Token does not overwrite it.
vault-entry-exists-next = Try again. If it stays so, use a key file by OA_TOKEN_KEY_FILE.
vault-not-kept = The operating system's keychain took the key but did not keep the same one.
vault-not-kept-next = Use a key file by OA_TOKEN_KEY_FILE.
vault-no-slot-keychain = This vault has no key in the operating system's keychain.
vault-no-slot-keychain-next = Set OA_TOKEN_KEY_FILE or OA_TOKEN_PASSPHRASE_FILE as when the vault was made.
vault-no-slot-passphrase = This vault has no passphrase.
vault-no-slot-passphrase-next = Open the vault the old way, then add a passphrase: oa-token key add-passphrase.
vault-no-slot-key-file = This vault knows no key file.
vault-no-slot-key-file-next = Open the vault the old way (without OA_TOKEN_KEY_FILE), then add the key file: oa-token key add-file FILE.
vault-wrong-key-keychain = The key in the operating system's keychain does not open this vault.
vault-wrong-key-keychain-next = The vault is kept as it is. Use the key file or passphrase if you added one.
vault-wrong-key-passphrase = The passphrase is wrong.
vault-wrong-key-passphrase-next = Enter the passphrase again. The vault is kept as it is.
vault-wrong-key-key-file = This key file does not open the vault.
vault-wrong-key-key-file-next = Use the key file the vault was made with, or open the vault by that one and add this: oa-token key add-file FILE. The vault is kept as it is.
vault-slot-damaged = The part of the vault that holds the key is damaged.
vault-slot-damaged-next = Open it another way if there is one, or restore a backup.
vault-no-memory = There is not enough memory to use the passphrase (64 MB are needed).
vault-no-memory-next = Close some programs, then try again.
vault-passphrase-empty = The passphrase is empty.
vault-passphrase-empty-next = Enter a passphrase, then try again.
vault-newer = This vault was made by a newer version of OA Token.
vault-newer-next = Update OA Token. The vault has not been touched.
vault-damaged = The vault's file is damaged, or is not a vault of OA Token.
vault-damaged-next = Do not delete the file. Restore a backup, or run oa-token doctor for details.
vault-read-only = The data folder cannot be written.
vault-read-only-next = Check the folder's permissions, then try again.
vault-full = The disk is full.
vault-full-next = Free at least 1 MB, then try again.
vault-busy = Another program is holding the vault.
vault-busy-next = Wait a little, then try again.
vault-unusable = The vault cannot be used on this computer.
vault-unusable-next = Run oa-token doctor for details. Attach oa-token doctor --log to a report.
vault-no-such-profile = This OA is no longer in the vault.
vault-none = There is no vault yet.

key-file-missing = There is no file { $file }.
key-file-folder = { $file } is a folder, not a file.
key-file-unreadable = The file { $file } cannot be read.
key-file-too-short = The key file { $file } is too short: at least 32 bytes are needed.
key-file-guessable = The key file { $file } is easy to guess: its content looks typed, not random.
key-file-guessable-next = Make another one by: (umask 077; head -c 64 /dev/urandom > oa-token.key). Nothing in the vault has been changed.
key-file-too-large = The file { $file } is too large: at most 1 MB.
key-file-empty = The file { $file } is empty.
key-file-not-text = The file { $file } is not text.
key-file-next = Check the path and the file, then try again. OA Token never makes a key file itself.
key-readable-by-others = Note: other users of this computer can read { $file }. Better run: chmod 600.

## What is said beside a field

draft-secret-key-missing = A secret_key is needed: the Zalo app's secret key.
draft-secret-key-unusable = The secret_key has a space or a strange character in it. Please copy it again.
draft-secret-key-is-token = The secret_key is the same as a token. Please copy the app's secret key again.
draft-app-id-missing = An app_id is needed: the Zalo app's id, a row of digits.
draft-app-id-not-digits = The app_id must be a row of digits.
draft-name-too-long = The name is longer than 80 characters.
draft-name-control = The name has a line break or a strange character in it.
draft-name-invisible = The name has only invisible characters in it. Choose one that can be read.
draft-name-like-id = This name is written like the id of an OA. Choose another name.
draft-name-like-option = A name must not begin with a hyphen (-). Choose another name.
draft-token-unusable = This text has a space or a strange character in it. Please copy it again.
draft-same-tokens = Access token and refresh token are the same. Please copy each one again.
draft-looks-like-access-token = This looks like an access token. Copy the refresh_token line of Zalo's answer again.
draft-app-id-looks-like-secret-key = This looks like a secret_key. Please check both boxes.
draft-no-token = There is no token yet. It can be saved, but not sent.
draft-trimmed = Dropped { $count } stray characters (spaces, quotes, invisible ones).
draft-name-taken = There is an OA of this name.
draft-token-held = OA “{ $other }” holds this token. If two places refresh it, it breaks.
draft-is-known-access-token = This is the access token of OA “{ $other }”, not a refresh token.

## When importing from a file or a paste

import-empty = There is nothing to import.
import-not-text = This is not text.
import-not-json = This is not proper JSON (wrong at line { $line }). Please copy the whole of it again.
import-not-an-object = This JSON has no app_id, secret_key, refresh_token.
import-nothing-known = There is no app_id, secret_key or token to be found here.
import-wrong-type = { $key } must be text in quotes.
import-ambiguous = There are two different values for { $key }. Leave only the one that counts.
import-too-large = This is too large: at most 1 MB.

## The diary

history-imported = OA added, first pair received
history-replaced = A new pair pasted by you
history-edited = Details changed
history-deleted = Deleted from the list
history-restored = Brought back
history-saved = Refreshed
history-refused = Refused by Zalo
history-dead = Zalo says the refresh token is no good
history-unknown = Sent, result not known
history-not-sent = Not sent

## The command oa-token

cli-help =
    OA Token: refreshes Zalo OA tokens without losing one.

    Usage: oa-token [--json] CALL

      import [FILE… or -] [--name NAME] [--replace]   adds OAs from files or stdin: JSON, Postman,
                                                      cURL, .env, labelled lines
      import FILE.oatoken [--passphrase-file FILE] [--keep] [--replace --name NAME]
                                                      takes in a backup, or an OA from another computer
      list                                            the OAs, their states and expiries (no tokens)
      refresh NAME… | --all | --due                   buys a new pair
      token NAME [--min-life 10m]                     prints a valid access token
      export NAME --format FORMAT [--with-refresh-token] [-o FILE]
                                                      hands tokens on; FORMAT is text, env, json-iso,
                                                      json, tsv, postman-environment or curl
                                                      env's variables by other names:
                                                      --access-name NAME, --expires-name NAME, --refresh-name NAME
      check NAME                                      asks Zalo whose the access token is; uses nothing up
      authorize NAME [--redirect-uri ADDRESS] [--no-pkce]
                                                      gets a first pair, or a new one when the token is dead
      auto NAME… | --all on|off; auto --pause 1h      which OAs refresh by themselves; pauses all of it (0 goes on)
      watch                                           refreshes what is due, until it is told to end (for servers)
      history [NAME]                                  the diary
      key list | add-file FILE | add-passphrase [--generate] | remove ID
                                                      the ways to open the vault
      doctor [--restore-backup] [--log]               what is wrong with this set-up; use a backup again; the log
      demo                                            the whole job against practice Zalo, no account needed

    Secrets come from stdin, a file or a prompt, never from an argument.

    Environment: OA_TOKEN_HOME, OA_TOKEN_KEY_FILE, OA_TOKEN_PASSPHRASE_FILE,
    OA_TOKEN_OAUTH_URL, OA_TOKEN_API_URL, OA_TOKEN_ALLOW_OTHER_ORIGIN.
    Exit codes: 0 done · 2 usage or bad input · 3 no such OA · 10 not sent · 11 refused by Zalo · 12 result not known
    · 13 locked or key lost · 14 cannot save · 15 busy.
cli-retrying-save = The answer has arrived but cannot be saved yet (disk full or not writable). Trying again each second: do not end the program, free some space.
saved-no-access-token = Zalo's answer is saved, but there is no valid access token to hand out now.
saved-no-access-token-next = Run: oa-token refresh NAME
cli-see-help = See: oa-token help
cli-usage = This call is not right.
cli-unknown-call = There is no such call.
cli-unknown-argument = There is no such argument.
cli-missing-argument = An argument is missing.
cli-bad-value = An argument has a value that does not fit.
cli-conflict = Two arguments do not go together.
bad-origin = { $variable } must be https://host (http:// only for this computer itself).
two-keys = Set only one of OA_TOKEN_KEY_FILE and OA_TOKEN_PASSPHRASE_FILE.
no-home = The operating system names no data folder. Set OA_TOKEN_HOME.
cli-no-such-profile = There is no OA named “{ $name }”. See the names by: oa-token list
cli-unreadable-file = The file { $file } cannot be read. Check the path, then try again.
cli-no-name = This OA needs a name: use --name NAME, or put "name" into the JSON.
cli-one-name = --name is for one OA, and several came. Put "name" into each of them.
cli-no-access-token = This OA has no access token yet. Run: oa-token refresh NAME
cli-readable-target = Note: other users of this computer can read this file, and the refresh token will be in it.
cli-readable-target-question = Other users of this computer can read this file, and the refresh token will be in it. Write it all the same? (yes/no)
cli-cannot-write = The file { $file } cannot be written. Check the folder and its permissions.
step-up-needed = This cannot be undone, so the passphrase is needed once more.
key-nothing-else-opens = Not removed: this is the key in use, and no other key was shown to open the vault.
key-nothing-else-opens-next = Run it again with the key you keep: OA_TOKEN_KEY_FILE names a key file, OA_TOKEN_PASSPHRASE_FILE a file with the passphrase.
cli-key-removed = Removed. Copies of the vault made before now are still opened by the key you removed.
cli-no-such-slot = There is no way to open the vault with this id, or it is the last one (which stays).
cli-stdio = This command line cannot be read from or written to.
cli-no-profiles = There is no OA yet. Add one by: oa-token import -
cli-imported = saved
cli-valid-until = Good until { $until }.
cli-old-token-lives = The old access token is still valid, so it is printed.
cli-token-just-saved = this token was got just now, so no other one is; it has less life left than --min-life asks for.
cli-token-longer-than-granted = no token lives as long as --min-life asks for; the one that works is handed out.
cli-two-tools = Note: the refresh token is included. If two places refresh, it breaks; let only one do it.
cli-passphrase = Passphrase of the vault (or recovery code):
cli-new-passphrase = New passphrase for the vault:
cli-generated-passphrase = This is the new passphrase; it is shown only once. Write it down and keep it safe.
cli-slot-keychain = the operating system's keychain
cli-slot-passphrase = passphrase
cli-slot-key-file = key file
cli-doctor-folder = Data folder
cli-doctor-open-folder = Other users of this computer can enter { $folder }.
cli-doctor-vault = Vault
cli-doctor-file = The vault's file
cli-doctor-key = The vault's key
cli-doctor-clock = Clock
cli-doctor-schedule = Automatic refresh
cli-doctor-schedule-none = no program is refreshing automatically
cli-doctor-schedule-owner = process { $process } does it
cli-doctor-schedule-silent = process { $process } has the job of refreshing automatically but is stopped or silent since { $at }.
cli-doctor-schedule-silent-next = The window or another oa-token watch takes over within 2 minutes; if you no longer need that process, end it (kill -KILL).
cli-doctor-attempts = Unfinished sends
cli-doctor-open-attempts = { $count } OAs have an unfinished send.
cli-doctor-origins = Servers
cli-doctor-fine = fine
cli-doctor-guessable-key = The vault opens, but its key file is easy to guess: the content looks typed.
cli-doctor-guessable-key-next = Make another one by (umask 077; head -c 64 /dev/urandom > oa-token.key), add it: oa-token key add-file FILE, point OA_TOKEN_KEY_FILE to it, then remove the old way in: oa-token key remove ID.
demo-start = Practising with a sample Zalo on this computer, in a temporary folder. Nothing goes to Zalo.
demo-import = 1. Import three values: app_id, secret_key, refresh_token
demo-list = 2. The OA is in the encrypted vault
demo-refresh = 3. Send
demo-answer = 4. The saved answer (sample tokens)
demo-token = 5. The access token, as oa-token token prints it
demo-again = 6. Something else uses the new refresh token first; OA Token sends later, is refused, and nothing is lost
demo-end = Done. The temporary folder is removed.

## The window

window-driven = An environment variable (TAURI_WEBVIEW_AUTOMATION, WEBVIEW2_ADDITIONAL_BROWSER_ARGUMENTS or WEBKIT_INSPECTOR_…) lets other programs drive the window and read tokens. OA Token does not open. Remove that variable.
window-no-display = OA Token needs a screen to open its window. On a server use the command oa-token.
window-silent = OA Token is already running but does not answer. End that program (Task Manager, or restart the computer), then open OA Token again. Saved tokens are untouched.
page-error-no-clipboard = Not copied: the clipboard cannot be used. Press Show and copy by hand.
window-cannot-open = The window cannot be opened. Try restarting the computer, or use the command oa-token.

## The page in the window (page-)

## The window's page: times and lives

page-span-days = { $days } days
page-span-hours = { $hours } h { $minutes } min
page-span-minutes = { $minutes } min
page-span-minute = 1 min { $seconds } s
page-span-seconds = { $seconds } s
page-left = { $span } left
page-moment-today = { $time } today
page-moment-tomorrow = { $time } tomorrow
page-moment-yesterday = { $time } yesterday
page-diary-time = { $day }, { $time }
page-day-today = Today
page-day-yesterday = Yesterday
page-day-monday = Monday
page-day-tuesday = Tuesday
page-day-wednesday = Wednesday
page-day-thursday = Thursday
page-day-friday = Friday
page-day-saturday = Saturday
page-day-sunday = Sunday
page-ends = Expires { $moment }
page-ends-unless = { $ends } unless refreshed
page-ended = Expired { $moment }
page-unknown-life = Life unknown
page-life-unknown = Known once the first send is saved
page-none-yet = None yet
page-no-access-token-how = Press Send to get one
page-no-refresh-token-how = Press Edit to paste one
page-may-have-stopped = May have stopped
page-may-have-stopped-before = May have stopped, though due to expire { $moment }
page-refused-at = Refused by Zalo { $moment }

## The window's page: the frame

page-no-words = There is no explanation for this yet. Your tokens are kept as they are.
page-your-oas = Your OAs
page-your-oas-count = Your OAs · { $count }
page-add-oa = Add OA
page-new-oa = New OA
page-new-oa-line = Being filled in, not sent
page-settings = Settings
page-language = Language
page-theme-system = As the system
page-theme-light = Light
page-theme-dark = Dark
page-vault-folder = Data is kept in:
page-close = Close
page-cancel = Cancel
page-back = Back
page-save = Save
page-edit = Edit
page-understood = Got it
page-try-again = Try again
page-show = Show
page-hide = Hide
page-show-of = Show { $name }
page-hide-of = Hide { $name }
page-hidden = hidden, last four characters: { $tail }
page-copy = Copy
page-copy-asking = Copy…
page-copy-of = Copy { $name }
page-copied = Copied { $name }
page-ended-with = { $name }: { $words }

## The window's page: search and overview

page-find = Find an OA
page-find-none = No OA matches
page-overview = Overview
page-overview-next = Next to end: { $name }, { $moment }
page-overview-calm = No access token is counting down
page-need-count = { $number ->
    [1] 1 OA needs you
   *[other] { $count } OAs need you
}
page-need-many = { $number ->
    [1] 1 OA needs you:
   *[other] { $count } OAs need you:
}
page-need-show = Show { $count } OAs
page-need-consent = can't be refreshed any more because Zalo refused the refresh token. Please grant access again, about 2 minutes.
page-need-refused = had its last send refused by Zalo. Open it to see the box to correct. The refresh token may still be good.
page-need-refresh-token = has no refresh token, so it can't be refreshed. Open it and press Edit to paste one.
page-need-unknown = was sent, but the result is not known. Sending this very token again can lose nothing more.
page-need-not-sent = could not be sent last time. The token is untouched, you can send it again.
page-round = { $number ->
    [1] Refresh 1 OA that is due
   *[other] Refresh { $count } OAs that are due
}
page-round-running = Refreshing { $done } of { $count } OAs
page-round-ended = Done: { $saved } of { $count } OAs refreshed
page-round-waiting = Waiting for its turn
page-round-skipped = Skipped: the access token still lives, you must agree first
page-round-not-due = Skipped: no longer due
page-filter = Filter
page-filter-all = All
page-filter-person = Needs you
page-filter-none = There is no OA here.
page-lives = How long each OA has left
page-lives-name = OA, most urgent first
page-lives-access = Access token · 25 hours
page-lives-refresh-days = · 90 days
page-lives-margin = The dashed line is where an access token has 3 hours left: from there on an OA counts as expiring soon.
page-axis-hour = { $hour }h
page-cell-ended = expired
page-cell-dead = dead
page-cell-hours = { $hours } h
page-step-refresh = Refresh
page-step-open = See how to fix
page-step-of = { $step }: { $name }

## The window's page: first run

page-welcome = Add your first Official Account
page-welcome-why = OA Token sends the very request you send with Postman, then keeps the tokens safe for you.
page-have-refresh-token = I have a refresh token
page-have-refresh-token-how = Paste secret_key, refresh_token and app_id, then press Send
page-safe = Tokens and secret keys are encrypted on this computer, and sent only to Zalo and the places you choose.

## The window's page: filling in an OA

page-name = Name
page-name-placeholder = Give it a name, such as: Hanoi Coffee
page-name-optional = Optional. Left empty, the OA's name or the app's id is used
page-name-hint = Only for you, to know this OA in the list.
page-form-why = Paste Zalo's whole JSON or a cURL command into any box: OA Token recognises it.
page-paste-here = Paste here
page-clear-and-paste = Clear and paste again
page-fine = Fine
page-hint-secret-key-form = The Zalo app's secret key. Not the “OA Secret Key” of the Webhook page.
page-hint-refresh-token-form = What new tokens are got with; works only once. Take the newest you have.
page-hint-app-id-form = The Zalo app's id: a row of digits. Not the OA's id.
page-hint-grant-type-form = Always this word, filled in for you.
page-doubtful = { $number ->
    [1] 1 box is worth another look.
   *[other] { $count } boxes are worth another look.
}
page-form-stops = After sending, the old access token (if any) stops at once.
page-save-only = Save without sending
page-saved-not-sent = { $name } saved, nothing sent to Zalo

## The window's page: one OA

page-practice = Practice OA
page-zalo-app = Zalo app { $id }
page-zalo-app-alone = Zalo app { $id }
page-history = History
page-history-of = History · { $name }
page-generation = token pair { $count }
page-request = What is sent
page-hint-secret-key = The Zalo app's secret key
page-hint-refresh-token = For the next send, got { $moment }
page-hint-app-id = The Zalo app's id
page-hint-grant-type = Always this word
page-hint-content-type = The kind of data, filled in for you
page-row-wrong = Zalo does not take this value

page-send = Send
page-send-again = Send again
page-sending = Sending…
page-send-sends = Sending trades this refresh token for a new pair. The old access token, if it still lives, stops at once.
page-send-asks = Sending trades for a new pair: the access token in use stops at once, everywhere.
page-send-again-why = It is unclear whether Zalo has changed the token. Sending this very token again can lose nothing more.
page-send-dead = Zalo refused this token, so it is not sent again.
page-send-no-refresh-token = This OA has no refresh token. Press Edit to paste one, then send.
page-phase-preparing = Checking that this computer can save the answer…
page-phase-sending = Sent to Zalo, waiting for the answer…
page-phase-waiting = No answer came. Waiting a little, then sending this very token again; that can lose nothing more.
page-phase-saving = Saving the answer…
page-phase-retrying-save = The answer can't be saved yet; trying again each second. Please keep the computer on and free disk space.

page-confirm = Change the tokens of { $name } right now?
page-confirm-stops = The access token in use has **{ $span }** left. After sending, it **stops at once everywhere** and can't be had back.
page-confirm-stops-unknown = This OA has an access token of unknown life that may be in use. After sending, it **stops at once everywhere** and can't be had back.
page-confirm-paste-yourself = You must paste the new one yourself elsewhere: website, n8n, sales software
page-confirm-keep = Keep the token in use
page-confirm-send = Change tokens now

page-answer = Answer
page-answer-last = (latest)
page-answer-blank = New tokens will show here, and are saved before they show.
page-answer-none = No answer reached this computer.
page-answer-empty = Zalo gave an empty answer.
page-view = View
page-view-lines = Readable
page-view-raw = As received
page-verdict-saved = Saved
page-verdict-busy = Busy

page-copy-refresh = Copy the refresh token?
page-copy-refresh-why = If two places refresh, the token dies. Copy it only if the other place takes over refreshing, and stop pressing Send here.
page-copy-refresh-not = Don't copy
page-copy-refresh-yes = Copy anyway

page-why-failed = Why it failed
page-pair-received = OA Token received this pair
page-zalo-says = Zalo's answer:
page-next-send-again = Send again
page-next-fix-secret-key = Correct secret_key
page-next-fix-app-id = Correct app_id
page-next-get-new-pair = Grant access again
page-next-paste-again = Paste the refresh token again

page-edit-of = Edit · { $name }
page-edited = Changes saved
page-leave-empty = Leave empty to keep it
page-hint-refresh-token-edit = Only paste a newer one. The old one is kept.
page-new-pair-of = Grant access again · { $name }
page-new-pair-1 = Open Zalo's **API Explorer** and log in with the OA admin's account.
page-new-pair-2 = Choose this OA's app (id **{ $app }**), choose **OA Access Token**, choose the OA, then press **Allow** (Cho phép).
page-new-pair-3 = Zalo shows two strings. Copy each into its box below, or paste the whole JSON into either box.
page-hint-new-refresh-token = The string named refresh_token on Zalo's page. OA Token needs it to refresh.
page-hint-new-access-token = The string named access_token on Zalo's page. May be left out.

page-export = Export…
page-export-of = Export tokens · { $name }
page-format = Format
page-format-json = JSON as Zalo answers
page-format-json-what = Software that reads Zalo's own answer
page-format-text = Access token
page-format-text-what = The token alone, for pasting
page-with-refresh = With the refresh token
page-with-refresh-why = Only if the other place takes over refreshing: if two places refresh, the token dies.
page-with-refresh-warning = From now on the other place refreshes. Do not press Send here any more, or one of the two loses its token.
page-export-safe = Whoever has the access token can use the OA. secret_key does not go along.
page-save-file = Save file…
page-exported = Saved to { $path }

## The window's page: what could not be done

page-error-no-such-profile = This OA is gone.
page-error-no-such-secret = This OA does not have that string.
other-origin-refused = { $variable } names a server that is not Zalo's: secret_key and refresh token would be sent there. If that is what you want, set OA_TOKEN_ALLOW_OTHER_ORIGIN=1 as well; if not, remove { $variable }.
other-origin-send = Sending to { $origin }, which is not Zalo (OA_TOKEN_ALLOW_OTHER_ORIGIN=1).
relative-home = OA_TOKEN_HOME must be a full path, such as /srv/oa-token or C:\oa-token. With a relative one, each folder would have a vault of its own.
page-other-origin = Tokens and secret keys go to { $origin }, which is not Zalo.
page-other-origin-why = The variable OA_TOKEN_ALLOW_OTHER_ORIGIN allows it. If you did not set it, close OA Token and ask whoever set up this computer.
history-sent-elsewhere = Sent to a server that is not Zalo's
target-in-home = This file belongs to OA Token's data folder
target-in-home-next = Nothing was written. Choose another place, outside the data folder.
target-key-file = This file is the key that opens the vault
target-key-file-next = Nothing was written. Overwriting it would lock the vault for good; choose another file.
target-vault = This file is a vault
target-vault-next = Nothing was written. Overwriting it would lose the tokens in it; choose another file.
target-device = This is neither a file nor a pipe
target-device-next = Nothing was written. Choose a file, or use -o - to print.
target-foreign = Another user of this computer put this link or pipe there
target-foreign-next = Nothing was written. That user could read the token, or choose which file is overwritten; choose a place only you can write to.
target-cannot-write = The file could not be written
target-cannot-write-next = Choose another folder, or check that you may write there, and export again. The tokens are safe in OA Token.
page-error-unexpected = This could not be done
page-error-unexpected-next = Something unforeseen happened. Please try again. If it stays so, close OA Token and open it again.

## Import, settings, links (errors)
page-error-unreadable-import-next = Paste the whole JSON, cURL command or file as exported from Postman or n8n. Nothing was saved.
page-error-cannot-read-file = This file cannot be read.
page-error-cannot-read-file-next = Check that it is still there and that you may open it, then try again.
page-error-invalid-names = A variable's name has only plain letters, digits and underscores, does not begin with a digit, and no two are the same.
page-error-no-browser = This could not be opened. Try again, or open your browser yourself.
page-error-no-practice = Practice Zalo could not be started on this computer.
page-error-no-practice-next = Close some programs and try again. Your real OAs are not affected.
practice-name = Practice OA
settings-proxy-not-an-address = This is not a proxy's address yet. For example: http://10.0.0.1:3128
settings-proxy-scheme = Only HTTP proxies can be used: begin with http:// or https://
settings-proxy-path = A proxy's address ends with the port; nothing follows it.
## The practice OA: to practise on, nothing goes to Zalo

not-sent-no-practice = Not sent, because practice Zalo could not be started on this computer.
not-sent-no-practice-next = Check that the data folder can be written, then send again. The practice token has not been used.
vault-practice = This is a practice OA: its app_id, secret_key and tokens come from practice Zalo and cannot be replaced.
vault-practice-next = To use real tokens, add a new OA.
## Exporting tokens: formats and names of variables

export-no-access-token = This OA has no access token yet.
export-no-refresh-token = This OA has no refresh token.
export-curl-refresh-token = The cURL command only tries the API with the access token and never holds the refresh token. Leave that option out, or choose another format.
export-odd-token = This token holds a control character that the chosen format cannot carry. Choose json or json-iso.
export-name-empty = The variable's name must not be empty.
export-name-too-long = The variable's name is longer than { $most } characters.
export-name-not-a-name = A variable's name holds only letters without marks, digits and underscores, and does not begin with a digit.
export-name-taken = Another variable has this name already (ignoring case).
cli-unknown-format = There is no such format. The formats: { $formats }.
cli-names-without-env = --access-name, --expires-name and --refresh-name are for --format env only.
cli-bad-env-name = { $option }: { $why }

## The window's page: the ways to add an OA, import, the practice OA

page-have-export = I use Postman, n8n or a file
page-have-export-how = Paste a cURL command or JSON, or drag a file here. OA Token recognises it
page-have-nothing = I have no token, or it no longer works
page-have-nothing-how = Get a new pair of tokens on Zalo's site, step by step
page-practise = Try it with a practice OA
page-practise-how = Just like the real thing, without calling Zalo
page-practising = Practising, Zalo is not called. Press what you like: no real token is touched.
page-add-official = Add an Official Account
page-form-import = Import…

page-guide = Get the first pair of tokens
page-guide-why = Two values of your Zalo app are all it takes. The pair comes in the next step: about 2 minutes, signed in as an administrator of the OA.
page-guide-then = Nothing is sent to Zalo in this step.
page-guide-form = I have a refresh token
page-guide-name = Name
page-guide-name-how = What you call this OA in the list. It may stay empty.
page-guide-next = Continue
page-first-pair-of = Get the first pair · { $name }
page-roads = How to get a pair of tokens
page-road-explorer = API Explorer (easiest)
page-road-link = Consent link
page-paired = Consent given; the new pair of tokens of { $name } is saved.
page-no-pair = This OA has no token yet
page-no-pair-how = Get a pair of tokens from Zalo, step by step, in about 2 minutes.
page-get-pair = Get a pair of tokens
page-consent-why = Zalo opens a page on which an admin of the OA presses Allow, and then gives an address back. Paste that address here, and it is done.
page-consent-callback = Paste the **Official Account Callback Url** saved in the app's settings.
page-consent-callback-how = It must match what is saved letter by letter, and its domain must be verified. One / too many, and Zalo says -14003.
page-consent-callback-label = Official Account Callback Url
page-consent-callback-empty = https://…
page-consent-settings = Open the settings
page-consent-more = Advanced
page-consent-pkce = Use PKCE: a code that somebody else gets hold of is of no use to them. Switch it off only if Zalo does not take it.
page-consent-open = Open the consent page, sign in as an **administrator of the OA**, choose the right OA and press **Allow** (Cho phép).
page-consent-open-link = Open the consent page
page-consent-again = Open it again
page-consent-copy = Copy link
page-consent-copied = The consent link is copied. It may be sent to an admin of the OA.
page-consent-left = The link is good for { $span }.
page-consent-paste = The browser goes to the callback address (that page may show an error, never mind). **Copy the whole address from the address bar** and paste it here.
page-consent-address = The address after Allow
page-consent-first = Open the consent page first.
page-consent-exposed = The callback begins with http://, so the authorization code crosses the network unencrypted. Better change it to https:// at developers.zalo.me.
page-consent-port-taken = Another program uses the port of this callback address and will get the browser's answer. End it and open the link again, or paste the address here.
page-consent-listening = Waiting for the browser's answer. If nothing happens, paste the address here.
page-consent-sending = Exchanging the code for a pair of tokens…
page-consent-finish = Get the pair
page-consent-app = Zalo app { $app }. The code works once, within 10 minutes, and is not kept.
page-other-oa = These tokens belong to another OA
page-other-oa-why = This profile is of “{ $known }”, and the pair is of the OA “{ $found }”. In one profile the two OAs would be mixed up. It is better to add the other one as a profile of its own.
page-other-oa-keep = No, leave it as it is
page-other-oa-take = Use it here all the same
page-check = Check token
page-check-how = Asks Zalo which OA this access token belongs to. Uses up no token.
page-check-known = This profile is of the OA “{ $known }”.
page-confirm-check = Not sure whether the old token still works? Ask Zalo first, it uses nothing up:
page-verified = Verified
page-followers = { $number ->
    [1] one follower
   *[other] { $count } followers
}
page-package = package { $name }
page-package-until = (until { $day })
page-ahead-refresh-token = { $number ->
    [1] The refresh token ends in one day.
   *[other] The refresh token ends in { $count } days.
}
page-ahead-refresh-token-today = The refresh token ends today.
page-ahead-refresh-token-why = Refreshing once before then gives it another 3 months. After that an admin of the OA has to give consent again.
page-ahead-package = { $number ->
    [1] The OA's package ends in one day.
   *[other] The OA's package ends in { $count } days.
}
page-ahead-package-today = The OA's package ends today.
page-ahead-package-why = Renew it in the OA's administration; without a package the tokens stay, but Zalo may refuse calls.
page-need-ahead = will need you soon: its token or its package is about to end.

page-paste = Import from Postman, n8n or a file
page-paste-what = Paste all of it here: a cURL command, JSON, an .env file, or plain lines.
page-paste-area = Press Ctrl+V to paste (⌘V on a Mac)
page-paste-drag = Or drop a file anywhere in this window. You look at it first, then save.
page-paste-read = Recognise
page-choose-file = Choose a file…
page-drop-here = Drop the file here, OA Token will recognise it

page-import-busy = First save or cancel what you are looking at.
page-import-found = { $number ->
    [1] Found 1 OA
   *[other] Found { $count } OAs
}
page-import-look = Look before you save. Of what is secret only the last four characters are shown.
page-import-name-placeholder = If empty, the id of the OA or the app becomes the name
page-import-hint-access-token = The string other tools are using. May be left out.
page-import-edit-of = Edit { $name }
page-import-keep = Keep as it was
page-import-take = Save this OA
page-import-same-name = There is an OA named “{ $name }” already. Is this the same one?
page-import-replace = Replace the tokens of that OA
page-import-replace-what = It gets the pair, secret_key and app_id below. Its old pair is kept.
page-import-rename = This is another OA, I will rename it
page-import-rename-what = Saved as a new OA. The one you have stays as it is.
page-import-save-many = { $number ->
    [1] Save 1 OA
   *[other] Save { $count } OAs
}
page-import-saved = Saved { $count } OAs, nothing was sent to Zalo
page-import-partly = Saved: { $saved }. Not saved yet, below: { $left }.

## Managing OAs, history, settings, help

page-more = Rename, edit, delete
page-menu-rename = Rename…
page-menu-edit = Edit details…
page-menu-delete = Delete this OA…
page-rename-of = Rename · { $name }
page-renamed = Renamed to { $name }
page-delete-of = Delete { $name }?
page-delete-leaves = This OA leaves the list and is no longer refreshed here.
page-delete-kept = Its tokens are kept for **30 days**. Until then you can have it back in **Settings › Data**.
page-delete-others = Whatever uses the access token goes on working until it expires.
page-delete-keep = Keep this OA
page-delete-yes = Delete this OA
page-was-deleted = { $name } deleted
page-undo = Undo

page-deleted = Deleted OAs
page-deleted-open = Bring back a deleted OA…
page-deleted-why = Brought back, an OA returns to the list with all its tokens.
page-deleted-none = No OA was deleted in the last 30 days.
page-deleted-gone = Tokens kept until { $date }
page-restore = Bring back
page-restore-of = Bring back { $name }
page-restored = { $name } is back
page-restore-same-token = OA “{ $other }” holds this OA's token, so it can't be brought back yet.

page-order = Order of the list
page-order-added = As added
page-order-urgency = Most urgent first
page-order-name = By name

page-diary-day = { $day }, { $date }
page-diary-until = works until { $moment }
page-diary-due = due until { $moment }
page-diary-empty = Nothing yet. Every send will be noted here.
page-diary-choose = Choose a send to see what was sent and what Zalo answered.
page-diary-back = Back to history
page-attempt-spent = Sent the refresh token of pair { $count }.
page-attempt-twice = Sent once more because the answer was lost.
page-attempt-corrected = secret_key or app_id were corrected after this send. Today's values are shown.
page-attempt-request = The request as sent
page-report = Copy a report for who helps you
page-report-why = The report holds no token, no secret_key and no OA name.
page-report-copied = Report copied. Paste it into your message to who helps you.

page-settings-sections = Sections of the settings
page-settings-looks = Looks
page-settings-looks-what = Language, light or dark
page-settings-colours = Light or dark
page-settings-clipboard = Clipboard
page-settings-clipboard-what = Cleared after copying
page-settings-clipboard-why = What you copy from here leaves the clipboard by itself after this time, unless you copied something else.
page-settings-clipboard-other = Refresh token and secret_key
page-settings-clipboard-stays = The access token will stay in the clipboard until you copy something else. Other programs on this computer may read it.
page-settings-seconds = { $count } s
page-settings-minutes = { $count } min
page-settings-never = Never
page-settings-network = Network
page-settings-network-what = A proxy, if needed
page-settings-proxy = Proxy address
page-settings-proxy-hint = Left empty, the system's proxy is used. Only fill it in if whoever runs your network gave you an address.
page-settings-proxy-password = A password in the address, if any, is kept secret and not shown again.
page-settings-saved = Saved
page-settings-data = Data
page-settings-data-what = Folder, deleted OAs
page-settings-folder = Data folder
page-settings-folder-why = The encrypted vault is kept here. Please do not change or delete any file in this folder.
page-settings-open-folder = Open folder
page-settings-about = About
page-settings-about-what = Version, licences
page-about-version = Version { $version }
page-about-what = OA Token refreshes the tokens of Zalo OAs right on your computer, and loses none.
page-about-licences = Parts and licences · { $count }
page-about-no-licences = This build comes without the list of its parts.

page-help = Help
page-help-sections = Sections of the help

page-help-start = Start in 3 steps
page-help-start-1 = Press **Add OA** and paste secret_key, refresh_token and app_id: the same three values you fill in in Postman.
page-help-start-2 = Press **Send**. Zalo answers with a new pair of tokens. OA Token saves it first, then shows it.
page-help-start-3 = Press **Copy** to get the access token, and paste it into your website, n8n or software.
page-help-start-where = secret_key and app_id are in your app at developers.zalo.me. A refresh token comes from the API Explorer page, or from Zalo's latest answer.

page-help-tokens = What access token and refresh token are
page-help-tokens-access = The **access token** is what a website or software hands to Zalo each time it works for your OA. It lasts about 25 hours.
page-help-tokens-refresh = The **refresh token** only gets a new pair of tokens. It lives about 90 days and **works only once**: each refresh brings another one in its place.
page-help-tokens-pair = The two always go together. OA Token numbers the pairs; the one you pasted first is number 1.

page-help-why = Why refresh, and only in one place
page-help-why-ends = An access token ends by itself after about 25 hours. Refreshing trades the refresh token for a new pair.
page-help-why-stops = After a refresh the old access token **stops at once everywhere**. Paste the new one wherever it is used.
page-help-why-one = **Only one place may refresh.** A refresh token works only once. If Postman, n8n, a plugin or a second computer refreshes too, whoever comes later holds a dead one.
page-help-why-off = So switch refreshing off in those places, and give them the access token only.

page-help-states = What each state means
page-help-states-shapes = The small mark at the corner of each OA's circle says the same by its shape.
page-help-state-new = Just added, never sent from here. Press Send for a new pair of tokens.
page-help-state-valid = The access token works. There is nothing to do.
page-help-state-expiring = The access token has little time left, usually under 3 hours. Press Send soon.
page-help-state-expired = The access token has ended. Press Send for a new pair.
page-help-state-needs-consent = Zalo no longer takes this refresh token. Get a new pair from Zalo, about 2 minutes.
page-help-state-unknown = Sent, but no clear answer came. Sending this very token again can lose nothing more.
page-help-state-not-sent = Nothing left this computer, the token is untouched. Check the network, then send again.
page-help-state-refused = Zalo did not take a value, mostly secret_key or app_id. Correct the marked row, then send again.

page-help-broken = When a token is dead
page-help-broken-again = Open the OA, press **Grant access again** and follow the three steps on the screen, about 2 minutes. You need the OA admin's account.
page-help-broken-elsewhere = If another place refreshes this OA too, switch that off first. Otherwise the new pair will die as well.
page-help-broken-kept = There is no need to delete the OA. OA Token deletes no token by itself.
page-help-codes = Zalo's commonest error codes
page-help-code-dead = The refresh token does not work: used already, too old, or an access token pasted by mistake. A new pair is needed.
page-help-code-secret-key = Wrong secret_key. The refresh token may still be good: correct secret_key, then send again.
page-help-code-app-id = Wrong app_id, or the Zalo app is not switched on. Correct app_id or switch the app on, then send again.

page-help-paste = Pasting and dropping files
page-help-paste-text = You can paste a whole text: Zalo's answer, a cURL command, a .env file, or lines such as “App ID: …”. OA Token knows each value by itself.
page-help-paste-file = You can also drop a file exported from Postman on the window. One file may hold several OAs.
page-help-paste-check = Before anything is saved you can look it over and correct it. Importing sends nothing to Zalo.

page-help-export = Exporting tokens
page-help-export-what = The other place mostly needs the access token only. Press **Export…** in an OA and choose the format that suits it.
page-help-export-refresh = Send the refresh token along only if the other place takes over refreshing. Then do not press Send here any more.
page-help-export-again = After a refresh, export again: the access token in the old file has stopped.
page-help-export-safe = No export holds secret_key.

page-help-safe = Safety: where the data is
page-help-safe-here = Tokens and secret_key are encrypted, kept on this computer, and sent only to Zalo and the places you choose.
page-help-safe-masked = They are always masked. Press **Show** to read one; it hides itself after 30 seconds.
page-help-safe-clipboard = What you copied leaves the clipboard by itself. Set the time in **Settings › Clipboard**.
page-help-safe-deleted = A deleted OA is kept for 30 days. Have it back in **Settings › Data**.

page-help-keys = Keyboard shortcuts
page-help-keys-when = No shortcut works while a dialog is open, but the one that closes it.
page-help-key = Keys
page-help-key-does = What it does
page-help-key-find = Find an OA
page-help-key-send = Send
page-help-key-add = Add an OA
page-help-key-history = History of the open OA
page-help-key-settings = Settings
page-help-key-previous = The OA above
page-help-key-next = The OA below
page-help-key-help = Help
page-help-key-close = Close a dialog, empty the search

## Running in the background

page-settings-background = Background
page-settings-background-what = When the window closes, when the computer starts
page-background-close = Go on in the background when the window closes
page-background-close-why = OA Token stays in the system tray. Switched off, closing the window quits.
page-background-start = Start with the computer
page-background-start-why = Once the computer is on, OA Token runs in the background without showing a window.
page-looks-not-kept = This choice could not be saved, so it stays as it was. Check the free space of the disk and who may write in the data folder.
page-error-no-autostart = This computer does not let that be changed. You may be able to change it in the settings of the system.
page-close-asks = What should OA Token do once the window is closed?
page-close-what = In the background OA Token has no window but stays in the system tray, and tells you when an OA needs you. Open OA Token again at any time to see this window.
page-close-later = You can change this in Settings, under Background.
page-close-keep = Go on, keep tokens fresh
page-close-end = Quit

notice-needs-consent = { $name } needs consent again
notice-needs-consent-why = Zalo no longer takes this refresh token. Open OA Token to get a new pair.
notice-refresh-ends = { $name }: { $days } days left of the refresh token
notice-locked = An OA needs you
notice-locked-why = Unlock OA Token to see which.
notice-outlet-fails = { $name }: the new tokens could not be written to their file
notice-first = { $name } was just refreshed by itself
notice-first-why = The new pair is saved. From now on this goes by itself; you are told only when an OA needs you.
notice-shut = The vault is locked, so nothing can refresh by itself
notice-shut-why = An OA is due. Open OA Token and unlock the vault so that its tokens are refreshed in time.

tray-well = All OAs are well
tray-none = No OA yet
tray-soon = { $count } OAs end soon or have ended
tray-needs-you = { $count } OAs need you
tray-locked = OA Token is locked
tray-shut = The vault is not open
tray-oa = { $name } · { $left }
tray-moments = less than 2 minutes
tray-more = { $count } more in OA Token
tray-copy = Copy access token
tray-refresh-due = Refresh { $count } due OAs
page-next-by-itself = Next: { $name }, { $at }
page-next-now = right now
page-clock-wrong = The clock of this computer does not agree with Zalo's: set it right, and tokens refresh by themselves again
tray-pause = Pause refreshing for 1 hour
tray-go-on = Go on refreshing
tray-open = Open OA Token
tray-quit = Quit

## The window's page: exporting, cURL, correcting and granting access again

page-format-env = .env
page-format-env-what = Websites, servers, PHP, Node.js
page-format-json-iso = JSON with the time it ends
page-format-json-iso-what = Software that reads files, n8n
page-format-json-from = expires_in counts from { $moment }
page-format-tsv = A spreadsheet row
page-format-tsv-what = Google Sheets, Excel
page-format-postman = Postman environment
page-format-postman-what = Opens in Postman
page-format-curl = cURL command
page-format-curl-what = To try the API, for scripts
page-preview = Preview
page-preview-names = Preview · the names can be changed
page-env-name-access = Name of the access token's variable
page-env-name-expires = Name of the variable for the time it ends
page-env-name-refresh = Name of the refresh token's variable
page-with-refresh-without = Left off, the other place can use it until { $moment }.
page-export-copied = Copied, now paste it where it is needed

page-request-views = Views of the request
page-curl = cURL
page-curl-why = The same request as one command, for a server or a developer. Running it also sends the refresh token.
page-copy-curl-of = Copy the cURL command
page-copy-curl = Copy the cURL command?
page-copy-curl-why = The command holds secret_key and the refresh token in full. Whoever has it can refresh this OA: once another place runs it, the refresh token here is dead.
page-copied-curl = cURL command copied

page-hint-access-token-edit = The access_token that came with the refresh token just pasted. May be left out.
page-new-pair-first = **First switch off refreshing everywhere else** (a second computer, Postman, n8n, a plugin), or the new tokens die too.
page-open-explorer = Open API Explorer
page-new-pair-split = Zalo's answer was split into the two boxes.
page-new-pair-swapped = The two strings seem to be in each other's box.
page-swap = Swap the boxes
page-new-pair-need = Paste the refresh token into this box first.
page-new-pair-saved = New tokens of { $name } saved. Nothing was sent to Zalo.

page-where = Where is it?
page-where-of = Where is it? { $name }
page-where-open = Open Zalo's page
page-where-secret-key = Log in and click your app, open **Settings** (Cài đặt): copy the line **App secret key** (Khóa bí mật của ứng dụng).
page-where-app-id = Log in and click your app: the **app id** (ID ứng dụng) is the row of digits beside its name.
page-where-refresh-token = Log in with the OA admin's account, choose the app, choose **OA Access Token**, choose the OA, press **Allow** (Cho phép), then copy the line **refresh_token**.

## Protecting the vault, moving to another computer

state-moved-away = Moved away
page-send-moved-away = This OA was moved to another computer, so this one no longer sends
page-step-up-title = Enter your passphrase again
page-step-up-why = This hands out something that cannot be taken back, so OA Token checks that it is you. It will not ask again for 5 minutes.
page-step-up-box = Passphrase, or the recovery code if you forgot it
page-step-up-go = Continue
page-error-no-passphrase = To lock the app, set a passphrase first (Settings › Protection)
not-sent-moved-away = This OA was moved to another computer, so nothing was sent from here
not-sent-moved-away-next = Use this OA on the other computer. If that one no longer does, press “Take it back”.
key-wrong-passphrase = This is not the passphrase. Check the keyboard's language and Caps Lock, then try again
recovery-mistyped = The recovery code is mistyped somewhere. Compare each group with what you wrote down
recovery-wrong-length = A recovery code has 7 groups of 4 characters. Yours is too short or too long
recovery-wrong-group = This group does not match. Look at what you wrote down and type it again
sealed-wrong-passphrase = This is not the file's passphrase. It is the one chosen when the file was saved
sealed-not-ours = OA Token did not save this file. Its files end in .oatoken
sealed-damaged = The file is damaged or was not copied whole. Copy it again from the other computer
sealed-newer = A newer OA Token saved this file. Update OA Token, then open it again
sealed-too-costly = This file asks for more memory or time than any file OA Token saves, so it is not opened: it is damaged, or somebody made it up. Ask for the file again from the other computer
passphrase-too-short = A passphrase needs at least 12 characters.
passphrase-common = This passphrase is easy to guess: it is little more than common words, dates or keyboard patterns. Use a few words that have nothing to do with each other.
passphrase-name = This passphrase is easy to guess: it is little more than the name of an OA or your own. Use a few words that have nothing to do with each other.
passphrase-weak-next = Choose another passphrase, or let OA Token make one: oa-token key add-passphrase --generate.
vault-no-slot-recovery-code = This vault has no recovery code.
vault-no-slot-recovery-code-next = Open the vault another way, then make a recovery code in Settings › Protection.
vault-wrong-key-recovery-code = This recovery code does not open the vault on this computer.
vault-wrong-key-recovery-code-next = A new code replaces the old one: look for the newest you wrote down. The vault is as it was.

not-sent-copied-here = This vault was copied from another computer, so this one does not refresh by itself yet
not-sent-copied-here-next = Open OA Token and answer “Which computer uses this vault?”. Send (command: oa-token refresh NAME) still sends.
vault-gone = The vault's file is not there, although there are backups of it.
vault-gone-next = Restore the backup. If you moved the vault elsewhere, put it back.
vault-no-backup = There is no backup that can be used.
vault-no-backup-next = If you ever saved an .oatoken file, open that. The damaged vault is kept as it is.
history-moved-away = Moved to another computer
history-taken-back = Taken back to this computer
history-carried-in = Brought in from an .oatoken file
history-carried-over = Replaced by the app_id, secret_key and tokens of an .oatoken file, after you said yes; what was there before is kept

cli-slot-recovery-code = recovery code
awake-reason = Waiting to save new tokens
cli-doctor-backups = Backups
cli-doctor-backup-newest = the newest is from { $at }, with { $count } OAs
cli-doctor-no-backup = none yet; the first is made after the next tokens are saved
cli-doctor-backup-restored = restored the one from { $at }, with { $count } OAs; the old file is kept beside it
cli-doctor-inflight = Answers waiting
cli-doctor-inflight-waiting = { $count } answers of Zalo's are not in the vault yet.
cli-doctor-restore-offer = To use the backup from { $at }: oa-token doctor --restore-backup
vault-asks-passphrase = The vault opens with the passphrase you chose.

## The window's page: backups, moving to another computer, kept pairs

page-settings-backup = Backup and moving
page-settings-backup-what = .oatoken files
page-backup-auto = Automatic backup on this computer
page-backup-last = Most recent: { $moment }, OAs: { $count }.
page-backup-none = None yet. OA Token saves one by itself each time new tokens come in.
page-backup-auto-why = It lies beside the vault, on this very computer, for when the vault's file is damaged. If the computer is lost, so is this backup.
page-backup-file = A backup file to keep elsewhere
page-backup-file-what = One .oatoken file with every OA (but practice OAs) and its tokens, sealed by a passphrase you choose.
page-backup-save = Save a backup file…
page-backup-open = Open a backup, or a file from another computer
page-backup-shut = Open the vault first; then you can back up or move OAs.
page-backup-dialog = Save a backup file
page-backup-holds = The file holds **every OA with its tokens**, sealed by this passphrase. Without it nobody can open the file, not even the makers of OA Token.
page-backup-keep = Keep the file **outside this computer**: on a USB stick, an external drive, or a storage you trust.
page-backup-stale = Tokens changed **after today** are not in it. A refresh token works once, so an OA brought back from an old file may need a new grant.
page-backup-confirm = Choose where…
page-backup-saved = { $file } saved. Keep a copy outside this computer.

page-seal-passphrase = Passphrase of the file
page-seal-again = The passphrase again
page-seal-hint = At least 12 characters. Write it down somewhere safe: without it the file cannot be opened.
page-seal-differs = The two are not the same

page-sealed-choose = Open an .oatoken file…
page-sealed-what = You see what is in it before anything goes into the vault. Opening sends nothing to Zalo.
page-sealed-open-title = Open an .oatoken file
page-sealed-hint = The one chosen when the file was saved, on this computer or the other one.
page-sealed-open = Open the file
page-sealed-other = Another file…
page-sealed-holds = OAs in this file: { $count }
page-sealed-backup = A backup, saved { $moment }
page-sealed-move = Moved here from another computer, saved { $moment }
page-sealed-pair = Token pair { $count }, there since { $moment }
page-standing-new = Will be added
page-standing-newer = Its newer token pair will be added; the old ones stay
page-standing-back = Will come back to this computer
page-standing-known = This pair or a newer one is here already; nothing changes
page-standing-held = Another OA here holds this token; left out
page-standing-conflict = Here already, but different in the file; stays as it is here
page-sealed-replace = I trust this file: replace { $name } by what is in the file (the old secret_key and tokens are kept)
page-sealed-stale-backup = These tokens are as old as the file. If an OA was refreshed since, on any computer, this refresh token is used up and the OA needs a new grant.
page-sealed-stale-move = The other computer stopped refreshing when it saved the file, so these tokens are the newest. If it took the OA back since and refreshed, they no longer work.
page-sealed-nothing = There is nothing to add. Everything here stays as it is.
page-sealed-take = Put into the vault
page-sealed-auto = Go on refreshing by itself on this computer?
page-sealed-auto-why = Where they come from, these OAs refreshed by themselves: { $names }. On this computer it is off.
page-sealed-auto-how = What is due gets a new token at once. It can be switched on later too, on the page of each OA.
page-sealed-auto-keep = Leave it off
page-sealed-taken-one = { $name } is in the vault, nothing was sent to Zalo
page-sealed-taken = { $count } OAs are in the vault, nothing was sent to Zalo
page-sealed-taken-none = There was nothing new to put into the vault

page-way-move = Move from another computer
page-way-move-how = Or restore a backup file
page-menu-move = Move to another computer…
page-move-where = To move an OA away: open it, press ⋯, then choose **Move to another computer…**
page-move-of = Move to another computer: { $name }
page-move-carries = An .oatoken file carries this OA with its tokens to the other computer, sealed by a passphrase you choose.
page-move-stops = **This computer stops refreshing the OA** as soon as the file is saved, so that two computers never compete for one refresh token.
page-move-there = On the other computer: install OA Token, choose **Move from another computer**, then choose this file.
page-move-confirm = Save the file and move…
page-move-done-title = Moved away: { $name }
page-move-done = The file **{ $file }** is saved. This computer no longer refreshes this OA.
page-move-then-1 = Copy the file to the other computer by USB, or a storage you trust. Don't keep the passphrase beside the file.
page-move-then-2 = There, open OA Token, press **Add OA**, then choose **Move from another computer**.
page-move-then-3 = Choose the file, type the passphrase you just chose, then press **Put into the vault**.
page-move-close = Done

page-moved = Moved to another computer.
page-moved-at = Moved to another computer at { $moment }.
page-moved-why = This computer no longer refreshes this OA, so that the two don't break each other's tokens.
page-moved-access = It can still be copied, but it stops as soon as the other computer refreshes.
page-moved-refresh = The other computer holds the newest refresh token.
page-cell-elsewhere = elsewhere
page-take-back = Take it back
page-take-back-of = Take { $name } back to this computer?
page-take-back-only = Only if **the other computer no longer uses this OA**. If both refresh it, each breaks the other's tokens.
page-take-back-newest = The newest tokens are on the other computer. If it has refreshed, the refresh token here no longer works.
page-take-back-better = Better: on the other computer choose **Move to another computer…**, then open that file here.
page-take-back-not = Leave it there
page-take-back-yes = Take it back anyway
page-taken-back = { $name } is back on this computer, nothing was sent to Zalo
page-help-state-moved-away = Another computer holds this OA and refreshes it. This one no longer sends anything.

page-history-views = Look at the diary or the token pairs
page-history-diary = Diary
page-history-pairs = Kept token pairs
page-pair = Pair { $count }
page-pair-current = In use
page-pair-imported = Pasted, or imported from a file
page-pair-refreshed = From a refresh
page-pair-saved = saved { $moment }
page-pair-until = access token works until { $moment }
page-pair-due = access token was due to last until { $moment }
page-pair-end-unknown = end of the access token unknown
page-pair-lacks = This pair has none
page-pair-secret = { $name } of pair { $count }
page-pair-unconfirmed = The answer that brought this pair was not whole, so not both strings may be right.
page-pairs-none = There are no token pairs yet.
page-pairs-why = At most 5 pairs are kept. Old ones are here to look at and copy; they are never sent again from here.

## Opening the vault, locking the app, the recovery code, Settings › Protection

page-vault-ask = Type the passphrase to open the vault
page-vault-ask-why = This vault opens by a passphrase each time OA Token starts. Automatic refreshing waits until you have typed it.
page-vault-whole = Your tokens are still in the vault. Open it as follows.
page-passphrase = Passphrase
page-open-vault = Open the vault
page-use-passphrase = Use the passphrase
page-use-recovery = Use the recovery code
page-use-new-passphrase = Choose a passphrase for a new vault
page-use-backup = Use the backup
page-recovery-where = 7 groups of 4 characters, on the sheet or in the file you put away. Capitals don't matter.
page-new-passphrase-why = Choose a passphrase to encrypt your tokens, then use OA Token as usual.
page-new-passphrase-starts = Each time OA Token starts, you type this passphrase to open the vault.
page-new-passphrase-pauses = Until it is typed, no token is refreshed automatically.
page-new-passphrase-lost = Nobody can get this passphrase back, not even us. After the first refresh OA Token will offer you a recovery code, in case you forget it.
page-passphrase-new = New passphrase
page-passphrase-again = New passphrase, once more
page-passphrase-current = Current passphrase
page-passphrase-hint = At least 12 characters. A few words that have nothing to do with each other are easy to remember and hard to guess.
page-make-passphrase = Make one for me
page-passphrase-missing = Type a new passphrase first
page-passphrase-current-missing = Type the current passphrase first
page-passphrase-differs = The two are not the same. Type it again
page-make-vault = Make the vault
page-backup-of = There is a backup of { $moment }, with { $number ->
    [1] 1 OA
   *[other] { $count } OAs
  }.
page-backup-older = Tokens that changed after that are not in it. An OA whose token changed needs new consent.
page-backup-kept = The damaged file is kept beside it, not deleted.
page-app-locked = OA Token is locked
page-app-locked-goes-on = While it is locked, tokens go on being refreshed as usual.
page-unlock = Unlock
page-lock-now = Lock now
page-set-passphrase = Set a passphrase
page-later = Later
page-done = Done
page-print = Print
page-confirm-it = Confirm
page-recovery-code = Recovery code
page-recovery-offer = Put away a recovery code: 2 minutes, once.
page-recovery-offer-why = If this computer loses the vault's key (reinstalled, another account), this code is the only way to get your tokens back.
page-recovery-offer-why-passphrase = If this computer loses the vault's key, or you forget the passphrase, this code gets your tokens back.
page-recovery-make = Make a recovery code
page-recovery-renew = Make a new code
page-recovery-title = Put away a recovery code
page-recovery-title-code = Write the recovery code down
page-recovery-title-ask = Check what you wrote down
page-recovery-title-done = You have a recovery code
page-recovery-why = Your tokens are encrypted on this computer. The recovery code is the vault's spare key.
page-recovery-why-lost = When the computer loses the key, or you forget the passphrase, you type this code to open the vault again.
page-recovery-why-keep = Write it on paper or print it, and keep it away from this computer, like an important document.
page-recovery-why-secret = Whoever has this code and this computer's data can read every token. Don't send it in a message.
page-recovery-why-old = Once you finish the last step, the old code stops working, except for copies of the vault made before. Destroy the sheet it is on.
page-recovery-show = Show the code
page-recovery-write = Write down all 7 groups, in this order.
page-recovery-not-yet = The code does not work until you finish the next step. If you close this now, it is not kept.
page-recovery-written = I wrote it down
page-recovery-ask = Look at what you wrote down and type group { $count }. Then it is certain that the code was written down.
page-recovery-group = Group { $count }
page-recovery-see-again = See the code again
page-recovery-kept = The recovery code works now.
page-recovery-kept-where = Keep what you wrote down in a safe place, away from this computer, with the date { $date } on it. OA Token will not show this code again. You can make a new one at any time in Settings › Protection.
page-recovery-not-kept = You closed this before the end, so the code you saw is not kept. Don't put it away
page-recovery-copy = Copy the recovery code?
page-recovery-copy-why = Other programs on this computer can read the clipboard. Copy it only to paste it into a password manager right away. It leaves the clipboard after a few seconds.
page-recovery-copy-not = Don't copy
page-recovery-copy-yes = Copy anyway
page-recovery-is = There is a recovery code. OA Token cannot show it again. If you lost the sheet, make a new code.
page-recovery-is-not = There is no recovery code yet. If this computer loses the vault's key, or you forget the passphrase, such a code gets your tokens back.
page-sheet-title = OA Token recovery code
page-sheet-date = Made on { $date }
page-sheet-what = This code opens the vault again when the computer has lost the key or the passphrase is forgotten. Keep it in a safe place, and give it to nobody.
page-sheet-where = Where to type it: open OA Token, and on the screen that says the vault is not open, or that the app is locked, press “Use the recovery code”.
page-copied-vault = This vault was copied here from another computer
page-copied-vault-why = Two computers refreshing one OA break each other's tokens. So this one does not refresh automatically until you choose which computer goes on.
page-copied-here-only = Use it on this computer only
page-copied-elsewhere = The other one still uses it
page-copied-waits = The other computer still refreshes these OAs, so this one does not refresh automatically.
page-copied-change = Change it in Settings › Protection
page-settings-protection = Protection
page-settings-protection-what = Passphrase, lock, recovery code
page-protection-shut = Open the vault first, then see and change here how it is protected.
page-slots = What opens the vault
page-slot-keychain = This computer's key store
page-slot-passphrase = Passphrase
page-slot-key-file = Key file
page-slot-recovery-code = Recovery code
page-slot-since = since { $date }
page-waits-at-start = This vault does not open by itself when the computer starts. Tokens are refreshed automatically only after you have typed the passphrase once.
page-passphrase-what = The passphrase locks OA Token when you leave the computer, and opens the vault when this computer's key store can't.
page-passphrase-change = Change the passphrase
page-passphrase-remove = Remove the passphrase
page-passphrase-remove-how = To remove it, type the current passphrase and press “Remove the passphrase”. Without a passphrase the app can't be locked.
page-passphrase-only = The passphrase can't be removed yet: nothing else opens the vault when the computer starts.
page-passphrase-saved = Passphrase saved
page-passphrase-removed = Passphrase removed. Copies of the vault made before now are still opened by it.
page-passphrase-changed = Passphrase changed. Copies of the vault made before now are still opened by the old one.
page-lock-after = Lock after
page-lock-never = Never
page-lock-what = Counted from your last use of mouse or keyboard here. It also locks when the computer sleeps. While it is locked, tokens go on being refreshed.
page-lock-needs-passphrase = To lock the app, set a passphrase first.
page-recovery-shape = XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX
page-recovery-group-shape = XXXX

## Getting a pair by consent, and asking Zalo about a token

consent-expired = This consent link is past its 10 minutes.
consent-expired-next = Open a new link and start over. No token is lost.
consent-unclear = The authorization code was sent, but it is not clear whether Zalo gave a pair of tokens.
consent-unclear-next = Open the consent link again for a new pair. The old pair is still kept here.
consent-address-empty = No address has been pasted yet.
consent-address-empty-next = After pressing Allow, copy the whole address from the browser's address bar and paste it here.
consent-address-not-address = This is not a web address.
consent-address-not-address-next = Copy the whole line from the browser's address bar; it begins with https:// or http://.
consent-address-still-at-zalo = This is still the address of a page of Zalo's: nobody has pressed Allow yet, or that page shows an error.
consent-address-still-at-zalo-next = If the page says -14003, the callback address differs from the one saved at developers.zalo.me. If it says -14002, the app_id is wrong or the app is switched off. If there is no error, press Allow with the account of an admin of the OA.
consent-address-other-callback = This address does not begin with the callback of this consent. It may be another app's.
consent-address-other-callback-next = Copy the address of the very browser tab that this link opened.
consent-address-denied = Zalo says that the consent did not go through.
consent-address-denied-next = Open the link again, log in with the account of an admin of the OA, and press Allow.
consent-address-no-code = There is no authorization code in this address (the part code=…).
consent-address-no-code-next = Copy the whole address right after pressing Allow, before the page goes anywhere else.
consent-address-state = This address answers another consent link, not the one just opened.
consent-address-state-next = It may be from the last time. Open a new link and copy the address of the tab it opened.
callback-empty = There is no callback address yet.
callback-empty-next = Paste the “Official Account Callback Url” saved at developers.zalo.me.
callback-not-address = This callback address is not in the right form.
callback-not-address-next = Copy it word for word from developers.zalo.me; it looks like https://domain/path.
callback-fragment = A callback address cannot have a #.
callback-fragment-next = Leave out everything from the # on, at developers.zalo.me too.
callback-exposed = This callback address begins with http://, so the authorization code crosses the network unencrypted; without PKCE, anyone who reads it can get the token.
callback-exposed-next = Turn PKCE on, or change the callback to https:// at developers.zalo.me.
consent-address-used = This authorization code was used for another OA here; a code works only once.
consent-address-used-next = Open a new link for this OA, choose the right OA and click Allow.
history-consent-saved = Consent given, new pair of tokens saved
history-consent-refused = Consent failed: Zalo refused the authorization code
history-consent-not-sent = The authorization code could not be sent
history-consent-unknown = The authorization code was sent, result not known
check-works = This access token works.
check-works-next = Checking has used up no token.
check-other-oa = This access token belongs to another OA.
check-other-oa-next = Two OAs are mixed in this profile. Take them apart: add the other one as a profile of its own, then get the right pair for this one again.
check-no-access-token = This OA has no access token to check yet.
check-no-access-token-next = Press Send for a pair of tokens, or get a new pair from Zalo.
check-invalid = Zalo says that this access token is not valid.
check-invalid-next = It may have been copied in part, or a newer one has taken its place. This says nothing about the refresh token.
check-expired = Zalo says that this access token has ended or was replaced.
check-expired-next = Press Send for a new pair. This says nothing about the refresh token.
check-oa-disabled = This OA is blocked at Zalo.
check-oa-disabled-next = See the reason in the OA's administration. The tokens are still kept here.
check-no-such-oa = Zalo no longer knows this OA.
check-no-such-oa-next = See whether the OA is still in the OA's administration.
check-app-not-active = This OA's Zalo app is not switched on.
check-app-not-active-next = At developers.zalo.me, choose the app and switch it on (“Đang hoạt động”).
check-api-not-registered = The app is not registered for the Official Account API.
check-api-not-registered-next = At developers.zalo.me, choose the app and register the product Official Account API.
check-app-removed = This Zalo app has been removed.
check-app-removed-next = A new app at developers.zalo.me is needed, and a new consent.
check-not-authorized = The OA has not given this app its consent, or has taken it back.
check-not-authorized-next = An admin of the OA has to give consent again.
check-rate = Zalo says it is being asked too often.
check-rate-next = Wait a minute, then check again.
check-proof = Zalo does not take the signature made with the secret_key.
check-proof-next = Check the app's secret_key at developers.zalo.me.
check-other = Zalo answered with an error not met before.
check-other-next = Read Zalo's own words, then try again in a few minutes.
check-unclear = Zalo was asked, but the answer is not clear.
check-unclear-next = Try again in a few minutes. No token has been used up.
check-not-sent = Zalo could not be asked: there is no way to it on the network.
check-not-sent-next = Check the network or the proxy, then try again. No token has been used up.
cli-consent-open = Open this link in a browser, log in with the account of an admin of the OA and press Allow (the link lives 10 minutes):
cli-consent-paste = Then copy the whole address from the address bar, paste it here and press Enter:
cli-consent-exposed = Note: the callback begins with http://, so the authorization code crosses the network unencrypted. Better change it to https:// at developers.zalo.me.
cli-consent-port-taken = Note: another program uses the port of this callback address and will get the browser's answer. End it and run this again, or paste the address here.
cli-no-callback = The “Official Account Callback Url” saved at developers.zalo.me is needed: add --redirect-uri ADDRESS (not needed the next time).
cli-other-oa = Consent was given by OA { $found }, and this profile is of the OA “{ $known }”. Nothing was sent.
cli-other-oa-ask = Use it for this profile all the same? (y/N)
cli-other-oa-next = Add the other OA as a profile of its own, or open the link again and choose the right OA.
cli-check-oa = OA “{ $name }” ({ $id }), { $followers } followers, package { $package } until { $until }.
browser-done = Zalo's answer has arrived. You may close this tab and go back to OA Token.
browser-wrong = This address is not the answer OA Token is waiting for. Go back to OA Token and paste the address there.
cli-consent-listening = If the browser runs on this computer there is nothing to paste: the answer comes by itself.
cli-yes = y, yes

## The clock: refreshing by itself

history-automatic-on = Refreshing by itself switched on
history-automatic-off = Refreshing by itself switched off
auto-now = is due, and refreshes by itself as soon as that can be done
auto-next = next: { $at }
auto-paused = refreshing by itself is paused until { $until }
auto-goes-on = Refreshing by itself goes on.
auto-too-often = needs you: it was sent 24 times within 24 hours and its token is about to end again, so refreshing by itself waits until { $until }
auto-needs-person = needs you: it cannot be refreshed by itself any more
auto-practice = a practice OA does not refresh by itself
auto-moved-away = moved away: the other computer refreshes it
auto-clock-wrong = does not refresh by itself, as the clock of this computer does not agree with Zalo's: please set it right
auto-off = does not refresh by itself
cli-auto-one-owner = Note: if n8n, a plugin, Postman or another computer refreshes this OA too, switch it off there. If two places refresh, the token dies.
cli-auto-replaces-one = 1 pair will be replaced now: the access token in use of that OA stops working at that moment.
cli-auto-replaces = { $count } pairs will be replaced now: the access tokens in use of those OAs stop working at that moment.
cli-auto-replaces-none = No token is replaced now: the access token in use works until the next refresh.
watch-owns = Keeping watch: every OA that is due will be refreshed.
watch-waits = Another OA Token on this computer is keeping watch. Waiting for our turn.
watch-locked = The vault is locked, so nothing can be refreshed. Waiting for it to be opened.
watch-misdated = This computer's clock does not agree with Zalo's. Please set it right; until then no token is sent.
watch-nothing = No OA refreshes by itself yet. Switch it on by: oa-token auto NAME on
watch-next = Next: { $name }, { $at }

## Refreshing by itself, on the page

page-auto-on = Refreshes by itself: on
page-auto-off = Refreshes by itself: off
page-auto-off-how = When it is on, OA Token gets a new pair before the old one ends, while the program is open or runs in the background.
page-auto-next = Next: { $at }.
page-auto-paused = Refreshing by itself is paused until { $until }.
page-auto-too-often = Needs you: it was sent 24 times within 24 hours and its token is about to end again, so refreshing by itself waits until { $until }.
page-auto-switch-on = Switch on
page-auto-switch-off = Switch off
page-auto-ask = Does anything else refresh this OA?
page-auto-ask-why = A refresh token works once. If n8n, a WordPress plugin, Postman or another computer refreshes this OA too, the two will spoil each other's token.
page-auto-ask-how = Switch it off there first. Tools that only use the access token are fine, but need the new one after each refresh.
page-auto-ask-keep = Let me look first
page-auto-ask-act = Nothing else does, switch on
page-settings-clock = By itself
page-settings-clock-what = When OA Token refreshes by itself
page-clock-automatic = Refresh the OAs that are switched on
page-clock-automatic-how = Off here, no OA refreshes by itself, the command oa-token watch included.
page-clock-margin = Refresh before the end
page-clock-margin-how = Long enough for times when the computer is off or offline; but each refresh stops the token before it.
page-clock-hours = { $number ->
    [1] 1 hour
   *[other] { $count } hours
}
page-clock-pause-all = Pause all OAs
page-clock-pause = Pause for 1 hour
page-clock-pause-how = For example while the refreshing is moved elsewhere.
page-clock-go-on = Go on

## The file written after each refresh

outlet-cannot-write = The file cannot be written: its folder is gone, the disk is full, or writing is not allowed.
outlet-no-token = There is no token to write yet.
outlet-refused = This file belongs to OA Token, or is no place for a token. Choose another file.
outlet-unknown = A newer version has set this up. Please choose the file again.
page-outlet = Written to a file after each refresh
page-outlet-choose = Write after each refresh…
page-outlet-how = Choose a file; each refresh replaces it with the new token, for other tools to read.
page-outlet-written = Written at { $moment }.
page-outlet-failed = Could not be written at { $moment }.
page-outlet-saved-all-the-same = The token is safe here all the same.
page-outlet-try = Write now
page-outlet-remove = Stop writing

## Going back in time, changes from outside, the second copy

vault-wrong-key = This key does not belong to this vault.
vault-wrong-key-next = Check which key file or passphrase is in use. Nothing in the vault has been changed.
vault-altered = The vault was changed from outside, without OA Token, so this OA is stopped: nothing is sent or exported.
vault-altered-next = Run oa-token doctor to see what was changed. Restore with oa-token doctor --restore-backup, or paste the tokens into a new OA.
vault-foreign-schema = The structure of the vault file is not the one OA Token makes: somebody may have changed the file.
vault-foreign-schema-next = Do not delete it. Restore with oa-token doctor --restore-backup.
vault-replaced = Another vault now lies where the vault was.
vault-replaced-next = Put the right vault.db back, or start OA Token again to use the new one.
vault-in-use-somebody = Another program has the vault open, so it cannot be upgraded to the new version yet.
vault-in-use-somebody-next = Close every OA Token window and older oa-token command, then try again.
vault-in-use = The vault is open in { $who }, so it cannot be upgraded to the new version yet.
vault-in-use-next = Close that program, then try again.
vault-not-damaged = The vault is not damaged, so nothing was restored: the backup is older than what you have.
vault-not-damaged-next = To get an older token back, open the history of that OA.
vault-strange-slot = This way of opening was removed from the vault, or was never added by OA Token.
vault-strange-slot-next = Open the vault another way. Run oa-token doctor for details.
not-sent-old-copy = This pair may be older than the one in another copy of the vault, so OA Token does not send it by itself
not-sent-old-copy-next = Press “Check token” (command: oa-token check NAME) to ask Zalo first. To send this pair, press Send (command: oa-token refresh NAME) and confirm.
not-sent-one-copy = The second copy (recovery.db) could not be written, so OA Token does not send by itself
not-sent-one-copy-next = Check the free space and write permission of the data folder. Send (command: oa-token refresh NAME) still sends.
busy-held = { $who } is refreshing this OA and is not done. Wait for it, or end it, then try again.
saved-one-copy = Note: this is in one file only; the second copy (recovery.db) could not be written.
state-old-copy = Old copy
state-altered = Changed from outside
history-sealed = This version of OA Token sealed what it holds of this OA more safely
history-healed = The vault had gone back in time; this OA got its newest pair back from the second copy
history-old-copy = Another copy of the vault has another pair; it is not known which one still works
history-copy-settled = It is known again which pair works
auto-old-copy = not by itself: perhaps an old copy, needs you
auto-altered = not by itself: the vault was changed from outside, needs you
page-send-altered = This OA is stopped, as the vault was changed from outside: nothing is sent
page-need-altered = was changed from outside and is stopped. Open it to see how to restore it.
page-need-old-copy = may hold an old pair. Open it and ask Zalo before you send.
page-need-too-often = was sent 24 times within 24 hours, so refreshing by itself waits. Open it to see why.
page-cell-stopped = stopped
page-help-state-old-copy = The pair here may be older than the one in another copy of the vault. Check the token with Zalo first; Send asks before it sends.
page-help-state-altered = Somebody changed the vault without OA Token. This OA is stopped until you restore a backup.
page-confirm-old-copy = If the newer pair is in use elsewhere, Zalo will refuse this one.
page-auto-ask-now = Once it is on, OA Token gets a new token at once.
page-auto-ask-now-stops = The access token in use, if it still lives, stops at that moment.
cli-old-copy-ask = The pair of “{ $name }” may be older than one in another copy of the vault. If the newer one is in use there, Zalo will refuse this one. Send it anyway? (yes/no)
cli-doctor-altered = Changed from outside
cli-doctor-altered-oa = The OA “{ $name }” was changed without OA Token and is stopped.
cli-doctor-strange-slot = The way of opening { $id } was not added by OA Token, or was removed.
cli-doctor-slot-gone = A way of opening the vault has vanished from its file.
cli-doctor-profiles-gone = OAs have vanished from the vault file.
cli-doctor-second-copy = Second copy
cli-doctor-one-copy = { $file } could not be written. Until then OA Token does not refresh by itself.
cli-doctor-old-copies = Pairs in two places
cli-doctor-old-copies-of = It is not known which pair still works: { $names }.
cli-doctor-locks = File locks
cli-doctor-no-locks = This folder is on a file system without file locks (a network drive?): two programs have to wait minutes for each other.
unknown-kept-aside = Zalo answered, but the vault was moved away, or a newer OA Token manages it by now; the answer is kept beside the vault
unknown-kept-aside-next = Put the data folder back, or open the newer OA Token: it takes the answer in by itself. Do not delete the data folder.

## An OA of an .oatoken file that differs from the one here

bundle-here = Here:
bundle-there = In the file:
bundle-differs = Different:
bundle-oa-unknown = not known
bundle-differs-app = app_id
bundle-differs-oa = OA
bundle-differs-secret-key = secret_key
bundle-differs-pair = tokens
bundle-side = { $name } · app_id { $app } · OA { $oa } · tokens from { $moment }
cli-bundle-conflicts = The file holds an OA that is here already and differs from what you have. Nothing was taken from the file.
cli-bundle-decide = To keep what is here and take only the other OAs: add --keep. If you trust this file and want its values: --replace --name NAME for that OA (the old secret_key and tokens are kept).
cli-bundle-alone = An .oatoken file is imported alone, not together with other files.
cli-no-bundle = --keep and --passphrase-file are for .oatoken files only.
cli-no-bundle-passphrase = The passphrase of the .oatoken file is needed: type it when asked, give it on stdin, or use --passphrase-file FILE.
cli-replace-by-name = For an .oatoken file, --replace goes with --name NAME: the OA that takes the file's values has to be named.
cli-bundle-passphrase = Passphrase of the .oatoken file:
cli-bundle-known = this pair or a newer one is here already; unchanged
cli-bundle-automatic = On the other computer the OA “{ $name }” refreshed by itself; here this is off. Once the other computer no longer refreshes it, switch it on here with: { $command }
cli-bundle-kept = differs in the file; kept as it is here
cli-bundle-held = another OA here holds its token; left out
vault-unexpected = The vault cannot be used now ({ $id }).
vault-unexpected-next = Run oa-token doctor for details. Attach oa-token doctor --log to a report.
vault-of-other = The file { $file } belongs to another user ({ $owner }), so OA Token cannot write it.
vault-of-other-next = Make it yours with chown, then try again. A file in the folder locks may be deleted instead.
vault-denied = You may not write { $file }.
vault-denied-next = Correct the permissions of that file or folder (chmod u+rw), then try again.
vault-other-user = The data folder { $folder } belongs to { $owner }, and this runs as the administrator.
vault-other-user-next = Run it as that user, without sudo.
file-unusable = The file { $file } cannot be used ({ $id }).
file-unusable-next = Check the disk and the permissions of the data folder. Attach oa-token doctor --log to a report.
no-thread = The system lets OA Token start no further thread.
no-thread-next = End other programs, or raise the limit of processes (ulimit -u), then try again.
unexpected = Something failed that should not ({ $id }).
unexpected-next = Try again. If it fails again, attach oa-token doctor --log to a report.
not-sent-because = Not sent, the token has not been used: { $why }
cli-misspelt = There is no such call or argument. Did you mean { $meant }?
cli-secret-argument = Secrets are never taken as arguments: use stdin or a file.
cli-no-log = The log is empty.
cli-doctor-open-folder-next = Run: chmod 700 "{ $folder }"
cli-doctor-refresh-next = Run oa-token refresh NAME to bring it to its end.
cli-doctor-restore = Restore with: oa-token doctor --restore-backup
cli-doctor-strange-slot-next = Remove it: oa-token key remove { $id }
cli-doctor-slot-gone-next = See what is left with oa-token key list, and add it again.
cli-doctor-one-copy-next = Check free space and write permission of the folder.
cli-doctor-old-copies-next = Run oa-token check NAME to ask Zalo.
cli-doctor-no-locks-next = Put OA_TOKEN_HOME on a local disk.
cli-doctor-owners = Whose the files are
cli-doctor-room = Room on the disk
cli-doctor-open-key = Other users of this computer can read the key file { $file }.
cli-doctor-open-key-next = Run: chmod 600 "{ $file }"
