"""Several servers on one PostgreSQL database, and clients that get another server at every request."""

import asyncio
import contextlib
import http.client
import os
import socket
import subprocess
import sys
import threading
import time

from authorization import PASSWORD, Application, person, said
from browser import browser
from clock import Clock
from durability import Load, missing
from harness import Server, case, equal, eventually, free_port, require, send
from person_pages import log_in
from postgres_storage import Database

SEARCH = ("POST", "/v1/long-term-memory/search", {"text": "", "limit": 1})


class Hopper:
    """A proxy that sends every request to another server than the one before. One that does not answer is left out."""

    def __init__(self, servers):
        self.servers, self.count, self.served = servers, 0, {}
        self.listener = socket.create_server(("127.0.0.1", free_port()), backlog=64)
        self.port = self.listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.token = None

    def __enter__(self):
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.listener.close()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, client):
        with contextlib.closing(client), contextlib.suppress(OSError):
            data = bytearray()
            while b"\r\n\r\n" not in data:
                self.more(client, data)
            head, rest = data.split(b"\r\n\r\n", 1)
            lines = [line for line in head.split(b"\r\n") if not line.lower().startswith((b"connection:", b"expect:"))]
            if b"\nexpect: 100" in head.lower():
                client.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
            length = next((int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length:")), 0)
            while len(rest) < length:
                self.more(client, rest)
            if any(line.lower().startswith(b"transfer-encoding:") for line in lines):
                while not rest.endswith(b"0\r\n\r\n"):
                    self.more(client, rest)
            with self.next() as upstream:
                # A server may answer before it has read a body that is too large.
                request = b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + rest
                threading.Thread(target=self.send, args=(upstream, request), daemon=True).start()
                head = bytearray()
                while b"\r\n\r\n" not in head:
                    self.more(upstream, head)
                # One request a connection, so that each one can go elsewhere.
                head = head.split(b"\r\n", 1)
                client.sendall(head[0] + b"\r\nConnection: close\r\n" + head[1])
                while more := upstream.recv(65536):
                    client.sendall(more)
                # Closed before the client has read everything, it would be reset.
                client.shutdown(socket.SHUT_WR)
                while client.recv(65536):
                    pass

    @staticmethod
    def send(connection, request):
        with contextlib.suppress(OSError):
            connection.sendall(request)

    @staticmethod
    def more(connection, data):
        received = connection.recv(65536)
        if not received:
            raise ConnectionError("the other side has closed the connection")
        data += received

    def next(self):
        for _ in range(2 * len(self.servers)):
            self.count += 1
            server = self.servers[self.count % len(self.servers)]
            with contextlib.suppress(OSError):
                upstream = socket.create_connection(("127.0.0.1", server.port), timeout=60)
                self.served[server.port] = self.served.get(server.port, 0) + 1
                return upstream
        raise ConnectionError("no server answers")

    def request(self, method, path, body=None, token="", headers=None, timeout=30):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        with contextlib.closing(connection):
            status, _, answer = send(connection, method, path, body, self.token if token == "" else token, headers)
            return status, answer


class Wire:
    """The way from one server to PostgreSQL, which a test can cut: nothing passes, and no connection ends."""

    def __init__(self, database):
        address = database.url.rsplit("@", 1)[1].split("/")[0]
        self.target = (address.split(":")[0], int(address.split(":")[1]))
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = database.url.replace(address, f"127.0.0.1:{self.listener.getsockname()[1]}")
        self.open = threading.Event()
        self.open.set()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                far = socket.create_connection(self.target)
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self.pass_on, args=(one, other), daemon=True).start()

    def pass_on(self, one, other):
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                self.open.wait()
                other.sendall(data)
        for end in (one, other):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def two(database, other=None, **more):
    """Two servers behind one address; the token is of the first start. `other`: the URL that the second one gets."""
    with contextlib.ExitStack() as stack:
        with Hopper([]) as hopper:
            more = {"AGENT_MEMORY_HTTP_PUBLIC_URL": hopper.url, **more}
            one = stack.enter_context(database.server(**more))
            second = database.server(**{**more, "AGENT_MEMORY_STORAGE_URL": other or database.url})
            second = stack.enter_context(second)
            second.token = hopper.token = one.token
            hopper.servers[:] = [one, second]
            yield one, second, hopper


def status(server, token=""):
    return server.request(*SEARCH, token=token)[0]


def until_refused(server, token, limit):
    """The seconds until a warm token is refused."""
    start = time.monotonic()
    while status(server, token) == 200:
        require(time.monotonic() - start < limit, f"accepted for {limit} s")
        time.sleep(0.02)
    return time.monotonic() - start


@case
def clients_hop_between_servers():
    """REST, the official MCP client, an OAuth client and a browser work while every request goes to another server."""
    database = Database()
    with two(database) as (one, other, hopper):
        for number in range(10):
            memory = {"memories": [{"id": f"m{number}", "text": f"Number {number} likes violins."}]}
            equal(hopper.request("POST", "/v1/long-term-memory/", memory)[0], 200)
            equal(hopper.request("GET", f"/v1/long-term-memory/m{number}")[0], 200, "at the other server")
        client = os.path.join(os.path.dirname(__file__), "mcp_client.py")
        done = subprocess.run(
            [sys.executable, client, "http", f"{hopper.url}/mcp", hopper.token], capture_output=True, text=True, timeout=180)
        require(done.returncode == 0, f"{done.stdout}\n{done.stderr}")
        one.command("user", "add", "alice")
        one.command("user", "password", "alice", stdin=PASSWORD + "\n")

        async def journey():
            async with browser() as chromium:
                page = await (await chromium.new_context()).new_page()
                await log_in(page, hopper, "/account")
                for number in range(4):
                    await page.fill("#description", f"token {number}")
                    await page.click("button:has-text('Create token')")
                    shown = await page.inner_text("main")
                    require("amt_" in shown, f"the new token is not shown: {shown[:300]}")
                await page.click("summary[aria-label^='Revoke token 1']")
                async with page.expect_navigation():
                    await page.click("details[open] button.danger")
                require("is revoked" in await page.inner_text("main"), "the sentence about what was done")
                application = Application(hopper, await person(chromium, "alice"))
                for mode in ("auto", "legacy"):
                    async with application.session(mode) as session:
                        for number in range(4):
                            await said(session, "add_memories", {"memories": [{"text": f"Alice keeps {number} bees."}]})
                            await said(session, "search_memory", {"query": "bees"})
                equal(application.flows, 1, "how often the person was asked")

        asyncio.run(journey())
        require(min(hopper.served.values()) > 30, f"requests at each server: {hopper.served}")
        doctor = one.command("doctor", check=False).stdout
        require(doctor.count("runs version") == 2, f"doctor: {doctor}")
        for server in (one, other):
            equal(server.request("GET", "/health/ready", token=None)[0], 200, "ready")


@case
def what_one_server_revokes_the_other_refuses():
    """A token, a user and a login that end at one server are refused at the other within a second."""
    database = Database()
    with two(database) as (one, other, hopper):
        slowest = 0
        for _ in range(3):
            token = one.new_token()
            for _ in range(3):
                equal(status(other, token), 200, "before")
            one.command("token", "remove", "--force", token.split("_")[1])
            equal(status(one, token), 401, "at the server of the command")
            slowest = max(slowest, until_refused(other, token, 5))
        one.command("user", "add", "bob")
        token = one.new_token("--user", "bob")
        equal((status(other, token), status(other, token)), (200, 200), "before")
        one.command("user", "disable", "bob")
        slowest = max(slowest, until_refused(other, token, 5))
        require(slowest < 1, f"the slowest took {slowest:.2f} s")
        print(f"refused at the other server after at most {slowest:.2f} s", flush=True)


@case
def a_server_that_is_cut_off_refuses():
    """A server that cannot reach PostgreSQL accepts nothing after five seconds, revoked or not, and goes on when it can."""
    database = Database()
    wire = Wire(database)
    with two(database, wire.url) as (one, other, hopper):
        token = one.new_token()
        equal((status(other, token), status(other)), (200, 200), "before")
        wire.open.clear()
        cut = time.monotonic()
        one.command("token", "remove", "--force", token.split("_")[1])
        last = 0
        while time.monotonic() - cut < 9:
            connection = http.client.HTTPConnection("127.0.0.1", other.port, timeout=2)
            with contextlib.closing(connection), contextlib.suppress(OSError):
                # It touches no storage, so that only the credential decides.
                if send(connection, "POST", "/mcp", {"jsonrpc": "2.0", "id": 1, "method": "ping"}, token)[0] == 200:
                    last = time.monotonic() - cut
            time.sleep(0.05)
        require(last < 5.5, f"the removed token was accepted {last:.1f} s after the wire was cut")
        equal(status(one), 200, "at the other server")
        wire.open.set()
        eventually(lambda: status(other) == 200, 30, "the server does not go on")
        equal(status(other, token), 401, "the removed token")
        print(f"last accepted {last:.1f} s after the wire was cut", flush=True)


@case
def postgres_ends_under_two_servers():
    """While PostgreSQL is down both servers refuse, and no later than five seconds after its end; then they go on."""
    database = Database()
    with two(database) as (one, other, hopper):
        equal((status(one), status(other)), (200, 200), "before")
        database.stop()
        try:
            time.sleep(5.2)
            for server in (one, other):
                equal(server.request("POST", "/mcp", {"jsonrpc": "2.0", "id": 1, "method": "ping"})[0], 503, "while it is down")
        finally:
            database.start()
        for server in (one, other):
            eventually(lambda: status(server) == 200, 30, "it does not go on")


@case
def a_killed_server_leaves_nothing_behind():
    """kill -9 of one of two servers under load: no acknowledged write is lost, the other refuses nothing and does its work."""
    database = Database()
    with two(database) as (one, other, hopper):
        stay, go = Load(other, 0, writers=2), Load(one, 1, writers=2)
        time.sleep(2)
        for number in range(40):
            body = {"messages": [], "memories": [{"id": f"p{number}", "text": f"Promoted {number}", "memory_type": "semantic"}]}
            equal(one.request("PUT", f"/v1/working-memory/queue{number}", body)[0], 200)
        one.kill()
        killed = time.monotonic()
        acknowledged = go.join()
        found = [0]

        def promoted():
            found[0] = sum(
                other.request("GET", f"/v1/long-term-memory/p{number}")[0] == 200 for number in range(40))
            return found[0] == 40

        eventually(promoted, 45, "the queue was not taken over")
        took = time.monotonic() - killed
        require(len(acknowledged) > 20, f"only {len(acknowledged)} writes")
        equal(missing(other, acknowledged), [], "acknowledged by the killed server and lost")
        one.start()
        one.stop()
        one.start()
        other_writes = len(stay.acknowledged)
        eventually(lambda: len(stay.acknowledged) > other_writes + 20, what="the other server stopped writing")
        equal(stay.refused, [], "refused by the other server, while one was killed and started three times")
        print(f"the queue was empty {took:.1f} s after the kill", flush=True)
        other.kill()
        lost = missing(one, stay.join())
        equal(lost, [], "acknowledged by the other server and lost")
        other.start()


@case
def servers_that_disagree_do_not_start():
    """A second server with another embedding model or algorithm, or a clock that is off, ends with a sentence that says what to do."""
    database = Database()
    # Without an address of their own, the servers of a test differ by their ports.
    address = {"AGENT_MEMORY_HTTP_PUBLIC_URL": "http://127.0.0.1:4999"}
    with database.server(**address) as one:
        equal(status(one), 200)
        model = {"AGENT_MEMORY_EMBEDDING_PROVIDER": "openai", "AGENT_MEMORY_EMBEDDING_URL": "http://127.0.0.1:1/v1",
                 "AGENT_MEMORY_EMBEDDING_MODEL": "another", "AGENT_MEMORY_EMBEDDING_DIMENSION": "8"}
        late = Clock()
        late.shift(30)
        for change, words in ((model, ("embedding.model is another", "All servers")),
                              ({"AGENT_MEMORY_OAUTH_ALGORITHM": "ES256"}, ("oauth.algorithm", "All servers")),
                              (late.environment, ("clocks", "synchronize"))):
            if change is model and "Semantic search" not in one.text:
                continue
            other = database.server(**address, **change)
            refused = other.command("serve", "--port", "0", check=False)
            told = refused.stdout + refused.stderr
            require(refused.returncode != 0 and all(word in told for word in words), f"{change}: {told}")
            other.temporary.cleanup()
        near = Clock()
        near.shift(2)
        with database.server(**address, **near.environment) as other:
            other.token = one.token
            equal(status(other), 200, "with a clock that is two seconds off")
            eventually(lambda: "clocks of this machine" in other.text, what="no warning about the clock")
        equal(status(one), 200)
