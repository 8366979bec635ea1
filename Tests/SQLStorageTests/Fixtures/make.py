#!/usr/bin/env python3
"""Creates the fixture for the schema of a binary: a small database that the real server wrote.

usage: AGENT_MEMORY_MODELS=DIRECTORY Tests/SQLStorageTests/Fixtures/make.py BINARY

Run it with the binary of a release before the next migration is added. FixtureTests.swift checks its contents.
"""

import os
import sqlite3
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "Live"))
import harness  # noqa: E402

MEMORIES = [
    {"id": "tea", "text": "Alice drinks green tea in the morning.", "session_id": "s1", "namespace": "home", "topics": ["food"]},
    {"id": "dog", "text": "Alice has a puppy called Rex.", "session_id": "s1", "namespace": "home", "entities": ["Rex"], "pinned": True},
    {"id": "oslo", "text": "Alice moved to Oslo.", "session_id": "s2", "memory_type": "episodic", "event_date": "2023-05-07T00:00:00Z"},
]
KEPT = {"id": "piano", "text": "Alice plays the piano.", "memory_type": "semantic"}


def fill(server):
    server.command("user", "add", "alice")
    token = server.new_token("--user", "alice")

    def ask(method, path, body=None):
        code, answer = server.request(method, path, body, token=token)
        harness.require(code < 300, f"{method} {path}: {code} {answer}")
        return answer

    ask("POST", "/v1/long-term-memory/", {"memories": [{"user_id": "alice", **memory} for memory in MEMORIES]})
    ask("PUT", "/v1/working-memory/talk", {
        "user_id": "alice", "messages": [{"role": "user", "content": "Hello, I am Alice."}],
        "memories": [{"user_id": "alice", **KEPT}], "data": {"mood": "good"}})
    search = {"text": "music", "search_mode": "semantic", "limit": 10}
    harness.eventually(
        lambda: ask("POST", "/v1/long-term-memory/search", search)["total"] == len(MEMORIES) + 1, what="not everything has a vector")


def shrink(source, target):
    database = sqlite3.connect(source, isolation_level=None)
    database.execute("PRAGMA journal_mode = DELETE")
    database.execute("PRAGMA page_size = 512")
    database.execute("VACUUM")
    number = database.execute("SELECT max(number) FROM schema_migrations").fetchone()[0]
    database.close()
    target = os.path.join(target, f"schema-{number}.db")
    os.replace(source, target)
    print(f"{target}: {os.path.getsize(target)} bytes")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    harness.BINARY = os.path.abspath(sys.argv[1])
    server = harness.Server()
    with server:
        fill(server)
        harness.equal(server.stop(), 0, "the server's end")
        shrink(os.path.join(server.data, "memory.db"), HERE)
        server.process = None


main()
