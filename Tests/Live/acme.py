"""The server gets its certificate from a certificate authority: pebble, over both kinds of challenges."""

import contextlib
import http.client
import json
import os
import shutil
import socket
import ssl
import stat
import subprocess
import tempfile
import urllib.error
import urllib.request

from harness import Server, Skipped, case, equal, eventually, free_port, require, send
from tls import Authority

NAME = "memory.example"


class Pebble:
    """The certificate authority, and a DNS server in which every name is this machine."""

    def __init__(self, place, http_port, tls_port, lifetime=86_400):
        if not shutil.which("pebble"):
            raise Skipped("pebble is not installed; scripts/setup providers installs it")
        self.place = place
        own = Authority(place, "pebble-root")
        certificate, key = own.issue("pebble")
        self.own = own.certificate
        self.port, self.management, self.dns = free_port(), free_port(), free_port()
        with open(os.path.join(place, "pebble.json"), "w") as file:
            json.dump({"pebble": {
                "listenAddress": f"127.0.0.1:{self.port}", "managementListenAddress": f"127.0.0.1:{self.management}",
                "certificate": certificate, "privateKey": key, "httpPort": http_port, "tlsPort": tls_port,
                "ocspResponderURL": "", "certificateValidityPeriod": lifetime}}, file)
        self.directory = f"https://localhost:{self.port}/dir"
        self.root = os.path.join(place, "root.pem")
        self.processes = []

    def start(self):
        environment = {**os.environ, "PEBBLE_VA_NOSLEEP": "1", "PEBBLE_AUTHZREUSE": "0", "PEBBLE_WFE_NONCEREJECT": "20"}
        management = f"127.0.0.1:{free_port()}"
        with open(os.path.join(self.place, "pebble.log"), "w") as log:
            for command in (
                    ["pebble-challtestsrv", "-defaultIPv4", "127.0.0.1", "-defaultIPv6", "", "-dns01", f"127.0.0.1:{self.dns}",
                     "-http01", "", "-https01", "", "-tlsalpn01", "", "-management", management],
                    ["pebble", "-config", os.path.join(self.place, "pebble.json"), "-dnsserver", f"127.0.0.1:{self.dns}"]):
                self.processes.append(subprocess.Popen(command, env=environment, stdout=log, stderr=log))
        context = ssl.create_default_context(cafile=self.own)

        def root():
            with contextlib.suppress(urllib.error.URLError, OSError):
                with urllib.request.urlopen(f"https://localhost:{self.management}/roots/0", context=context, timeout=5) as answer:
                    return answer.read()

        with open(self.root, "wb") as file:
            file.write(eventually(root, what=f"pebble did not start: {self.log}"))

    @property
    def log(self):
        with open(os.path.join(self.place, "pebble.log")) as file:
            return file.read()

    def stop(self):
        for process in self.processes:
            process.kill()
            process.wait()
        self.processes = []


@contextlib.contextmanager
def served(lifetime=86_400, over_http=False, start=True, **more):
    """A pebble, and a server that has it as certificate authority; not yet started."""
    with tempfile.TemporaryDirectory(prefix="agent-memory-acme-") as place:
        port, http_port = free_port(), free_port()
        pebble = Pebble(place, http_port, port, lifetime)
        environment = {
            "AGENT_MEMORY_TLS_ACME_DOMAINS": f"{NAME}, www.{NAME}", "AGENT_MEMORY_TLS_ACME_AGREE": "true",
            "AGENT_MEMORY_TLS_ACME_DIRECTORY": pebble.directory, "AGENT_MEMORY_TLS_ACME_EMAIL": "admin@memory.example",
            "AGENT_MEMORY_OUTBOUND_CA_FILE": pebble.own, "AGENT_MEMORY_HTTP_PUBLIC_URL": f"https://{NAME}:{port}", **more}
        if over_http:
            environment["AGENT_MEMORY_TLS_ACME_HTTP_PORT"] = str(http_port)
        server = Server(environment=environment)
        server.port = port
        try:
            if start:
                pebble.start()
            yield pebble, server, http_port
        finally:
            server.stop()
            pebble.stop()


def handshake(server, pebble, name=NAME):
    """The certificate that a client sees, verified; nil while the server has none."""
    context = ssl.create_default_context(cafile=pebble.root)
    with contextlib.suppress(ConnectionError, ssl.SSLEOFError):
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as plain:
            with context.wrap_socket(plain, server_hostname=name) as secure:
                return secure.getpeercert()


def first(server, pebble):
    """The first certificate, once the server has it."""
    try:
        return eventually(lambda: handshake(server, pebble), what="no certificate")
    except AssertionError as error:
        raise AssertionError(f"{error}: {server.text}\n{pebble.log}") from None


def get(port, path, headers=None, method="GET"):
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        return send(connection, method, path, headers=headers)


