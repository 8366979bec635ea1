"""Trusted issuers: the environments of other systems, what is answered to which token, and private certificate authorities."""

import concurrent.futures
import http.server
import json
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import time

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from harness import Server, Skipped, case, equal, eventually, require

SEARCH = ("POST", "/v1/long-term-memory/search", {"text": "", "limit": 1})


class SigningKey:
    def __init__(self, name, algorithm="RS256", says_so=True):
        self.name = name
        self.algorithm = algorithm
        self.says_so = says_so
        self.key = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)

    @property
    def published(self):
        return {
            **json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key())), "kid": self.name, "use": "sig",
            **({"alg": self.algorithm} if self.says_so else {})}


class Provider:
    """An issuer on loopback, over TLS where a certificate is given, whose keys can be changed while it runs."""

    def __init__(self, certificate=None, key=None):
        self.keys = [SigningKey("key-1")]
        self.fetches = 0
        self.paths = []
        self.logs_in = True
        self.clock = 0
        provider = self

        class Answers(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                provider.paths.append(self.path)
                if "openid" in self.path:
                    document = {
                        "issuer": provider.url, "jwks_uri": provider.url + "/jwks", "token_endpoint": provider.url + "/token",
                        **({"authorization_endpoint": provider.url + "/authorize"} if provider.logs_in else {})}
                else:
                    provider.fetches += 1
                    document = {"keys": [key.published for key in provider.keys]}
                body = json.dumps(document).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def date_time_string(self, timestamp=None):
                return super().date_time_string(time.time() + provider.clock)

            def log_message(self, *_):
                pass

        class Quiet(http.server.ThreadingHTTPServer):
            def handle_error(self, *_):
                pass

        self.server = Quiet(("127.0.0.1", 0), Answers)
        self.url = f"http{'s' if certificate else ''}://localhost:{self.server.server_port}"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate, key)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def token(self, key=None, **changes):
        """An access token of the usual shape; a change to None leaves the claim out."""
        now = int(time.time())
        claims = {
            "iss": self.url, "aud": "memory", "sub": "248289761001", "iat": now, "exp": now + 300, "client_id": "cli",
            "scope": "openid memory:read memory:write", "preferred_username": "dana", **changes}
        key = key or self.keys[0]
        claims = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(claims, key.key, algorithm=key.algorithm, headers={"kid": key.name})


def environments(url, audience="memory"):
    """Redis Agent Memory Server's and Couchbase Agent Memory's, unchanged."""
    return [
        {"AUTH_MODE": "oauth2", "OAUTH2_ISSUER_URL": url, "OAUTH2_AUDIENCE": audience, "OAUTH2_JWKS_URL": url + "/jwks",
         "OAUTH2_ALGORITHMS": '["RS256"]'},
        {"OIDC_AUTH_ENABLED": "true", "OIDC_ISSUER": url, "OIDC_AUDIENCE": audience}]


