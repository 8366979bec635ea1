"""Memories in PostgreSQL: one server, its commands, and what happens when either of the two ends."""

import contextlib
import http.client
import itertools
import os
import subprocess
import time

from durability import Load, missing
from harness import Server, Skipped, Threads, case, equal, eventually, require


class Database:
    """A database of its own on the server that `scripts/postgres` started."""

    number = 0

    def __init__(self):
        self.base = os.environ.get("AGENT_MEMORY_TEST_POSTGRES", "")
        self.home = os.environ.get("AGENT_MEMORY_TEST_POSTGRES_HOME", "")
        self.programs = os.environ.get("AGENT_MEMORY_TEST_POSTGRES_PROGRAMS", "")
        if not self.home:
            raise Skipped("run it with scripts/postgres")
        Database.number += 1
        self.name = f"live_{os.getpid()}_{Database.number}"
        self.sql(f"CREATE DATABASE {self.name}", self.base)
        self.url = self.base.rsplit("/", 1)[0] + "/" + self.name

    def sql(self, statement, url=None):
        command = [f"{self.programs}/psql", url or self.url, "-qAtX", "-v", "ON_ERROR_STOP=1", "-c", statement]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        require(done.returncode == 0, f"{statement}: {done.stderr}")
        return done.stdout.strip()

    def restart(self):
        """As after a crash: connections end without a word, and the log of changes is replayed."""
        self.stop()
        time.sleep(1)
        self.start()

    def stop(self):
        self.control("-m", "immediate", "-w", "stop")

    def start(self):
        self.control("-w", "start")

    def control(self, *words):
        user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.getuid() == 0 else []
        command = [*user, f"{self.programs}/pg_ctl", "-D", f"{self.home}/data", "-l", f"{self.home}/data/log"]
        subprocess.run([*command, *words], cwd="/", check=True, stdout=subprocess.DEVNULL, timeout=60)

    def server(self, data=None, **more):
        return Server(data, environment={"AGENT_MEMORY_STORAGE_URL": self.url, **more})


class Writers(Threads):
    """Clients that write memories, whatever the server answers."""

    def __init__(self, server, threads=4):
        super().__init__(threads)
        self.server, self.acknowledged = server, []

    def prepared(self, index, stack):
        numbers = itertools.count()

        def step():
            name = f"w{index}m{next(numbers)}"
            status = 0
            with contextlib.suppress(OSError, http.client.HTTPException):
                body = {"memories": [{"id": name, "text": f"What {name} is about."}]}
                status = self.server.request("POST", "/v1/long-term-memory/", body)[0]
            if status == 200:
                self.acknowledged.append(("long", name))
            else:
                time.sleep(0.05)

        return step

    def grow(self, number, what):
        before = len(self.acknowledged)
        eventually(lambda: len(self.acknowledged) > before + number, timeout=60, what=what)


@case
def postgres_keeps_everything():
    """With storage.url, a server keeps everything in PostgreSQL, and its commands work on it."""
    database = Database()
    with database.server() as server:
        memory = {"memories": [{"id": "one", "text": "The violin concerto was moving."}]}
        equal(server.request("POST", "/v1/long-term-memory/", memory)[0], 200)
        found = server.request("POST", "/v1/long-term-memory/search", {"text": "violin"})
        equal([one["id"] for one in found[1]["memories"]], ["one"], "what a search finds")
        equal(os.path.exists(os.path.join(server.data, "memory.db")), False, "a file of SQLite")
        doctor = server.command("doctor", check=False).stdout
        require("PostgreSQL" in doctor and "users: 1" in doctor, f"doctor: {doctor}")
        token = server.new_token()
        equal(server.request("GET", "/v1/long-term-memory/one", token=token)[0], 200, "with a new token")
        prefix = token.split("_")[1][:8]
        server.command("token", "remove", "--force", f"amt_{prefix}")
        equal(server.request("GET", "/v1/long-term-memory/one", token=token)[0], 401, "with a removed token")
        backup = server.command("backup", os.path.join(server.data, "copy.backup"), check=False)
        require(backup.returncode != 0 and "pg_dump" in backup.stderr, f"backup: {backup.stderr}")


@case
def postgres_server_is_killed():
    """kill -9 of the server: every acknowledged write is in PostgreSQL."""
    with Database().server() as server:
        for round in range(3):
            load = Load(server, round)
            time.sleep(2)
            server.kill()
            acknowledged = load.join()
            require(len(acknowledged) > 20, f"only {len(acknowledged)} writes")
            server.start()
            equal(missing(server, acknowledged), [], "acknowledged and lost")


@case
def postgres_is_restarted():
    """PostgreSQL crashes under load: no acknowledged write is lost, and the server goes on by itself."""
    database = Database()
    with database.server() as server:
        with Writers(server) as writers:
            for _ in range(2):
                time.sleep(2)
                database.restart()
            writers.grow(20, "no write succeeded after the restart")
        equal(missing(server, writers.acknowledged), [], "acknowledged and lost")
        eventually(lambda: server.request("GET", "/health/ready", token=None)[0] == 200, what="the server is not ready")
