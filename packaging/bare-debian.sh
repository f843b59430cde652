#!/usr/bin/env bash
# Tries the .deb on a bare Debian: the install test, then the window under Xvfb. As root, with debootstrap, Xvfb and ImageMagick.
#   bash packaging/bare-debian.sh bookworm target/package/out [PICTURE.png]
# Takes three to five minutes and 1 GB in the temporary folder, which is given back.
set -euo pipefail
suite=$1 out=$(realpath "$2") picture=$(realpath -m "${3:-window-$1.png}")
here=$(dirname "$(realpath "$0")")
mirror=http://deb.debian.org/debian

if [ "${IN_OWN_MOUNTS:-}" != yes ]; then
  # Mounts made inside vanish with it.
  IN_OWN_MOUNTS=yes exec unshare --mount --propagation private bash "$0" "$suite" "$out" "$picture"
fi

root=$(mktemp -d)
display=:$((200 + RANDOM % 700))
xvfb=
finish() {
  if [ -n "$xvfb" ]; then kill "$xvfb" || true; fi
  for mounted in dev proc; do umount -R -l "$root/$mounted" 2> /dev/null || true; done
  rm -rf --one-file-system "$root"
}
trap finish EXIT

debootstrap --variant=minbase "$suite" "$root" "$mirror" > "$root.log" 2>&1 || { tail -5 "$root.log"; exit 1; }
rm -f "$root.log"
cp /etc/resolv.conf "$root/etc/"
cp /etc/apt/apt.conf.d/99* "$root/etc/apt/apt.conf.d/" 2> /dev/null || true
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mkdir "$root/try"
cp -r "$out" "$root/try/out"
cp "$here/install-test.sh" "$root/try/"

inside() {
  chroot "$root" env -i HOME=/root LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive \
    DISPLAY="$display" NO_AT_BRIDGE=1 XDG_RUNTIME_DIR=/try/run bash -c "$1"
}
inside 'apt-get update -q > /dev/null'
inside 'bash /try/install-test.sh /try/out'
inside 'apt-get install -y --no-install-recommends /try/out/*.deb dbus dbus-bin > /dev/null; install -d -m 700 /try/run'
inside 'test -s /usr/lib/oa-token/third-party-licences.txt'

# The abstract socket of X is reachable from the folder, which has its own /tmp.
Xvfb "$display" -screen 0 1280x860x24 -nolisten unix -listen local > /dev/null 2>&1 &
xvfb=$!
inside 'timeout 25 dbus-run-session -- oa-token-desktop' > /dev/null 2>&1 &
window=$!
colours=0
for _ in $(seq 20); do
  sleep 1
  DISPLAY=$display import -window root "$picture" 2> /dev/null || continue
  colours=$(identify -format '%k' "$picture")
  # A window without its page has two or three colours.
  if [ "$colours" -gt 100 ]; then break; fi
done
wait "$window" || true
[ "$colours" -gt 100 ] || { echo "the window was not painted: $picture" >&2; exit 1; }
echo "$suite: the window is in $picture"