@case
def their_environments_accept_tokens_and_say_why_not():
    """With another system's variables alone access tokens work as well as API tokens, and every other token gets its exact message."""
    with Provider() as provider:
        stranger, now = SigningKey("key-1"), int(time.time())
        refusals = [
            (provider.token(exp=now - 120), "Token has expired"), (provider.token(nbf=now + 3_600), "Token not yet valid"),
            (provider.token(aud="another-service"), "Invalid audience"), (provider.token(iss="https://other.example"), "Invalid issuer"),
            (provider.token(aud="another-service", iss="https://other.example"), "Invalid token claims"),
            (provider.token(sub=None), "Invalid token claims"), (provider.token(aud=None), "Invalid token claims"),
            (provider.token(exp=None), "Invalid token claims"), (provider.token(stranger), "Unknown signing key"),
            (provider.token(SigningKey("key-2")), "Unknown signing key"), ("a.b.c", "Invalid token header"),
            (provider.token(nonce="n", at_hash="h", scope=None, client_id=None), "ID tokens are not accepted"),
            (jwt.encode({"sub": "x"}, "s" * 32, algorithm="HS256"), "Invalid token header")]
        for environment in environments(provider.url):
            with socket.socket() as listener:
                listener.bind(("127.0.0.1", 0))
                port = listener.getsockname()[1]
            server = Server(environment=environment)
            server.port = port
            with server:
                eventually(lambda: f"OIDC authentication initialized issuer={provider.url}" in server.text, what=server.text)
                token = provider.token()
                equal(server.request(*SEARCH, token=token)[0], 200, "the issuer's token")
                equal(server.request(*SEARCH)[0], 200, "an API token")
                equal(server.request("GET", "/users", token=token)[1]["users"], [{"id": "dana", "name": "dana", "metadata": {}}])
                for bad, sentence in refusals:
                    status, fields, answer = server.exchange(*SEARCH, token=bad)
                    equal((status, answer["detail"], answer["status_code"]), (401, sentence, 401))
                    challenge = fields["WWW-Authenticate"]
                    require('error="invalid_token"' in challenge and "resource_metadata=" in challenge, challenge)
                    for secret in ("another-service", "key-1", "key-2", provider.url, "other.example"):
                        require(secret not in challenge and secret not in json.dumps(answer), f"{sentence} tells {secret}: {answer}")
                reader = provider.token(scope="memory:read")
                status, fields, answer = server.exchange(
                    "POST", "/v1/long-term-memory", {"memories": [{"id": "m", "text": "x"}]}, token=reader)
                equal(status, 403, f"{answer}")
                require('error="insufficient_scope"' in fields["WWW-Authenticate"], fields["WWW-Authenticate"])
                require('scope="memory:write"' in fields["WWW-Authenticate"], fields["WWW-Authenticate"])
                for path, resource in (("", server.url), ("/mcp", server.url + "/mcp")):
                    document = server.request("GET", "/.well-known/oauth-protected-resource" + path, token=None)[1]
                    equal(document["resource"], resource)
                    require(provider.url in document["authorization_servers"], f"{document}")
                challenge = server.exchange(*SEARCH, token=None)[1]["WWW-Authenticate"]
                require(f'resource_metadata="{server.url}/.well-known/oauth-protected-resource"' in challenge, challenge)
                require('scope="memory:read memory:write"' in challenge, challenge)

                explained = server.command("token", "explain", "-", stdin=token)
                require("The server accepts it." in explained.stdout, explained.stdout)
                wrapped = "\n" + "\n".join(token[start:start + 64] for start in range(0, len(token), 64)) + "\n"
                for given in (wrapped, json.dumps({"access_token": token, "token_type": "Bearer"})):
                    require("The server accepts it." in server.command("token", "explain", "-", stdin=given).stdout, given)
                explained = server.command("token", "explain", "-", stdin=provider.token(aud="account"), check=False)
                equal(explained.returncode, 1)
                for part in ("“account”", ".audiences", "audience mapper", "The server responds with 401: Invalid audience"):
                    require(part in explained.stdout, explained.stdout)


@case
def keys_rotate_while_the_server_runs():
    """A token of a new key is accepted at once; a flood of tokens with invented keys makes one more fetch."""
    with Provider() as provider, Server(environment=environments(provider.url)[1]) as server:
        eventually(lambda: "initialized" in server.text)
        old = provider.token()
        equal(server.request(*SEARCH, token=old)[0], 200)
        provider.keys.insert(0, SigningKey("key-2"))
        equal(server.request(*SEARCH, token=provider.token())[0], 200, "the new key")
        equal(server.request(*SEARCH, token=provider.token(provider.keys[1], jti="2"))[0], 200, "the old key, still published")
        fetches = provider.fetches
        forged = SigningKey("x")
        for number in range(30):
            forged.name = f"invented-{number}"
            equal(server.request(*SEARCH, token=provider.token(forged))[0], 401)
            equal(server.request(*SEARCH, token=provider.token(jti=f"good {number}"))[0], 200, "a good token meanwhile")
        require(provider.fetches - fetches <= 1, f"{provider.fetches - fetches} fetches")


