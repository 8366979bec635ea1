"""The server speaks HTTPS by itself: curl, a kept connection, a renewed certificate, certificates of clients."""

import contextlib
import http.client
import os
import shutil
import ssl
import subprocess
import tempfile

from harness import Server, case, equal, eventually, free_port, require, send


class Authority:
    """A certificate authority of our own in a directory."""

    def __init__(self, place, name="authority"):
        self.place, self.name = place, name
        self.certificate = self.path(f"{name}.pem")
        self.openssl("req", "-x509", *self.KEY, "-keyout", self.path(f"{name}.key"), "-out", self.certificate, "-days", "30",
                     "-subj", f"/CN={name}", "-addext", "basicConstraints=critical,CA:TRUE")

    KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")

    def path(self, name):
        return os.path.join(self.place, name)

    @staticmethod
    def openssl(*words):
        subprocess.run(["openssl", *words], check=True, capture_output=True)

    def issue(self, name):
        """A certificate for localhost and its key, as paths."""
        certificate, key = self.path(f"{name}.pem"), self.path(f"{name}.key")
        with open(self.path("extensions"), "w") as file:
            file.write("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
        self.openssl("req", *self.KEY, "-keyout", key, "-out", self.path("request"), "-subj", f"/CN={name}")
        self.openssl("x509", "-req", "-in", self.path("request"), "-CA", self.certificate, "-CAkey", self.path(f"{self.name}.key"),
                     "-CAcreateserial", "-out", certificate, "-days", "20", "-extfile", self.path("extensions"))
        return certificate, key


@contextlib.contextmanager
def secure_server(**more):
    """An authority, and a server with a certificate of it in `server.pem` and `server.key`."""
    with tempfile.TemporaryDirectory(prefix="agent-memory-tls-") as place:
        authority, port = Authority(place), free_port()
        certificate, key = authority.issue("server")
        environment = {
            "AGENT_MEMORY_TLS_CERTIFICATE": certificate, "AGENT_MEMORY_TLS_KEY": key,
            "AGENT_MEMORY_HTTP_PUBLIC_URL": f"https://localhost:{port}", "AGENT_MEMORY_OUTBOUND_CA_FILE": authority.certificate, **more}
        server = Server(environment=environment)
        server.port = port
        with server:
            yield server, authority


def curl(server, authority, *words, path="/health"):
    done = subprocess.run(
        ["curl", "-sS", "--cacert", authority.certificate, "-w", "\n%{http_version} %{response_code}", *words,
         f"https://localhost:{server.port}{path}"], capture_output=True, text=True, timeout=60)
    return done.returncode, *done.stdout.rpartition("\n")[::2]


@case
def https_in_both_versions():
    """curl stores and finds a memory over HTTP/2 and HTTP/1.1; older TLS is refused, and a request without TLS is told."""
    with secure_server() as (server, authority):
        for flag, version in (("--http2", "2"), ("--http1.1", "1.1")):
            body = '{"memories": [{"id": "home%s", "text": "The user lives in Lisbon."}]}' % version
            code, _, outcome = curl(
                server, authority, flag, "-H", f"Authorization: Bearer {server.token}", "-H", "Content-Type: application/json",
                "-d", body, path="/v1/long-term-memory/")
            equal((code, outcome), (0, f"{version} 200"), "storing")
            code, answer, outcome = curl(
                server, authority, flag, "-H", f"Authorization: Bearer {server.token}", "-H", "Content-Type: application/json",
                "-d", '{"text": "lives in Lisbon", "limit": 1}', path="/v1/long-term-memory/search")
            equal((code, outcome), (0, f"{version} 200"), "searching")
            require("Lisbon" in answer, answer)
            # A body that the server refuses to read, for which curl waits: the answer comes at once.
            code, _, outcome = curl(server, authority, flag, "-H", "Expect: 100-continue", "-d", "x" * 100_000, path="/v1/long-term-memory/")
            equal((code, outcome), (0, f"{version} 401"), "without a token")
        code, answer, _ = curl(server, authority, "-I", "--http2")
        require("strict-transport-security" in answer, answer)
        code, *_ = curl(server, authority, "--tls-max", "1.1")
        require(code != 0, "TLS 1.1 was accepted")
        status, _, answer = server.exchange("GET", "/health")
        equal(status, 400, "without TLS")
        require("https://" in answer, answer)
        port = {"AGENT_MEMORY_HTTP_PORT": str(server.port)}
        equal(server.command("health", environment=port).stdout, "healthy\n", "health")
        findings = server.command("doctor", check=False).stdout
        require("the certificate is valid until" in findings, findings)


def serial(server, authority):
    context = ssl.create_default_context(cafile=authority.certificate)
    connection = http.client.HTTPSConnection("localhost", server.port, timeout=30, context=context)
    connection.connect()
    return connection, connection.sock.getpeercert()["serialNumber"]


@case
def a_renewed_certificate():
    """A renewed certificate is used for new connections within seconds while open ones go on; a broken one changes nothing."""
    with secure_server() as (server, authority):
        kept, before = serial(server, authority)
        with open(authority.path("server.pem"), "w") as file:
            file.write("half")
        eventually(lambda: "the old one stays in use" in server.text, what="the broken certificate was not reported")
        equal(serial(server, authority)[1], before, "with a broken file")
        certificate, key = authority.issue("next")
        shutil.move(key, authority.path("server.key"))
        shutil.move(certificate, authority.path("server.pem"))
        eventually(lambda: serial(server, authority)[1] != before, what="the new certificate was not used")
        equal(send(kept, "GET", "/health")[0], 200, "on the open connection")
        require("the TLS certificate was renewed" in server.text, server.text)


@case
def certificates_of_clients():
    """With tls.clientCa a client shows a certificate of that authority, besides its token."""
    with tempfile.TemporaryDirectory(prefix="agent-memory-tls-clients-") as place:
        clients, strangers = Authority(place, "clients"), Authority(place, "strangers")
        with secure_server(AGENT_MEMORY_TLS_CLIENT_CA=clients.certificate) as (server, authority):
            certificate, key = clients.issue("client")
            equal(curl(server, authority, "--cert", certificate, "--key", key)[0], 0, "a client of the authority")
            certificate, key = strangers.issue("stranger")
            require(curl(server, authority, "--cert", certificate, "--key", key)[0] != 0, "another authority was accepted")
            require(curl(server, authority)[0] != 0, "no certificate was accepted")


@case
def an_unusable_certificate():
    """A certificate or key that cannot be used ends the start with the setting and the reason."""
    with tempfile.TemporaryDirectory(prefix="agent-memory-tls-bad-") as place:
        authority = Authority(place)
        certificate, key = authority.issue("server")
        other = authority.issue("other")[1]
        url = "https://localhost:8443"
        for what, values, words in (
            ("no key", (certificate, None, url), "tls.certificate needs tls.key"),
            ("no certificate", (None, key, url), "tls.key needs tls.certificate"),
            ("no URL", (certificate, key, None), "needs http.publicUrl"),
            ("http URL", (certificate, key, "http://localhost:8443"), "needs http.publicUrl"),
            ("missing", (certificate, key + "x", url), "does not exist"),
            ("another key", (certificate, other, url), "does not belong"),
            ("swapped", (key, certificate, url), "no certificate in PEM"),
        ):
            names = ("AGENT_MEMORY_TLS_CERTIFICATE", "AGENT_MEMORY_TLS_KEY", "AGENT_MEMORY_HTTP_PUBLIC_URL")
            environment = {name: value for name, value in zip(names, values) if value}
            server = Server(data=os.path.join(place, "data"), environment=environment)
            done = server.command("serve", check=False)
            require(done.returncode != 0 and words in done.stderr, f"{what}: {done.returncode} {done.stderr}")
            require("PRIVATE KEY" not in done.stderr, "the key is in the error")
