"""What the identity providers of the live tests have in common: a process, people, clients, and tokens got without a browser."""

import atexit
import base64
import hashlib
import os
import re
import secrets
import signal
import subprocess
import tempfile
import urllib.parse

import httpx

from harness import ROOT, eventually, free_port, require

UNPACKED = os.path.join(ROOT, ".providers")
PEOPLE = {"alice": "alice-Passw0rd", "bob": "bob-Passw0rd"}
# What tokens for the server under test carry in `aud`, and what they must not.
AUDIENCE = "https://memory.example/api"
ELSEWHERE = "https://elsewhere.example/api"
# Nothing listens there: the code is read from the Location header.
APPLICATION = "http://127.0.0.1:9/callback"
SCOPES = "openid email profile"
# Where MCP clients, which have no address of their own, take their answers.
AGENT = "http://127.0.0.1:9999/callback"


class Provider:
    """A provider with a directory of its own under /tmp. Subclasses say how it is configured and started."""

    name = ""
    path = ""

    def __init__(self, callback, after_logout, resource):
        """`callback`, `after_logout`: where it may send people back to when they log in and out at the server under test.

        `resource`: what MCP clients call that server when they ask for tokens.
        """
        require(os.path.exists(os.path.join(UNPACKED, "needs")), "scripts/setup providers has not been run")
        self.temporary = tempfile.TemporaryDirectory(prefix=f"agent-memory-live-{self.name}-")
        self.directory = self.temporary.name
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.issuer = self.base + self.path
        self.redirects = [callback, APPLICATION]
        self.after_logout = after_logout
        self.resource = resource
        self.process = None
        atexit.register(self.kill)

    def command(self):
        """Arguments and environment of the process."""
        raise NotImplementedError

    def start(self):
        arguments, environment = self.command()
        with open(os.path.join(self.directory, "output.log"), "ab") as log:
            # Should the tests themselves be killed, it goes with them.
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "TERM", "--", *arguments], cwd=self.directory, env={**os.environ, **environment},
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        eventually(self.answers, 20, f"{self.name} did not start; {self.directory}/output.log")
        return self

    def answers(self):
        require(self.process.poll() is None, f"{self.name} ended with {self.process.returncode}")
        try:
            return httpx.get(self.base + "/", timeout=5).status_code < 600
        except httpx.HTTPError:
            return False

    def kill(self):
        """As a power cut: its workers as well."""
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    @property
    def discovery(self):
        return self.issuer.rstrip("/") + "/.well-known/openid-configuration"

    def metadata(self):
        return httpx.get(self.discovery, timeout=10).raise_for_status().json()

    def published(self):
        """The ids of the keys in its key set."""
        return [key["kid"] for key in httpx.get(self.metadata()["jwks_uri"], timeout=10).json()["keys"]]

    def token_endpoint(self, client, **form):
        answer = httpx.post(
            self.metadata()["token_endpoint"], auth=(client, f"{client}-secret"), data=form, timeout=20)
        require(answer.status_code == 200, f"{self.name} gave no token: {answer.status_code} {answer.text[:300]}")
        return answer.json()

    def client_token(self, client="memory-service", **more):
        """An access token of a client that acts for itself."""
        form = {"grant_type": "client_credentials", "scope": "memory:read memory:write", **more}
        return self.token_endpoint(client, **form)["access_token"]

    def user_tokens(self, person, client="memory-web", **more):
        """What an application gets when the person logs in: code flow with PKCE, followed without a browser."""
        verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(8)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        query = {
            "response_type": "code", "client_id": client, "redirect_uri": APPLICATION, "scope": SCOPES, "state": state,
            "nonce": secrets.token_urlsafe(8), "code_challenge": challenge, "code_challenge_method": "S256", **more}
        with httpx.Client(timeout=20) as browser:
            answer = browser.get(self.metadata()["authorization_endpoint"], params=query)
            for _ in range(12):
                where = urllib.parse.urljoin(str(answer.url), answer.headers.get("location", ""))
                if where.startswith(APPLICATION):
                    break
                answer = self.log_in(browser, answer, where, person, query["scope"])
        back = urllib.parse.parse_qs(urllib.parse.urlparse(where).query)
        require(back.get("state") == [state] and "code" in back, f"{self.name} sent no code: {where} {answer.text[:300]}")
        return self.token_endpoint(
            client, grant_type="authorization_code", code=back["code"][0], redirect_uri=APPLICATION, code_verifier=verifier,
            **more)

    def user_token(self, person, **more):
        return self.user_tokens(person, **more)["access_token"]

    def log_in(self, browser, answer, where, person, scope):
        """The next page of the way from the authorization endpoint to the application."""
        if answer.is_redirect:
            return browser.get(where)
        form = re.search(r"<form[^>]*>.*?</form>", answer.text, re.DOTALL)
        require(form, f"neither a redirect nor a form: {answer.status_code} {answer.url} {answer.text[:300]}")
        fields = dict(re.findall(r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form.group(0)))
        return browser.post(where, data={**fields, "user": person, "password": PEOPLE[person]})

    def settings(self, name=None, **more):
        """The environment that makes the server under test accept its access tokens."""
        name = name or self.name
        values = {"URL": self.issuer, "AUDIENCES": AUDIENCE, **more}
        return {f"AGENT_MEMORY_AUTH_ISSUER_{name.upper()}_{key}": value for key, value in values.items()}

    def login_settings(self):
        """The environment that makes people log in there."""
        values = {
            "TITLE": self.name.capitalize(), "URL": self.issuer, "CLIENT_ID": "memory-web",
            "CLIENT_SECRET": "memory-web-secret", "TRUST_UNVERIFIED_EMAIL": "true"}
        return {f"AGENT_MEMORY_LOGIN_PROVIDER_{self.name.upper()}_{key}": value for key, value in values.items()}