@case
def a_hundred_first_requests_make_one_user():
    """A hundred first requests of one person at once, each with a token of its own, make one user and one workspace."""
    with Provider() as provider, Server(environment=environments(provider.url)[1]) as server:
        eventually(lambda: "initialized" in server.text)
        tokens = [provider.token(jti=str(number)) for number in range(100)]
        before = len(json.loads(server.command("workspace", "list", "--format", "json").stdout))
        with concurrent.futures.ThreadPoolExecutor(25) as pool:
            answers = list(pool.map(lambda token: server.request("GET", "/users", token=token), tokens))
        equal({(status, answer["users"][0]["id"]) for status, answer in answers}, {(200, "dana")})
        users = json.loads(server.command("user", "list", "--format", "json").stdout)
        equal([user["name"] for user in users if user["name"].startswith("dana")], ["dana"])
        equal(len(json.loads(server.command("workspace", "list", "--format", "json").stdout)), before + 1, "workspaces")


@case
def the_doctor_looks_at_providers():
    """doctor examines issuers and login providers: keys, endpoints, clocks; it exits with 1 when it finds a problem."""
    with Provider() as provider, tempfile.TemporaryDirectory(prefix="agent-memory-live-") as directory:
        environment = {
            **environments(provider.url)[1], "AGENT_MEMORY_EMBEDDING_PROVIDER": "none", "AGENT_MEMORY_LOGIN_PROVIDERS": "house",
            "AGENT_MEMORY_LOGIN_PROVIDER_HOUSE_URL": provider.url, "AGENT_MEMORY_LOGIN_PROVIDER_HOUSE_CLIENT_ID": "memory"}

        def doctor():
            done = Server(data=directory, environment=environment).command("doctor", check=False)
            return done.returncode, done.stdout

        code, text = doctor()
        require(code == 0 and "issuer oidc: 1 usable key" in text and "login provider house: 1 usable key" in text, text)
        require("the first `agent-memory serve` creates it" in text, text)
        require("login provider house: the redirect URI to register there is http://127.0.0.1:8000/login/house/callback" in text, text)
        equal(os.listdir(directory), [], "it made something")
        environment["AGENT_MEMORY_AUTH_ISSUER_OIDC_ALGORITHMS"] = "ES256"
        code, text = doctor()
        require(code == 1 and "issuer oidc: the issuer's key set has no key that verifies its tokens" in text, text)
        del environment["AGENT_MEMORY_AUTH_ISSUER_OIDC_ALGORITHMS"]
        provider.clock = 600
        code, text = doctor()
        require(code == 1 and ("differ by 600 s" in text or "differ by 599 s" in text), text)
        provider.clock, provider.logs_in = 0, False
        code, text = doctor()
        require(code == 1 and "login provider house: the issuer's document lacks authorization_endpoint" in text, text)


