"""A data directory that lost commits: its log is gone after a kill, or an older copy was put in its place."""

import contextlib
import os
import shutil
import sqlite3

from harness import Server, case, equal, require
from operators import refused, status


def id_of(token):
    return token.split("_")[1]


def files(server, *names):
    return [os.path.join(server.data, name) for name in names]


DATABASE = ("memory.db", "memory.db-wal", "memory.db-shm")


@contextlib.contextmanager
def with_removed_token():
    """A killed server, a token that was removed just before, and a copy of the directory with the token."""
    with Server() as server:
        token = server.new_token()
        equal(status(server, token), 200, "before")
        server.kill()
        shutil.copytree(server.data, server.data + ".old")
        server.start()
        server.command("token", "remove", id_of(token), "--force")
        equal(status(server, token), 401, "removed")
        # The command moved its log into the database when it ended: this is in the log only.
        equal(server.request("POST", "/v1/long-term-memory/", {"memories": [{"id": "last", "text": "The last."}]})[0], 200, "a memory")
        server.kill()
        yield server, token


def put_back(server, names):
    for file, old in zip(files(server, *names), (os.path.join(server.data + ".old", name) for name in names)):
        with contextlib.suppress(FileNotFoundError):
            os.remove(file)
        with contextlib.suppress(FileNotFoundError):
            shutil.copy(old, file)


@case
def a_database_that_lost_commits_is_refused():
    """Without its log, or as an older copy, a database is refused by serve, doctor, mcp and commands until the operator accepts it."""
    for damage in (
        lambda server: [os.remove(path) for path in files(server, "memory.db-wal", "memory.db-shm")],
        lambda server: put_back(server, DATABASE),
    ):
        with with_removed_token() as (server, token):
            damage(server)
            refused(["--port", "0", "--data", server.data], {}, "is older than this directory", "remove")
            for words in (("doctor",), ("token", "list"), ("mcp",)):
                done = server.command(*words, check=False, environment={"AGENT_MEMORY_TOKEN": token})
                text = done.stdout + done.stderr
                require(done.returncode != 0 and "is older than this directory" in text, f"{words}: {text}")
            # As the sentence says.
            os.remove(os.path.join(server.data, "revocations"))
            server.start()
            # In the older copy it is there again; without the log, only the memory is gone.
            server.command("token", "remove", id_of(token), "--force", check=False)
            equal(status(server, token), 401, "removed again")
            equal(server.stop(), 0, "exit code")


@case
def the_file_of_revocations_decides_nothing():
    """A removed token stays removed when `revocations` is deleted, cut or replaced by an older copy before the start."""
    for damage in (
        lambda server: os.remove(os.path.join(server.data, "revocations")),
        lambda server: os.truncate(os.path.join(server.data, "revocations"), 0),
        lambda server: os.truncate(os.path.join(server.data, "revocations"), 8),
        lambda server: put_back(server, ("revocations",)),
    ):
        with with_removed_token() as (server, token):
            damage(server)
            server.start()
            equal(status(server, token), 401, "after the start")
            equal(status(server, server.token), 200, "another token")
            equal(server.stop(), 0, "exit code")


@case
def a_read_only_file_of_revocations_is_named():
    """A `revocations` that cannot be written ends the start of a server whose user is not root, with what to do."""
    with Server() as server:
        server.stop()
        path = os.path.join(server.data, "revocations")
        os.chmod(path, 0o400)
        names = "-dac_override,-dac_read_search"
        server.prefix = ["setpriv", f"--bounding-set={names}", f"--inh-caps={names}"]
        try:
            server.start()
        except AssertionError as error:
            require(path in str(error) and "chmod" in str(error), f"{error}")
        else:
            raise AssertionError("the server started")
        finally:
            server.process and server.process.wait(10)
            server.process = None


@case
def doctor_names_what_is_missing():
    """`doctor` exits with 1 and names a table, a column or an index that the database lacks."""
    for statement, words in (
        ("DROP TABLE promotions", "it lacks the table promotions"),
        ("DROP INDEX api_tokens_by_user", "it lacks the index api_tokens_by_user"),
        ("DROP TABLE passkeys; CREATE TABLE passkeys (id BLOB)", "the column passkeys."),
    ):
        with Server() as server:
            server.stop()
            equal(server.command("doctor").returncode, 0, "before")
            with contextlib.closing(sqlite3.connect(os.path.join(server.data, "memory.db"))) as database:
                database.executescript(statement)
            done = server.command("doctor", check=False)
            text = done.stdout + done.stderr
            require(done.returncode == 1 and words in text and "backup" in text, f"{statement}: {text}")
