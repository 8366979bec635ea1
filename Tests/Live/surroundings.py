"""A fault of the file system or of what surrounds the process is an answer, a log line or an exit code: no signal and no silent loss."""

import contextlib
import os
import subprocess
import tempfile

from harness import Server, Skipped, case, equal, eventually, require
from operators import status


def shell(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise Skipped(f"{' '.join(command)}: {done.stderr.strip()}")


@contextlib.contextmanager
def ext4_disk(megabytes):
    """A disk whose files have holes, unlike a tmpfs: what was never written has no block to write to when the disk is full."""
    with tempfile.TemporaryDirectory(prefix="agent-memory-ext4-") as place:
        image, mounted = os.path.join(place, "image"), os.path.join(place, "disk")
        os.mkdir(mounted)
        with open(image, "wb") as file:
            file.truncate(megabytes << 20)
        shell("mkfs.ext4", "-q", "-m", "0", image)
        shell("mount", "-o", "loop", image, mounted)
        try:
            yield mounted
        finally:
            subprocess.run(["umount", "-l", mounted], check=False)


def fill(place):
    with contextlib.suppress(OSError), open(os.path.join(place, "ballast"), "wb", buffering=0) as file:
        for size in (65_536, 4_096, 512, 1):
            with contextlib.suppress(OSError):
                while True:
                    file.write(b"x" * size)
    os.sync()


@case
def a_revocation_on_a_full_disk():
    """The first revocation of a data directory on a full disk ends neither server nor command, and acts at once when it is stored."""
    with ext4_disk(24) as place, Server(data=os.path.join(place, "data")) as server:
        tokens = [server.new_token() for _ in range(4)]
        for token in tokens:
            equal(status(server, token), 200, "before")
        fill(place)
        for token in tokens:
            done = server.command("token", "remove", token.split("_")[1], "--force", check=False)
            require(done.returncode in (0, 1), f"the command ended with {done.returncode}: {done.stdout}{done.stderr}")
            equal(status(server, token), 401 if done.returncode == 0 else 200, done.stdout + done.stderr)
        os.remove(os.path.join(place, "ballast"))
        eventually(lambda: server.command("token", "remove", tokens[-1].split("_")[1], "--force", check=False) and
                   status(server, tokens[-1]) == 401, what="writing did not recover")
        equal(server.stop(), 0, "exit code")


@case
def the_file_of_revocations_is_cut_short_or_removed():
    """A running server outlives the truncation of `revocations` and notices its removal within a second."""
    with Server() as server:
        file = os.path.join(server.data, "revocations")
        for damage in (lambda: os.truncate(file, 0), lambda: os.remove(file), lambda: os.replace(new_file(file), file)):
            token = server.new_token()
            equal(status(server, token), 200, "before")
            damage()
            equal(status(server, token), 200, "after the damage")
            server.command("token", "remove", token.split("_")[1], "--force")
            eventually(lambda: status(server, token) == 401, 1.5, "the removed token is still taken")
        require("was removed or replaced" in server.text, f"the log does not say so: {server.text}")
        equal(server.stop(), 0, "exit code")


def new_file(beside):
    path = beside + ".new"
    open(path, "wb").close()
    return path