class Embedder(http.server.BaseHTTPRequestHandler):
    """An endpoint of OpenAI's embeddings API that knows one model."""

    def do_POST(self):
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        known = question["model"] == "known"
        body = json.dumps({"data": [{"index": 0, "embedding": [1.0, 2.0, 3.0]}]} if known else {"error": {"message": "no"}}).encode()
        self.send_response(200 if known else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@case
def the_doctor_asks_the_embedding_endpoint_and_leaves_a_running_server_alone():
    """doctor asks the embedding endpoint for one vector, and reads the database of a running server without talking to it."""
    endpoint = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Embedder)
    threading.Thread(target=endpoint.serve_forever, daemon=True).start()
    environment = {
        "AGENT_MEMORY_EMBEDDING_URL": f"http://127.0.0.1:{endpoint.server_port}/v1", "AGENT_MEMORY_EMBEDDING_MODEL": "known"}
    try:
        with Server(environment=environment) as server:
            def doctor(**more):
                done = server.command("doctor", check=False, environment=more)
                return done.returncode, done.stdout

            before = sorted(os.listdir(server.data))
            code, text = doctor()
            require(code == 0 and "users: 1, API tokens: 1" in text and "returns vectors of 3 elements" in text, text)
            equal(sorted(os.listdir(server.data)), before)
            for more, words in [
                ({"AGENT_MEMORY_EMBEDDING_MODEL": "other"}, "HTTP status 404"),
                ({"AGENT_MEMORY_EMBEDDING_DIMENSION": "4"}, "its vectors have 3 elements, not 4"),
                ({"AGENT_MEMORY_EMBEDDING_URL": "http://127.0.0.1:9/v1"}, "no connection to http://127.0.0.1:9/v1/embeddings: connection refused"),
            ]:
                code, text = doctor(**more)
                require(code == 1 and words in text, text)
            code, text = doctor(
                AGENT_MEMORY_HTTP_HOST="0.0.0.0", AGENT_MEMORY_OAUTH_ENABLED="false", **{
                    **environments("https://idp.example")[1], "OIDC_ISSUER": "https://localhost:9"})
            require("set http.publicUrl" in text and "RFC 9728" in text, text)
            server.stop()

            def files():
                return {name: os.stat(os.path.join(server.data, name)).st_mtime_ns for name in os.listdir(server.data)}

            untouched = files()
            require("users: 1, API tokens: 1" in doctor()[1], "the database of a server that has ended")
            equal(files(), untouched)
    finally:
        endpoint.shutdown()
        endpoint.server_close()


