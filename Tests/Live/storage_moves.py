"""`storage migrate`: from SQLite to PostgreSQL and back."""

import os
import signal
import subprocess
import time

import harness
from harness import Server, case, equal, require
from postgres_storage import Database

QUESTIONS = ["violin", "a concerto in the mountains", "tea and cake", "What did Ann do in 2024?"]
WORDS = ["violin", "concerto", "mountain", "climbing", "tea", "cake", "2024", "Ann", "garden", "東京"]


def migrate(source, target, check=True):
    command = [harness.BINARY, "storage", "migrate", "--from", source, "--to", target]
    done = subprocess.run(command, cwd="/", env=harness.clean_environment(), capture_output=True, text=True, timeout=200)
    if check:
        equal(done.returncode, 0, done.stdout + done.stderr)
    return done


def found(server):
    """The memories of each question, best first."""
    answers = []
    for question in QUESTIONS:
        status, answer = server.request("POST", "/v1/long-term-memory/search", {"text": question, "limit": 50})
        equal(status, 200, answer)
        answers.append([one["id"] for one in answer["memories"]])
    return answers


@case
def storage_moves_to_postgres_and_back():
    """A database moved to PostgreSQL and back: interrupted by kill -9, complete, with the same tokens, logins, sessions and search results."""
    database = Database()
    with Server() as server:
        for start in range(0, 2_000, 100):
            memories = [
                {"id": f"m{number}", "text": " ".join(WORDS[(number * step + step) % len(WORDS)] for step in range(2, 9)) + f" {number}"}
                for number in range(start, start + 100)
            ]
            equal(server.request("POST", "/v1/long-term-memory/", {"memories": memories})[0], 200)
        session = {"messages": [{"role": "user", "content": "Tea, please.", "created_at": "2026-01-01T00:00:00Z"}]}
        equal(server.request("PUT", "/v1/working-memory/tea", session)[0], 200)
        server.command("user", "add", "alice")
        expected, token, data = found(server), server.token, server.data
        running = migrate(data, database.url, check=False)
        require(running.returncode != 0 and "Another agent-memory server uses" in running.stderr, f"while it runs: {running.stderr}")
        server.stop()

        command = [harness.BINARY, "storage", "migrate", "--from", data, "--to", database.url]
        killed = subprocess.Popen(command, cwd="/", env=harness.clean_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        part = 0
        while killed.poll() is None and not part:
            time.sleep(0.005)
            if database.sql("SELECT to_regclass('memories') IS NOT NULL AND to_regclass('moving') IS NOT NULL") == "t":
                part = int(database.sql("SELECT count(*) FROM memories"))
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        require(0 < part < 2_000, f"killed with {part} memories in the target")
        early = database.server(data)
        refused = early.command("serve", "--port", "0", check=False)
        require("has not finished" in refused.stderr + refused.stdout, f"a server on a part: {refused}")

        done = migrate(data, database.url)
        require("Both have the same rows" in done.stdout, done.stdout)
        full = migrate(data, database.url, check=False)
        require(full.returncode != 0 and "is not empty" in full.stderr, f"into a full one: {full.stderr}")
        with database.server(data) as moved:
            moved.token = token
            equal(found(moved), expected, "on PostgreSQL")
            equal(moved.request("GET", "/v1/working-memory/tea")[1]["messages"][0]["content"], "Tea, please.")
            require("alice" in moved.command("user", "list").stdout, "the users")
            running = migrate(database.url, os.path.join(server.temporary.name, "back"), check=False)
            require(running.returncode != 0 and "Stop it first" in running.stderr, f"while it runs: {running.stderr}")
            memory = {"memories": [{"id": "later", "text": "Written on PostgreSQL: a zither."}]}
            equal(moved.request("POST", "/v1/long-term-memory/", memory)[0], 200)
            expected = found(moved)

        back = os.path.join(server.temporary.name, "back")
        migrate(database.url, back)
        with Server(back) as last:
            last.token = token
            equal(found(last), expected, "back on SQLite")
            equal(last.request("GET", "/v1/long-term-memory/later")[0], 200)
            last.command("doctor")
