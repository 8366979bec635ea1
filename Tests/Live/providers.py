"""Identity providers behind a certificate authority of the operator's own."""

import contextlib
import http.server
import json
import os
import shutil
import ssl
import subprocess
import tempfile
import threading

from harness import Server, Skipped, case, equal, require

# RFC 7517, appendix A.1.
KEY = {
    "kty": "EC", "crv": "P-256", "use": "sig", "kid": "1", "alg": "ES256",
    "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}


def authority(directory, name):
    """A certificate authority and a certificate of its for localhost: the paths of authority, certificate and key."""
    def path(kind):
        return os.path.join(directory, f"{name}.{kind}")

    def run(*arguments):
        subprocess.run(["openssl", *arguments], check=True, capture_output=True)

    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    run("req", "-x509", *key, "-keyout", path("ca.key"), "-out", path("ca.pem"), "-days", "2", "-subj", f"/CN={name}")
    run("req", *key, "-keyout", path("key"), "-out", path("csr"), "-subj", "/CN=localhost")
    with open(path("ext"), "w") as file:
        file.write("subjectAltName=DNS:localhost\n")
    run("x509", "-req", "-in", path("csr"), "-CA", path("ca.pem"), "-CAkey", path("ca.key"), "-CAcreateserial", "-days", "2",
        "-extfile", path("ext"), "-out", path("pem"))
    return path("ca.pem"), path("pem"), path("key")


@contextlib.contextmanager
def provider(certificate, key):
    """An issuer on https; its URL."""
    class Answers(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            url = f"https://localhost:{self.server.server_port}"
            document = {"issuer": url, "jwks_uri": url + "/jwks"} if "openid" in self.path else {"keys": [KEY]}
            body = json.dumps(document).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    class Quiet(http.server.ThreadingHTTPServer):
        def handle_error(self, *_):
            pass

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with Quiet(("127.0.0.1", 0), Answers) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"https://localhost:{server.server_port}"
        finally:
            server.shutdown()


@case
def a_private_authority_is_trusted_when_named():
    """outbound.caFile lets an issuer be certified by a private authority; without it, or with another, TLS fails and says so."""
    if not shutil.which("openssl"):
        raise Skipped("there is no openssl to make certificates with")
    with tempfile.TemporaryDirectory(prefix="agent-memory-live-") as directory:
        own, certificate, key = authority(directory, "own")
        other = authority(directory, "other")[0]
        with provider(certificate, key) as url:
            environment = {
                "AGENT_MEMORY_AUTH_ISSUERS": "house", "AGENT_MEMORY_AUTH_ISSUER_HOUSE_URL": url,
                "AGENT_MEMORY_AUTH_ISSUER_HOUSE_AUDIENCES": "memory", "AGENT_MEMORY_EMBEDDING_PROVIDER": "none",
                "AGENT_MEMORY_AUTH_ISSUER_HOUSE_REQUIRED": "true"}

            def doctor(authorities):
                more = {"AGENT_MEMORY_OUTBOUND_CA_FILE": authorities} if authorities else {}
                done = Server(data=os.path.join(directory, "data"), environment={**environment, **more}).command("doctor", check=False)
                return done.returncode, done.stdout

            code, text = doctor(own)
            require(code == 0 and f"1 usable keys at {url}/jwks" in text, text)
            for wrong in (None, other):
                code, text = doctor(wrong)
                require(code == 1 and "TLS with localhost failed" in text, f"{wrong}: {text}")
            for wrong, sentence in ((key, "holds no certificate"), (os.path.join(directory, "none"), "cannot be read")):
                code, text = doctor(wrong)
                require(code == 1 and sentence in text, f"{wrong}: {text}")

            environment["AGENT_MEMORY_OUTBOUND_CA_FILE"] = own
            with Server(environment=environment) as server:
                require(f"OIDC authentication initialized issuer={url}" in server.text, server.text)
                equal(server.request("GET", "/health", token=None)[0], 200)
