"""Acknowledged means durable: kill, full disk, stop and start."""

import contextlib
import http.client
import os
import random
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time

from harness import Server, Skipped, case, equal, eventually, require, send

ROUNDS = 12


class Load:
    """Writers that note what was acknowledged, until the server is gone."""

    def __init__(self, server, round, writers=4):
        self.acknowledged, self.refused = [], []
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.write, args=(server, f"r{round}w{number}")) for number in range(writers)]
        for thread in self.threads:
            thread.start()

    def write(self, server, prefix):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
            for number in range(100_000):
                if number % 3 == 2:
                    path, name = "working", f"{prefix}s{number}"
                    body = {"messages": [{"role": "user", "content": name, "created_at": "2026-01-01T00:00:00Z"}]}
                    code = send(connection, "PUT", f"/v1/working-memory/{name}", body, server.token)[0]
                else:
                    path, name = "long", f"{prefix}m{number}"
                    body = {"memories": [{"id": name, "text": f"What {name} is about."}]}
                    code = send(connection, "POST", "/v1/long-term-memory/", body, server.token)[0]
                with self.lock:
                    if code != 200:
                        self.refused.append((code, name))
                        return
                    self.acknowledged.append((path, name))

    def join(self):
        for thread in self.threads:
            thread.join(30)
        equal(self.refused, [], "refused under load")
        return self.acknowledged


def missing(server, acknowledged):
    """What was acknowledged and is not there."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    gone = []
    with contextlib.closing(connection):
        for path, name in acknowledged:
            route = "working-memory" if path == "working" else "long-term-memory"
            if send(connection, "GET", f"/v1/{route}/{name}", token=server.token)[0] != 200:
                gone.append(name)
    return gone


@case
def killed_under_load():
    """SIGKILL under a load of writes loses no acknowledged write and leaves a database that opens, many times over."""
    total = 0
    server = Server(environment={"AGENT_MEMORY_LOG_LEVEL": "error"})
    server.start()
    try:
        for round in range(ROUNDS):
            load = Load(server, round)
            eventually(lambda: load.acknowledged or load.refused, what="nothing was written")
            time.sleep(random.uniform(0.2, 0.9))
            server.kill()
            acknowledged = load.join()
            total += len(acknowledged)
            server.start()
            equal(missing(server, acknowledged), [], f"lost in round {round}")
        equal(server.stop(), 0, "exit code")
        with contextlib.closing(sqlite3.connect(os.path.join(server.data, "memory.db"))) as database:
            equal(database.execute("PRAGMA integrity_check").fetchone()[0], "ok", "integrity")
        print(f"live: {total} acknowledged writes over {ROUNDS} kills, none lost")
    finally:
        if server.process:
            server.kill()
        server.temporary.cleanup()


@case
def killed_before_promotion():
    """Memories of working memory that were acknowledged are promoted even when the server is killed right after."""
    server = Server()
    server.start()
    try:
        names = []
        for number in range(20):
            names.append(f"p{number}")
            body = {"memories": [{"id": names[-1], "text": f"Promise {number}."}]}
            equal(server.request("PUT", f"/v1/working-memory/s{number}", body)[0], 200, "status")
        server.kill()
        server.start()
        eventually(lambda: not missing(server, [("long", name) for name in names]), what="the memories were not promoted")
    finally:
        server.stop()
        server.temporary.cleanup()


@case
def restarted():
    """A restart keeps memories, sessions and tokens."""
    with Server() as server:
        server.request("POST", "/v1/long-term-memory/", {"memories": [{"id": "a", "text": "The cello is in tune."}]})
        session = {"messages": [{"role": "user", "content": "Hi", "created_at": "2026-01-01T00:00:00Z"}], "ttl_seconds": 3600}
        server.request("PUT", "/v1/working-memory/s", session)
        token = server.new_token()
        equal(server.stop(), 0, "exit code")
        server.start()
        equal(missing(server, [("long", "a"), ("working", "s")]), [])
        code, answer = server.request("POST", "/v1/long-term-memory/search", {"text": "is the instrument ready?"}, token=token)
        equal((code, [memory["id"] for memory in answer["memories"]]), (200, ["a"]))


@case
def stopped_while_a_request_is_under_way():
    """SIGTERM lets a request in flight finish, takes no new ones, and the server ends with 0."""
    with Server() as server:
        body = b'{"memories": [{"id": "late", "text": "Written while the server was asked to stop."}]}'
        head = (
            "POST /v1/long-term-memory/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Authorization: Bearer {server.token}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n")
        with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
            connection.sendall(head.encode() + body[:20])
            time.sleep(0.3)
            server.process.terminate()
            time.sleep(0.5)
            connection.sendall(body[20:])
            answer = connection.recv(65_536)
        require(answer.startswith(b"HTTP/1.1 200"), f"the request was not finished: {answer[:200]!r}")
        equal(server.process.wait(20), 0, "exit code")
        server.start()
        equal(missing(server, [("long", "late")]), [])


@contextlib.contextmanager
def small_disk(megabytes):
    with tempfile.TemporaryDirectory(prefix="agent-memory-disk-") as place:
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", place], capture_output=True, text=True)
        if done.returncode != 0:
            raise Skipped(f"no small disk can be mounted: {done.stderr.strip()}")
        try:
            yield place
        finally:
            subprocess.run(["umount", "-l", place], check=False)


@case
def full_disk():
    """A full disk is answered 507 or 503, reading goes on, and writing recovers when there is room again."""
    with small_disk(12) as place:
        with Server(data=os.path.join(place, "data")) as server:
            ballast = os.path.join(place, "ballast")
            equal(write(server, "first"), 200, "before")
            fill(ballast)
            codes = []
            while len([code for code in codes if code != 200]) < 20 and len(codes) < 1_000:
                codes.append(write(server, f"n{len(codes)}"))
            refused = [code for code in codes if code != 200]
            require(refused and set(refused) <= {503, 507}, f"{set(codes)}")
            equal(server.request("GET", "/v1/long-term-memory/first")[0], 200, "reading")
            os.remove(ballast)
            eventually(lambda: write(server, "last") == 200, what="writing did not recover")
            kept = [f"n{number}" for number, code in enumerate(codes) if code == 200] + ["first", "last"]
            equal(missing(server, [("long", name) for name in kept]), [])


def write(server, name):
    return server.request("POST", "/v1/long-term-memory/", {"memories": [{"id": name, "text": f"{name} " * 2000}]})[0]


def fill(path):
    with contextlib.suppress(OSError), open(path, "wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)
