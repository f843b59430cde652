# Every sentence a person reads, in English. Written in vi/main.ftl first.
# Numbers and dates go in as finished text: no NUMBER() or DATETIME().

## The result of a send: the explanation, and "-next" is what to do

saved = New tokens saved.
saved-next = The new tokens are safely stored on this computer.
saved-unconfirmed = New tokens saved, but Zalo's answer arrived incomplete.
saved-unconfirmed-next = Try the access token. If it doesn't work, press Send to get another pair.
saved-access-only = Zalo returned only an access token. It is saved, and the old refresh token is kept.
saved-access-only-next = The new access token works. The old refresh token may not work next time.
saved-refresh-only = Zalo returned only a refresh token. It is saved.
saved-refresh-only-next = Press Send again to get an access token.
saved-same-refresh-token = New access token saved. Zalo returned the same refresh token.
saved-same-refresh-token-next = Next time, press Send yourself. OA Token never resends a used refresh token automatically.

refused-app-id = The app_id is wrong, or the Zalo app isn't active. The refresh token may still be good.
refused-app-id-next = Check the app_id, activate the app at developers.zalo.me, then send again.
refused-callback = The callback address doesn't match the one saved at Zalo.
refused-callback-next = Correct “Official Account Callback Url” at developers.zalo.me so that it matches exactly.
refused-secret-key = The secret_key is wrong. The refresh token may still be good.
refused-secret-key-next = Paste the Zalo app's secret key again (not the “OA Secret Key” from the Webhook page), then send again.
refused-code = The authorization code was already used, or is more than 10 minutes old.
refused-code-next = Start the authorization again to get a new code.
refused-grant-type = Zalo doesn't accept this grant_type. This is a bug in OA Token, not your mistake.
refused-grant-type-next = Please report it. Your tokens are unchanged.
refused-rate = Zalo is receiving too many requests.
refused-rate-next = Wait a minute, then send again. Your tokens are unchanged.
refused-other = Zalo refused for another reason, quoted here word for word.
refused-other-next = All tokens are kept. Read Zalo's message, correct what is needed, then send again.

dead-lost-answer = The answer with the new tokens was probably lost on its way to this computer, so the old refresh token can't be used again.
dead-lost-answer-next = Authorize again to get a new pair. It takes about 2 minutes and needs an OA admin's account.
dead-used-elsewhere = Something else has probably used this refresh token.
dead-used-elsewhere-why = Each refresh token works only once, and this was the first time OA Token sent it. Usually another computer, Postman, n8n or a WordPress plugin has used it already.
dead-used-elsewhere-next = Switch off automatic refresh there first, or the new tokens will stop working too. Authorizing again takes about 2 minutes and needs an OA admin's account.
dead-too-old = The refresh token is probably more than 90 days old.
dead-too-old-next = Authorize again to get a new pair. It takes about 2 minutes and needs an OA admin's account.
dead-never-worked = This refresh token has never worked since you pasted it. It may have been pasted into the wrong field, or already used elsewhere.
dead-never-worked-next = Paste the newest refresh token you have. If you have none left, authorize again.
dead-spent-here = OA Token already used this refresh token to get a new pair, so it won't send it again.
dead-spent-here-next = Check the newest pair of the OA that used it, or paste a newer refresh token.

not-sent-dns = Not sent: Zalo's server could not be found.
not-sent-dns-next = Check the network, then send again. The token has not been used.
not-sent-unreachable = Not sent: could not connect to Zalo's server.
not-sent-unreachable-next = Check the network or firewall, then send again. The token has not been used.
not-sent-timed-out = Not sent: connecting to Zalo's server took too long.
not-sent-timed-out-next = Check the network, then send again. The token has not been used.
not-sent-tls = Not sent: the connection isn't secure. Someone on this network may be intercepting it.
not-sent-tls-next = Use another network, or ask your network administrator, then send again. The token has not been used.
not-sent-proxy = Not sent: the proxy blocked the request.
not-sent-proxy-next = Check this computer's proxy settings, then send again. The token has not been used.
not-sent-too-late = Not sent: the app or this computer was paused for a moment, so it was too late to start.
not-sent-too-late-next = Send again. The token has not been used.
not-sent-no-referee = Not sent: the team's database can't be reached, so it's unknown whether another computer is sending this token.
not-sent-no-referee-next = Check the network and the database, then send again. The token has not been used; tokens stored here can still be copied.
not-sent-epoch-open = Not sent: the team's database was restored to an earlier state, and not every computer has reported yet.
not-sent-epoch-open-next = Open OA Token on the team's other computers, or wait 15 minutes and send again. The token has not been used.
not-sent-viewer = Not sent: this computer only views the team's access tokens.
not-sent-viewer-next = Ask a colleague who may refresh this OA, or wait: the new token arrives by itself.
not-sent-removed = Not sent: this computer was removed from the team that shares this OA.
not-sent-removed-next = Leave the team on this computer. To use the OA again, ask an admin of the team for an invitation.
team-none = This computer isn't in a team.
team-none-next = Create a team, or join one with an invitation file.
team-already-in = This computer is already in a team.
team-already-in-next = To join another one, leave this one first.
team-database-taken = This database already holds a team.
team-database-taken-next = Ask an admin of that team for an invitation, or use another database.
team-database-other = This database belongs to another team.
team-database-other-next = Check the address and try again. Nothing has changed.
team-role = This computer's role in the team doesn't allow that.
team-role-next = Ask an admin of the team.
team-name-invalid = This name can't be used.
team-name-invalid-next = Use 1 to 60 characters and no control characters.
team-no-such-member = The team has no such member.
team-no-such-member-next = Look up the members' names in the team's list.
team-last-admin = This computer is the team's last admin.
team-last-admin-next = Invite another admin first, or remove the other members.
team-not-shared = This OA isn't shared with the team.
team-not-shared-next = Add it to the team first.
team-attempt-open = A refresh of this OA in the team has not finished yet.
team-attempt-open-next = Wait until it has, or refresh the OA, then try again. If the OA waits for another computer, open OA Token there.
team-still-shared = This OA is shared with the team.
team-still-shared-next = Take it out of the team first, then move it.
team-unfit = This OA can't be shared yet: it was moved to another computer, or its token here may be old.
team-unfit-next = Take the OA back, or find out which token is valid, then try again.
team-address-form = This isn't the address of a PostgreSQL database.
team-address-form-next = Type it as postgres://USER@HOST/DATABASE.
team-address-password = The address contains a password.
team-address-password-next = Leave the password out; it is asked for separately.
team-address-option = The address contains an option that isn't allowed.
team-address-option-next = Keep only user, host, port and database.
team-address-local = Other computers can't reach this address, so nobody can be invited.
team-address-local-next = Use the server's network name or address, with a password.
team-database-unreachable = The team's database can't be reached.
team-database-unreachable-next = Check the network and the server, then try again. Nothing was changed.
team-database-read-only = The team's database is read-only at the moment.
team-database-read-only-next = Connect to the primary server, or wait until it has switched over.
team-database-login = The database doesn't accept this user name or password, or asks for the password in an unsafe way.
team-database-login-next = Check both; the server must use SCRAM. If the password has changed, run oa-token team login.
team-database-forbidden = The database lets this login in, and does not allow it this.
team-database-forbidden-next = To make a team, the login must be allowed to create a schema. To use one, ask the administrator of the database for this computer’s own login, then run oa-token team login --own.
team-database-insecure = The connection to the database isn't secure: its certificate isn't trusted, it doesn't encrypt, or another program stands between.
team-database-insecure-next = Turn on TLS with a valid certificate on the server. If you have put a pooler in front of it, enter its address again: oa-token team login --database.
team-database-not-replicated = The database couldn't copy the change to its standby.
team-database-not-replicated-next = Wait until the standby runs again, then try again.
team-database-newer = A newer version of OA Token has upgraded the team's database.
team-database-newer-next = Update OA Token on this computer.
team-database-empty = This database holds no team.
team-database-empty-next = Check the address. If the database was set up anew, restore it from its backup.
team-database-refused = The database refused this.
team-database-refused-next = The user must be allowed to create the schema oa_token and to write to it.
team-database-unreadable = The database holds a row that can't be read.
team-database-unreadable-next = Update OA Token. If that doesn't help, restore the database from its backup.
team-invitation-wrong = This file isn't an invitation to a team.
team-invitation-wrong-next = Ask an admin for another one.
team-invitation-newer = A newer version of OA Token made this invitation.
team-invitation-newer-next = Update OA Token on this computer.
team-invitation-expired = The invitation has expired.
team-invitation-expired-next = Ask an admin for a new one.
team-invitation-used = The invitation was used already, or was withdrawn.
team-invitation-used-next = Ask an admin for a new one.
team-invitation-address = The address in the invitation isn't allowed.
team-invitation-address-next = Ask an admin for another one.
team-roster-wrong = The team's list of members isn't signed correctly, so it isn't used.
team-roster-wrong-next = Somebody has changed the database. Tell an admin of the team.
team-raced = Another admin has just changed the members.
team-raced-next = Try again.
team-removed = This computer was removed from the team.
team-removed-next = Leave the team on this computer, then ask for a new invitation if you need one.
team-unreadable = What the vault stores about the team can't be read, so no token was sent.
team-unreadable-next = Restore the vault from a backup, or leave the team and join again.
not-sent-bad-request = Not sent: some values are invalid.
not-sent-bad-request-next = Paste secret_key and refresh_token again, without spaces or accented letters.
not-sent-cannot-save = Not sent, because this computer can't save the answer right now.
not-sent-cannot-save-next = Check that the disk has free space and the data folder is writable (oa-token doctor shows details), then send again. The token has not been used.
not-sent-clock = Not sent, because this computer's clock was set back.
not-sent-clock-next = Correct the computer's date and time, then send again. The token has not been used.
not-sent-no-refresh-token = Not sent, because this OA has no refresh token.
not-sent-no-refresh-token-next = Paste a refresh token, then send.

unknown-timed-out = Sent, but Zalo did not answer in time. It's unclear whether Zalo replaced the token.
unknown-timed-out-next = Send it again. It can't make things worse.
unknown-connection-lost = Sent, but the connection was lost before an answer arrived. It's unclear whether Zalo replaced the token.
unknown-connection-lost-next = Send it again. It can't make things worse.
unknown-redirect = Another server intercepted the request and redirected it. It's unclear whether Zalo replaced the token.
unknown-redirect-next = Check the network (cafés and hotels often require a login), then send it again. It can't make things worse.
unknown-html = The answer is a web page, not from Zalo. It's unclear whether Zalo replaced the token.
unknown-html-next = Check the network (cafés and hotels often require a login), then send it again. It can't make things worse.
unknown-server-error = The server reported an internal error. It's unclear whether Zalo replaced the token.
unknown-server-error-next = Wait a moment, then send it again. It can't make things worse.
unknown-cut = The answer was cut off and contains no complete token. It's unclear whether Zalo replaced the token.
unknown-cut-next = Send it again. It can't make things worse.
unknown-not-zalo = The answer doesn't look like Zalo's. It's unclear whether Zalo replaced the token.
unknown-not-zalo-next = Send it again. It can't make things worse.
unknown-crashed = The app was closed while waiting for the answer. It's unclear whether Zalo replaced the token.
unknown-crashed-next = Send it again. It can't make things worse.

busy = Another window, command or computer is refreshing this OA.
busy-next = Wait until it finishes, then try again.

## The state of an OA

state-new = Never refreshed
state-valid = Valid
state-expiring = Expiring soon
state-expired = Expired
state-needs-consent = Needs authorization
state-unknown = Result unknown
state-not-sent = Not sent
state-refused = Refused by Zalo

## The vault and its key

vault-locked-unavailable = Can't open the vault: the system keychain is unavailable.
vault-locked-unavailable-next = Unlock this computer's keyring, then try again. Your tokens are still in the vault.
vault-locked = Can't open the vault: the system keychain is locked.
vault-locked-next = Unlock this computer's keyring (usually with your login password), then try again. Your tokens are still in the vault.
vault-locked-cancelled = Can't open the vault: unlocking was cancelled, or there was no screen to show the prompt on.
vault-locked-cancelled-next = Try again and allow OA Token to read the key. Your tokens are still in the vault.
vault-locked-slow = Can't open the vault: the system keychain isn't responding.
vault-locked-slow-next = Wait a moment, then try again. Your tokens are still in the vault.
vault-key-lost = The system keychain no longer has the key to this vault.
vault-key-lost-next = The vault is unchanged. Restore this computer's keyring, or use the key file or passphrase if you added one.
vault-no-keychain = This computer has no keychain, so a vault can't be created with one.
vault-no-keychain-next = Set OA_TOKEN_KEY_FILE to a random file of at least 32 bytes (for example, one created with: head -c 64 /dev/urandom), then run this again. Keep that file safe.
vault-entry-exists = The keychain already has a key for this vault, so OA Token won't overwrite it.
vault-entry-exists-next = Try again. If this keeps happening, use a key file: set OA_TOKEN_KEY_FILE.
vault-not-kept = The system keychain accepted the key but did not store it correctly.
vault-not-kept-next = Use a key file: set OA_TOKEN_KEY_FILE.
vault-no-slot-keychain = This vault has no key in the system keychain.
vault-no-slot-keychain-next = Set OA_TOKEN_KEY_FILE or OA_TOKEN_PASSPHRASE_FILE as you did when you created the vault.
vault-no-slot-passphrase = This vault has no passphrase.
vault-no-slot-passphrase-next = Open the vault the way you did before, then add a passphrase: oa-token key add-passphrase.
vault-no-slot-key-file = This vault has no key file.
vault-no-slot-key-file-next = Open the vault the way you did before (without OA_TOKEN_KEY_FILE), then add the key file: oa-token key add-file FILE.
vault-wrong-key-keychain = The key in the system keychain doesn't open this vault.
vault-wrong-key-keychain-next = The vault is unchanged. Use the key file or passphrase if you added one.
vault-wrong-key-passphrase = The passphrase is wrong.
vault-wrong-key-passphrase-next = Enter the passphrase again. The vault is unchanged.
vault-wrong-key-key-file = This key file doesn't open the vault.
vault-wrong-key-key-file-next = Use the key file the vault was created with, or open the vault with that one and add this one: oa-token key add-file FILE. The vault is unchanged.
vault-slot-damaged = The part of the vault that stores the key is damaged.
vault-slot-damaged-next = Open it another way if you can, or restore a backup.
vault-no-memory = There isn't enough memory to use the passphrase (64 MB required).
vault-no-memory-next = Close some programs, then try again.
vault-passphrase-empty = The passphrase is empty.
vault-passphrase-empty-next = Enter a passphrase, then try again.
vault-newer = This vault was created by a newer version of OA Token.
vault-newer-next = Update OA Token. The vault is unchanged.
vault-damaged = The vault file is damaged or isn't an OA Token vault.
vault-damaged-next = Don't delete the file. Restore a backup, or run oa-token doctor for details.
vault-read-only = Can't write to the data folder.
vault-read-only-next = Check the folder's permissions, then try again.
vault-full = The disk is full.
vault-full-next = Free at least 1 MB, then try again.
vault-busy = Another program is using the vault.
vault-busy-next = Wait a moment, then try again.
vault-unusable = The vault can't be used on this computer.
vault-unusable-next = Run oa-token doctor for details. If you report this, attach the output of oa-token doctor --log.
vault-no-such-profile = This OA is no longer in the vault.
vault-no-such-place = This OA has no such place.
cli-no-such-place = This OA has no place named { $name }. Run oa-token place list to see them.
place-name-invalid = This can't be the name of a place.
cli-place-address = The receiver's address:
cli-place-address-argument = This address is a secret, and the call you typed stays in your shell's history. Next time use --webhook - and paste the address when asked.
cli-place-secret = Added { $name }. Paste the secret whsec_… above at the receiver; it isn't shown again.
cli-place-taken = Taken.
cli-place-removed = Removed { $name }.
cli-place-delivered = Delivered to { $count } places. Still waiting: { $waiting }.
cli-place-undelivered = { $oa }: { $place } lacks the new token. { $why }
cli-no-such-channel = There is no such alert channel, or several of that kind. Run oa-token alert list to see their ids.
cli-no-channels = There are no alert channels yet. Add one with: oa-token alert add --telegram
cli-alert-bot-token = Token of the bot (from BotFather):
cli-alert-chat = Id of the chat:
cli-alert-added = Added. Try it out with: oa-token alert test telegram
cli-alert-secret = Added. Put the secret whsec_… above into the receiver; it is not shown again.
cli-channel-new = Nothing told yet
cli-channel-ok = Works
cli-channel-failing = Not reached
vault-none = There is no vault yet.

key-file-missing = File { $file } not found.
key-file-folder = { $file } is a folder, not a file.
key-file-unreadable = Can't read the file { $file }.
key-file-too-short = The key file { $file } is too short: it must be at least 32 bytes.
key-file-guessable = The key file { $file } is easy to guess: its content looks typed, not random.
key-file-guessable-next = Create another one with: (umask 077; head -c 64 /dev/urandom > oa-token.key). Nothing in the vault has changed.
key-file-too-large = The file { $file } is too large. The limit is 1 MB.
key-file-empty = The file { $file } is empty.
key-file-not-text = The file { $file } isn't text.
key-file-next = Check the path and the file, then try again. OA Token never creates key files.
key-readable-by-others = Note: other users of this computer can read { $file }. We recommend running chmod 600 on it.
key-outside-profile = Note: { $file } is outside your user folder, so other users of this computer may be able to read it. Run oa-token doctor to see how to fix that.

## Messages next to a field

draft-secret-key-missing = Enter the secret_key: the Zalo app's secret key.
draft-secret-key-unusable = The secret_key contains a space or an invalid character. Please copy it again.
draft-secret-key-is-token = The secret_key is identical to a token. Please copy the app's secret key again.
draft-app-id-missing = Enter the app_id: the Zalo app's ID, a number.
draft-app-id-not-digits = The app_id may contain only digits.
draft-name-too-long = The name is longer than 80 characters.
draft-name-control = The name contains a line break or an invalid character.
draft-name-invisible = The name contains only invisible characters. Choose a readable name.
draft-name-like-id = This name looks like an OA ID. Choose another name.
draft-name-like-option = A name can't start with a hyphen (-). Choose another name.
draft-token-unusable = This text contains a space or an invalid character. Please copy it again.
draft-same-tokens = The access token and refresh token are identical. Please copy each one again.
draft-looks-like-access-token = This looks like an access token. Copy the refresh_token line from Zalo's answer again.
draft-app-id-looks-like-secret-key = This looks like a secret_key. Please check both fields.
draft-no-token = No token yet. You can save this, but not send it.
draft-trimmed = Removed { $count } extra characters (spaces, quotes, invisible ones).
draft-name-taken = An OA with this name already exists.
draft-token-held = OA “{ $other }” already has this token. If two places refresh it, it stops working.
import-token-twice = The refresh_token is the same as that of “{ $other }”, line { $count }. Two OAs cannot share a token.

## When importing from a file or a paste

import-empty = There is nothing to import.
import-not-text = This isn't text.
import-old-sheet = This is an old Excel file (.xls) or one with a password. Open it in Excel, save it as .xlsx without a password, and import that.
import-not-json = This isn't valid JSON (error at line { $line }). Please copy all of it again.
import-not-an-object = This JSON has no app_id, secret_key or refresh_token.
import-nothing-known = No app_id, secret_key or token found here.
import-lone-value = This is one value alone, and which OA it belongs to is unclear. A new OA needs app_id, secret_key and refresh token. For an OA you have, open it, choose Edit or Authorize again, and paste there.
import-wrong-type = { $key } must be text in quotes.
import-too-large = This is too large. The limit is 1 MB.
import-bot-token = This is the token of a Zalo Bot, not of an OA. Get the OA's token in the API Explorer at developers.zalo.me.
import-user-tokens = These look like the tokens of a Zalo user (they last an hour), not of an OA. In the API Explorer, choose “OA Access Token”.
import-references = These are references to values kept elsewhere. Import the .env file, or wherever the values are.
import-names-only-postman = This file has the names without the values: Postman exports shared values only. Copy the request as cURL and import that.
import-names-only-bruno = Secret values (such as secret_key) are not in the file: Bruno exports their names only. Copy each value from Bruno.
import-names-only = This file has the names without the values. Import wherever the values are.
import-out-of-use = All values here are marked as old or switched off. Import the ones in use.