@case
def a_certificate_by_tls():
    """TLS-ALPN-01: the first start has a certificate of pebble for both names within seconds, kept in private files."""
    with served() as (pebble, server, _):
        server.start()
        require("There is no TLS certificate yet" in server.text, server.text)
        found = first(server, pebble)
        equal(sorted(name for _, name in found["subjectAltName"]), [NAME, f"www.{NAME}"], "names")
        require(handshake(server, pebble, f"www.{NAME}"), "the second name")
        folder = os.path.join(server.data, "acme")
        equal(sorted(os.listdir(folder)), ["account.pem", "certificate.json"], "files")
        for name in ("", "account.pem", "certificate.json"):
            equal(stat.S_IMODE(os.stat(os.path.join(folder, name)).st_mode) & 0o077, 0, name)
        require("PRIVATE KEY" not in server.text, "a key is in the log")
        findings = server.command("doctor", check=False, environment={"AGENT_MEMORY_HTTP_PORT": str(server.port)}).stdout
        require("will be renewed by" in findings and "responds" in findings, findings)
        server.stop()
        # The next start uses it at once and asks for none.
        pebble.stop()
        server.start()
        equal(handshake(server, pebble)["serialNumber"], found["serialNumber"], "after a restart")
        require("getting a TLS certificate" not in server.text, server.text)


@case
def a_certificate_by_http():
    """HTTP-01: the second port answers the authority, sends browsers to https, and refuses credentials without TLS."""
    with served(over_http=True) as (pebble, server, http_port):
        server.start()
        first(server, pebble)
        require("acme-challenge" in pebble.log, pebble.log)
        status, headers, _ = get(http_port, "/memories?a=b")
        equal((status, headers["Location"]), (308, f"https://{NAME}:{server.port}/memories?a=b"), "redirect")
        equal(get(http_port, "/v1/long-term-memory/", {"Authorization": f"Bearer {server.token}"})[0], 403, "with a token")
        equal(get(http_port, "/v1/long-term-memory/", method="POST")[0], 403, "a write")
        equal(get(http_port, "/.well-known/acme-challenge/unknown")[0], 404, "an unknown challenge")


@case
def a_renewal():
    """A certificate of 40 s is renewed after two thirds of its life, and an open connection goes on."""
    with served(lifetime=40) as (pebble, server, _):
        server.start()
        former = first(server, pebble)
        context = ssl.create_default_context(cafile=pebble.root)
        kept = context.wrap_socket(socket.create_connection(("127.0.0.1", server.port), timeout=60), server_hostname=NAME)
        with kept:
            def renewed():
                found = handshake(server, pebble)
                return found and found["serialNumber"] != former["serialNumber"]

            eventually(renewed, timeout=60, what="not renewed")
            kept.sendall(f"GET /health HTTP/1.1\r\nHost: {NAME}:{server.port}\r\nConnection: close\r\n\r\n".encode())
            require(kept.recv(20).startswith(b"HTTP/1.1 200"), "the open connection")
        require("the TLS certificate was renewed" in server.text, server.text)


@case
def an_authority_that_fails():
    """Without a certificate the server says why and what to do, in the log and in doctor, and tries again later."""
    with served(start=False) as (pebble, server, http_port):
        pebble.start()
        pebble.stop()
        server.start()
        eventually(lambda: "no TLS certificate from the certificate authority" in server.text, what=server.text)
        require("cannot be reached" in server.text and "next_attempt=" in server.text, server.text)
        equal(handshake(server, pebble), None, "without a certificate")
        findings = server.command("doctor", check=False)
        require(findings.returncode != 0 and "the last attempt to get a certificate failed" in findings.stdout, findings.stdout)
        require("there is no certificate yet" in findings.stdout, findings.stdout)
        server.stop()
    # The authority connects to a port where nothing listens.
    with served(AGENT_MEMORY_TLS_ACME_HTTP_PORT=str(free_port())) as (pebble, server, _):
        server.start()
        eventually(lambda: "could not verify" in server.text, what=f"{server.text} {pebble.log}")
        require("port 80 must lead to tls.acme.httpPort" in server.text, server.text)
        equal(server.stop(), 0, "the end")


@case
def settings_for_an_authority():
    """Settings with which there can be no certificate end the start with the setting and what to do."""
    with tempfile.TemporaryDirectory(prefix="agent-memory-acme-bad-") as place:
        url, domains = {"AGENT_MEMORY_HTTP_PUBLIC_URL": f"https://{NAME}"}, {"AGENT_MEMORY_TLS_ACME_DOMAINS": NAME}
        agree = {"AGENT_MEMORY_TLS_ACME_AGREE": "true"}
        for what, values, words in (
            ("terms", {**url, **domains}, "needs tls.acme.agree"),
            ("no URL", {**domains, **agree}, "needs http.publicUrl"),
            ("another name", {**url, **agree, "AGENT_MEMORY_TLS_ACME_DOMAINS": "a.example"}, "does not contain"),
            ("no https", {**url, **domains, **agree, "AGENT_MEMORY_TLS_ACME_DIRECTORY": "http://192.0.2.1/dir"}, "tls.acme.directory"),
        ):
            done = Server(data=os.path.join(place, "data"), environment=values).command("serve", check=False)
            require(done.returncode != 0 and words in done.stderr, f"{what}: {done.returncode} {done.stderr}")
    busy = socket.socket()
    with busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        with served(start=False, AGENT_MEMORY_TLS_ACME_HTTP_PORT=str(port)) as (_, server, _):
            done = server.command("serve", "--port", str(server.port), check=False)
            require(done.returncode != 0 and "choose one with tls.acme.httpPort" in done.stderr, f"{done.returncode} {done.stderr}")
