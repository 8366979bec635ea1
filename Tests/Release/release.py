"""Tests of the files in dist/: each is installed where there is no toolchain, and serves a first memory.

    Tests/Release/run [WORD…]     only the tests whose name contains one of the words
"""

import pathlib
import re
import subprocess
import sys
import tempfile
import time

from distributions import reachable
from machine import Failed, Machine, first_memory, free_port, run, started

DIST = pathlib.Path("dist").resolve()
STORE = ("--storage-driver", "vfs")
# Of Ubuntu 22.04.
OLDEST_GLIBC = (2, 35)


def one(pattern):
    files = sorted(DIST.glob(pattern))
    if len(files) != 1:
        raise Failed(f"dist/ has {len(files)} files of the form {pattern}; scripts/release makes one")
    return files[0]


def the_program_needs_glibc_only(machine, scratch):
    needed = run("readelf", "--dynamic", DIST / "agent-memory")
    libraries = {line.split("[")[1].rstrip("]\n") for line in needed.splitlines() if "(NEEDED)" in line}
    if foreign := libraries - {"libc.so.6", "libm.so.6", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"}:
        raise Failed(f"the program needs {', '.join(sorted(foreign))}")
    symbols = run("objdump", "--dynamic-syms", DIST / "agent-memory")
    newest = max(tuple(map(int, version.split("."))) for version in re.findall(r"GLIBC_([0-9.]+)", symbols))
    if newest > OLDEST_GLIBC:
        raise Failed(f"the program needs glibc {newest}, newer than {OLDEST_GLIBC}")
    commit = run("git", "rev-parse", "--short=12", "HEAD").strip()
    if commit not in run(DIST / "agent-memory", "version"):
        raise Failed("the program does not say its commit")


def the_program_does_not_name_the_folder_it_was_built_in(machine, scratch):
    content = (DIST / "agent-memory").read_bytes()
    folder = str(DIST.parent).encode() + b"/"
    if found := content.count(folder):
        at = content.index(folder)
        raise Failed(f"it has {found} paths of {DIST.parent}, the first: {content[at:at + 200]!r}")


def has_monitoring(machine, folder):
    """The files for Prometheus and Grafana, the same as in the sources."""
    for name in ("prometheus.yaml", "alerts.yaml", "dashboard.json"):
        packed = machine.root / folder / "monitoring" / name
        if not packed.exists() or packed.read_bytes() != (DIST.parent / "packaging/monitoring" / name).read_bytes():
            raise Failed(f"{packed} is not the file of the sources")


def an_archive_is_unpacked_and_started(machine, scratch=None):
    file = machine.take(one("agent-memory-*-linux-*.tar.gz"))
    machine.run("tar", "--extract", "--file", file, "--directory", "/srv")
    folder = file.removesuffix(".tar.gz")
    has_monitoring(machine, folder.lstrip("/"))
    port = free_port()
    command = machine.command(f"{folder}/agent-memory", "serve", "--port", port, "--data", "/srv/data")
    with started(command) as greeting:
        first_memory(port, greeting)


def a_debian_package_is_installed_used_and_purged(machine, scratch):
    machine.run("apt-get", "install", "--yes", "-qq", "--no-install-recommends", machine.take(one("agent-memory_*.deb")))
    has_monitoring(machine, "usr/share/doc/agent-memory")
    port = free_port()
    as_service = ("setpriv", "--reuid", "agent-memory", "--regid", "agent-memory", "--clear-groups", "env", "AGENT_MEMORY_DATA=/var/lib/agent-memory")
    serve = ("agent-memory", "serve", "--config", "/etc/agent-memory/agent-memory.yaml", "--port", port)
    with started(machine.command(*as_service, *serve)) as greeting:
        first_memory(port, greeting)
        if machine.run("agent-memory", "health", "--url", f"http://127.0.0.1:{port}").strip() != "healthy":
            raise Failed("agent-memory health does not say ok")
    data = machine.root / "var/lib/agent-memory"
    if data.stat().st_mode & 0o077:
        raise Failed("other accounts can read the data directory")
    machine.run("apt-get", "purge", "--yes", "-qq", "agent-memory")
    if not (data / "memory.db").exists():
        raise Failed("a purge that nobody answered deleted the memories")
    machine.run("apt-get", "install", "--yes", "-qq", "--no-install-recommends", "debconf", "/srv/" + one("agent-memory_*.deb").name)
    machine.run("sh", "-c", "echo agent-memory agent-memory/remove-data boolean true | debconf-set-selections")
    machine.run("apt-get", "purge", "--yes", "-qq", "agent-memory")
    if data.exists():
        raise Failed("the memories are still there after a purge that was told to delete them")
    if (machine.root / "usr/bin/agent-memory").exists():
        raise Failed("the program is still there after a purge")


def other_distributions_start_the_archive_and_the_package(machine, scratch):
    for distribution in reachable():
        other = distribution.machine(scratch)
        try:
            an_archive_is_unpacked_and_started(other)
            other.run("dpkg", "--install", other.take(one("agent-memory_*.deb")))
            port = free_port()
            with started(other.command("agent-memory", "serve", "--port", port, "--data", "/srv/installed")) as greeting:
                first_memory(port, greeting)
        except Failed as failure:
            raise Failed(f"{distribution.name}: {failure}") from None
        finally:
            other.remove()


def lintian_finds_nothing(machine, scratch):
    found = subprocess.run(["lintian", "--fail-on", "error,warning", one("agent-memory_*.deb")], capture_output=True, text=True)
    if found.returncode:
        raise Failed(found.stdout + found.stderr)


def an_image_is_started_read_only_and_is_healthy(machine, scratch):
    run("podman", *STORE, "--root", scratch / "store", "load", "--quiet", "--input", one("agent-memory-*-image-*.tar"))
    port = free_port()
    data = scratch / "data"
    data.mkdir()
    run("chown", "65532:65532", data)
    limits = ("--ulimit", "nofile=1024:1024", "--ulimit", "nproc=4096:4096")
    podman = ("podman", *STORE, "--root", scratch / "store", "--runtime", "runc")
    name = f"agent-memory-{port}"
    command = [*podman, "run", "--rm", "--name", name, "--pull=never", "--network", "host", "--read-only", "--no-healthcheck", "--cap-drop", "all", *limits]
    command += ["--volume", f"{data}:/data", "localhost/agent-memory:" + version(), "serve", "--port", str(port), "--host", "127.0.0.1"]
    with started([str(word) for word in command], seconds=60) as greeting:
        first_memory(port, greeting)
        run(*podman, "exec", name, "/usr/bin/agent-memory", "health", "--url", f"http://127.0.0.1:{port}")


def version():
    return run(DIST / "agent-memory", "--version").strip()


def install_sh_installs_only_what_is_signed(machine, scratch):
    key, files = scratch / "key.pem", scratch / "files"
    run("openssl", "genpkey", "-algorithm", "ed25519", "-out", key)
    run("cp", "--recursive", DIST, files)
    sums = files / "SHA256SUMS"
    run("openssl", "pkeyutl", "-sign", "-rawin", "-inkey", key, "-in", sums, "-out", files / "SHA256SUMS.sig")
    # The template is filled in as scripts/release does it, with the key of this test.
    script = scratch / "install.sh"
    script.write_text(run("bash", "-c", 'RELEASE_KEY=$0 && . packaging/common.sh && fill_in packaging/install.sh', key))

    def install(prefix):
        return subprocess.run(["sh", script, "--prefix", prefix, "--from", files], capture_output=True, text=True)

    first = install(scratch / "good")
    if first.returncode or not (scratch / "good/bin/agent-memory").exists():
        raise Failed(f"a signed archive is not installed: {first.stderr}")
    again = install(scratch / "good")
    if again.returncode:
        raise Failed(f"an installed version is not replaced: {again.stderr}")
    port = free_port()
    with started([scratch / "good/bin/agent-memory", "serve", "--port", str(port), "--data", str(scratch / "installed")]) as greeting:
        first_memory(port, greeting)

    archive = files / one("agent-memory-*-linux-*.tar.gz").name
    for file, what in [(archive, "an archive"), (sums, "a list of checksums"), (files / "SHA256SUMS.sig", "a signature")]:
        whole = file.read_bytes()
        file.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        refused = install(scratch / "bad")
        file.write_bytes(whole)
        if refused.returncode == 0 or (scratch / "bad/bin/agent-memory").exists():
            raise Failed(f"{what} with one changed bit is installed")
        if "Nothing was installed" not in refused.stderr:
            raise Failed(f"{what} with one changed bit is refused without a sentence: {refused.stderr}")


TESTS = [
    the_program_needs_glibc_only,
    the_program_does_not_name_the_folder_it_was_built_in,
    an_archive_is_unpacked_and_started,
    other_distributions_start_the_archive_and_the_package,
    a_debian_package_is_installed_used_and_purged,
    lintian_finds_nothing,
    an_image_is_started_read_only_and_is_healthy,
    install_sh_installs_only_what_is_signed,
]


def main(words):
    chosen = [test for test in TESTS if not words or any(word in test.__name__ for word in words)]
    failed = 0
    with tempfile.TemporaryDirectory(prefix="release-") as folder:
        machine = Machine.make(pathlib.Path(folder) / "machine", "bookworm", ["adduser"])
        for test in chosen:
            start = time.monotonic()
            scratch = pathlib.Path(folder) / test.__name__
            scratch.mkdir()
            try:
                test(machine, scratch)
                result = "passed"
            except Failed as failure:
                failed += 1
                result = f"FAILED: {failure}"
            print(f"{test.__name__}: {result} ({time.monotonic() - start:.1f} s)")
    print(f"{len(chosen) - failed} passed, {failed} failed")
    return 1 if failed or not chosen else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
