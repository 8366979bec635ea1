# What the steps of a release share; sourced from the root of the repository.

version=$(sed -n 's/.*current = "\(.*\)".*/\1/p' Sources/agent-memory/Common/Version.swift)
machine=$(uname -m)
case $machine in
x86_64) architecture=amd64 ;;
aarch64) architecture=arm64 ;;
*) architecture=$machine ;;
esac
# Every file in a package has the time of the commit, so that two builds are the same.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
export SOURCE_DATE_EPOCH
export LC_ALL=C.UTF-8 TZ=UTC
umask 022

say() { printf 'release: %s\n' "$*"; }

size() { du --apparent-size -h "$1" | cut -f1; }

# folder NAME: an empty folder of that name under .build/release-parts.
folder() {
    local path=.build/release-parts/$1
    rm -rf "$path"
    mkdir -p "$path"
    printf '%s\n' "$path"
}

# The embedding model, where a server would look for it; `scripts/setup model` installs it.
export AGENT_MEMORY_MODELS=${AGENT_MEMORY_MODELS:-$PWD/${AGENT_MEMORY_DATA:-data}/models}

# put_models FOLDER: the embedding model, if its checksums are those that are built into the program.
put_models() {
    local folder
    dist/agent-memory model verify >/dev/null
    for folder in "$AGENT_MEMORY_MODELS"/*/; do
        mkdir -p "$1/$(basename "$folder")"
        install -m 644 "$folder"/* "$1/$(basename "$folder")/"
    done
}

# put_documents FOLDER: what a person reads first, and files for Prometheus and Grafana.
put_documents() {
    install -m 644 CHANGELOG.md docs/operations.md docs/configuration.md "$1/"
    mkdir -p "$1/monitoring"
    install -m 644 packaging/monitoring/{prometheus.yaml,alerts.yaml,dashboard.json} "$1/monitoring/"
    packaging/licences >"$1/LICENCES.txt"
}

# pack FILE PARENT NAME: an archive of PARENT/NAME that is the same at each build.
pack() {
    tar --create --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --format=gnu -C "$2" "$3" |
        gzip -9n >"$1.part"
    mv "$1.part" "$1"
    say "$1: $(size "$1")"
}

checksums() {
    (cd dist && find . -maxdepth 1 -type f ! -name 'SHA256SUMS*' ! -name install.sh ! -name '*.rb' ! -name '*.part' -printf '%f\n' |
        sort | xargs sha256sum) >dist/SHA256SUMS
}

sign() {
    rm -f dist/SHA256SUMS.sig
    if [ -n "${RELEASE_KEY:-}" ]; then
        openssl pkeyutl -sign -rawin -inkey "$RELEASE_KEY" -in dist/SHA256SUMS -out dist/SHA256SUMS.sig
    else
        say "SHA256SUMS is not signed: RELEASE_KEY names no key"
    fi
}

# fill_in FILE: the text of a template on standard output, with the values of this release.
fill_in() {
    local key=
    [ -z "${RELEASE_KEY:-}" ] || key=$(openssl pkey -in "$RELEASE_KEY" -pubout)
    VERSION=$version URL=${RELEASE_URL:-} KEY=$key ARCHIVE=agent-memory-$version-linux-$machine.tar.gz \
        SUM=$(cd dist && sha256sum "agent-memory-$version-linux-$machine.tar.gz" | cut -d' ' -f1) \
        python3 -c 'import os, re, sys
print(re.sub(r"@([A-Z]+)@", lambda name: os.environ[name.group(1)], open(sys.argv[1]).read()), end="")' "$1"
}
