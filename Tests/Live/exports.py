"""`agent-memory export` and `agent-memory user erase`: what goes out comes back to the byte, and what is erased is gone."""

import contextlib
import json
import os
import sqlite3
import tempfile

import jwt

from authorization import server_with_people
from harness import Server, case, equal, require


def contents(folder):
    return {name: open(f"{folder}/{name}", "rb").read() for name in sorted(os.listdir(folder))}


@case
def export_is_imported_to_the_byte():
    """A workspace of several users and a person's memories: export, import into an empty server, export: the same bytes."""
    with Server() as server, Server() as other, tempfile.TemporaryDirectory() as folder:
        service, empty = server.service_token(), other.service_token()
        batch = [{"id": f"m{number}", "text": f"Text {number}\n\u2028# é", "user_id": f"u{number % 3}", "topics": ["b", "a"],
                  "entities": ["Ana"], "session_id": "s", "namespace": "n", "metadata": {"n": 0.1, "deep": [1, None]},
                  "memory_type": "episodic" if number % 2 else "semantic", "event_date": "2026-01-01T00:00:00Z" if number % 2 else None,
                  "created_at": f"2026-01-{number % 9 + 1:02}T10:00:00Z", "pinned": number == 3,
                  "supersedes": ["m0"] if number == 9 else []} for number in range(230)]
        equal(server.request("POST", "/v1/long-term-memory", {"memories": batch, "deduplicate": False}, service)[0], 200)
        equal(server.request("POST", "/v1/long-term-memory/archive", {"memory_ids": ["m5"]}, service)[0], 200)
        run = lambda which, token, *words, check=True: which.command(  # noqa: E731
            *words, environment={"AGENT_MEMORY_TOKEN": token}, check=check)
        run(server, service, "export", f"{folder}/first")
        run(server, service, "export", f"{folder}/remote", "--url", server.url)
        first = contents(f"{folder}/first")
        equal(contents(f"{folder}/remote"), first, "over HTTP")
        manifest = json.loads(first["manifest.json"])
        equal((manifest["memories"], manifest["users"]), (230, ["u0", "u1", "u2"]))
        equal(oct(os.stat(f"{folder}/first/memories.jsonl").st_mode & 0o777), "0o600")
        answer = json.loads(run(other, empty, "import", "export", f"{folder}/first", "--format", "json").stdout)
        equal((answer["new"], answer["refused"]), (230, 0), f"{answer}")
        run(other, empty, "export", f"{folder}/second")
        equal(contents(f"{folder}/second"), first, "the same bytes")
        run(server, service, "export", f"{folder}/one", "--user", "u1")
        equal(json.loads(contents(f"{folder}/one")["manifest.json"])["users"], ["u1"])
        with open(f"{folder}/first/memories.jsonl", "ab") as file:
            file.write(b"{}\n")
        for words, reason in ((("import", "export", f"{folder}/first"), "damaged"), (("export", f"{folder}/first"), "exists already")):
            refused = run(server, service, *words, check=False)
            require(refused.returncode != 0 and reason in refused.stderr, refused.stderr)


@case
def user_erase_leaves_nothing():
    """An operator erases a person next to the running server: tokens end, the database no longer has the text, the receipt is signed."""
    with server_with_people("alice", "bob") as server:
        token = server.new_token("--user", "alice")
        memory = {"memories": [{"id": "m", "text": "Zanzibarquark keeps bees"}]}
        equal(server.request("POST", "/v1/long-term-memory", memory, token)[0], 200)
        equal(server.request("GET", "/v1/long-term-memory/m", token=token)[0], 200)
        wrong = server.command("user", "erase", "alice", check=False, stdin="bob\n")
        require(wrong.returncode != 0 and "Nothing was erased" in wrong.stderr, wrong.stderr)
        done = server.command("user", "erase", "alice", "--format", "json", stdin="alice\n")
        receipt = json.loads(done.stdout)
        equal((receipt["erased"]["memories"], receipt["erased"]["accounts"]), (1, 1))
        require("Backups" in done.stderr, done.stderr)
        status, keys = server.request("GET", "/.well-known/jwks.json", token=None)
        equal(status, 200)
        header = jwt.get_unverified_header(receipt["signed"])
        key = next(jwt.PyJWK(key) for key in keys["keys"] if key["kid"] == header["kid"])
        claims = jwt.decode(receipt["signed"], key.key, algorithms=[header["alg"]])
        equal((header["typ"], claims["jti"], claims["sub"], claims["erased"]), (
            "receipt+jwt", receipt["receipt"], receipt["user_id"], receipt["erased"]))
        equal(server.request("GET", "/v1/long-term-memory/m", token=token)[0], 401)
        require("No user" in server.command("user", "show", "alice", check=False).stderr, "the account is gone")
        with contextlib.closing(sqlite3.connect(f"file:{server.data}/memory.db?mode=ro", uri=True)) as database:
            names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'")]
            for name in names:
                for row in database.execute(f"SELECT * FROM {name}"):
                    for value in row:
                        value = value.encode() if isinstance(value, str) else value
                        require(not isinstance(value, bytes) or (b"anzibarquark" not in value and receipt["user_id"].encode() not in value),
                                f"{name}: {row}")