@case
def an_issuers_token_acts_over_standard_streams():
    """`agent-memory mcp` takes an issuer's access token for its credential, and says why it cannot when the issuer is down."""
    hello = {
        "jsonrpc": "2.0", "id": 1, "method": "initialize",
        "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "live", "version": "1"}}}
    whoami = json.dumps(hello) + "\n"
    with Provider() as provider:
        server = Server(environment=environments(provider.url)[1])
        token = provider.token()
        try:
            server.command("init")
            done = server.command("mcp", stdin=whoami, environment={"AGENT_MEMORY_TOKEN": token})
            require('"serverInfo"' in done.stdout, done.stdout + done.stderr)
            refused = server.command("mcp", stdin=whoami, environment={"AGENT_MEMORY_TOKEN": provider.token(aud="other")}, check=False)
            require(refused.returncode == 1 and "Invalid audience" in refused.stderr, refused.stderr)
            provider.server.shutdown()
            provider.server.server_close()
            down = server.command("mcp", stdin=whoami, environment={"AGENT_MEMORY_TOKEN": token}, check=False)
            require(down.returncode == 1 and "OIDC provider not reached" in down.stderr, down.stderr)
        finally:
            server.temporary.cleanup()


@case
def an_issuer_may_be_set_up_by_hand():
    """A key that names no algorithm is for the one RSA algorithm accepted; discovery is where it is said to be; taking ID tokens is said."""
    with Provider() as provider:
        provider.keys = [SigningKey("key-1", "PS256", says_so=False)]
        prefix = "AGENT_MEMORY_AUTH_ISSUER_DEX_"
        environment = {
            "AGENT_MEMORY_AUTH_ISSUERS": "dex", f"{prefix}URL": provider.url, f"{prefix}AUDIENCES": "memory", f"{prefix}ALGORITHMS": "PS256",
            f"{prefix}DISCOVERY_URL": f"{provider.url}/elsewhere/openid", f"{prefix}ACCEPT_ID_TOKENS": "true",
            f"{prefix}REQUIRED": "true"}
        with Server(environment=environment) as server:
            token = provider.token(nonce="n", at_hash="h", scope=None, client_id=None)
            equal(server.request(*SEARCH, token=token)[0], 200, "an ID token")
            equal(server.request(*SEARCH, token=provider.token())[0], 200, "an access token")
            equal({path for path in provider.paths if "openid" in path}, {"/elsewhere/openid"})
            require("auth.issuer.dex.acceptIdTokens is on" in server.text, server.text)
            require("The server accepts it." in server.command("token", "explain", "-", stdin=token).stdout, "explained")
            doctor = server.command("doctor", check=False).stdout
            require("NOTE  issuer dex: auth.issuer.dex.acceptIdTokens is on" in doctor, doctor)


@case
def an_issuer_that_is_down_is_said():
    """Couchbase's variables end the start after three attempts with the cause; an issuer that is not required answers 503 until it is up."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        url = f"http://localhost:{listener.getsockname()[1]}"
    server = Server(environment=environments(url)[1])
    try:
        done = server.command("serve", "--port", "0", check=False)
        require(done.returncode != 0 and "3 attempts" in done.stderr and url in done.stderr, f"{done.returncode}: {done.stderr}")
        require(server.command("doctor", check=False).returncode == 1, "doctor sees nothing")
    finally:
        server.temporary.cleanup()
    with Server(environment={**environments(url)[0], "AGENT_MEMORY_AUTH_ISSUER_OAUTH2_REQUIRED": "false"}) as server, \
            Provider() as provider:
        status, fields, answer = server.exchange(*SEARCH, token=provider.token(iss=url))
        equal((status, answer["detail"]), (503, "OIDC provider not initialized"))
        require(int(fields["Retry-After"]) > 0, "no Retry-After")
        equal(server.request(*SEARCH)[0], 200, "an API token meanwhile")


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


@case
def a_private_authority_is_trusted_when_named():
    """outbound.caFile lets an issuer be certified by a private authority; without it, or with another, TLS fails and says so."""
    if not shutil.which("openssl"):
        raise Skipped("there is no openssl to make certificates with")
    with tempfile.TemporaryDirectory(prefix="agent-memory-live-") as directory:
        own, certificate, key = authority(directory, "own")
        other = authority(directory, "other")[0]
        with Provider(certificate, key) as provider:
            url = provider.url
            environment = {
                "AGENT_MEMORY_AUTH_ISSUERS": "house", "AGENT_MEMORY_AUTH_ISSUER_HOUSE_URL": url,
                "AGENT_MEMORY_AUTH_ISSUER_HOUSE_AUDIENCES": "memory", "AGENT_MEMORY_EMBEDDING_PROVIDER": "none",
                "AGENT_MEMORY_AUTH_ISSUER_HOUSE_REQUIRED": "true"}

            def doctor(authorities):
                more = {"AGENT_MEMORY_OUTBOUND_CA_FILE": authorities} if authorities else {}
                done = Server(data=os.path.join(directory, "data"), environment={**environment, **more}).command("doctor", check=False)
                return done.returncode, done.stdout

            code, text = doctor(own)
            require(code == 0 and f"1 usable key at {url}/jwks" in text, text)
            for wrong in (None, other):
                code, text = doctor(wrong)
                words = f"TLS with {url}/.well-known/openid-configuration failed: its certificate has expired, or this server does not trust"
                require(code == 1 and words in text and "outbound.caFile" in text and "/swift-nio" not in text, f"{wrong}: {text}")
            for wrong, sentence in ((key, "contains no certificate"), (os.path.join(directory, "none"), "does not exist")):
                code, text = doctor(wrong)
                require(code == 1 and sentence in text, f"{wrong}: {text}")

            environment["AGENT_MEMORY_OUTBOUND_CA_FILE"] = own
            with Server(environment=environment) as server:
                require(f"OIDC authentication initialized issuer={url}" in server.text, server.text)
                equal(server.request("GET", "/health", token=None)[0], 200)
