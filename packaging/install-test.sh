#!/usr/bin/env bash
# Installs a release, makes a vault, installs over it, removes it: the vault and its backups are still there.
#   bash packaging/install-test.sh FOLDER        on a machine of its own, such as a runner: it uses the user's own data folder
set -euo pipefail
out=$1
case $(uname -s) in
  Linux)
    data=${XDG_DATA_HOME:-$HOME/.local/share}/vn.oatoken.desktop
    command=/usr/bin/oa-token
    as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
    install() { as_root apt-get install -y --no-install-recommends --reinstall "$(realpath "$out"/*.deb)"; }
    remove() { as_root apt-get purge -y oa-token; }
    ;;
  Darwin)
    data="$HOME/Library/Application Support/vn.oatoken.desktop"
    command="/Applications/OA Token.app/Contents/MacOS/oa-token"
    install() {
      local volume
      volume=$(mktemp -d)
      hdiutil attach -nobrowse -mountpoint "$volume" "$out"/*.dmg
      cp -R "$volume/OA Token.app" /Applications/
      hdiutil detach "$volume"
    }
    remove() { rm -rf "/Applications/OA Token.app"; }
    ;;
  *)
    programs=$(cygpath "$LOCALAPPDATA")
    data="$programs/vn.oatoken.desktop"
    command="$programs/OA Token/oa-token.exe"
    # The installer and the uninstaller return before they are done.
    await() { for _ in $(seq 60); do if "$@"; then return; fi; sleep 1; done; echo "not after a minute: $*"; exit 1; }
    gone() { [ ! -e "$command" ]; }
    install() { MSYS_NO_PATHCONV=1 "$out"/*.exe /S; await test -e "$command"; }
    remove() { MSYS_NO_PATHCONV=1 "$programs/OA Token/uninstall.exe" /S; await gone; }
    ;;
esac

fail() { echo "install test: $1" >&2; exit 1; }
[ ! -e "$data" ] || fail "there is a data folder already: $data"
key=$(mktemp)
head -c 48 /dev/urandom | base64 > "$key"
chmod 600 "$key"
export OA_TOKEN_KEY_FILE=$key
case $(uname -s) in Linux | Darwin) ;; *) OA_TOKEN_KEY_FILE=$(cygpath -w "$key") ;; esac

install
"$command" --version
"$command" demo > /dev/null || fail "the demo does not run"
printf '{"name":"Cua hang","app_id":"1234567890123456789","secret_key":"FAKE_secret_of_an_install_test","refresh_token":"%s"}' \
  "$(printf 'FAKE_refresh_%.0s' 1 2 3 4 5 6 7 8)" | "$command" import -
"$command" list --json | grep -q '"Cua hang"' || fail "the vault does not have what was imported"
# Also says what is not as it should be on a runner, such as a missing keychain; that is no fault of the installer.
"$command" doctor || echo "doctor: exit code $?"
[ -f "$data/vault.db" ] || fail "no vault in $data"

install
"$command" list --json | grep -q '"Cua hang"' || fail "the vault was changed by an installation over it"

sum() { find "$data" -name '*.db' -type f -exec cksum {} + | sort; }
before=$(sum)
remove
[ ! -e "$command" ] || fail "the program is still there"
[ "$(sum)" = "$before" ] || fail "the vault or its backups changed when the program was removed"
case $before in *backups*) ;; *) fail "there was no backup to keep" ;; esac
echo "install test: the vault and its backups outlive the program"
