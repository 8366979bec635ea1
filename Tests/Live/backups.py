"""Backups of a server at work: by command and by schedule, encrypted, restored, and on a full disk."""

import contextlib
import itertools
import os
import shutil
import stat
import subprocess

import harness
from durability import fill, small_disk, write
from harness import Server, Threads, case, equal, eventually, require
from operators import status

KEYWORD = "a-word-that-no-log-may-show"


class Writers(Threads):
    """Writes memories without a pause, and remembers which were acknowledged."""

    def __init__(self, server, threads=3):
        super().__init__(threads)
        self.server, self.acknowledged = server, []

    def prepared(self, index, stack):
        numbers = itertools.count()

        def step():
            name = f"w{index}-{next(numbers)}"
            if write(self.server, name) == 200:
                self.acknowledged.append(name)

        return step


def backup(*words, check=True):
    """Runs `agent-memory backup` without a data directory."""
    done = subprocess.run([harness.BINARY, "backup", *words], cwd="/", capture_output=True, timeout=60, text=True)
    require(not check or done.returncode == 0, done.stderr)
    return done


def has(server, name):
    return server.request("GET", f"/v1/long-term-memory/{name}")[0] == 200


@contextlib.contextmanager
def restored(server, *words):
    """A server on a new directory, restored from a backup; it knows the token of the first."""
    with Server() as other:
        other.stop()
        shutil.rmtree(other.data)
        other.command("restore", *words)
        other.start()
        other.token = server.token
        yield other


@case
def a_backup_under_load_has_every_acknowledged_write():
    """A backup made while memories are written has all that were acknowledged before, and a server starts on it."""
    with Server() as server, Writers(server) as writers:
        place = os.path.dirname(server.data)
        for round in range(3):
            eventually(lambda: len(writers.acknowledged) >= 20 * (round + 1), what="nothing was written")
            before = list(writers.acknowledged)
            file = os.path.join(place, f"{round}.backup")
            server.command("backup", file)
            equal(stat.S_IMODE(os.stat(file).st_mode), 0o600, "mode")
            with restored(server, file) as other:
                missing = [name for name in before if not has(other, name)]
                equal(missing, [], f"round {round}: acknowledged and not in the backup")
                equal(status(other, server.token), 200, "the token of the backup")


@case
def a_restored_directory_starts_and_revokes_what_was_removed():
    """An older backup replaces the database on demand; the server starts, and tokens removed since are refused."""
    with Server() as server:
        file = os.path.join(os.path.dirname(server.data), "old.backup")
        token = server.new_token()
        write(server, "first")
        server.command("backup", file)
        server.command("token", "remove", token.split("_")[1], "--force")
        write(server, "second")
        done = server.command("restore", file, "--replace", "--removed", "revoke", check=False)
        require(done.returncode != 0 and "Another agent-memory server uses" in done.stderr, f"while it runs: {done.stderr}")
        server.stop()
        done = server.command("restore", file, "--replace", check=False)
        require(done.returncode != 0 and "--removed revoke" in done.stderr, f"without an answer: {done.stderr}")
        server.command("restore", file, "--replace", "--removed", "revoke")
        server.start()
        equal(status(server, token), 401, "the removed token")
        require(has(server, "first") and not has(server, "second"), "the memories of the backup")
        equal(write(server, "third"), 200, "writing")


@case
def scheduled_backups_are_encrypted_and_kept():
    """A server with a schedule makes an encrypted backup, which only the private key opens; the log shows no memory and no key."""
    with Server() as server:
        place = os.path.dirname(server.data)
        copies, key = os.path.join(place, "copies"), os.path.join(place, "key")
        public = backup("keygen", key).stdout.strip()
        equal(server.request("POST", "/v1/long-term-memory/", {"memories": [{"id": "m", "text": KEYWORD}]})[0], 200, "a memory")
        server.stop()
        server.environment.update(
            AGENT_MEMORY_BACKUP_SCHEDULE="1h", AGENT_MEMORY_BACKUP_DIRECTORY=copies, AGENT_MEMORY_BACKUP_ENCRYPT_TO=public)
        server.start()
        eventually(lambda: os.path.isdir(copies) and any(name.endswith(".backup") for name in os.listdir(copies)), what="no backup")
        (name,) = os.listdir(copies)
        file = os.path.join(copies, name)
        with open(file, "rb") as stream:
            require(KEYWORD.encode() not in stream.read(), "the text of a memory is in the encrypted backup")
        done = backup("verify", file, check=False)
        require(done.returncode != 0 and "is encrypted" in done.stderr, done.stderr)
        text = backup("verify", file, "--key", key).stdout
        require("memories: 1" in text and "left out" in text, text)
        with restored(server, file, "--key", key) as other:
            require(has(other, "m"), "the memory")
        eventually(lambda: "backup written" in server.text, what="no line in the log")
        with open(key) as stream:
            secret = stream.read().strip()
        require(KEYWORD not in server.text and secret not in server.text and server.token not in server.text, "the log shows a secret")


@case
def a_backup_on_a_full_disk_leaves_nothing():
    """A backup that finds no room ends with a sentence and leaves no file; the server goes on."""
    with small_disk(2) as place, Server() as server:
        for number in range(20):
            equal(write(server, f"n{number}"), 200, "before")
        fill(os.path.join(place, "ballast"))
        done = server.command("backup", os.path.join(place, "copy.backup"), check=False)
        require(done.returncode != 0 and "No space left on device" in done.stderr, done.stderr)
        equal(os.listdir(place), ["ballast"], "left behind")
        require(not os.path.exists(os.path.join(server.data, "backup.part")), "the copy in the data directory is left")
        equal(write(server, "after"), 200, "after")


@case
def a_backup_goes_through_a_pipe():
    """`backup -` writes to standard output, and `restore -` reads from standard input."""
    with Server() as server:
        write(server, "m")
        file = os.path.join(os.path.dirname(server.data), "piped")
        with open(file, "wb") as stream:
            subprocess.run([harness.BINARY, "backup", "-", "--data", server.data], stdout=stream, check=True, timeout=60)
        with Server() as other:
            other.stop()
            shutil.rmtree(other.data)
            with open(file, "rb") as stream:
                subprocess.run([harness.BINARY, "restore", "-", "--data", other.data], stdin=stream, check=True, timeout=60)
            other.start()
            other.token = server.token
            require(has(other, "m"), "the memory")
