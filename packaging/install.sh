#!/bin/sh
# Installs Agent Memory @VERSION@: the program and its embedding model, into /usr/local for root, or else into ~/.local.
#
#   sh install.sh [--prefix FOLDER] [--from URL|FOLDER]
#
# The archive must have the SHA-256 of the list of checksums, and the list the publisher's signature. Nothing is installed otherwise.
set -eu

from='@URL@'
archive='@ARCHIVE@'
key='@KEY@'
prefix=
[ "$(id -u)" -ne 0 ] || prefix=/usr/local

fail() {
    printf 'install.sh: %s\n' "$*" >&2
    exit 1
}

while [ $# -gt 0 ]; do
    case $1 in
    --prefix) prefix=${2:?--prefix wants a folder} ;;
    --from) from=${2:?--from wants a URL or a folder} ;;
    *) fail "unknown option $1. Usage: sh install.sh [--prefix FOLDER] [--from URL|FOLDER]" ;;
    esac
    shift 2
done
[ -n "$prefix" ] || prefix=${HOME:?}/.local
[ -n "$from" ] || fail "this copy does not know where the files are. Name the place with --from."

for program in sha256sum tar openssl; do
    command -v "$program" >/dev/null || fail "$program is missing. Install it (Debian: apt-get install coreutils tar openssl)."
done

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
trap 'exit 1' HUP INT TERM

fetch() {
    case $from in
    https://*) curl --fail --silent --show-error --location --proto '=https' --output "$place/$1" "$from/$1" ;;
    *://*) fail "$from is not an https URL." ;;
    *) cp "$from/$1" "$place/$1" ;;
    esac || fail "$1 cannot be fetched from $from."
}

fetch SHA256SUMS
if [ -n "$key" ]; then
    fetch SHA256SUMS.sig
    printf '%s\n' "$key" >"$place/key.pem"
    openssl pkeyutl -verify -rawin -pubin -inkey "$place/key.pem" -in "$place/SHA256SUMS" \
        -sigfile "$place/SHA256SUMS.sig" >/dev/null 2>&1 ||
        fail "the signature of SHA256SUMS is not the publisher's. Nothing was installed."
fi
sum=$(awk -v name="$archive" '$2 == name { print $1 }' "$place/SHA256SUMS")
[ -n "$sum" ] || fail "SHA256SUMS does not name $archive. Nothing was installed."
fetch "$archive"
printf '%s  %s\n' "$sum" "$place/$archive" | sha256sum --check --status ||
    fail "$archive does not have the checksum of SHA256SUMS. Nothing was installed."

tar --extract --gzip --no-same-owner --file "$place/$archive" -C "$place"
unpacked=$place/${archive%.tar.gz}
mkdir -p "$prefix/bin" "$prefix/share/agent-memory"
rm -rf "$prefix/share/agent-memory/models.part"
cp -R "$unpacked/models" "$prefix/share/agent-memory/models.part"
rm -rf "$prefix/share/agent-memory/models"
mv "$prefix/share/agent-memory/models.part" "$prefix/share/agent-memory/models"
# A running program cannot be written to, but its name can be given to a new one.
cp "$unpacked/agent-memory" "$prefix/bin/.agent-memory.part"
chmod 755 "$prefix/bin/.agent-memory.part"
mv "$prefix/bin/.agent-memory.part" "$prefix/bin/agent-memory"

printf 'Installed %s\n' "$("$prefix/bin/agent-memory" version) as $prefix/bin/agent-memory."
[ -n "$key" ] || printf 'Its signature was not checked: this copy of install.sh names no key.\n'
case ":$PATH:" in
*":$prefix/bin:"*) printf 'Start it: agent-memory serve\n' ;;
*) printf 'Start it: %s/bin/agent-memory serve\n' "$prefix" ;;
esac
