"""PostgreSQL with a standby, and behind a pooler."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import time

from harness import Server, Skipped, case, equal, eventually, free_port, require
from durability import missing
from postgres_storage import Database, Writers


class Pair:
    """A primary and its standby, both of this test alone. A commit waits for the standby, too."""

    def __init__(self):
        self.programs = os.environ.get("AGENT_MEMORY_TEST_POSTGRES_PROGRAMS", "")
        if not self.programs:
            raise Skipped("run it with scripts/postgres")
        self.user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.getuid() == 0 else []
        self.home = tempfile.mkdtemp(prefix="pair-", dir="/tmp")
        with open(f"{self.home}/password", "w", encoding="utf-8") as file:
            file.write("tests")
        if self.user:
            subprocess.run(["chown", "-R", "65534:65534", self.home], check=True)
        self.ports = [free_port(), free_port()]
        self.run("initdb", "-D", self.data(0), "-U", "postgres", "-A", "scram-sha-256", f"--pwfile={self.home}/password",
                 "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        self.settings(0, "synchronous_standby_names = '*'")
        # The standby must be there before a commit can end.
        self.start(0, "-o", "-c synchronous_standby_names=")
        self.run("pg_basebackup", "-D", self.data(1), "-R", "-X", "stream", "-d", self.url([0]))
        self.settings(1, "synchronous_standby_names = ''")
        self.start(1)
        self.run("pg_ctl", "-D", self.data(0), "-m", "fast", "-w", "stop")
        self.start(0)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for number in (0, 1):
            with contextlib.suppress(subprocess.CalledProcessError):
                self.run("pg_ctl", "-D", self.data(number), "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.home, ignore_errors=True)

    def data(self, number):
        return f"{self.home}/data{number}"

    def url(self, numbers):
        hosts = ",".join(f"127.0.0.1:{self.ports[number]}" for number in numbers)
        return f"postgresql://postgres:tests@{hosts}/postgres"

    def run(self, program, *arguments):
        subprocess.run([*self.user, f"{self.programs}/{program}", *arguments], cwd="/", check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, timeout=60)

    def settings(self, number, *more):
        lines = [f"port = {self.ports[number]}", "listen_addresses = '127.0.0.1'", f"unix_socket_directories = '{self.home}'", *more]
        with open(f"{self.data(number)}/postgresql.conf", "a", encoding="utf-8") as file:
            file.write("".join(line + "\n" for line in lines))

    def start(self, number, *more):
        self.run("pg_ctl", "-D", self.data(number), "-l", f"{self.home}/log{number}", "-w", *more, "start")

    def lose_primary(self):
        self.run("pg_ctl", "-D", self.data(0), "-m", "immediate", "-w", "stop")

    def promote(self):
        self.run("pg_ctl", "-D", self.data(1), "-w", "promote")


@case
def postgres_fails_over_to_its_standby():
    """The primary is lost under load and the standby promoted: the server goes on there, and no acknowledged write is lost."""
    with Pair() as pair:
        with Server(environment={"AGENT_MEMORY_STORAGE_URL": pair.url([0, 1])}) as server:
            alone = Server(environment={"AGENT_MEMORY_STORAGE_URL": pair.url([1])})
            refused = alone.command("serve", "--port", "0", check=False)
            require("read-only" in refused.stderr + refused.stdout, f"a standby alone: {refused}")
            alone.temporary.cleanup()
            with Writers(server) as writers:
                writers.grow(50, "no writes on the primary")
                pair.lose_primary()
                time.sleep(1)
                pair.promote()
                writers.grow(50, "no write succeeded on the promoted standby")
            equal(missing(server, writers.acknowledged), [], "acknowledged and lost")
            eventually(lambda: server.request("GET", "/health/ready", token=None)[0] == 200, what="the server is not ready")


@case
def postgres_behind_a_pooler():
    """Behind PgBouncer in transaction mode everything works, with `storage.pooler` and without it."""
    bouncer = os.environ.get("AGENT_MEMORY_TEST_PGBOUNCER", "")
    if not bouncer:
        raise Skipped("scripts/setup pooler, and scripts/postgres scripts/pgbouncer")
    for setting in ("true", "false"):
        database = Database()
        url = bouncer.rsplit("/", 1)[0] + "/" + database.name
        with Server(environment={"AGENT_MEMORY_STORAGE_URL": url, "AGENT_MEMORY_STORAGE_POOLER": setting}) as server:
            with Writers(server, 6) as writers:
                for _ in range(5):
                    writers.grow(20, f"no writes with storage.pooler={setting}")
                    status, answer = server.request("POST", "/v1/long-term-memory/search", {"text": "What is it about?"})
                    equal(status, 200, answer)
                    require(answer["memories"], "a search finds nothing")
            equal(missing(server, writers.acknowledged), [], "acknowledged and lost")
            token = server.new_token()
            equal(server.request("GET", "/v1/long-term-memory/w0m0", token=token)[0], 200)
            if setting == "true":
                names = database.sql(f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{database.name}'")
                require(0 < int(names) <= 3, f"{names} connections to PostgreSQL")