# Each value that is not imported; its place (file, line) is put before the sentence.
import-choose = There are several values for this field. Choose one below.
import-at-line = line { $line }
import-at-file = { $file }, line { $line }
import-left-previous = This { $key } is marked as old, so it is not imported.
import-left-inactive = This { $key } is switched off or inactive, so it is not imported.
import-left-spent = This { $key } was already used. The newer one that Zalo returned is imported.
import-left-older = This { $key } is older. The newer one in the same import is used.
import-left-bot-token = This is the token of a Zalo Bot, not of an OA.
import-left-user-token = This is the token of a Zalo user, not of an OA.
import-left-webhook-secret = This is the OA's webhook key, not the app's secret_key.
import-left-other-service = This { $key } belongs to another service, not to Zalo.
import-left-rounded = This { $key } is a number that was rounded. Format that cell as text and import it again.
import-refresher-n8n = n8n refreshes this OA's tokens itself. Switch that off in n8n first, or the two will invalidate each other's tokens.
import-refresher-wordpress = A WordPress plugin refreshes this OA's tokens itself. Switch that off in WordPress first, or the two will invalidate each other's tokens.

## The diary

history-imported = OA added, first token pair received
history-replaced = New token pair pasted
history-edited = Details edited
history-deleted = Removed from the list
history-restored = Restored
history-saved = Got a new pair
history-by-user = You got new tokens
history-by-automatic = Automatic refresh
history-by-command = The oa-token command got new tokens
history-refused = Refused by Zalo
history-dead = Zalo says the refresh token is not valid
history-unknown = Sent, result unknown
history-not-sent = Not sent

## The command oa-token

cli-retrying-save = The answer has arrived but can't be saved yet (disk full or not writable). Retrying every second: don't close the program; free up some disk space.
saved-no-access-token = Zalo's answer is saved, but there is no valid access token to return right now.
saved-no-access-token-next = Run: oa-token refresh NAME
cli-see-help = See: oa-token help, or add --help to the command.
cli-usage = Invalid usage.
cli-unknown-call = Unknown command.
cli-unknown-argument = Unknown argument.
cli-missing-argument = Missing argument.
cli-bad-value = An argument has an invalid value.
cli-conflict = Two of the arguments can't be used together.
bad-origin = { $variable } must be https://host (http:// only for this computer).
two-keys = Set only one of OA_TOKEN_KEY_FILE and OA_TOKEN_PASSPHRASE_FILE.
no-home = The system did not provide a data folder. Set OA_TOKEN_HOME.
cli-likely-profile = There is no OA named “{ $name }”. Did you mean “{ $meant }”?
cli-no-such-profile = There is no OA named “{ $name }”. To see the names, run: oa-token list
cli-unreadable-file = Can't read the file { $file }. Check the path, then try again.
cli-file-exists = The file { $file } exists already. Choose another name, so that nothing is lost.
cli-one-file = The two files need two different names.
cli-secret-file-next = Check the path; the secret stands in the first line of the file.
cli-no-name = This OA needs a name: use --name NAME, or add "name" to the JSON.
cli-import-choices = There are several values for the same key. Pick one with:
cli-import-no-such-pick = --pick matches no value. Leave it out to see the choices.
cli-import-tokens-only = There are tokens here but no app_id and secret_key. Add a file that has them to the same call, or import onto an existing OA: --name NAME --replace.
cli-import-tokens-only-many = There are { $count } OAs here, but only their tokens: each needs an app_id and a secret_key. Add these, or import one OA at a time: --name NAME --replace.
cli-one-name = --name works with one OA only, and several were given. Add "name" to each of them.
cli-no-access-token = This OA has no access token yet. Run: oa-token refresh NAME
cli-readable-target = Note: other users of this computer can read this file, and it will contain the refresh token.
cli-readable-target-question = Other users of this computer can read this file, and it will contain the refresh token. Write it anyway? (yes/no)
cli-cannot-write = Can't write the file { $file }. Check the folder and its permissions; if the file is open in another program (such as Excel), close it.
step-up-needed = This can't be undone, so enter the passphrase again.
key-nothing-else-opens = Not removed: this is the key in use, and no other key is known to open the vault.
key-nothing-else-opens-next = Run this again with the key you are keeping: set OA_TOKEN_KEY_FILE to a key file, or OA_TOKEN_PASSPHRASE_FILE to a file with the passphrase.
cli-key-removed = Removed. The key you removed still opens copies of the vault made before now.
cli-no-such-slot = The vault has no key with this ID, or it is the last one (which can't be removed).
cli-stdio = Can't read from or write to this terminal.
cli-no-profiles = No OAs yet. Add one with: oa-token import -
cli-none-imported = No OA was imported, because “{ $name }” could not be saved.
cli-imported = saved
cli-valid-until = Valid until { $until }.
cli-old-token-lives = The old access token is still valid, so it is printed.
cli-token-just-saved = this token was obtained just now, so no new one was requested; it is valid for less time than --min-life asks for.
cli-token-unknown-life = it is not known how long this token is valid, and this computer cannot get a new one for this OA; the token that is here is printed.
cli-token-longer-than-granted = no token is valid for as long as --min-life asks for; returning the one that works.
cli-listen-not-loopback = { $address } is open beyond this computer, and there is no TLS. Listen on 127.0.0.1, or put a proxy with TLS in front and name its address with --behind-proxy.
cli-listen-taken = Another program holds { $address }. Stop it, or choose another port with --listen (port 0 takes a free one).
cli-listen-address = Listening on { $address } is not possible. Check the address and the permission to use this port.
cli-socket-taken = Another “oa-token serve” uses the socket { $path }.
cli-socket-open-folder = The socket's folder { $path } must belong to you, and nobody else may enter it: chmod 700.
cli-socket = The socket { $path } could not be created. Check the folder and the length of the path (at most about 100 characters).
cli-bad-api-key-name = The name of an API key has 1 to { $most } characters, does not begin with a hyphen, and has no control characters.
cli-api-key-taken = An API key of this name exists. Choose another name, or remove the old key: oa-token api-key remove
cli-no-such-api-key = There is no such API key. See: oa-token api-key list
cli-no-api-keys = There are no API keys yet. Create one with: oa-token api-key add NAME --oa OA --can token
cli-api-key-once = This key is printed only once and stored nowhere. Put it into the program that uses it.
cli-api-key-removed = The API key was removed. A running “oa-token serve” refuses it within a second.
cli-api-key-expired = expired
cli-two-tools = Note: the refresh token is included. If two places refresh it, it stops working, so let only one of them do it.
cli-passphrase = Vault passphrase (or recovery code):
cli-new-passphrase = New vault passphrase:
cli-generated-passphrase = This is the new passphrase. It is shown only once: write it down and keep it safe.
cli-slot-keychain = system keychain
cli-slot-passphrase = passphrase
cli-slot-key-file = key file
cli-doctor-folder = Data folder
cli-doctor-open-folder = Other users of this computer can access { $folder }.
cli-doctor-outside = { $path } is outside your user folder: other users of this computer may be able to read it.
cli-doctor-vault = Vault
cli-doctor-file = Vault file
cli-doctor-key = Vault key
cli-doctor-clock = Clock
cli-doctor-schedule = Automatic refresh
cli-doctor-schedule-none = no program is running it
cli-doctor-schedule-owner = run by process { $process }
cli-doctor-schedule-silent = process { $process } runs automatic refresh but has been stopped or unresponsive since { $at }.
cli-doctor-schedule-silent-next = The window or another oa-token watch will take over within 2 minutes. If you no longer need that process, end it (kill -KILL).
cli-doctor-attempts = Unfinished requests
cli-doctor-open-attempts = { $count } OAs have an unfinished request.
cli-doctor-origins = Servers
cli-doctor-fine = OK
cli-doctor-guessable-key = The vault opens, but its key file is easy to guess: its content looks typed.
cli-doctor-guessable-key-next = Create another one with (umask 077; head -c 64 /dev/urandom > oa-token.key), add it: oa-token key add-file FILE, point OA_TOKEN_KEY_FILE to it, then remove the old one: oa-token key remove ID.
demo-start = Running against practice Zalo on this computer, in a temporary folder. Nothing is sent to Zalo.
demo-import = 1. Import three values: app_id, secret_key, refresh_token
demo-list = 2. The OA is now in the encrypted vault
demo-refresh = 3. Send
demo-answer = 4. The saved answer (practice tokens)
demo-token = 5. The access token, as printed by oa-token token
demo-again = 6. Something else uses the new refresh token first; OA Token sends it afterwards, is refused, and nothing is lost
demo-end = Done. The temporary folder has been removed.

## The window

window-driven = An environment variable (TAURI_WEBVIEW_AUTOMATION, WEBVIEW2_ADDITIONAL_BROWSER_ARGUMENTS or WEBKIT_INSPECTOR_…) lets other programs control the window and read tokens, so OA Token won't open. Remove that variable.
window-no-display = OA Token needs a display to open its window. On a server, use the oa-token command.
window-silent = OA Token is already running but isn't responding. End that program (in Task Manager, or by restarting the computer), then open OA Token again. Your saved tokens are safe.
page-error-no-clipboard = Not copied: the clipboard is unavailable. Press Show and copy it by hand.
window-cannot-open = The window can't be opened. Try restarting the computer, or use the oa-token command.

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
page-ended = Expired { $moment }
page-unknown-life = Expiry unknown
page-life-unknown = Known after the first refresh
page-none-yet = None yet
page-no-access-token-how = Press Send to get one
page-may-have-stopped = May no longer work
page-may-have-stopped-before = May no longer work (was due to expire { $moment })

## The window's page: the frame

page-no-words = There is no explanation for this yet. Your tokens are unchanged.
page-your-oas = Your OAs
page-your-oas-count = Your OAs · { $count }
page-add-oa = Add OA
page-settings = Settings
page-language = Language
page-theme-system = Match system
page-theme-light = Light
page-theme-dark = Dark
page-vault-folder = Data folder:
page-close = Close
page-cancel = Cancel
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
page-find-none = No matching OAs
page-overview = Overview
page-overview-next = Expires first: { $name }, { $moment }
page-overview-calm = No access token is valid right now
page-need-count = { $number ->
    [1] 1 OA needs attention
   *[other] { $count } OAs need attention
}
page-need-show = Show { $count } OAs
page-need-consent = Zalo no longer accepts the refresh token.
page-need-refused = Zalo refused the last request.
page-need-refresh-token = No refresh token yet.
page-need-unknown = Sent, but the result is unknown.
page-need-not-sent = The last request could not be sent.
page-need-used-elsewhere = Something else used the refresh token first.
page-need-too-old = The refresh token is over 90 days old.
page-need-secret-key = Wrong secret_key in the last request.
page-need-app-id = Wrong app_id in the last request.
page-need-offline = Could not connect to Zalo.
page-need-cannot-save = Nothing can be saved here, so not sent.
page-need-clock = The computer's clock is wrong, so not sent.
page-need-refresh-ends = The refresh token expires soon.
page-need-package-ends = The OA's package ends soon.
page-need-file = Could not write { $file }.
page-need-place = { $place } didn't get the new token.
page-need-place-ended = { $place } uses a token that has ended.
page-need-new = Never refreshed; expiry unknown.
page-round = { $number ->
    [1] Refresh 1 OA that is due
   *[other] Refresh { $count } OAs that are due
}
page-round-running = Refreshing { $done } of { $count } OAs
page-round-ended = Done: { $saved } of { $count } OAs refreshed
page-round-waiting = Waiting
page-round-skipped = Skipped: the access token is still valid. Confirm on the OA's own page.
page-round-not-due = Skipped: no longer due
page-filter = Filter
page-filter-all = All
page-filter-person = Needs attention
page-filter-none = No OAs here.
page-filter-other = Not refreshed yet, elsewhere
page-lives = All OAs
page-lives-count = { $count } OAs · { $automatic } refresh automatically
page-column-name = OA
page-column-access = Access token left
page-column-refresh = Refresh token
page-column-automatic = Auto refresh
page-column-step = Next step
page-cell-off = Off
page-cell-paused = Paused
page-cell-waits = Waiting
page-select = Select { $name }
page-select-all = Select all
page-select-none = Clear selection
page-selected = { $count } OAs selected
page-selected-automatic = Automatic refresh
page-selected-automatic-off = Turn automatic refresh off
page-selected-none-due = No OA is due yet
page-auto-ask-many = Does anything besides OA Token refresh these { $count } OAs?
page-group = Group
page-groups = Groups
page-group-new = Add a group
page-group-new-dots = New group…
page-group-edit = Edit group
page-group-name = Group name
page-group-colour = Colour
page-group-colour-of = Colour { $count }
page-group-none = Remove from group
page-group-remove = Delete group
page-group-no-name = Give the group a name.
page-group-name-taken = There is already a group with this name.
page-group-empty = This group has no OAs yet. In the overview, select OAs and press “Group”.
page-group-count = { $number ->
    [1] 1 OA
   *[other] { $count } OAs
}
page-pin = Pin
page-unpin = Unpin
page-pinned = Pinned
page-palette = Search and commands
page-palette-hint = Find an OA or type what to do
page-palette-acts = Actions
page-palette-oas = OAs
page-palette-copy = Copy the token of { $name }
page-palette-refresh = Get new tokens for { $name }
page-palette-refresh-due = Get new tokens for { $count } OAs that are due
page-palette-choose = choose
page-palette-do = do it
page-palette-automatic-on = Turn on automatic refresh for { $name }
page-palette-automatic-off = Turn off automatic refresh for { $name }
page-palette-automatic-is-on = on
page-palette-automatic-is-off = off
page-palette-export = Export the token of { $name }
page-palette-pin = Pin { $name }
page-palette-unpin = Unpin { $name }
page-palette-group = Put { $name } into the group { $group }
page-palette-ungroup = Take { $name } out of the group { $group }
page-palette-group-new = Put { $name } into a new group…
page-palette-copy-key = copies the token of the chosen OA
page-cell-ended = expired
page-cell-dead = not working
page-cell-hours = { $hours } h
page-step-refresh = Refresh
page-step-open = Review and fix
page-step-choose-file = Choose the file again
page-step-of = { $step }: { $name }

## The window's page: first run

page-welcome = Get a Zalo OA access token without Postman
page-welcome-why = Paste three values, in any order. OA Token recognises each, gets a new token from Zalo and keeps it safe on this computer.
page-slots-paste = Press **{ $keys }** to paste
page-slots-drop = or drag a Postman, .env or JSON file here
page-slots-enter = Press Enter to recognise what you typed
page-slots-missing = Still missing: { $names }
page-slots-whole = All three values are here
page-slots-then = The new pair is saved on this computer at once. Each refresh token works only once.
page-slot-app-id = App id
page-slot-secret-key = Secret key
page-slot-refresh-token = Refresh token
page-slot-lacks = Missing
page-slot-type = Type { $name } by hand
page-slot-done = Done
page-get-token = Get access token
page-drawing = Illustration
page-zalo-site = developers.zalo.me
page-zalo-app = App
page-zalo-app-name = Cà phê Hà Nội Web ▾
page-zalo-app-title = Cà phê Hà Nội Web
page-zalo-kind = Token type
page-zalo-kind-oa = OA Access Token
page-zalo-get = Get Access Token
page-zalo-asks = The app wants to manage this OA.
page-zalo-allow = Allow
page-zalo-deny = Deny
page-zalo-copy = Copy
page-zalo-access-sample = KjBhB_pnlb5IqE…
page-zalo-refresh-sample = Y1PqsMH4l…
page-zalo-app-id = App ID
page-zalo-settings = Settings
page-zalo-secret = Secret key
page-way-app = Get the app id and the secret key
page-way-app-1 = Open the Zalo apps page, log in and click **your app**.
page-way-app-2 = Copy **ID ứng dụng**, the number next to the app’s name, come back and press { $keys }.
page-way-app-3 = Open **Cài đặt**, copy **Khóa bí mật của ứng dụng**, come back and press { $keys }.
page-way-app-open = Open the apps page
page-way-token = Get a refresh token, about 2 minutes
page-way-token-1 = Open API Explorer, log in as an **OA admin**, choose **OA Access Token**.
page-way-token-2 = Click **Lấy Access Token**, choose the OA, then click **Cho phép**.
page-way-token-3 = Copy the **refresh_token** line, come back and press { $keys }.
page-pair-not-admin = Not an admin of the OA?
page-pair-ask-admin = Send a link to the OA’s admin
page-pair = Get a token pair
page-pair-why = About 2 minutes. Log in to Zalo as an admin of the OA.
page-pair-way-back = Back
page-pair-1 = Choose the app with id **{ $app }**, choose **OA Access Token**, click **Lấy Access Token**.
page-pair-2 = Choose the OA **{ $name }**, then click **Cho phép**.
page-pair-3 = Click **Sao chép** beside **refresh_token**, come back and press { $keys }.
page-pair-waits = Waiting for the refresh_token
page-pair-has = refresh_token received
page-pair-split = refresh_token taken from Zalo’s response
page-pair-doubtful = Check what you pasted
page-pair-paste = Press { $keys } to paste here
page-pair-get = Get a new token
page-pair-other-way = Another way: send a link to the OA’s admin
page-admin = Send a link to the OA’s admin
page-admin-why = The admin clicks Cho phép and sends an address back. Paste that address here.
page-admin-message-title = Message to send
page-admin-message = Hello, please open this link as an admin of the OA { $name } and click Cho phép:
    { $link }
    The page after that may show an error; that is fine. Please copy the whole address from the browser’s address bar and send it back within 10 minutes. Thank you!
page-admin-copy = Copy message
page-admin-qr = Or scan it with a phone
page-admin-qr-name = QR code of the permission link
page-admin-copied = Message copied. Paste it into a chat with the OA’s admin.
page-admin-open-here = Open the link here
page-admin-make = Write the message
page-admin-waits = Waiting for the admin’s address
page-admin-waits-here = Waiting for the browser. If nothing happens, paste the address here.
page-admin-paste = Paste the address that begins with { $address }
page-admin-change = Change the callback address
page-safe = Encrypted on this computer. Sent to Zalo only.

## The window's page: filling in an OA

page-name = Name
page-paste-here = Paste here
page-clear-and-paste = Clear and paste again
page-fine = Looks good
page-hint-secret-key-form = The Zalo app's secret key. Not the “OA Secret Key” from the Webhook page.
page-hint-refresh-token-form = Used to get new tokens. Works only once, so paste the newest you have.
page-hint-app-id-form = The Zalo app's ID: a number. Not the OA's ID.
page-save-only = Save only, do not send
page-saved-not-sent = { $name } saved. Nothing was sent to Zalo
page-first-token = { $name } has an access token
page-first-until = Valid until { $moment }.
page-first-saved = The new pair is saved on this computer.
page-first-clears = Cleared from the clipboard after { $span }
page-first-later = Later, go to the OA
page-offer-auto = Let OA Token refresh it every day?
page-offer-auto-how = { $hours } h before it expires, OA Token gets a new pair and tells you if anything needs doing.
page-offer-no = No, only here
page-offer-on = Automatic refresh is on
page-use = Where is the token used?
page-use-website = Website, server
page-use-website-how = Writes a .env file
page-use-flow = n8n, Make
page-use-flow-how = Writes a JSON file
page-use-sheet = Google Sheets, Excel
page-use-sheet-how = Paste one row
page-use-shop = Shop software
page-use-shop-how = Paste by hand

## The window's page: one OA

page-practice = Practice OA
page-zalo-app-alone = Zalo app { $id }
page-history = History
page-request = Request
page-row-wrong = Zalo doesn't accept this value

page-send = Send
page-send-again = Send again
page-sending = Getting a new token
page-send-sends = Trades this refresh token for a new pair. The old access token, if still valid, stops working immediately.
page-send-asks = Gets a new pair: the access token in use stops working everywhere immediately.
page-send-again-why = It's unclear whether Zalo replaced the token. Sending it again can't make things worse.
page-send-dead = Zalo refused this token, so it won't be sent again.
page-send-no-refresh-token = This OA has no refresh token. Press Edit to paste one, then send.
page-phase-waiting = No answer yet. Sending the token again in a moment; it can't make things worse.
page-phase-retrying-save = The answer can't be saved yet; retrying every second. Please keep the computer on and free up disk space.

page-confirm = Get new tokens for { $name } now?
page-confirm-stops = The access token in use is valid for another **{ $span }**. Once you send, it **stops working everywhere** and can't be recovered.
page-confirm-stops-unknown = This OA has an access token with an unknown expiry that may be in use. Once you send, it **stops working everywhere** and can't be recovered.
page-confirm-keep = Keep current token
page-confirm-send = Get a new token

page-answer = Answer
page-answer-blank = New tokens appear here after they are saved.
page-answer-none = No answer reached this computer.
page-answer-empty = Zalo returned an empty answer.
page-view-raw = As received
page-verdict-saved = Saved
page-verdict-busy = Busy

page-copy-refresh = Copy the refresh token?
page-copy-refresh-why = If two places refresh it, the token stops working. Copy it only if the other place takes over refreshing, and don't press Send here after that.
page-copy-refresh-not = Don't copy
page-copy-refresh-yes = Copy anyway

page-why-failed = Why it failed
page-pair-received = OA Token received this pair
page-zalo-says = Zalo answered
page-next-send-again = Send again
page-next-fix-secret-key = Fix secret_key
page-next-fix-app-id = Fix app_id
page-next-get-new-pair = Authorize again
page-next-paste-again = Paste the refresh token again

page-edit-of = Edit { $name }
page-edited = Changes saved
page-leave-empty = Leave empty to keep it

page-export = Export…
page-export-of = Export tokens · { $name }
page-format = Format
page-format-json = Zalo's JSON format
page-format-json-what = For software that reads Zalo's original answer
page-format-text = Access token
page-format-text-what = Just the token, ready to paste
page-with-refresh = Include the refresh token
page-with-refresh-why = Only if the other place takes over refreshing: if two places refresh, the token stops working.
page-with-refresh-warning = From now on, the other place does the refreshing. Don't press Send here any more, or one of the two will lose its token.
page-export-safe = Anyone with the access token can use the OA. secret_key is not included.
page-save-file = Save file…
page-exported = Saved to { $path }

## The window's page: what could not be done

page-error-no-such-profile = This OA no longer exists.
page-error-no-such-secret = This OA doesn't have that value.
other-origin-refused = { $variable } points to a server that isn't Zalo's: secret_key and the refresh token would be sent there. If that's what you want, also set OA_TOKEN_ALLOW_OTHER_ORIGIN=1; if not, remove { $variable }.
other-origin-send = Sending to { $origin }, which is not Zalo (OA_TOKEN_ALLOW_OTHER_ORIGIN=1).
relative-home = OA_TOKEN_HOME must be an absolute path, such as /srv/oa-token or C:\oa-token. With a relative path, each folder would get its own vault.
page-other-origin = Tokens and secret keys are sent to { $origin }, which is not Zalo.
page-other-origin-why = The OA_TOKEN_ALLOW_OTHER_ORIGIN variable allows this. If you didn't set it, close OA Token and ask the person who set up this computer.
history-sent-elsewhere = Sent to a server that is not Zalo's
history-from-team = A pair that another computer of the team brought
history-app-from-team = New app_id or secret_key, corrected on another computer of the team
history-app-over = The app_id or secret_key entered here was replaced, because another computer of the team had corrected it first; the former secret_key is kept. If yours is the right one, enter it again
history-team-altered = The team’s database held an entry that no computer of the team had written; it was not followed
history-put-back = The team’s database went back to an old copy; this computer put back the pairs and sends that it lacked
target-in-home = This file belongs to OA Token's data folder
target-in-home-next = Nothing was written. Choose another place, outside the data folder.
target-key-file = This file is the key that opens the vault
target-key-file-next = Nothing was written. Overwriting it would lock the vault forever; choose another file.
target-vault = This file is a vault
target-vault-next = Nothing was written. Overwriting it would destroy the tokens in it; choose another file.
target-device = This is neither a file nor a pipe
target-device-next = Nothing was written. Choose a file, or use -o - to print.
target-foreign = Another user of this computer created this link or pipe
target-foreign-next = Nothing was written. That user could read the token, or choose which file gets overwritten; choose a place only you can write to.
target-cannot-write = The file could not be written
target-cannot-write-next = Close the program that has the file open (such as Excel), choose another folder, or check that you can write to this one, then export again. The tokens are safe in OA Token.
page-error-unexpected = This couldn't be done
page-error-unexpected-next = Something unexpected happened. Please try again. If the problem persists, close OA Token and open it again.

## Import, settings, links (errors)
page-error-unreadable-import-next = Paste the full JSON, cURL command or file as exported from Postman or n8n. Nothing was saved.
page-error-cannot-read-file = This file can't be read.
page-error-cannot-read-file-next = Check that the file still exists and that you have permission to open it, then try again.
page-error-invalid-names = Variable names may contain only unaccented letters, digits and underscores, can't start with a digit, and must all be different.
page-error-no-browser = This couldn't be opened. Try again, or open your browser yourself.
page-error-no-practice = Practice Zalo couldn't be started on this computer.
page-error-no-practice-next = Close some programs and try again. Your real OAs are not affected.
practice-name = Practice OA
settings-proxy-not-an-address = This isn't a valid proxy address. Example: http://10.0.0.1:3128
settings-proxy-scheme = Only HTTP proxies are supported: start with http:// or https://
settings-proxy-path = A proxy address ends with the port. Remove anything after it.
## The practice OA: to practise on, nothing goes to Zalo

not-sent-no-practice = Not sent, because practice Zalo couldn't be started on this computer.
not-sent-no-practice-next = Check that the data folder is writable, then send again. The practice token has not been used.
vault-practice = This is a practice OA: its app_id, secret_key and tokens come from practice Zalo and can't be replaced.
vault-practice-next = To use real tokens, add a new OA.
## Exporting tokens: formats and names of variables

export-no-access-token = This OA has no access token yet.
export-no-refresh-token = This OA has no refresh token.
export-curl-refresh-token = The cURL command only tests the API with the access token and never contains the refresh token. Leave out that option, or choose another format.
export-odd-token = This token contains a control character that the chosen format can't represent. Choose json or json-iso.
export-name-empty = The variable name can't be empty.
export-name-too-long = The variable name is longer than { $most } characters.
export-name-not-a-name = A variable name may contain only unaccented letters, digits and underscores, and can't start with a digit.
export-name-taken = Another variable already has this name (ignoring case).
cli-unknown-format = Unknown format. Available formats: { $formats }.
cli-names-without-env = --access-name, --expires-name and --refresh-name work only with --format env.
cli-bad-env-name = { $option }: { $why }

## The window's page: the ways to add an OA, import, the practice OA

page-practise = Try it with a practice OA
page-practise-how = Just like the real thing, without contacting Zalo
page-practising = Practice mode: Zalo is not contacted. Press anything you like; your real tokens are not affected.

page-paired = Authorized. The new token pair for { $name } is saved.
page-no-pair = No token pair yet
page-get-pair = Get a token pair
page-consent-callback = Paste the **Official Account Callback Url** saved in the app's settings.
page-consent-callback-how = It must match the saved one exactly, and its domain must be verified. Even one extra / makes Zalo return -14003.
page-consent-callback-empty = https://…
page-consent-settings = Open settings
page-consent-more = Advanced
page-consent-pkce = Use PKCE: if someone else gets hold of the code, they can't use it. Switch it off only if Zalo doesn't accept it.
page-consent-copy = Copy link
page-consent-copied = Authorization link copied. You can send it to an OA admin.
page-consent-left = The link is valid for { $span }.
page-consent-address = Address after pressing Allow
page-consent-exposed = The callback starts with http://, so the authorization code is sent over the network unencrypted. We recommend changing it to https:// at developers.zalo.me.
page-consent-port-taken = Another program is using the port of this callback address and will receive the browser's answer. Close it and open the link again, or paste the address here.
page-consent-sending = Exchanging the code for a token pair…
page-consent-finish = Get the pair
page-consent-app = Zalo app { $app }. The code works once, within 10 minutes, and is not stored.
page-other-oa = These tokens belong to another OA
page-other-oa-why = This OA is “{ $known }”, but the new pair belongs to “{ $found }”. Saving it here would mix up the two. We recommend adding the other OA separately.
page-other-oa-keep = Leave it as it is
page-other-oa-take = Save it to this OA anyway
page-check = Check the token
page-check-how = Asks Zalo which OA this access token belongs to. Changes nothing.
page-check-known = This OA is “{ $known }”.
page-confirm-check = Not sure the old token still works?
page-verified = Verified
page-followers = { $number ->
    [1] 1 follower
   *[other] { $count } followers
}
page-package = package { $name }
page-package-until = (until { $day })
page-ahead-refresh-token = { $number ->
    [1] The refresh token expires in 1 day.
   *[other] The refresh token expires in { $count } days.
}
page-ahead-refresh-token-today = The refresh token expires today.
page-ahead-refresh-token-why = Refresh once before then to get another 3 months. After that, an OA admin has to authorize again.
page-ahead-package = { $number ->
    [1] The OA's package expires in 1 day.
   *[other] The OA's package expires in { $count } days.
}
page-ahead-package-today = The OA's package expires today.
page-ahead-package-why = Renew it on the OA's admin page. Without a package you keep your tokens, but Zalo may refuse requests.

page-choose-file = Choose a file…
page-drop-here = Drop the file here. OA Token will recognise it

page-import-busy = Save or cancel the current import first.
page-review = Check before saving
page-review-pasted = From the clipboard
page-review-found = { $count } values recognised
page-review-masked = secrets show their last 4 characters only
page-review-rows = { $number ->
    [1] 1 OA
   *[other] { $count } OAs
}
page-columns-change = Change columns
page-columns = Columns of the table
page-columns-why = Say what each column is, and OA Token reads the table again. Corrections you have made in it are dropped.
page-columns-untitled = Column { $count }
page-columns-known = { $count } columns recognised
page-columns-read = Read again
page-column-is-name = OA name
page-column-is-access-token = Access token
page-column-is-nothing = Not used
page-review-name = OA name
page-review-known = Recognised
page-review-access-kept = Kept, expiry unknown
page-review-choose = Several values for { $name }. Choose one.
page-review-candidate = Line { $line }: { $key }
page-review-candidate-file = { $file }, line { $line }: { $key }
page-review-open = { $number ->
    [1] 1 field still to choose or fix.
   *[other] { $count } fields still to choose or fix.
}
page-review-send = Save and get a new token
page-review-paste = Paste { $name }
page-review-all = All
page-review-fix = To fix
page-review-ready = Ready
page-review-filter = Filter the OAs found
page-review-take = Save { $name }
page-review-take-all = Select every ready OA
page-review-line = Line
page-review-state = Status
page-review-no-name = No name yet
page-review-drop = Leave this one out
page-review-another = Another file…
page-review-only-saves = Only saves; nothing is sent to Zalo.
page-review-later = { $number ->
    [1] 1 OA to fix can be saved later.
   *[other] { $count } OAs to fix can be saved later.
}
page-import-left-out = { $count } values are not imported
page-import-left-line = Line { $line }
page-import-name-placeholder = If empty, the OA's or app's ID becomes the name
page-import-edit-of = Edit { $name }
page-import-keep = Leave it as it is
page-import-same-name = An OA named “{ $name }” already exists. Is this the same one?
page-import-replace = Replace that OA's tokens
page-import-replace-what = That OA gets the pair, secret_key and app_id below. Its old pair is kept.
page-import-rename = This is a different OA, I'll rename it
page-import-rename-what = Saved as a new OA. The existing one is unchanged.
page-import-save-many = { $number ->
    [1] Save 1 OA
   *[other] Save { $count } OAs
}
page-import-saved = Saved { $count } OAs. Nothing was sent to Zalo
page-import-partly = Saved: { $saved }. Not saved yet (below): { $left }.

## Managing OAs, history, settings, help

page-more = More actions
page-menu-rename = Rename…
page-menu-edit = Edit details…
page-menu-delete = Delete this OA…
page-renamed = Renamed to { $name }
page-delete-of = Delete { $name }?
page-delete-leaves = This OA is removed from the list and no longer refreshed here.
page-delete-kept = Its tokens are kept for **30 days**. Until then, you can restore it in **Settings › Data**.
page-delete-others = Anything using the access token keeps working until the token expires.
page-delete-keep = Keep this OA
page-delete-yes = Delete this OA
page-was-deleted = { $name } deleted
page-undo = Undo

page-deleted = Deleted OAs
page-deleted-open = Restore a deleted OA…
page-deleted-why = A restored OA returns to the list with all its tokens.
page-deleted-none = No OAs were deleted in the last 30 days.
page-deleted-gone = Tokens kept until { $date }
page-restore = Restore
page-restore-of = Restore { $name }
page-restored = { $name } restored
page-restore-same-token = OA “{ $other }” has this OA's token, so it can't be restored yet.

page-order = List order
page-order-added = Order added
page-order-urgency = Most urgent first
page-order-name = By name

page-diary-day = { $day }, { $date }
page-diary-until = valid until { $moment }
page-diary-due = was due to expire { $moment }
page-diary-empty = Nothing yet. Every request you send is listed here.
page-attempt-twice = Sent again because the answer was lost.
page-attempt-corrected = secret_key or app_id was corrected after this request. Current values are shown.
page-attempt-request = Request as sent
page-report = Copy a support report
page-report-why = The report contains no tokens, secret_key or OA names.
page-report-copied = Report copied. Paste it into your message to support.

page-settings-sections = Settings sections
page-settings-general = General
page-settings-clipboard-access = Clear a copied access token
page-settings-clipboard-unless = Unless you have copied something else since.
page-settings-wants-code = Settings: no recovery code saved
page-settings-back = Back
page-lock-group = App lock
page-passphrase-asked = Asked when OA Token is unlocked and before a secret is shown.
page-passphrase-is = Set
page-passphrase-is-not = Not set
page-passphrase-edit = Change…
page-passphrase-set = Set…
page-lock-do = Lock
page-keep-tokens = Keeping your tokens
page-recovery-saved = Saved
page-recovery-unsaved = Not saved
page-recovery-save = Save a code…
page-clock-all = All OAs
page-clock-each = Each OA · { $count } of { $total } on
page-clock-each-all = Show all { $count } OAs
page-clock-each-more = Show { $count } more OAs
page-copied-continues = Which computer continues
page-settings-looks = Appearance
page-settings-colours = Colour mode
page-settings-clipboard = Clipboard
page-settings-clipboard-other = Clear a refresh token or secret_key
page-settings-clipboard-stays = The access token stays in the clipboard until you copy something else. Other programs on this computer may read it.
page-settings-seconds = { $count } s
page-settings-minutes = { $count } min
page-settings-network = Network
page-settings-proxy = Proxy address
page-settings-proxy-hint = If empty, the system proxy is used. Fill this in only if your network administrator gave you an address.
page-settings-proxy-password = If the address contains a password, it is kept secret and not shown again.
page-settings-saved = Saved
page-settings-data = Data
page-settings-folder = Data folder
page-settings-folder-why = The encrypted vault is stored here. Please don't change or delete any file in this folder.
page-settings-open-folder = Open folder
page-settings-about = About
page-update-ready = Version { $version } is downloaded. Reopen OA Token to install it; your tokens are not affected.
page-update-by-command = Version { $version } is available. Download the file, then install it with { $command }. Your tokens are not affected.
page-update-news = What’s new
page-update-page = Open the download page
page-update-copy = Copy the command
page-update-copied = Installation command copied
page-update-install = Reopen to install
page-update-title = Updates
page-update-checks = Check for new versions
page-update-running = You have version { $version }.
page-update-newest = You have version { $version }, the newest.
page-update-found = You have version { $running }; version { $version } is available.
page-update-held-sending = Not installed yet: a token is being fetched for an OA.
page-update-held-sending-next = Wait until it is done, then try again.
page-update-held-due = Not installed yet: an OA is about to be refreshed automatically.
page-update-held-due-next = Wait a few minutes, then try again.
page-update-held-answers = Not installed yet: an answer from Zalo is not in the vault yet.
page-update-held-answers-next = Look at Data in the settings, then try again.
page-update-held-backup = Not installed yet: the vault could not be backed up.
page-update-held-backup-next = Check the free space on the disk, then try again.
page-update-shared-folder = Not installed yet: other accounts on this computer can change OA Token’s folder.
page-update-shared-folder-next = Get the installer from the download page and install into the folder that it suggests. Your tokens are not affected.
page-update-failed = The new version could not be installed.
page-update-failed-next = Open the download page and install it over the one you have. Your tokens are not affected.
page-about-version = Version { $version }
page-about-what = OA Token refreshes Zalo OA tokens right on your computer, without losing any.
page-about-licences = Open-source licences ({ $count })
page-about-no-licences = This build doesn't include the list of components.

page-help = Help
page-help-sections = Help sections
page-help-guide = Step by step (in Vietnamese)

page-help-start = Start in 3 steps
page-help-start-1 = Press **Add OA** and paste secret_key, refresh_token and app_id: the same three values you enter in Postman.
page-help-start-2 = Press **Send**. Zalo answers with a new token pair. OA Token saves it first, then shows it.
page-help-start-3 = Press **Copy** to copy the access token, then paste it into your website, n8n or software.
page-help-start-where = Find secret_key and app_id in your app at developers.zalo.me. Get a refresh token from the API Explorer page, or from Zalo's latest answer.

page-help-tokens = What access and refresh tokens are
page-help-tokens-access = The **access token** is what a website or program gives Zalo each time it acts for your OA. It lasts about 25 hours.
page-help-tokens-refresh = The **refresh token** is used only to get a new token pair. It lasts about 90 days and **works only once**: each refresh gives you another one.
page-help-tokens-pair = The two always belong together. OA Token numbers the pairs; the first one you pasted is number 1.

page-help-why = Why refresh, and why only in one place
page-help-why-ends = An access token expires after about 25 hours. Refreshing trades the refresh token for a new pair.
page-help-why-stops = After a refresh, the old access token **stops working everywhere immediately**. Paste the new one wherever it is used.
page-help-why-one = **Only one place may refresh.** A refresh token works only once. If Postman, n8n, a plugin or another computer refreshes too, the later one is left with a token that no longer works.
page-help-why-off = So switch off refreshing in those places, and give them only the access token.

page-help-states = What each state means
page-help-states-shapes = The small mark beside each OA shows its state by shape and colour.
page-help-state-new = Just added, never sent from here. Press Send to get a new token pair.
page-help-state-valid = The access token works. There is nothing to do.
page-help-state-expiring = The access token expires soon, usually in less than 3 hours. Press Send soon.
page-help-state-expired = The access token has expired. Press Send to get a new pair.
page-help-state-needs-consent = Zalo no longer accepts this refresh token. Get a new pair from Zalo; it takes about 2 minutes.
page-help-state-unknown = Sent, but got no clear answer. Send it again; it can't make things worse.
page-help-state-not-sent = Nothing left this computer, so the token has not been used. Check the network, then send again.
page-help-state-refused = Zalo refused a value, usually secret_key or app_id. Correct the marked row, then send again.

page-help-broken = When a token stops working
page-help-broken-again = Open the OA, press **Authorize again** and follow the three steps on the screen. It takes about 2 minutes and needs an OA admin's account.
page-help-broken-elsewhere = If another place refreshes this OA too, switch that off first. Otherwise the new pair will stop working as well.
page-help-broken-kept = You don't need to delete the OA. OA Token never deletes tokens automatically.
page-help-codes = Common Zalo error codes
page-help-code-dead = The refresh token doesn't work: already used, too old, or an access token pasted by mistake. You need a new pair.
page-help-code-secret-key = Wrong secret_key. The refresh token may still be good: correct secret_key, then send again.
page-help-code-app-id = Wrong app_id, or the Zalo app isn't active. Correct app_id or activate the app, then send again.

page-help-paste = Pasting and dropping files
page-help-paste-text = You can paste any of these whole: Zalo's answer, a cURL command, a .env file, or lines such as “App ID: …”. OA Token recognises each value.
page-help-paste-file = You can also drop a file exported from Postman onto the window. One file may contain several OAs.
page-help-paste-check = You can review and correct everything before it is saved. Importing sends nothing to Zalo.

page-help-export = Exporting tokens
page-help-export-what = Other places usually need only the access token. Press **Export…** in an OA and choose the format that suits them.
page-help-export-refresh = Include the refresh token only if the other place takes over refreshing. After that, don't press Send here any more.
page-help-export-again = After a refresh, export again: the access token in the old file no longer works.
page-help-export-safe = Exports never contain secret_key.

page-help-safe = Security: where your data is
page-help-safe-here = Tokens and secret_key are encrypted, stored on this computer, and sent only to Zalo and the places you choose.
page-help-safe-masked = They are always masked. Press **Show** to see one; it is hidden again after 30 seconds.
page-help-safe-clipboard = Anything you copy is cleared from the clipboard automatically. Set the time in **Settings › Security**.
page-help-safe-deleted = A deleted OA is kept for 30 days. Restore it in **Settings › Data**.

page-help-keys = Keyboard shortcuts
page-help-keys-when = While a dialog is open, only the shortcut that closes it works.
page-help-key = Keys
page-help-key-does = Action
page-help-key-find = Find an OA
page-help-key-send = Send
page-help-key-add = Add an OA
page-help-key-history = History of the current OA
page-help-key-settings = Settings
page-help-key-previous = Previous OA
page-help-key-next = Next OA
page-help-key-help = Help
page-help-key-close = Close a dialog, clear the search

## Running in the background

page-settings-background = Background
page-background-close = Keep running in the background when the window closes
page-background-close-why = OA Token stays in the system tray. If this is off, closing the window quits the app.
page-background-start = Start at login
page-background-start-why = OA Token starts in the background when you log in, without showing a window.
page-looks-not-kept = This choice couldn't be saved, so nothing changed. Check the free disk space and the write permissions of the data folder.
page-error-no-autostart = This computer doesn't allow this to be changed here. You may be able to change it in the system settings.
page-close-asks = Keep OA Token running after you close the window?
page-close-what = OA Token stays in the system tray without a window, and tells you when an OA needs attention. Open OA Token at any time to see this window again.
page-close-later = You can change this in Settings, under General.
page-close-keep = Keep running in the background
page-close-end = Quit

notice-needs-consent = { $name } needs authorization
notice-needs-consent-why = Zalo no longer accepts this refresh token. Open OA Token to get a new pair.
notice-refresh-ends = { $name }: refresh token expires in { $days } days
notice-locked = An OA needs attention
notice-locked-why = Unlock OA Token to see which one.
notice-outlet-fails = { $name }: the new token couldn't be delivered to { $place }
notice-to-paste = { $name } has a new token: paste it in { $place }
notice-to-paste-why = The old token no longer works. Copy the new one and paste it there.
notice-copy = Copy
notice-first = { $name } was refreshed automatically
notice-first-why = The new pair is saved. From now on this happens automatically; you are notified only when an OA needs attention.
notice-shut = The vault is locked, so automatic refresh can't run
notice-shut-why = An OA is due. Open OA Token and unlock the vault to refresh its tokens in time.

tray-well = All OAs are OK
tray-none = No OAs yet
tray-soon = { $count } OAs expired or expiring soon
tray-needs-you = { $count } OAs need attention
tray-locked = OA Token is locked
tray-shut = The vault is not open
tray-oa = { $name } · { $left }
tray-moments = less than 2 minutes
tray-more = { $count } more in OA Token
tray-copy = Copy access token
tray-refresh-due = Refresh { $count } due OAs
page-next-by-itself = Next: { $name }, { $at }
page-next-now = right now
page-clock-wrong = This computer's clock is wrong. Correct it and automatic refresh continues.
tray-pause = Pause automatic refresh for 1 hour
tray-go-on = Resume automatic refresh
tray-open = Open OA Token
tray-quit = Quit

## The window's page: exporting, cURL, correcting and granting access again

page-format-env = .env
page-format-env-what = Websites, servers, PHP, Node.js
page-format-json-iso = JSON with expiry time
page-format-json-iso-what = For software that reads files, n8n
page-format-json-from = expires_in counts from { $moment }
page-format-tsv = Spreadsheet row
page-format-tsv-what = Google Sheets, Excel
page-format-postman = Postman environment
page-format-postman-what = Opens in Postman
page-format-curl = cURL command
page-format-curl-what = For testing the API, for scripts
page-preview = Preview
page-preview-names = Preview · you can change the names
page-env-name-access = Variable name for the access token
page-env-name-expires = Variable name for the expiry time
page-env-name-refresh = Variable name for the refresh token
page-with-refresh-without = Without it, the other place can use the access token until { $moment }.
page-export-copied = Copied. Now paste it where you need it

page-curl = cURL
page-curl-why = The same request as one command, for a server or a developer. Running it also sends the refresh token.
page-copy-curl-of = Copy the cURL command
page-copy-curl = Copy the cURL command?
page-copy-curl-why = The command contains the full secret_key and refresh token. Anyone with it can refresh this OA: once it is run somewhere else, the refresh token here stops working.
page-copied-curl = cURL command copied

page-hint-access-token-edit = The access_token that came with the refresh token you just pasted. Optional.
page-new-pair-first = **First switch off refreshing everywhere else** (another computer, Postman, n8n, a plugin), or the new tokens will stop working too.
page-open-explorer = Open API Explorer
page-new-pair-need = Paste the refresh token here first.

page-where = Where do I find it?
page-where-of = Where do I find it? { $name }
page-where-open = Open Zalo's page
page-where-secret-key = Sign in and open your app, then open **Settings** (Cài đặt) and copy the line **App secret key** (Khóa bí mật của ứng dụng).
page-where-app-id = Sign in and open your app: the **app id** (ID ứng dụng) is the number next to the app's name.

## Protecting the vault, moving to another computer

state-moved-away = Moved away
page-send-moved-away = This OA was moved to another computer, so it is no longer refreshed here
page-step-up-title = Enter your passphrase again
page-step-up-why = This reveals something that can't be taken back, so OA Token checks that it's you. It won't ask again for 5 minutes.
page-step-up-box = Passphrase, or recovery code if you forgot it
page-step-up-go = Continue
error-no-passphrase = To lock the app, first set a passphrase (Settings › Security)
not-sent-moved-away = This OA was moved to another computer, so nothing was sent from here
not-sent-moved-away-next = Use this OA on the other computer. If it's no longer used there, press “Take it back”.
key-wrong-passphrase = Wrong passphrase. Check the keyboard language and Caps Lock, then try again
recovery-mistyped = There is a typo in the recovery code. Compare each group with what you wrote down
recovery-wrong-length = A recovery code has 7 groups of 4 characters. Yours is too short or too long
recovery-wrong-group = This group doesn't match. Check what you wrote down and type it again
sealed-wrong-passphrase = Wrong passphrase for this file. Use the one chosen when the file was saved
sealed-not-ours = This file wasn't saved by OA Token. Its files end in .oatoken
sealed-damaged = The file is damaged or was not copied completely. Copy it again from the other computer
sealed-newer = This file was saved by a newer version of OA Token. Update OA Token, then open it again
sealed-too-costly = Opening this file would take more memory or time than any file OA Token saves, so it was not opened: it is damaged or forged. Get the file from the other computer again
passphrase-too-short = A passphrase needs at least 12 characters.
passphrase-common = This passphrase is easy to guess: it consists almost entirely of common words, dates or keyboard patterns. Use a few unrelated words.
passphrase-name = This passphrase is easy to guess: it consists almost entirely of an OA's name or your own. Use a few unrelated words.
passphrase-weak-next = Choose another passphrase, or let OA Token generate one: oa-token key add-passphrase --generate.
vault-no-slot-recovery-code = This vault has no recovery code.
vault-no-slot-recovery-code-next = Open the vault another way, then create a recovery code in Settings › Security.
vault-wrong-key-recovery-code = This recovery code doesn't open the vault on this computer.
vault-wrong-key-recovery-code-next = A new code replaces the old one: look for the latest one you wrote down. The vault is unchanged.

not-sent-copied-here = This vault was copied from another computer, so automatic refresh is not on here yet
not-sent-copied-here-next = Open OA Token and choose which computer uses this vault. You can still press Send (command: oa-token refresh NAME).
vault-gone = The vault file is missing, but there are backups of it.
vault-gone-next = Restore the backup. If you moved the vault elsewhere, put it back.
vault-no-backup = There is no usable backup.
vault-no-backup-next = If you ever saved an .oatoken file, open it. The damaged vault is kept unchanged.
history-moved-away = Moved to another computer
history-taken-back = Moved back to this computer
history-carried-in = Imported from an .oatoken file
history-carried-over = Replaced with the app_id, secret_key and tokens from an .oatoken file, after you confirmed; the previous ones are kept

cli-slot-recovery-code = recovery code
awake-reason = Waiting to save new tokens
cli-doctor-backups = Backups
cli-doctor-backup-newest = latest from { $at }, with { $count } OAs
cli-doctor-no-backup = none yet; the first one is created the next time tokens are saved
cli-doctor-backup-restored = restored the backup from { $at }, with { $count } OAs; the old file is kept beside it
cli-doctor-inflight = Pending answers
cli-doctor-inflight-waiting = { $count } answers from Zalo are not in the vault yet.
cli-doctor-restore-offer = To use the backup from { $at }: oa-token doctor --restore-backup
vault-asks-passphrase = The vault opens with the passphrase you chose.

## The window's page: backups, moving to another computer, kept pairs

page-settings-backup = Backup and transfer
page-backup-auto = Automatic backup on this computer
page-backup-last = Latest: { $moment }, OAs: { $count }.
page-backup-none = None yet. OA Token saves one automatically each time it gets new tokens.
page-backup-auto-why = It is stored next to the vault on this computer, in case the vault file gets damaged. If you lose the computer, you lose this backup too.
page-backup-file = Backup file to keep elsewhere
page-backup-file-what = One .oatoken file with every OA (except practice OAs) and its tokens, protected by a passphrase you choose.
page-backup-save = Save a file…
page-backup-open = Open a backup, or a file from another computer
page-backup-shut = Open the vault first to back up or move OAs.
page-backup-dialog = Save a backup file
page-backup-holds = The file contains **every OA and its tokens**, protected by this passphrase. Without it, nobody can open the file, not even the makers of OA Token.
page-backup-keep = Keep the file **off this computer**: on a USB stick, an external drive, or storage you trust.
page-backup-stale = Tokens that change **after today** are not in it. A refresh token works only once, so an OA restored from an old file may need to be authorized again.
page-backup-confirm = Choose location…
page-backup-saved = { $file } saved. Keep a copy off this computer.

page-seal-passphrase = File passphrase
page-seal-again = Repeat the passphrase
page-seal-hint = At least 12 characters. Write it down somewhere safe: without it, the file can't be opened.
page-seal-differs = The two don't match

page-sealed-choose = Choose a file…
page-sealed-what = You see the contents before anything is added to the vault. Opening a file sends nothing to Zalo.
page-sealed-open-title = Open an .oatoken file
page-sealed-hint = The one chosen when the file was saved, on this computer or another one.
page-sealed-open = Open the file
page-sealed-other = Another file…
page-sealed-holds = OAs in this file: { $count }
page-sealed-backup = A backup, saved { $moment }
page-sealed-move = Moved from another computer, saved { $moment }
page-sealed-pair = Token pair { $count }, from { $moment }
page-standing-new = Will be added
page-standing-newer = Its newer token pair will be added; the old ones are kept
page-standing-back = Will move back to this computer
page-standing-known = This pair or a newer one is already here; nothing changes
page-standing-held = Another OA here has this token; skipped
page-standing-conflict = Already here, but different in the file; the one here is kept
page-sealed-replace = I trust this file: replace { $name } with what is in the file (the old secret_key and tokens are kept)
page-sealed-stale-backup = These tokens are as old as the file. If an OA has been refreshed since then, on any computer, this refresh token has been used and the OA must be authorized again.
page-sealed-stale-move = The other computer stopped refreshing when it saved the file, so these tokens are the newest. If the OA was taken back there and refreshed since then, they no longer work.
page-sealed-nothing = There is nothing to add. Everything here stays the same.
page-sealed-take = Add to vault
page-sealed-auto = Keep refreshing automatically on this computer?
page-sealed-auto-why = These OAs had automatic refresh on where they came from: { $names }. On this computer it is off.
page-sealed-auto-how = Anything due gets a new token immediately. You can also switch it on later, on each OA's page.
page-sealed-auto-keep = Leave it off
page-sealed-taken-one = { $name } is in the vault. Nothing was sent to Zalo
page-sealed-taken = { $count } OAs are in the vault. Nothing was sent to Zalo
page-sealed-taken-none = There was nothing new to add to the vault

page-way-move = Move from another computer
page-way-move-how = Or restore a backup file
page-menu-move = Move to another computer…
page-move-where = To move an OA to another computer: open it, press ⋯, then choose **Move to another computer…**
page-move-of = Move to another computer: { $name }
page-move-carries = An .oatoken file carries this OA and its tokens to the other computer, protected by a passphrase you choose.
page-move-stops = **This computer stops refreshing the OA** as soon as the file is saved, so that two computers never compete for one refresh token.
page-move-there = On the other computer: install OA Token, choose **Move from another computer**, then choose this file.
page-move-confirm = Save the file and move…
page-move-done-title = Moved away: { $name }
page-move-done = The file **{ $file }** is saved. This computer no longer refreshes this OA.
page-move-then-1 = Copy the file to the other computer by USB stick or storage you trust. Don't keep the passphrase with the file.
page-move-then-2 = There, open OA Token, press **Add OA**, then choose **Move from another computer**.
page-move-then-3 = Choose the file, enter the passphrase you just chose, then press **Add to vault**.
page-move-close = Done

page-moved = Moved to another computer
page-moved-why = This computer no longer refreshes this OA, so that the two computers don't break each other's tokens.
page-moved-access = You can still copy it, but it stops working as soon as the other computer refreshes.
page-cell-elsewhere = elsewhere
page-take-back = Take it back
page-take-back-of = Take { $name } back to this computer?
page-take-back-only = Only if **the other computer no longer uses this OA**. If both refresh it, they break each other's tokens.
page-take-back-newest = The newest tokens are on the other computer. If it has refreshed, the refresh token here no longer works.
page-take-back-better = A better way: on the other computer choose **Move to another computer…**, then open that file here.
page-take-back-not = Leave it there
page-take-back-yes = Take it back anyway
page-taken-back = { $name } is back on this computer. Nothing was sent to Zalo
page-help-state-moved-away = This OA is now on another computer and refreshed there. This one no longer sends anything.

page-history-views = View the activity or the token pairs
page-history-diary = Activity
page-history-pairs = Stored token pairs
page-pair-current = In use
page-pair-imported = Pasted or imported from a file
page-pair-refreshed = From a refresh
page-pair-saved = saved { $moment }
page-pair-until = access token valid until { $moment }
page-pair-due = access token was due to expire { $moment }
page-pair-end-unknown = access token expiry unknown
page-pair-lacks = None
page-pair-secret = { $name } of pair { $count }
page-pair-unconfirmed = The answer with this pair was incomplete, so one of the strings may be wrong.
page-pairs-none = No token pairs yet.
page-pairs-why = The five newest pairs are kept to look at. OA Token sends only the current one.

## Opening the vault, locking the app, the recovery code, Settings › Security

page-vault-ask = Enter the passphrase to open the vault
page-vault-ask-why = This vault needs its passphrase each time OA Token starts. Automatic refresh waits until you enter it.
page-vault-whole = Your tokens are still in the vault. Open it as follows.
page-passphrase = Passphrase
page-open-vault = Open the vault
page-use-passphrase = Use the passphrase
page-use-recovery = Use the recovery code
page-use-new-passphrase = Choose a passphrase for a new vault
page-use-backup = Use the backup
page-recovery-where = 7 groups of 4 characters, on the sheet or in the file you saved. Upper or lower case doesn't matter.
page-new-passphrase-why = Choose a passphrase to encrypt your tokens, then use OA Token as usual.
page-new-passphrase-starts = Each time OA Token starts, you enter this passphrase to open the vault.
page-new-passphrase-pauses = Until you enter it, no tokens are refreshed automatically.
page-new-passphrase-lost = Nobody can recover this passphrase, not even us. After the first refresh, OA Token will offer you a recovery code in case you forget it.
page-passphrase-new = New passphrase
page-passphrase-again = Repeat the new passphrase
page-passphrase-current = Current passphrase
page-passphrase-hint = At least 12 characters. A few unrelated words are easy to remember and hard to guess.
page-make-passphrase = Generate one
page-passphrase-missing = Enter a new passphrase first
page-passphrase-current-missing = Enter the current passphrase first
page-passphrase-differs = The two don't match. Type it again
page-make-vault = Create vault
page-backup-of = There is a backup from { $moment }, with { $number ->
    [1] 1 OA
   *[other] { $count } OAs
  }.
page-backup-older = Tokens that changed later are not in it. An OA whose token changed must be authorized again.
page-backup-kept = The damaged file is kept beside it and not deleted.
page-app-locked = OA Token is locked
page-app-locked-goes-on = OAs with automatic refresh keep refreshing while the app is locked.
page-unlock = Unlock
page-lock-now = Lock now
page-set-passphrase = Set a passphrase
page-later = Later
page-done = Done
page-recovery-code = Recovery code
page-recovery-offer = Save a recovery code so you don't lose your tokens (2 minutes)
page-recovery-offer-why = If this computer loses the vault key (system reinstalled, different account), this code is the only way to get your tokens back.
page-recovery-offer-why-passphrase = If this computer loses the vault key, or you forget the passphrase, this code gets your tokens back.
page-recovery-make = Create a recovery code
page-recovery-renew = Create a new code
page-recovery-title = Save a recovery code
page-recovery-why = If the system is reinstalled or you change your computer account, this code is the only way to open your saved tokens again.
page-recovery-once = The code is **shown only this once**.
page-recovery-print = Print the sheet…
page-recovery-keep = Keep it with your shop's papers, not on this computer.
page-recovery-covered = The recovery code is covered
page-recovery-why-old = Once you press Done, the old code stops working, except for copies of the vault made before then. Destroy the sheet with the old code.
page-recovery-ask = Look at what you wrote down and type group { $count }, to be sure that you wrote it down correctly
page-recovery-see-again = Show the code again
page-recovery-kept = The recovery code now works. Keep the sheet away from this computer.
page-recovery-not-kept = You closed this too early, so the code you saw won't work. Don't keep it.
page-recovery-is = You have a recovery code. OA Token can't show it again. If you lost the sheet, create a new code.
page-sheet-title = OA Token recovery code
page-sheet-date = Created at { $time }, { $date }. Codes created earlier no longer work.
page-sheet-step-1 = Open OA Token on the computer that has your vault.
page-sheet-step-2 = On the screen that says the vault is not open or the app is locked, choose **Use the recovery code**.
page-sheet-step-3 = Type the 7 groups above. Upper or lower case doesn't matter.
page-sheet-what = Anyone with this sheet and your computer's data can open your tokens. Keep it like an important document.
page-sheet-who = Kept by
page-sheet-place = Kept where
page-copied-vault = This vault was copied here from another computer
page-copied-vault-why = If two computers refresh the same OA, they break each other's tokens. So this one doesn't refresh automatically until you choose which computer continues.
page-copied-here-only = Use it only on this computer
page-copied-elsewhere = The other computer still uses it
page-copied-waits = The other computer still refreshes these OAs, so this one doesn't refresh automatically.
page-copied-change = Change it in Settings › Security
page-settings-protection = Security
page-protection-shut = Open the vault first to see and change how it is protected.
page-slots = Ways to open the vault
page-slot-keychain = System keychain
page-slot-passphrase = Passphrase
page-slot-key-file = Key file
page-slot-recovery-code = Recovery code
page-slot-since = since { $date }
page-waits-at-start = This vault doesn't open automatically when the computer starts. Tokens are refreshed automatically only after you enter the passphrase once.
page-passphrase-what = The passphrase locks OA Token when you leave the computer, and opens the vault when the system keychain can't.
page-passphrase-change = Change the passphrase
page-passphrase-remove = Remove the passphrase
page-passphrase-remove-how = To remove it, enter the current passphrase and press “Remove the passphrase”. Without a passphrase, you can't lock the app.
page-passphrase-only = The passphrase can't be removed yet: nothing else opens the vault when the computer starts.
page-passphrase-saved = Passphrase saved
page-passphrase-removed = Passphrase removed. It still opens copies of the vault made before now.
page-passphrase-changed = Passphrase changed. The old one still opens copies of the vault made before now.
page-lock-after = Lock after
page-lock-never = Never
page-lock-what = Counted from your last mouse or keyboard use here. The app also locks when the computer sleeps. OAs with automatic refresh keep refreshing while it is locked.
page-lock-needs-passphrase = To lock the app, set a passphrase first.
page-recovery-shape = XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX
page-recovery-group-shape = 4 characters

## Getting a pair by authorization, and checking a token with Zalo

consent-expired = This authorization link expired after 10 minutes.
consent-expired-next = Open a new link and start again. No tokens are lost.
consent-unclear = The authorization code was sent, but it's unclear whether Zalo issued a token pair.
consent-unclear-next = Open the authorization link again to get a new pair. The old pair is still kept here.
consent-address-empty = No address has been pasted yet.
consent-address-empty-next = After pressing Allow, copy the full address from the browser's address bar and paste it here.
consent-address-not-address = This isn't a web address.
consent-address-not-address-next = Copy the full line from the browser's address bar; it starts with https:// or http://.
consent-address-still-at-zalo = This is still the address of a Zalo page: nobody has pressed Allow yet, or the page shows an error.
consent-address-still-at-zalo-next = If the page says -14003, the callback address differs from the one saved at developers.zalo.me. If it says -14002, the app_id is wrong or the app isn't active. If there is no error, press Allow, signed in as an OA admin.
consent-address-other-callback = This address doesn't start with the callback of this authorization. It may belong to another app.
consent-address-other-callback-next = Copy the address from the browser tab that this link opened.
consent-address-denied = Zalo says the authorization failed.
consent-address-denied-next = Open the link again, sign in with an OA admin's account, and press Allow.
consent-address-no-code = This address contains no authorization code (the code=… part).
consent-address-no-code-next = Copy the full address right after pressing Allow, before the page goes anywhere else.
consent-address-state = This address belongs to another authorization link, not the one just opened.
consent-address-state-next = It may be from last time. Open a new link and copy the address of the tab it opens.
callback-empty = No callback address yet.
callback-empty-next = Paste the “Official Account Callback Url” saved at developers.zalo.me.
callback-not-address = This callback address is not valid.
callback-not-address-next = Copy it exactly from developers.zalo.me; it looks like https://domain/path.
callback-fragment = A callback address can't contain #.
callback-fragment-next = Remove the # and everything after it, at developers.zalo.me too.
callback-exposed = This callback address starts with http://, so the authorization code is sent over the network unencrypted; without PKCE, anyone who reads it can get the token.
callback-exposed-next = Switch on PKCE, or change the callback to https:// at developers.zalo.me.
consent-address-used = This authorization code was already used for another OA here; a code works only once.
consent-address-used-next = Open a new link for this OA, choose the right OA and press Allow.
history-consent-saved = Authorized, new token pair saved
history-consent-refused = Authorization failed: Zalo refused the authorization code
history-consent-not-sent = The authorization code couldn't be sent
history-consent-unknown = Authorization code sent, result unknown
check-works = This access token works.
check-works-next = Checking used up no token.
check-other-oa = This access token belongs to another OA.
check-other-oa-next = The tokens of two OAs are mixed up. Add the other OA separately, then get the right pair for this one again.
check-no-access-token = This OA has no access token to check yet.
check-no-access-token-next = Press Send to get a token pair, or get a new pair from Zalo.
check-invalid = Zalo says this access token is not valid.
check-invalid-next = It may have been copied incompletely, or replaced by a newer one. This says nothing about the refresh token.
check-expired = Zalo says this access token has expired or was replaced.
check-expired-next = Press Send to get a new pair. This says nothing about the refresh token.
check-oa-disabled = Zalo has blocked this OA.
check-oa-disabled-next = See the reason on the OA's admin page. The tokens are still kept here.
check-no-such-oa = Zalo can no longer find this OA.
check-no-such-oa-next = Check whether the OA is still on the OA admin page.
check-app-not-active = This OA's Zalo app isn't active.
check-app-not-active-next = At developers.zalo.me, choose the app and activate it (“Đang hoạt động”).
check-api-not-registered = The app isn't registered for the Official Account API.
check-api-not-registered-next = At developers.zalo.me, choose the app and register it for the Official Account API product.
check-app-removed = This Zalo app has been removed.
check-app-removed-next = Create a new app at developers.zalo.me, then authorize again.
check-not-authorized = The OA has not authorized this app, or has withdrawn its authorization.
check-not-authorized-next = An OA admin has to authorize again.
check-rate = Zalo says it is receiving too many requests.
check-rate-next = Wait a minute, then check again.
check-proof = Zalo doesn't accept the signature made with the secret_key.
check-proof-next = Check the app's secret_key at developers.zalo.me.
check-other = Zalo answered with an unknown error.
check-other-next = Read Zalo's message, then try again in a few minutes.
check-unclear = Zalo was asked, but its answer is unclear.
check-unclear-next = Try again in a few minutes. No token was used up.
check-not-sent = Couldn't ask Zalo: its server can't be reached from this network.
check-not-sent-next = Check the network or the proxy, then try again. No token was used up.
cli-consent-open = Open this link in a browser, sign in with an OA admin's account and press Allow (the link is valid for 10 minutes):
cli-consent-paste = Then copy the full address from the address bar, paste it here and press Enter:
cli-consent-exposed = Note: the callback starts with http://, so the authorization code is sent over the network unencrypted. We recommend changing it to https:// at developers.zalo.me.
cli-consent-port-taken = Note: another program is using the port of this callback address and will receive the browser's answer. Close it and run this again, or paste the address here.
cli-no-callback = This needs the “Official Account Callback Url” saved at developers.zalo.me: add --redirect-uri ADDRESS (only this once).
cli-other-oa = The authorization came from OA { $found }, but this OA is “{ $known }”. Nothing was sent.
cli-other-oa-ask = Use it for this OA anyway? (y/N)
cli-other-oa-next = Add the other OA separately, or open the link again and choose the right OA.
cli-check-oa = OA “{ $name }” ({ $id }), { $followers } followers, package { $package } until { $until }.
browser-done = Zalo's answer has arrived. You can close this tab and go back to OA Token.
browser-wrong = This address isn't the answer OA Token is waiting for. Go back to OA Token and paste the address there.
cli-consent-listening = If the browser runs on this computer, you don't need to paste anything: the answer arrives automatically.
cli-yes = y, yes

## Automatic refresh

history-automatic-on = Automatic refresh switched on
history-automatic-off = Automatic refresh switched off
auto-now = is due and will be refreshed automatically as soon as possible
auto-next = next: { $at }
auto-paused = automatic refresh is paused until { $until }
auto-goes-on = Automatic refresh resumed.
auto-too-often = needs attention: it was sent 24 times within 24 hours and its token is about to expire again, so automatic refresh waits until { $until }
auto-needs-person = needs attention: it can no longer be refreshed automatically
auto-practice = practice OAs are not refreshed automatically
auto-moved-away = moved away: it is refreshed on the other computer
auto-clock-wrong = not refreshed automatically, because this computer's clock differs from Zalo's: please correct it
auto-off = automatic refresh is off
cli-auto-one-owner = Note: if n8n, a plugin, Postman or another computer also refreshes this OA, switch it off there. If two places refresh, the token stops working.
cli-auto-replaces-one = 1 token pair will be replaced now: that OA's current access token stops working at that moment.
cli-auto-replaces = { $count } token pairs will be replaced now: those OAs' current access tokens stop working at that moment.
cli-auto-replaces-none = No token is replaced now: the current access token works until the next refresh.
watch-owns = Watching: every OA will be refreshed when it is due.
watch-waits = Another OA Token on this computer is already watching. Waiting to take over.
watch-locked = The vault is locked, so nothing can be refreshed. Waiting for it to be opened.
watch-misdated = This computer's clock differs from Zalo's. Please correct it; until then, no token is sent.
watch-nothing = No OA has automatic refresh on yet. Switch it on with: oa-token auto NAME on
watch-next = Next: { $name }, { $at }
serve-listening = Listening on { $address }
serve-socket = Listening on the socket { $path }
serve-no-socket = The socket { $path } could not be created, so only TCP is used. Choose another place with --socket.

## Automatic refresh, on the page

page-auto-paused = Automatic refresh is paused until { $until }.
page-auto-too-often = Needs attention: it was sent 24 times within 24 hours and its token is about to expire again, so automatic refresh waits until { $until }.
page-auto-ask = Does anything besides OA Token refresh this OA?
page-auto-ask-why = A refresh token works only once. If n8n, a WordPress plugin, Postman or another computer also refreshes this OA, the two will break each other's tokens.
page-auto-ask-keep = Leave it off
page-auto-ask-act = No, turn it on
page-settings-clock = Automatic refresh
page-clock-automatic-how = When this is off, no OA is refreshed automatically, not even by the oa-token watch command.
page-clock-margin = How early to refresh
page-clock-margin-how = Choose longer if the computer is often off or offline. Each refresh stops the previous access token. At most a fifth of the token's life is used: for a token of 25 hours, 6 or 12 hours act as 5.
page-clock-hours = { $number ->
    [1] 1 hour
   *[other] { $count } hours
}
page-clock-pause-all = Pause
page-clock-pause = Pause for 1 hour
page-clock-pause-how = For example, while you move refreshing elsewhere.
page-clock-go-on = Resume

## The file written after each refresh

outlet-cannot-write = The file can't be written: its folder is missing, the disk is full, you don't have write permission, or another program (such as Excel) has it open.
outlet-no-token = No token to write yet.
outlet-refused = This file belongs to OA Token, or isn't a suitable place for a token. Choose another file.
outlet-unknown = This was set up by a newer version. Please choose the file again.
place-no-host = No host has this name. Please check the address.
place-private-address = This name leads to a computer in a private network. If it is yours, allow the private network for this place.
place-forbidden-address = This address can't be a place for a token.
place-not-reached = The receiver can't be reached.
place-certificate = The receiver's certificate isn't valid, so nothing was sent.
place-timed-out = The receiver didn't answer in time.
place-redirect = The receiver redirects to another address. OA Token doesn't follow; use the final address.
place-not-confirmed = The receiver didn't confirm that it took it. Check whether it asks to sign in.
place-rejected = The receiver refuses.
place-receiver-failed = The receiver has a problem.
place-gone = The receiver wants nothing more.
place-address-invalid = This isn't an address such as https://host/path.
place-address-not-encrypted = An address begins with https://. Only this computer can use http://.
place-address-user-info = An address can't have a user name or a password.
place-address-fragment = An address can't have a part after #.
place-address-forbidden = This address can't be a place for a token.
place-state-up-to-date = Has the new token
place-state-waiting = Waiting to be sent
place-state-failing = Not delivered
place-state-ended = Uses a token that has ended
place-state-to-paste = To be pasted by hand
place-state-stopped = The receiver wants nothing more
place-state-off = Switched off
place-sent-token = New token
place-sent-test = Test
place-sent-state = State told
place-next-secret = It does not accept the signature: check the key whsec_… there, or change it.
place-next-missing = There is no such webhook: switch the workflow on again, or correct the address.
place-next-look = Look into the receiver's log, then try again.
place-next-reach = Check the address, and whether that server is running.
place-next-certificate = Renew the certificate of that server, then try again.
place-next-confirm = In Apps Script: give access to Anyone, and put the key into OA_TOKEN_KEY.
place-next-gone = Switch the webhook there on again and retry, or remove this place.
place-next-file = Correct the folder and write again, or choose another file.
alert-consent = { $name }: an admin of the OA must give consent again. Its token can't be refreshed any more.
alert-refresh-ends = { $name }: the refresh token ends in { $days } days.
alert-place = { $name }: { $place } hasn't got the new token for an hour.
alert-clock = The computer's clock is wrong, so automatic refresh has stopped.
alert-token = { $name }: the access token ended more than an hour ago, and no new one could be had. Open OA Token to see why.
alert-locked = The vault was locked from { $from } to { $until }, so no OA was refreshed automatically.
alert-over-consent = { $name } has a new token. Nothing is left to do.
alert-over-place = { $name }: { $place } has the new token.
alert-over-clock = The computer's clock is right again. Automatic refresh goes on.
alert-test = A test: alerts from OA Token arrive here.
alert-bot-token-invalid = This is no token of a bot. BotFather gives one like 123456:ABC…
alert-chat-invalid = This is no id of a chat. It is a number such as -1001234567890, or the @name of a public channel.
page-outlet-choose = Write after each refresh…
page-outlet-how = Choose a file. Each refresh overwrites it with the new token, for other tools to read.

## Going back in time, changes from outside, the second copy

vault-wrong-key = This key doesn't belong to this vault.
vault-wrong-key-next = Check which key file or passphrase is in use. Nothing in the vault has changed.
vault-altered = The vault was changed outside OA Token, so this OA is stopped: nothing is sent or exported.
vault-altered-next = Run oa-token doctor to see what was changed. Restore with oa-token doctor --restore-backup, or paste the tokens into a new OA.
vault-foreign-schema = The vault file's structure is not the one OA Token creates: someone may have changed the file.
vault-foreign-schema-next = Don't delete it. Restore with oa-token doctor --restore-backup.
vault-replaced = A different vault is now in place of the original one.
vault-replaced-next = Put the right vault.db back, or restart OA Token to use the new one.
vault-in-use-somebody = Another program has the vault open, so it can't be upgraded to the new version yet.
vault-in-use-somebody-next = Close all OA Token windows and older oa-token commands, then try again.
vault-in-use = The vault is open in { $who }, so it can't be upgraded to the new version yet.
vault-in-use-next = Close that program, then try again.
vault-not-damaged = The vault is not damaged, so nothing was restored: the backup is older than what you have.
vault-not-damaged-next = To get an older token back, open that OA's history.
vault-strange-slot = This way of opening the vault was removed, or was never added by OA Token.
vault-strange-slot-next = Open the vault another way. Run oa-token doctor for details.
not-sent-old-copy = This pair may be older than the one in another copy of the vault, so OA Token doesn't send it automatically
not-sent-old-copy-next = Press “Check token” (command: oa-token check NAME) to ask Zalo first. To send this pair anyway, press Send (command: oa-token refresh NAME) and confirm.
not-sent-one-copy = The second copy (recovery.db) couldn't be written, so OA Token doesn't send automatically
not-sent-one-copy-next = Check the free space and write permissions of the data folder. You can still press Send (command: oa-token refresh NAME).
busy-held = { $who } is still refreshing this OA. Wait for it to finish, or end it, then try again.
saved-one-copy = Note: this was saved to one file only; the second copy (recovery.db) couldn't be written.
state-old-copy = Old copy
state-altered = Changed outside the app
history-sealed = This version of OA Token sealed this OA's data more securely
history-healed = The vault had gone back to an older state; this OA's newest pair was restored from the second copy
history-old-copy = Another copy of the vault has a different pair; it's unclear which one still works
history-copy-settled = It's now clear which pair works
auto-old-copy = not refreshed automatically: may be an old copy, needs attention
auto-altered = not refreshed automatically: the vault was changed outside OA Token, needs attention
page-send-altered = This OA is stopped because the vault was changed outside OA Token: nothing is sent
page-need-altered = Changed outside OA Token; stopped.
page-need-old-copy = May be holding an old token pair.
page-need-too-often = Sent 24 times in the last 24 hours.
page-cell-stopped = stopped
page-help-state-old-copy = The pair here may be older than the one in another copy of the vault. Check the token with Zalo first; Send asks you to confirm.
page-help-state-altered = The vault was changed outside OA Token. This OA is stopped until you restore a backup.
page-confirm-old-copy = If the newer pair is in use elsewhere, Zalo will refuse this one.
page-auto-ask-now = As soon as you switch it on, OA Token gets a new token.
page-auto-ask-now-stops = The access token in use, if still valid, stops working at that moment.
cli-old-copy-ask = The token pair of “{ $name }” may be older than one in another copy of the vault. If the newer one is in use there, Zalo will refuse this one. Send it anyway? (yes/no)
cli-doctor-altered = Changed outside OA Token
cli-doctor-altered-oa = The OA “{ $name }” was changed outside OA Token and is stopped.
cli-doctor-strange-slot = The key { $id } was not added by OA Token, or was removed.
cli-doctor-slot-gone = A key is missing from the vault file.
cli-doctor-api-keys = The API keys in the vault file were changed from outside. A changed key opens nothing.
cli-doctor-channels = The alert channels in the vault file were changed from outside. A changed channel isn't used.
cli-doctor-team-altered = What the vault file stores about the team was changed from outside. No token is sent.
cli-doctor-profiles-gone = OAs are missing from the vault file.
cli-doctor-second-copy = Second copy
cli-doctor-one-copy = { $file } couldn't be written. Until it can, OA Token doesn't refresh automatically.
cli-doctor-old-copies = Pairs in two places
cli-doctor-old-copies-of = It's unclear which pair still works: { $names }.
cli-doctor-locks = File locks
cli-doctor-no-locks = This folder is on a file system without file locks (a network drive?): two programs may have to wait minutes for each other.
unknown-kept-aside = Zalo answered, but the vault was moved or is now managed by a newer OA Token; the answer is kept beside the vault
unknown-kept-aside-next = Put the data folder back, or open the newer OA Token: it picks up the answer automatically. Don't delete the data folder.

## An OA of an .oatoken file that differs from the one here

bundle-here = Here:
bundle-there = In the file:
bundle-differs = Different:
bundle-oa-unknown = unknown
bundle-differs-app = app_id
bundle-differs-oa = OA
bundle-differs-secret-key = secret_key
bundle-differs-pair = tokens
bundle-side = { $name } · app_id { $app } · OA { $oa } · tokens from { $moment }
cli-bundle-conflicts = The file contains an OA that is already here but differs from yours. Nothing was imported from the file.
cli-bundle-decide = To keep yours and import only the other OAs, add --keep. If you trust this file and want its values, use --replace --name NAME for that OA (the old secret_key and tokens are kept).
cli-bundle-alone = An .oatoken file must be imported alone, not together with other files.
cli-no-bundle = --keep and --passphrase-file work only with .oatoken files.
cli-no-bundle-passphrase = The passphrase of the .oatoken file is required: type it when asked, pass it on stdin, or use --passphrase-file FILE.
cli-replace-by-name = For an .oatoken file, --replace requires --name NAME, to say which OA takes the file's values.
cli-bundle-passphrase = Passphrase of the .oatoken file:
cli-bundle-known = this pair or a newer one is already here; unchanged
cli-bundle-automatic = The OA “{ $name }” was refreshed automatically by the other computer; here it is off. Once the other computer no longer refreshes it, switch it on here with: { $command }
cli-bundle-kept = different in the file; the one here is kept
cli-bundle-held = another OA here has its token; skipped
vault-unexpected = The vault can't be used right now ({ $id }).
vault-unexpected-next = Run oa-token doctor for details. If you report this, attach the output of oa-token doctor --log.
vault-of-other = The file { $file } belongs to another user ({ $owner }), so OA Token can't write to it.
vault-of-other-next = Take ownership of it with chown, then try again. If the file is in the locks folder, you can delete it instead.
vault-denied = You don't have permission to write { $file }.
vault-denied-next = Correct the permissions of that file or folder (chmod u+rw), then try again.
vault-other-user = The data folder { $folder } belongs to { $owner }, but this is running as administrator.
vault-other-user-next = Run it as that user, without sudo.
file-unusable = The file { $file } can't be used ({ $id }).
file-unusable-next = Check the disk and the permissions of the data folder. If you report this, attach the output of oa-token doctor --log.
no-thread = The system doesn't let OA Token start any more threads.
no-thread-next = Close other programs, or raise the process limit (ulimit -u), then try again.
unexpected = Something unexpected went wrong ({ $id }).
unexpected-next = Try again. If it fails again, report it with the output of oa-token doctor --log.
not-sent-because = Not sent, the token has not been used: { $why }
cli-misspelt = Unknown command or argument. Did you mean { $meant }?
cli-secret-argument = Secrets are never taken as arguments: use stdin or a file.
cli-no-log = The log is empty.
cli-doctor-open-folder-next = Run: chmod 700 "{ $folder }"
cli-doctor-outside-next = Move it into your user folder, or allow only yourself to open it, in cmd: { $call }. OA Token doesn't read these permissions, so it will warn again.
cli-doctor-refresh-next = Run oa-token refresh NAME to finish it.
cli-doctor-restore = Restore with: oa-token doctor --restore-backup
cli-doctor-strange-slot-next = Remove it: oa-token key remove { $id }
cli-doctor-slot-gone-next = Run oa-token key list to see what is left, and add it again.
cli-doctor-api-keys-next = Run oa-token api-key list to see what is left, then remove a key and make it again.
cli-doctor-channels-next = Run oa-token alert list to see what is left, then remove a channel and add it again.
cli-doctor-team-altered-next = Restore the vault from a backup, or leave the team and join again.
cli-doctor-one-copy-next = Check the folder's free space and write permissions.
cli-doctor-old-copies-next = Run oa-token check NAME to ask Zalo.
cli-doctor-no-locks-next = Put OA_TOKEN_HOME on a local disk.
cli-doctor-owners = File owners
cli-doctor-room = Disk space
cli-doctor-open-key = Other users of this computer can read the key file { $file }.
cli-doctor-open-key-next = Run: chmod 600 "{ $file }"

## The command oa-token: texts of its help. cli-call-X is the sentence of the call X; -more adds to it, -usage replaces
## the usage line, -examples are its examples. cli-arg-X describes an argument, cli-arg-CALL-X one of a single call.

cli-heading-usage = Usage
cli-heading-calls = Commands
cli-heading-arguments = Arguments
cli-heading-options = Options
cli-heading-global = Global options
cli-heading-examples = Examples
cli-heading-environment = Environment
cli-heading-exits = Exit codes
cli-usage-options = OPTIONS
cli-value-address = ADDRESS
cli-value-host = HOST
cli-value-path = PATH
cli-value-permission = PERMISSION
cli-value-command = COMMAND
cli-value-duration = DURATION
cli-value-file = FILE
cli-value-format = FORMAT
cli-value-id = ID
cli-value-name = NAME
cli-value-variable = VARIABLE
cli-value-pick = KEY=LINE

cli-value-text = TEXT
cli-value-place = PLACE
cli-value-channel = CHANNEL
cli-value-preset = PRESET
cli-value-when = WHEN
cli-column-oa = OA
cli-column-place = Place
cli-column-address = Where
cli-column-state = State
cli-column-pair = Pair
cli-column-until = Valid until
cli-column-next = Automatic refresh
cli-column-at = At
cli-column-event = Event
cli-column-id = ID
cli-column-slot = Opened by
cli-column-key = API key
cli-column-can = Permissions
cli-column-expires = Expires
cli-column-used = Last used
cli-arg-color = When to use colours: auto, always, never [default: auto, only on a terminal]

cli-call-oa-token = Refreshes Zalo OA tokens without losing one.
cli-call-oa-token-more =
    Secrets are read from stdin, a file or a prompt, never from arguments.

    For one command, see: oa-token help COMMAND
cli-call-oa-token-examples =
    # Add an OA to the vault, then get its access token
    oa-token import shop.json
    oa-token token "Cà phê Hà Nội"
    # Refresh every OA that is due
    oa-token refresh --due
cli-call-import = Adds OAs from files or stdin: Postman, n8n, cURL, .env, Excel, CSV, almost any shape, .oatoken files.
cli-call-import-more =
    An existing name is refused, unless --replace is given: it adds the new token pair and keeps the old ones.
    A .oatoken file is a backup, or an OA from another computer; its passphrase opens it. If an OA of the file
    differs from the one here, choose: --keep keeps yours, --replace --name NAME takes the file's.
cli-call-import-examples =
    # From stdin, so that no secret is on the command line
    oa-token import - < shop.json
    # Preview, without saving anything
    oa-token import postman.json .env --dry-run
    # Add a new token pair to an existing OA
    oa-token import postman.json --replace --name "Cà phê Hà Nội"
    # Restore a backup
    oa-token import vault.oatoken --passphrase-file passphrase.txt
cli-call-list = Lists OAs with their state, expiry and next automatic refresh. No tokens.
cli-call-list-more = Works while the vault is locked. On a pipe: one line for each OA, columns separated by tabs.
cli-call-list-examples =
    oa-token list
    # The names of OAs that must be authorized again
    oa-token list --json | jq -r '.[] | select(.state == "needs_consent") | .name'
cli-call-refresh = Sends refresh tokens to get new token pairs.
cli-call-refresh-more = Prints one line for each OA. A refresh token works once, and the old access token stops working.
cli-call-refresh-usage =
    oa-token refresh [OPTIONS] NAME…
    oa-token refresh [OPTIONS] --all | --due
cli-call-refresh-examples =
    oa-token refresh "Cà phê Hà Nội" shop
    # For cron: only the OAs that are due
    oa-token refresh --due --quiet
cli-call-token = Prints a valid access token and nothing else.
cli-call-token-more =
    Refreshes only if less than --min-life is left. If that fails and the old token is still valid, prints the old one,
    warns on stderr and exits with 0.
cli-call-token-examples =
    # In a script: stop if there is no token
    ACCESS_TOKEN=$(oa-token token "Cà phê Hà Nội" --min-life 30m) || exit
cli-call-export = Exports tokens for another tool, in the format of that tool.
cli-call-export-more =
    Formats: text, env, json-iso, json, tsv, postman-environment, curl. No format contains the secret_key.
    The refresh token is included only with --with-refresh-token: if two places refresh, the token becomes invalid.
cli-call-export-examples =
    oa-token export shop --format env -o /etc/shop/zalo.env
    # Another variable name
    oa-token export shop --format env --access-name ZALO_TOKEN
    # For Postman
    oa-token export shop --format postman-environment -o shop.postman_environment.json
cli-call-check = Asks Zalo which OA the access token belongs to and whether it works.
cli-call-check-more = Never refreshes, and uses up no token. Stores the OA's name, package and picture.
cli-call-check-examples =
    oa-token check shop
cli-call-authorize = Gets a first token pair, or replaces one that stopped working, by the consent of the OA's admin.
cli-call-authorize-more =
    Prints the consent link alone on a line, then reads the pasted address from stdin. With a callback on 127.0.0.1 and
    the browser on this computer, nothing needs to be pasted. A new OA: first import it without a refresh token.
cli-call-authorize-examples =
    oa-token authorize shop --redirect-uri http://127.0.0.1:8765/zalo
    # The next time, the stored callback is used
    oa-token authorize shop
cli-call-auto = Switches automatic refresh on or off, for some OAs or all; pauses it.
cli-call-auto-more =
    "oa-token watch" or the window refreshes the OAs that are switched on. Switch an OA on only if no other place
    refreshes it: if two places refresh, the token becomes invalid. To see the state: oa-token list
cli-call-auto-usage =
    oa-token auto [OPTIONS] NAME… on|off
    oa-token auto [OPTIONS] --all on|off
    oa-token auto [OPTIONS] --pause DURATION
cli-call-auto-examples =
    oa-token auto "Cà phê Hà Nội" shop on
    oa-token auto --all off
    # Pause for an hour, then resume at once
    oa-token auto --pause 1h
    oa-token auto --pause 0s
cli-call-watch = Refreshes OAs when they are due, until it is stopped. For servers.
cli-call-watch-more =
    One program at a time does this; others wait. With --json, every event is one line of JSON.
cli-call-watch-examples =
    oa-token watch
    oa-token watch --json
cli-call-serve = Gives access tokens to other programs over HTTP on this computer, and refreshes like “oa-token watch”.
cli-call-serve-more =
    Each program needs an API key: oa-token api-key add. Listens on TCP on this computer and on a socket (a named pipe
    on Windows) that only you can open. The first line names the address. More: docs/server.md
cli-call-serve-examples =
    oa-token serve
    # Any free port, one line of JSON per event
    oa-token serve --listen 127.0.0.1:0 --json
    # Behind a proxy with TLS on another computer
    oa-token serve --listen 10.0.0.5:8470 --host token.example.vn --behind-proxy 10.0.0.2
cli-call-service = Runs “oa-token watch” or “oa-token serve” each time you log on to the computer.
cli-call-service-more = Needs no administrator rights. On Linux it is a systemd unit of your own, on Windows a task in the Task Scheduler, on macOS a launchd agent. They hold no key and no token, only paths. The vault must open without a typed passphrase: by the keychain of the system, or OA_TOKEN_KEY_FILE.
cli-call-service-examples =
    oa-token service install
    oa-token service remove
cli-call-service-install = Installs it and starts it now. Installing again replaces it.
cli-call-service-install-more = Without a name it is watch. OA_TOKEN_HOME, OA_TOKEN_KEY_FILE and OA_TOKEN_PASSPHRASE_FILE are kept with it if they are set; they are only paths.
cli-call-service-install-examples =
    oa-token service install
    oa-token service install serve
cli-call-service-remove = Stops and removes it. A token that waits for an answer is saved first.
cli-call-service-remove-more = Without a name it removes both. If nothing is installed, nothing changes, and the exit code is still 0.
cli-call-service-remove-examples =
    oa-token service remove
    oa-token service remove serve
cli-arg-service = watch or serve
cli-value-service = SERVICE
cli-service-installed = From now on, { $call } runs each time you log on: { $unit }
cli-service-linger = To keep it running after you log out: loginctl enable-linger
cli-service-removed = { $call } no longer runs by itself. Removed: { $unit }
cli-service-absent = { $call } is not installed, so there is nothing to remove.
cli-service-no-manager = No service manager of this account answers (on Linux that is systemd; in a container, or after sudo and su, there usually is none). Nothing was changed. Run oa-token watch by the service manager of the computer, or let cron run: oa-token refresh --due
cli-service-refused = { $program } of the operating system did not accept this. Try again; if it stays so, run oa-token watch by hand.
cli-service-foreign = The file { $file } was not made by OA Token, so it was left as it is. Rename or delete it, then try again.
cli-service-odd-path = The path of the program, of the data folder or of the key file has characters that cannot be written into a service.
cli-service-session = The variable { $variable } is set in this window only, so the service would not see it. Set it for your account with the command setx, with the variable's name and value, then install again.
cli-call-api-key = API keys for the programs that call “oa-token serve”.
cli-call-api-key-more = The vault keeps only a mark of each key: if a key is lost, create another. Two keys can be valid during a change.
cli-call-api-key-examples =
    oa-token api-key list
cli-call-api-key-add = Creates an API key and prints it, only once.
cli-call-api-key-add-examples =
    oa-token api-key add n8n --oa "Cà phê Hà Nội" --can status,token --expires 90d
    # May refresh
    oa-token api-key add website --oa shop --can token,refresh
cli-call-api-key-list = Lists the API keys: OAs, permissions, expiry, last use. Without the keys.
cli-call-api-key-list-examples =
    oa-token api-key list
cli-call-api-key-remove = Removes an API key. A running “oa-token serve” refuses it within a second.
cli-call-api-key-remove-examples =
    oa-token api-key remove n8n
cli-call-history = Shows what happened to each OA. No tokens.
cli-call-history-more = Newest last. Works while the vault is locked.
cli-call-history-examples =
    oa-token history
    oa-token history "Cà phê Hà Nội"
cli-call-key = Manages the ways to open the vault.
cli-call-key-more = The last one cannot be removed.
cli-call-key-examples =
    oa-token key list
cli-call-key-list = Lists the ways to open the vault.
cli-call-key-list-examples =
    oa-token key list
cli-call-key-add-file = Adds a key file. Prints its id.
cli-call-key-add-file-examples =
    (umask 077; head -c 64 /dev/urandom > oa-token.key)
    oa-token key add-file oa-token.key
cli-call-key-add-passphrase = Adds a passphrase, from a prompt or the first line of stdin.
cli-call-key-add-passphrase-examples =
    oa-token key add-passphrase
    # Generate a passphrase and print it once
    oa-token key add-passphrase --generate
cli-call-key-remove = Removes a way to open the vault. For a passphrase, that passphrase must be typed.
cli-call-key-remove-examples =
    oa-token key list
    oa-token key remove 3f2a
cli-call-alert = Alerts outside the computer: by Telegram or a webhook.
cli-call-alert-more = Tells when an OA needs consent again, when a refresh token has 30, 14, 7, 3 and 1 days left, when a place has failed for an hour, when an access token ended an hour ago and was not replaced, when the computer's clock is wrong, when the vault was locked for an hour (told when it is unlocked); and again when all is well. States only, never a token. One message a matter, none repeated within a day.
cli-call-alert-examples =
    oa-token alert add --telegram
    oa-token alert list
cli-call-alert-list = Lists the alert channels.
cli-call-alert-list-examples =
    oa-token alert list
    oa-token --json alert list
cli-call-alert-add = Adds an alert channel.
cli-call-alert-add-more = For Telegram: make a bot with BotFather, write to it once, then give the bot's token and the id of the chat when asked, on two lines of stdin, or in a file. For a webhook, prints the secret whsec_… by which the receiver checks the signature. It is shown only once.
cli-call-alert-add-usage =
    oa-token alert add [OPTIONS] --telegram
    oa-token alert add [OPTIONS] --webhook ADDRESS|-
cli-call-alert-add-examples =
    oa-token alert add --telegram
    oa-token alert add --telegram --credentials telegram.txt
    oa-token alert add --webhook - < address.txt
cli-call-alert-test = Sends a test message to a channel.
cli-call-alert-test-examples =
    oa-token alert test telegram
cli-call-alert-remove = Removes an alert channel.
cli-call-alert-remove-examples =
    oa-token alert remove telegram
cli-call-place = The places that use an OA's token.
cli-call-place-more = After each refresh the new token goes to these places. A place that was not reached is tried again.
cli-call-place-examples =
    oa-token place list
    oa-token place add "Cà phê Hà Nội" --file zalo.env --format env
cli-call-place-list = Lists the places, and which of them have the new token.
cli-call-place-list-examples =
    oa-token place list
    oa-token --json place list "Cà phê Hà Nội"
cli-call-place-add = Adds a place and sends the current token there.
cli-call-place-add-more = For a webhook, prints the secret whsec_… by which the receiver checks the signature. It is shown only once. The address is a secret: use - to read it from stdin.
cli-call-place-add-usage =
    oa-token place add [OPTIONS] NAME --webhook ADDRESS|-
    oa-token place add [OPTIONS] NAME --file FILE --format FORMAT
    oa-token place add [OPTIONS] NAME --note TEXT
cli-call-place-add-examples =
    oa-token place add "Cà phê Hà Nội" --webhook - --preset n8n < address.txt
    oa-token place add "Cà phê Hà Nội" --file zalo.env --format env
    oa-token place add "Cà phê Hà Nội" --note "paste it in Haravan"
cli-call-place-test = Sends a test without a token to a place. A file is written again.
cli-call-place-test-examples =
    oa-token place test "Cà phê Hà Nội" n8n
cli-call-place-remove = Removes a place. What waits for it is dropped.
cli-call-place-remove-examples =
    oa-token place remove "Cà phê Hà Nội" n8n
cli-call-place-deliver = Sends the new token to the places that lack it.
cli-call-place-deliver-more = For cron, every 5 minutes. Not needed while the window is open or "oa-token watch" runs.
cli-call-place-deliver-examples =
    oa-token place deliver
    oa-token place deliver "Cà phê Hà Nội"
cli-call-doctor = Finds problems of this installation and says how to fix them. Sends nothing.
cli-call-doctor-examples =
    oa-token doctor
    # The log, to attach to a report
    oa-token doctor --log
cli-call-demo = Runs the whole workflow against practice Zalo in a temporary folder. Needs no account.
cli-call-demo-examples =
    oa-token demo
cli-value-shell = SHELL
cli-call-completions = Prints a script with which the shell completes commands, options and names of OAs.
cli-call-completions-more =
    For bash, zsh, fish and powershell. The names come from the vault, also while it is locked.
cli-call-completions-examples =
    # bash
    oa-token completions bash > ~/.local/share/bash-completion/completions/oa-token
    # zsh: in a folder of $fpath
    oa-token completions zsh > ~/.zfunc/_oa-token
    # fish
    oa-token completions fish > ~/.config/fish/completions/oa-token.fish
    # PowerShell: add this to $PROFILE
    oa-token completions powershell | Out-String | Invoke-Expression
cli-arg-completions-shell = bash, zsh, fish or powershell
cli-value-folder = FOLDER
cli-man-name = Name
cli-man-synopsis = Synopsis
cli-man-description = Description
cli-man-exits = Exit status
cli-man-see-also = See also
cli-call-man = Prints the manual page of a command, or writes all of them to a folder.
cli-call-man-more =
    With --out, English pages are written to man1 and Vietnamese ones to vi/man1 of that folder, where "man -M FOLDER"
    finds them.
cli-call-man-usage =
    oa-token man [COMMAND…]
    oa-token man --out FOLDER
cli-call-man-examples =
    oa-token man token | man -l -
    # Install them for all users of the computer
    oa-token man --out /usr/local/share/man
cli-arg-man-calls = The command; without it, the page of the whole program
cli-arg-man-out = Write all pages, in both languages, to this folder
cli-call-help = Shows the help of a command; the same as COMMAND --help.
cli-call-help-examples =
    oa-token help token
    oa-token help key add-file

cli-arg-json = Print results as JSON, which is the same in every language
cli-arg-quiet = Print no notes and no progress; errors and questions are still shown
cli-arg-verbose = Also write the log to stderr
cli-arg-help = Print the help of the command
cli-arg-version = Print the version
cli-arg-name = The OA's name, ignoring case, or its id
cli-arg-names = The names or ids of OAs
cli-arg-import-files = The files; - is stdin
cli-arg-import-name = A name for the OA instead of the one in the file; with --replace: the OA that gets the pair
cli-arg-import-replace = Add the pair to an existing OA; for a .oatoken file: take its version of the OA in --name
cli-arg-import-pick = If a key has several values: take the one on this line, or KEY=FILE:LINE
cli-arg-import-dry-run = Only show what would be imported, masked; save nothing
cli-arg-import-template = Print an empty CSV table to fill in, one row for each OA
cli-arg-import-keep = For a .oatoken file: keep the OAs here that differ from the file, import the rest
cli-arg-import-passphrase-file = A file with the passphrase of the .oatoken file in its first line
cli-arg-refresh-all = All OAs, except practice OAs and those that were moved away
cli-arg-refresh-due = Only the OAs that are due
cli-arg-token-min-life = Refresh if less than this is left, for example 90s, 30m, 2h [default: 10m]
cli-arg-export-format = One of the formats above
cli-arg-export-with-refresh-token = Include the refresh token
cli-arg-export-access-name = Variable of the access token, with env [default: ZALO_OA_ACCESS_TOKEN]
cli-arg-export-expires-name = Variable of the expiry, with env [default: ZALO_OA_EXPIRES_AT]
cli-arg-export-refresh-name = Variable of the refresh token, with env [default: ZALO_OA_REFRESH_TOKEN]
cli-arg-export-output = Write to this file instead of stdout; only you can read a new file
cli-arg-authorize-redirect-uri = The “Official Account Callback Url” stored at developers.zalo.me; remembered for the next time
cli-arg-authorize-no-pkce = Do not use PKCE
cli-arg-auto-words = The names or ids of OAs, then on or off
cli-arg-auto-all = All OAs, except practice OAs and those that were moved away
cli-arg-auto-pause = Pause all automatic refreshes for this long, for example 1h; 0s resumes
cli-arg-history-name = Only of this OA
cli-arg-key-add-file-file = The key file: at least 32 random bytes that only you can read
cli-arg-key-add-passphrase-generate = Generate a passphrase and print it, only this once
cli-arg-key-remove-id = The id that “oa-token key list” prints
cli-arg-serve-listen = The TCP address; port 0 takes a free one [default: 127.0.0.1:8470]
cli-arg-serve-socket = The socket, or named pipe on Windows; only you may enter its folder [default: in the data folder]
cli-arg-serve-host = A further name that programs may use for this server, besides localhost and 127.0.0.1
cli-arg-serve-behind-proxy = The proxy in front: an address, a network such as 172.20.0.0/16, or socket. Required to listen beyond this computer
cli-arg-api-key-add-name = The key's name: which program uses it
cli-arg-api-key-add-oa = The OAs that the key may use
cli-arg-api-key-add-can = Permissions, separated by commas: status (see states), token (get access tokens), refresh
cli-arg-api-key-add-expires = How long it is valid, for example 90d; without an end if omitted
cli-arg-api-key-remove-name = The key's name or id
cli-arg-oa = The OA's name, ignoring case, or its id
cli-arg-channel = The channel's id, or telegram or webhook if there is only one of that kind
cli-arg-alert-add-telegram = A chat in Telegram
cli-arg-alert-add-credentials = A file with the bot's token on its first line and the chat's id on its second
cli-arg-alert-add-webhook = The address of the receiver; - to type it when asked or to read it from stdin
cli-arg-alert-add-private-network = Allows this name to lead to a computer in a private network
cli-arg-place = The place's name, or its id
cli-arg-place-add-webhook = The receiver's address; - to type it when asked, or to read it from stdin
cli-arg-place-add-file = A file that is replaced after each refresh
cli-arg-place-add-format = The format of the file, as in "oa-token export"
cli-arg-place-add-note = A note about a place where the token is pasted by hand
cli-arg-place-add-name = A name to recognise the place by
cli-arg-place-add-with-token = Sends the access token along
cli-arg-place-add-preset = What the receiver is; sends the access token along
cli-arg-place-add-private-network = Allows the name to lead to a computer in a private network
cli-arg-doctor-restore-backup = Replace a damaged or missing vault with the newest good backup
cli-arg-doctor-log = Print the newest lines of the log
cli-arg-help-calls = The command, for example: key add-file

cli-exit-0 = done
cli-exit-2 = usage or bad input
cli-exit-3 = no such OA; nothing was sent
cli-exit-10 = not sent: the token is not used up
cli-exit-11 = refused by Zalo, or the refresh token is no longer valid
cli-exit-12 = result unknown
cli-exit-13 = the vault is locked, or its key is lost
cli-exit-14 = can't save
cli-exit-15 = busy: another program or computer is using the OA or the vault

cli-env-home = the folder of the vault and the settings
cli-env-key-file = the key file that opens the vault
cli-env-passphrase-file = a file with the vault's passphrase in its first line; not together with the one above
cli-env-oauth-url = a server to get tokens from instead of Zalo's, for tests
cli-env-api-url = a server to ask about OAs instead of Zalo's, for tests
cli-env-telegram-url = a server to use instead of Telegram, for tests
cli-env-allow-other-origin = 1: allow servers that are neither Zalo's nor on this computer
cli-env-language = Vietnamese, unless the first one that is set begins with en; on Windows and macOS, if none is set, the language of the computer decides
cli-env-no-color = if set: no colour

## The page of an OA, second edition

page-days-strip = Day by day
page-days-look = Show { $date }
page-days-all = Only { $date } · Show all days
page-days-none-on = Nothing on this day.
page-exchange = Request and answer
page-fact-refresh-short = Refresh token: { $number ->
    [one] { $count } day
   *[other] { $count } days
}
page-fact-refresh-more-short = Adds 90 days each
page-fact-auto-off-how-short = Turn on to refresh daily
page-hero-altered = Stopped: nothing is sent or exported
page-views = Token or history
page-view-token = Token
page-oa = Official Account
page-oa-verified = Verified Official Account
page-package-to = { $package } until { $day }
page-added-at = added { $moment }
page-practice-only = Only on this computer · delete it at any time
page-add-real = Add a real OA
page-simulated = { $url } (simulated, nothing leaves this computer)
page-copy-token = Copy token
page-copy-in-use = Copy the token in use
page-copied-short = Copied
page-copied-for = Copied { $name }. The clipboard is cleared in { $span }.
page-copied-ended = Copied { $name }, but it has expired. Get a new token.
page-get-new = Get a new token
page-hero-valid = Access token valid
page-hero-valid-practice = Practice access token valid
page-hero-expiring = Access token expires soon
page-hero-expired = Access token expired
page-hero-new = Get a new token once to learn when it expires. After that, OA Token can refresh it automatically.
page-hero-no-access-token = No access token yet
page-hero-no-refresh-token = There is no refresh token, so no new token can be got.
page-hero-no-pair = Refresh token missing
page-hero-two-minutes = Takes about 2 minutes and needs the OA's admin account.
page-hero-dead = Refresh token no longer valid
page-hero-refused = Zalo refused at { $moment }
page-hero-refused-secret-key = Wrong secret_key
page-hero-refused-app-id = Wrong app_id
page-hero-refused-rate = Zalo is too busy
page-hero-may-be-good = The refresh token may still be valid.
page-hero-unknown = Sent at { $moment } without a clear answer
page-hero-not-sent = Tried at { $moment }; nothing left this computer
page-hero-moved = Another computer refreshes this OA
page-hero-moved-since = Moved at { $moment }. This computer has stopped sending, so that the two do not compete for one token.
page-hero-old-copy = Check the access token before you get a new one.
page-hero-checked = Zalo has just answered
page-hero-no-good = Access token does not work
page-hero-other-oa = Another OA's token
page-hero-new-practice = Make a new practice OA
page-gauge-received = Received { $moment }
page-gauge-pasted = Pasted { $moment }
page-gauge-ends = Expires { $moment }
page-gauge-until = Was valid until { $moment }
page-gauge-latest = Expires { $moment } at the latest
page-gauge-doubtful = May no longer work · was due { $moment }
page-gauge-tick = Refreshes { $moment }
page-ago-now = Just now
page-ago-minutes = { $count } min ago
page-ago-hours = { $count } h ago
page-ago-days = { $count } days ago
page-sending-now = Getting it…
page-sending-stay = Keep the computer on for a few seconds
page-sending-preparing = Getting ready
page-sending-waiting = Waiting for Zalo
page-sending-recovering = Waiting to send again
page-sending-saving = Saving
page-sending-not-saved = Not saved yet
page-sending-step-noted = Record the send
page-sending-step-zalo = Wait for Zalo
page-sending-step-save = Save the new pair
page-dead-before = Before you authorise again, switch off refreshing there. Otherwise the new token stops working too.
page-look-how = How to find it
page-look-computer = **Another computer with OA Token**: switch off automatic refresh of this OA there, or move the OA to one computer.
page-look-n8n = **n8n, Make**: find the workflow that calls oauth.zaloapp.com and switch it off.
page-look-wordpress = **WordPress plugin, sales software**: open its Zalo connection and switch off token refresh.
page-look-postman = **Postman**: stop pressing Send on this request, and delete its Monitor if there is one.
page-fact-auto = Automatic refresh
page-fact-auto-off = Automatic refresh off
page-fact-auto-off-how = Turn it on to refresh every day
page-fact-auto-next = Next { $moment }
page-fact-auto-now = About to refresh
page-fact-auto-paused = Paused until { $moment }
page-fact-auto-too-often = Stopped until { $moment }
page-fact-auto-clock = Stopped: wrong clock
page-fact-auto-old-copy = Stopped: may be an old copy
page-fact-auto-needs-person = Waiting for you
page-fact-auto-first = Get a new token once to start
page-fact-auto-needs-pair = Needs a refresh token first
page-fact-auto-practice = Not for a practice OA
page-fact-auto-stopped = Automatic refresh stopped
page-fact-auto-waits = Automatic refresh waits
page-fact-auto-after-pair = Goes on with a new pair
page-fact-auto-after-fix = Goes on once corrected
page-fact-auto-after-result = Goes on with a result
page-fact-refresh = Refresh token: { $number ->
    [one] { $count } day
   *[other] { $count } days
} left
page-fact-refresh-today = Refresh token ends today
page-fact-refresh-more = Each refresh adds 90 days
page-fact-refresh-still = Still gets a new token
page-fact-refresh-unspent = Not spent
page-fact-refresh-sending = Being traded for a new pair
page-fact-refresh-none = No refresh token
page-fact-refresh-none-how = From API Explorer
page-fact-refresh-unclear = Refresh token unclear
page-fact-refresh-unclear-how = Zalo may have replaced it
page-fact-refresh-life = Refresh token: expiry unknown
page-fact-refresh-life-how = Known after the first refresh
page-fact-refresh-ended = Refresh token expired
page-fact-refresh-ended-how = Needs authorising again
page-fact-old-access = Old access token
page-fact-works = Zalo says that it works
page-fact-no-good = Zalo says that it does not work
page-fact-ended = Expired
page-fact-places = Sent to { $number ->
    [one] { $count } place
   *[other] { $count } places
}
page-fact-places-at = Done { $moment }
page-fact-places-none = No places yet
page-fact-places-none-how = Where the token is used
page-fact-places-old = { $number ->
    [one] { $count } place has the old token
   *[other] { $count } places have the old token
}
page-fact-places-failed = { $number ->
    [one] { $count } place did not get it
   *[other] { $count } places did not get it
}
page-fact-places-paste = { $number ->
    [one] Paste it in { $count } place
   *[other] Paste it in { $count } places
}
page-fact-places-practice = Practice token
page-fact-places-practice-how = Only for this computer
page-check-short = Check
page-look = Show
page-add = Add
page-request-edit = Correct the request
page-request-open = Show request and answer
page-request-shut = Hide
page-row-wrong-secret-key = It must be the app's key, not the OA Secret Key.
page-row-wrong-app-id = Zalo does not accept this ID, or the app is not active.
page-paste-short = Paste
page-paste-of = Paste { $name }
page-keep-value = Keep ••••{ $tail }
page-save-and-send = Save and send
page-menu-copy-refresh = Copy the refresh token…
page-answer-coming = The new tokens appear here when Zalo answers.
page-places = Where the token is used
page-place-add = Add a place
page-places-none = None yet. Add a place and OA Token sends new tokens there.
page-places-moved = The other computer sends the token to its places.
page-place-kind = Kind of place
page-place-kind-file = Website, server
page-place-kind-file-how = Writes a .env file
page-place-kind-webhook = n8n, Make
page-place-kind-webhook-how = Sends a webhook, also to WordPress
page-place-kind-sheet = Google Sheets
page-place-kind-sheet-how = Writes one row
page-place-kind-hand = Other software
page-place-kind-hand-how = Reminds you to paste it
page-place-new = Add a place
page-place-new-why = After each refresh, the new token goes there by itself.
page-place-file = File on this computer
page-place-file-none = No file chosen
page-place-file-how = OA Token creates the file if needed. Each time, the whole file is replaced by the text below, so use a file of its own.
page-place-choose = Choose…
page-place-name-token = Variable for the token
page-place-name-end = Variable for the expiry
page-place-writes = Will write
page-place-no-token = This OA has no access token yet. The file is written once it has.
page-place-formats = Other formats…
page-place-receiver = Receiver
page-place-other = Other
page-place-name = Name
page-place-address = Webhook address
page-place-address-new = New address
page-place-address-new-how = Leave empty to keep the old one. The address is a secret, so it is not shown again.
page-place-hint-n8n = In the Webhook node of n8n: Raw Body on, Respond "When Last Node Finishes", Response Data "No Response Body". Then copy its Production URL.
page-place-hint-make = Copy the address of the Custom webhook in Make.
page-place-hint-wordpress = Install the code as a plugin; the address is https://your-site/wp-json/oa-token/v1/token
page-place-hint-server = The https address of the server that runs the code; on this computer http://127.0.0.1 works too.
page-place-hint-other = Any receiver that follows Standard Webhooks works.
page-place-with-token = Include the access token
page-place-with-token-how = If off, the receiver is only told that there is a new token.
page-place-reminds = Remind me after each refresh
page-place-reminds-how = A notification reminds you to paste the new token. The Copy button copies it in the form chosen above.
page-place-copied-as = Copy as
page-place-form-access_token = Access token only
page-place-form-json = JSON
page-place-form-row = An Excel row
page-place-with-states = Also tell it when consent is needed
page-place-with-states-how = And when refreshing fails or works again, so that your workflow can message whoever is in charge.
page-place-private = Allow a private network
page-place-private-how = Only if this name is a computer in your own network.
page-place-signed = Each delivery is signed. The key that verifies it is shown once, after saving.
page-place-code = Code
page-place-copy-code = Copy code
page-place-verify = How to verify the signature
page-place-sheet-script = Open **Extensions › Apps Script** of the sheet and paste this code.
page-place-sheet-publish = Choose **Deploy › Web app**, with access for **Anyone**.
page-place-sheet-address = Copy the address that Google shows and paste it here.
page-place-hand-name = Name of the place
page-place-hand-example = Sales software
page-place-hand-name-how = You are reminded of it whenever the token changes.
page-place-hand-daily = The token changes every day, so it has to be pasted there every day.
page-place-only-access = Writes the access token only, never the refresh token or secret_key.
page-place-only-https = Sent over https only. Never sends the refresh token or secret_key.
page-place-only-sheet = The key for the code is shown once, after saving.
page-place-only-hand = OA Token sends nothing there.
page-place-save-file = Save and write now
page-place-save-webhook = Save and try
page-place-save-sheet = Save and try
page-place-name-taken = There is already a place with this name.
page-place-secret-of = Signature key of { $name }
page-place-secret-n8n = Put this key into the variable OA_TOKEN_SECRET of n8n, and the code into a Code node.
page-place-secret-make = In Make, add a filter behind the webhook that compares the signature by sha256 with this key (without whsec_).
page-place-secret-wordpress = Add to wp-config.php: define('OA_TOKEN_SECRET', 'this key');
page-place-secret-server = Run the code with this key in the variable WHSEC.
page-place-secret-sheet = In Apps Script, open Project Settings › Script Properties and add OA_TOKEN_KEY with this key.
page-place-secret-other = Paste this key into the receiver's check of the signature.
page-place-secret-once = The key is **shown this once**; if you lose it, make a new one.
page-place-secret-kept = I have kept this key
page-place-secret-lost = The key is not shown again. If you have not kept it, change it.
page-place-secret-change = Change key…
page-place-how-file = Written
page-place-how-webhook = Sent
page-place-how-hand = By hand
page-place-fault = HTTP { $status }: { $words }
page-place-written-at = Written { $moment }
page-place-taken-at = Taken { $moment }
page-place-pasted-at = Pasted { $moment }
page-place-write-how = The file is written after each refresh.
page-place-test-how = A test carries no token and refreshes nothing.
page-place-hand-how = After the next refresh you are reminded to paste it again.
page-place-next-try = Tries again { $moment }
page-place-since = Lacks the new token since { $moment }
page-place-holds-new = Has the new token
page-place-holds-old = Has the old token
page-place-holds-none = Has no token
page-place-waits-how = The new token is sent as soon as there is one.
page-place-paste-how = Copy the new token, paste it there, then press Pasted.
page-place-off-how = New tokens do not come here until you switch it on.
page-place-test = Try now
page-place-write = Write again
page-place-retry = Retry now
page-place-switch-on = Switch on
page-place-switch-off = Switch off
page-place-pasted = Pasted
page-place-safe = The new token is safe on this computer. If it is urgent, paste it by hand.
page-place-lines = Deliveries
page-place-lines-all = All
page-place-lines-none = Nothing was sent yet.
page-place-line-taken = Taken
page-place-line-taken-again = Taken, try { $count }
page-place-line-failed = Not taken, try { $count }
page-place-took-ms = { $count } ms
page-place-took-seconds = { $count } s
page-place-settings = Settings
page-place-when = When
page-place-when-new = there is a new token
page-place-when-states = there is a new token, consent is needed, or refreshing fails or works again
page-place-when-hand = you paste it by hand
page-place-carries = Carries
page-place-carries-token = access token and expiry
page-place-carries-both = access token, expiry and refresh token
page-place-carries-news = only that there is a new token
page-place-signature = Signature
page-place-added = Added
page-place-test-taken = { $name }: taken.
page-place-test-failed = { $name }: { $words }
page-place-remove = Remove…
page-place-remove-of = Remove { $name } from the places?
page-place-remove-file = The file stays as it is, but new tokens are no longer written to it.
page-place-remove-webhook = The receiver gets no new tokens any more. What waits for it is dropped.
page-place-remove-hand = You are no longer reminded to paste the token there.
page-place-remove-keep = Keep it
page-place-remove-yes = Remove it
page-place-removed = Removed { $name }.
page-places-saved = The new token is saved. Where it is used:
page-fortnight = Last 14 days
page-ninety = 90 days: { $says }
page-days-none = Nothing yet.
page-days-saved = { $number ->
    [one] { $count } refresh
   *[other] { $count } refreshes
}
page-days-late = { $number ->
   *[other] { $count } late
}
page-days-failed = { $number ->
   *[other] { $count } unclear or not sent
}
page-days-refused = { $number ->
   *[other] { $count } refused by Zalo
}
page-days-safe = No token was lost.
page-entry-until = Valid until
page-entry-was-due = Was due
page-entry-pair = Result
page-entry-pair-number = Token pair { $count }
page-entry-spent = Spent
page-entry-spent-pair = The refresh token of pair { $count }.
page-entry-zalo = Zalo's answer
page-entry-took = after { $count } ms
page-entry-answer = Zalo's answer
page-pair-number = Number
page-pair-at = Received
page-pair-status = Status
page-pair-replaced = Replaced { $moment }
page-pair-kept = Kept to look at
page-pair-look = Show pair { $count }
page-help-key-copy = Copy the access token of the open OA
page-auto-yes = Yes: Postman, n8n, another computer
page-auto-yes-how = See how to switch it off there first
page-auto-unsure = I'm not sure
page-auto-unsure-how = See how to look
page-auto-none-how = Can be turned on now
page-auto-yes-next = Automatic refresh stays off. Switch it off in these places first, then choose the first answer.
page-auto-unsure-next = Automatic refresh stays off. Look in these places one by one, then choose the first answer if there is none.
page-confirm-check-first = Check first; it changes nothing
page-confirm-file = Gets the new token
page-confirm-hand-all = Websites, n8n, sales software
page-confirm-by-hand = You paste it by hand

## Files about several OAs: deadlines, states

calendar-refresh-token = { $name }: refresh token expires
calendar-refresh-token-why = After this, only a new authorization gets tokens. Each refresh moves this deadline by 90 days: save the calendar again to update it.
calendar-package = { $name }: OA package ends
calendar-package-why = Without the package, tokens lose the permissions that come with it. Renew it on the OA's admin page.
states-name = OA
states-oa-id = OA ID
states-state = State
states-access-ends = Access token expires
states-refresh-ends = Refresh token expires
states-refreshed = Last refresh
page-export-do = Export
page-export-list = Export tokens · { $count } OAs
page-export-list-left = OAs that are not in the file because they have no usable token on this computer: { $count }.
page-list-json = JSON
page-list-json-what = One list, an item for each OA
page-list-csv = CSV
page-list-csv-what = Opens in Excel, a line for each OA
page-list-env = .env
page-list-env-what = The variables end with the OA's name
page-calendar = Deadlines
page-calendar-how = Saves the ends of refresh tokens and packages as a calendar file (.ics), with a reminder 7 days before
page-states = Save a table of states (CSV)
page-menu-calendar = Save deadlines…
page-refresh-new = { $number ->
    [1] Refresh this OA
   *[other] Refresh these { $count } OAs
}
page-refresh-new-confirm = { $number ->
    [1] Get new tokens for { $count } imported OA now?
   *[other] Get new tokens for { $count } imported OAs now?
}
page-refresh-new-stops = OAs with an access token of unknown expiry that may be in use: { $count }. Once you send, those tokens **stop working everywhere** and can't be recovered.
page-refresh-new-line = { $count } imported OAs were never refreshed, so their expiry is unknown.
page-count-oas = { $count } OAs
page-move-do = Move
page-move-carries-many = An .oatoken file carries these OAs and their tokens to the other computer, protected by a passphrase you choose.
page-move-stops-many = **This computer stops refreshing those OAs** as soon as the file is saved, so that two computers never compete for one refresh token.
page-move-done-many = The file **{ $file }** is saved. This computer no longer refreshes these OAs.
history-api-first-use = An API key got the access token of this OA for the first time
history-api-day = How often an API key got the access token in a day

## The API for other programs (oa-token serve): the sentence beside each error code
serve-bad-request = The request is not valid: its path, a parameter or its body differs from /v1/openapi.json.
serve-forwarded = The request has headers of a proxy but does not come from an address given with --behind-proxy.
serve-no-key = The API key is missing. Send it in the header: Authorization: Bearer oat_…
serve-unknown-key = There is no such API key, or it was removed. Create one with: oa-token api-key add
serve-key-expired = This API key has expired. Create one with: oa-token api-key add
serve-origin = Web pages in a browser may not use this API.
serve-forbidden = This API key does not have permission to do that.
serve-not-found = There is no such path or OA, or the OA does not belong to this API key.
serve-method = This path does not accept that method.
serve-busy = This OA is being refreshed somewhere else. Try again in a few seconds.
serve-another-computer = Another computer refreshes this OA. Get the token there.
serve-old-copy = The pair here may be older than one elsewhere. Open OA Token to decide.
serve-altered = The data of this OA was changed from outside, so it is not used. See: oa-token doctor
serve-needs-consent = A person must act before this OA can be refreshed again, usually by the OA admin's consent.
serve-refused = Zalo refused the request. See the reason with: oa-token history
serve-unknown = The result of the last send is not known. Open OA Token to send again.
serve-superseded = The pair in the request has been replaced. "generation" holds the number of the current pair.
serve-no-refresh-token = This OA has no refresh token yet.
serve-not-refreshed = The access token has expired, automatic refresh is off, and this API key does not have the permission refresh.
serve-practice = This is a practice OA. It works only in the window of OA Token.
serve-too-large = The body of the request is too large.
serve-host = The Host header is not a name of this server. Add names with --host when starting oa-token serve.
serve-too-soon = This OA was refreshed a short time ago. Try again later.
serve-too-often = This OA has been sent as often as is allowed in a day. Try again later.
serve-too-many-waits = This API key has too many waiting requests at once.
serve-too-many-keys = Too many wrong keys came from this address. Try again later.
serve-too-many-connections = The server has too many connections. Try again later.
serve-locked = The vault is locked, or there is none yet. Try again later.
serve-offline = Zalo could not be reached. Try again later.
serve-paused = Automatic refresh is paused.
serve-clock-wrong = The clock of the computer that runs OA Token is wrong, so no token is sent.
serve-cannot-save = The vault cannot be read or written. See: oa-token doctor
serve-not-yet = There is no working access token yet; the next refresh is soon. Try again later.
cli-team-created = The team { $team } is made. Share OAs with oa-token team add, and invite other computers with oa-token team invite.
cli-team-joined = This computer has joined the team { $team }.
cli-team-joining = This computer has asked to join the team { $team }. The computer of { $by } confirms that once OA Token runs there; until then this one gets no tokens.
cli-team-database-password = Password of the database:
cli-team-passphrase = Passphrase of the invitation:
cli-team-invited = The invitation is written. It can be used once, until { $at }. Send the file one way and the passphrase another. Keep OA Token running here to confirm the new computer.
cli-team-invite-key = The code of this computer: { $key }. The invited computer must show the same one.
cli-team-invite-login = The invitation holds this computer's login to the database: whoever has it can read and change the team's tables, but can't open tokens that aren't meant for them.
cli-team-invite-own-login = The login in the invitation can only join. When the new computer has joined, run oa-token team sql, so that the administrator of the database gives it a login of its own.
cli-team-sql-next = Let the administrator of the database run these statements with psql, and set a password for each login. Then on each computer: oa-token team login --own.
cli-team-login-changed = This computer now gets into the database of { $team } with the new login and password.
cli-team-join-shown = { $by } invites this computer to the team { $team } as { $role }. Database: { $host }. Code of the inviting person: { $key }
cli-team-join-ask = Join this team? (yes/no)
cli-team-add-readers = Who can read the tokens of a shared OA: { $members }.
cli-team-add-ask = Go on? (yes/no)
cli-team-added = { $name }: shared with the team.
cli-team-member-removed = { $name } was removed from the team, and the team's keys were changed. What is left:
cli-team-task-refreshed = { $name }: has a new token
cli-team-task-refresh = { $name }: no new token yet; the one who left may still hold its token
cli-team-task-secret-key = Reset the secret_key of the app { $app } at developers.zalo.me
cli-team-task-password = Change the password of the database
cli-team-alone = This computer goes on alone with its OAs. If the team still exists, two computers will refresh the same token.
cli-team-left = This computer has left the team. The team's OAs are stopped here. Ask an admin to remove this computer from the team.
cli-team-role-viewer = viewer
cli-team-role-operator = operator
cli-team-role-admin = admin
cli-team-removed = removed
cli-team-this-computer = { $name } (this computer)
cli-team-status = Team { $team } · { $host } · { $count } members · this computer's role: { $role }
cli-team-link-connected = Connected, and everything agrees.
cli-team-link-epoch = The database went back to an older state. Waiting for: { $members }.
cli-team-link-awaiting = Waiting for the computer of { $by } to confirm.
cli-team-awaited = { $name }: waits for { $member }, which may hold the new pair. Open OA Token there, with a network; if it is not seen until { $until }, consent is needed again. If that computer will not come back: oa-token team gone.
cli-team-no-database = There is no address of a database. Use --database, or set OA_TOKEN_DATABASE_URL.
cli-team-no-such-member = The team has no member { $name }, or several with that name. Run oa-token --json team list to see their ids.
cli-token-team-unreachable = The team couldn't be asked within 2 seconds, so the token on this computer is used.
cli-column-member = Member
cli-column-role = Role
cli-column-refreshes = Refreshes
cli-column-seen = Last seen
cli-env-database-url = The address of the team's database, without a password
cli-env-database-password-file = The file with the database's password on its first line
cli-value-team = TEAM
cli-value-login = LOGIN
cli-value-member = MEMBER
cli-value-role = ROLE
cli-call-team = Shares OAs with other computers through a PostgreSQL database.
cli-call-team-more = Each token is sent by one computer only, and all have the newest one. Tokens are sealed before they leave this computer.
cli-call-team-examples =
    oa-token team create --database postgres://oa@db.example.com/oa --name "Shops"
    oa-token team status
cli-call-team-create = Makes a team in a PostgreSQL database, version 13 or newer.
cli-call-team-create-more = The database's password is asked for, read as one line of stdin, or read from the file that OA_TOKEN_DATABASE_PASSWORD_FILE names.
cli-call-team-create-examples =
    oa-token team create --database postgres://oa@db.example.com/oa --name "Shops"
cli-call-team-status = Prints how this computer stands with its team.
cli-call-team-status-examples =
    oa-token team status
    oa-token --json team status
cli-call-team-invite = Makes an invitation and prints the passphrase that opens it.
cli-call-team-invite-more = The file can be used once, for 7 days. The passphrase is printed only once; send it another way than the file. ROLE is viewer (reads access tokens), operator (refreshes) or admin (also invites and removes members).
cli-call-team-invite-examples =
    oa-token team invite --role viewer -o invitation.oatoken
cli-call-team-join = Joins a team with an invitation.
cli-call-team-join-more = The passphrase is asked for, read as one line of stdin, or read from --passphrase-file. The computer of the person who invited confirms it once OA Token runs there.
cli-call-team-join-examples =
    oa-token team join invitation.oatoken
cli-call-team-add = Shares OAs with the team.
cli-call-team-add-examples =
    oa-token team add "Shop A"
cli-call-team-list = Lists the members.
cli-call-team-list-examples =
    oa-token team list
    oa-token --json team list
cli-call-team-remove = Removes a member, changes the team's keys and refreshes every OA.
cli-call-team-remove-more = Prints what only people can do: reset secret_key, change the database's password.
cli-call-team-remove-examples =
    oa-token team remove "Till"
cli-call-team-gone = Says that a computer will not come back, so that no OA waits for it.
cli-call-team-gone-more = Needed only when team status says that an OA waits for that computer. If it does come back with the new pair, the OA uses that pair. It stays a member; team remove removes it.
cli-call-team-gone-examples =
    oa-token team gone "Tuan's computer"
cli-call-team-sql = Prints the SQL that gives each member a login of its own, which may do what its role may.
cli-call-team-sql-more = The administrator of the database runs it with psql, again whenever a computer has joined or left, and sets passwords by \password. It contains no password and no key. The login oa_token_joining_… can only join; team invite --login puts it into an invitation.
cli-call-team-sql-examples =
    oa-token team sql > team.sql
    oa-token team sql --member "Tuan's computer"
cli-call-team-login = Changes how this computer gets into the team's database, once that works.
cli-call-team-login-more = Without an option only the password changes. It comes from a prompt, one line of stdin, or the file that OA_TOKEN_DATABASE_PASSWORD_FILE names.
cli-call-team-login-examples =
    oa-token team login
    oa-token team login --own
cli-call-team-leave = Leaves the team. The team's OAs are stopped here.
cli-call-team-leave-examples =
    oa-token team leave
cli-arg-team-create-database = The address postgres://USER@HOST/DATABASE, without a password
cli-arg-team-create-name = The team's name
cli-arg-team-create-computer = The name of this computer in the team; its host name if omitted
cli-arg-team-invite-role = The role: viewer, operator or admin
cli-arg-team-invite-output = The invitation to write
cli-arg-team-invite-passphrase-file = Writes the passphrase to this file instead of printing it
cli-arg-team-invite-login = The login of the database for the invitation, instead of this computer's; its password is asked for
cli-arg-team-sql-member = Only this member (name or id)
cli-arg-team-login-database = The new address, without a password
cli-arg-team-login-own = Use the login that has this computer's id as its name
cli-arg-team-join-file = The invitation
cli-arg-team-join-computer = The name of this computer in the team; its host name if omitted
cli-arg-team-join-passphrase-file = A file with the passphrase on its first line
cli-arg-team-add-names = The OAs
cli-arg-team-remove-member = The member's name or id
cli-arg-team-gone-member = The member's name or id
cli-arg-team-leave-go-on-alone = The team is no more: this computer goes on alone with its OAs
cli-arg-team-leave-anyway = Leave even if newer tokens are only on this computer and the team can't get them
cli-doctor-team = Team
cli-doctor-team-of = { $team } · { $host }. { $link }
cli-doctor-database-server = The team's server
cli-doctor-team-server = PostgreSQL { $version }.
cli-doctor-team-tls = Encrypted, with a valid certificate.
cli-doctor-team-local = Within this computer, not over a network.
cli-doctor-database-standby = The team's standby
cli-doctor-team-synchronous = Each change waits until the standby has it.
cli-doctor-team-asynchronous = No change waits for a standby: if the server fails, the database may forget the last ones. The team's computers put them back.
cli-doctor-database-news = The team's news
cli-doctor-team-notifies = Changes of other computers arrive at once.
cli-doctor-team-polls = The server (or a pooler) sends no notifications, so it is asked every 30 seconds.
cli-doctor-database-clock = The clock of the team's server
cli-doctor-team-clock-right = Agrees with this computer's.
cli-doctor-team-clock-off = Differs from this computer's by { $minutes } minutes.
cli-doctor-team-clock-off-next = Set this computer's clock or the server's. The times shown are off; tokens aren't affected.

## The page "Team" of the window
team-page = Team
team-page-share = Share with other computers
team-page-share-how = Data goes through a PostgreSQL database of yours, encrypted before it leaves this computer.
team-page-good-newest = Every computer sees and copies the newest token.
team-page-good-one = Only one computer refreshes each OA, so two computers can't break each other's token.
team-page-good-instead = If that computer is off for long, another one in the team takes over.
team-page-join-by-file = Join with an invitation file…
team-page-create-new = Create a team…
team-page-or-move = Only want to move one OA to another computer? Open it, press ⋯ and choose Move to another computer.
team-page-create = Create team
team-page-create-needs = Needs a PostgreSQL database, version 13 or later, that all the computers can reach.
team-page-name = Team name
team-page-my-name = This computer's name
team-page-my-name-how = Everybody in the team sees this name.
team-page-host = PostgreSQL server
team-page-port = Port
team-page-database = Database
team-page-user = User name
team-page-password = Password
team-page-check = Check
team-page-check-again = Check again
team-page-found-nothing = Press Check when everything is filled in. Nothing is created yet.
team-page-found-asking = Asking the server…
team-page-found-reached = Connected, user name and password are right
team-page-found-secure = The connection is secure
team-page-found-empty = There is no team here yet, so one can be created
team-page-found-team = There is already a team here: { $name }.
team-page-shared = Every computer in the team has
team-page-shared-oas = { $number ->
    [1] { $count } OA that you choose
   *[other] { $count } OAs that you choose
}
team-page-shared-states = Expiry times and states
team-page-shared-access = Access tokens, encrypted
team-page-shared-spend = Refresh tokens and secret_keys, encrypted
team-page-choose = Choose…
team-page-choose-title = Choose the OAs to share
team-page-choose-done = { $number ->
    [1] Choose { $count } OA
   *[other] Choose { $count } OAs
}
team-page-kept = Never leaves this computer
team-page-kept-passphrase = The app's passphrase, the recovery code
team-page-kept-key = The vault's key
team-page-kept-others = OAs that you don't choose
team-page-owner-sees = The database's administrator sees OA names and refresh times, but can't read tokens.
team-page-join = Join the team
team-page-join-of = Join { $name }
team-page-join-by = { $name } invited this computer, { $left }.
team-page-join-no-file = No invitation file chosen yet
team-page-join-choose = Choose a file…
team-page-join-other = Another file…
team-page-join-open = Open the invitation
team-page-join-database = Database
team-page-join-key = Inviter's code
team-page-join-key-how = To be sure, ask { $name } for this code: both of you must see the same.
team-page-join-own = OAs already on this computer
team-page-join-own-kept = Stay private, not shared
team-page-joined = Joined { $name }
team-page-joining = Asked to join { $name }. The inviter's computer confirms it once OA Token is open there.
team-page-phrase = Passphrase
team-page-phrase-ask = Ask the person who invited you, by phone.
team-page-phrase-read = Passphrase, to be read out by phone
team-page-phrase-later = Appears here once the invitation is saved.
team-page-phrase-how = The file may go by Zalo or email. Don't send this passphrase the same way. It can't be shown again after you close this.
team-page-invite-key = The code of this computer: { $code }. The invited computer must show the same one.
team-page-days-left = { $number ->
    [1] valid for { $count } day
   *[other] valid for { $count } days
}
team-page-days-last = expires today
team-page-role = Role
team-page-role-viewer = Viewer
team-page-role-viewer-how = Copies access tokens. Has no refresh token and no secret_key.
team-page-role-operator = Operator
team-page-role-operator-how = Views, gets new tokens, adds places.
team-page-role-admin = Admin
team-page-role-admin-how = Operates, invites and removes members.
team-page-link-connected = connected, in step at { $moment }
team-page-link-connecting = connecting…
team-page-link-unreachable = not reachable since { $moment }
team-page-link-epoch = the database went back to an older state, waiting for { $names }
team-page-link-awaiting = waiting for { $name }'s computer to confirm
team-page-retry = Try again
team-page-alone = The team is no more…
team-page-leave = Leave…
team-page-members = Members and computers
team-page-members-count = { $count } active
team-page-member = Member
team-page-refreshing = Refreshes
team-page-refreshes = { $number ->
    [1] { $count } OA
   *[other] { $count } OAs
}
team-page-last-seen = Last seen
team-page-seen-now = now
team-page-seen-never = not yet
team-page-this-computer = this computer
team-page-acts-of = Actions for { $name }
team-page-invite = Invite…
team-page-invite-title = Invite to the team
team-page-invited-title = Invitation saved
team-page-invite-whom = Name of the person or computer
team-page-invite-save = Save invitation…
team-page-invite-once = Works once, expires after 7 days
team-page-invite-login = The file contains the database's user name and password. Keep OA Token open on this computer to confirm the new one.
team-page-invited = Invited, not joined yet
team-page-invited-nobody = Invitation
team-page-withdraw = Withdraw invitation
team-page-gone = Removed
team-page-left-open = Something left for you to do
team-page-left-done = Done
team-page-left-show = Show what is left
team-page-left-title = What is left after removing { $name }
team-page-left-why = Tokens and secret_keys that this person has seen stop working only when these are done.
team-page-left-all = Everything is done. What this person has seen no longer works.
team-page-remove = Remove from the team…
team-page-remove-of = Remove { $name } from the team?
team-page-remove-why = { $name } gets no new tokens. Tokens already seen work until the next refresh.
team-page-remove-ends = { $number ->
    [1] The access token of { $count } OA stops working everywhere at once; places that update themselves get the new one.
   *[other] The access tokens of { $count } OAs stop working everywhere at once; places that update themselves get the new ones.
}
team-page-remove-keep = Keep
team-page-remove-yes = Remove
team-page-task-keys = Change the team's keys
team-page-task-refresh-all = { $number ->
    [1] Get a new token for { $count } OA now
   *[other] Get new tokens for { $count } OAs now
}
team-page-task-homes = { $number ->
    [1] { $count } OA moves to a new home
   *[other] { $count } OAs move to a new home
}
team-page-task-secret-key = Reset the secret_key at developers.zalo.me
team-page-task-password = Change the PostgreSQL password
team-page-task-own = Automatic
team-page-task-you = By you
team-page-task-refresh = Get new tokens for { $name }
team-page-task-secret-key-of = Reset the secret_key of app { $app } at developers.zalo.me
team-page-task-settle = I have done it
team-page-homes = Home of each OA
team-page-oas-count = { $number ->
    [1] { $count } OA
   *[other] { $count } OAs
}
team-page-homes-all = Show all { $count }
team-page-homes-few = Show fewer
team-page-homes-none = No OA is shared yet.
team-page-oa = OA
team-page-home = Refreshed by (home)
team-page-home-of = Computer that refreshes { $name }
team-page-home-none = No computer yet
team-page-next = Next
team-page-oa-waits = Waiting
team-page-oa-sending = Another computer is sending
team-page-retire = Take out of the team
team-page-share-more = Add OAs…
team-page-share-choose = Choose OAs…
team-page-share-do = { $number ->
    [1] Share { $count } OA
   *[other] Share { $count } OAs
}
team-page-readers = Who can read the tokens of the OAs you choose: { $names }.
team-page-reader = { $name } ({ $role })
team-page-leave-of = Leave { $name }?
team-page-leave-why = Shared OAs stop on this computer: no more refreshing or sending here. The other computers go on as before. Then ask an admin to remove this computer.
team-page-leave-last = This computer is the last member, so it keeps all OAs and goes on refreshing them.
team-page-leave-keep = Stay
team-page-leave-yes = Leave
team-page-alone-title = Is the team no more?
team-page-alone-why = Only if the database is lost for good. This computer keeps the OAs and goes on refreshing them alone.
team-page-alone-danger = If the team still exists, two computers will use the same refresh token and break each other's tokens.
team-page-alone-keep = Wait for the connection
team-page-alone-yes = Go on alone
team-page-offline = **The team is not reachable since { $moment }.** Copying still works. Getting new tokens waits until it is back.
team-page-offline-why = Why?
team-page-send-waits = Waits for the team's database, so that no other computer sends this same token.
team-page-why-title = Why wait?
team-page-why = A refresh token works only once. Computers ask each other through the team's database before they send; while it can't be asked, another computer may be sending this very token.
team-page-why-do = Check the network and the PostgreSQL server. Everything goes on by itself once it is back; until then the access token you have works as usual.
team-page-auto-after-link = Goes on once the team is back
team-page-auto-after-back = Goes on once that computer is back
team-page-gauge-tick = Must be back before { $moment }
team-page-waiting = Waiting for { $name }
team-page-waiting-label = Zalo refuses the refresh token on this computer
team-page-waiting-say = That computer may hold the new token pair. Open OA Token on it and connect it to the network.
team-page-waiting-gone = That computer is no more
team-page-gone-title = { $name } will not come back?
team-page-gone-why = The OAs that wait for this computer will need consent again. If it does come back with the new pair, that pair is used.
team-page-gone-keep = Keep waiting
team-page-gone-yes = Wait no longer
team-page-waiting-seen = { $name } was last seen { $ago }.
team-page-waiting-until = If it isn't seen by { $moment }, consent is needed again.
team-page-waiting-off = { $name } went off before it shared the new pair
team-page-waiting-tried = This computer took over, Zalo answered
