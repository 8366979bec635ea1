"""Glewlwyd: `at+jwt` access tokens, resource indicators, a path in the issuer, keys that may overlap when they rotate."""

import json
import os
import shutil
import sqlite3
import urllib.parse

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from harness import equal, require
from identity_providers.provider import AUDIENCE, ELSEWHERE, PEOPLE, UNPACKED, Provider

# The start of a configuration file; the rest of what it can do is set over its API.
CONFIGURATION = """
port = {port}
bind_address = "127.0.0.1"
external_url = "{base}"
login_url = "login.html"
api_prefix = "api"
static_files_path = "{directory}/webapp/"
static_files_mime_types = (
  {{ extension = ".html", mime_type = "text/html" }}, {{ extension = ".js", mime_type = "application/javascript" }},
  {{ extension = ".css", mime_type = "text/css" }}, {{ extension = ".json", mime_type = "application/json" }}
)
log_mode = "console"
log_level = "WARNING"
cookie_secure = 0
cookie_same_site = "empty"
session_key = "GLEWLWYD2_SESSION_ID"
admin_session_authentication = "cookie"
profile_session_authentication = "cookie"
login_api_enabled = true
admin_scope = "g_admin"
profile_scope = "g_profile"
user_module_path = "{modules}/user"
client_module_path = "{modules}/client"
user_auth_scheme_module_path = "{modules}/scheme"
plugin_module_path = "{modules}/plugin"
hash_algorithm = "SHA512"
database = {{ type = "sqlite3" path = "{directory}/database.sqlite" }};
"""
OUR_SCOPES = ["email", "profile", "memory:read", "memory:write"]


class Glewlwyd(Provider):
    name = "glewlwyd"
    path = "/api/oidc"

    def __init__(self, callback, after_logout, resource):
        super().__init__(callback, after_logout, resource)
        # The package links this file to a directory, and the login page needs it.
        webapp = os.path.join(self.directory, "webapp")
        shutil.copytree("/usr/share/glewlwyd/webapp", webapp, ignore=shutil.ignore_patterns("config.json"))
        shutil.copy("/etc/glewlwyd/config-2.7.json/config.json", webapp)
        tables = os.path.join(UNPACKED, "usr/share/dbconfig-common/data/glewlwyd/install/sqlite3")
        with sqlite3.connect(os.path.join(self.directory, "database.sqlite")) as database, open(tables, encoding="utf-8") as file:
            database.executescript(file.read())
        with open(os.path.join(self.directory, "glewlwyd.conf"), "w", encoding="utf-8") as file:
            file.write(CONFIGURATION.format(
                port=self.port, base=self.base, directory=self.directory, modules=os.path.join(UNPACKED, "usr/lib/glewlwyd")))
        self.keys = []
        self.is_set_up = False

    def command(self):
        return [os.path.join(UNPACKED, "usr/bin/glewlwyd"), "-c", os.path.join(self.directory, "glewlwyd.conf")], {}

    def start(self):
        super().start()
        if not self.is_set_up:
            self.set_up()
            self.is_set_up = True
        return self

    def rotate(self, keep):
        """A new key signs; the old ones stay published, or are withdrawn in the same moment."""
        self.new_key(keep)
        with self.administration() as api:
            plugin = api("GET", "/mod/plugin/oidc")
            plugin["parameters"]["jwks-private"] = json.dumps({"keys": self.keys})
            api("PUT", "/mod/plugin/oidc", plugin)
            api("PUT", "/mod/plugin/oidc/reset")
        equal(self.published(), [key["kid"] for key in self.keys], "published keys")

    def new_key(self, keep):
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        fresh = {**jwt.algorithms.RSAAlgorithm.to_jwk(key, as_dict=True), "kid": os.urandom(6).hex(), "alg": "RS256"}
        fresh.pop("key_ops")
        self.keys = [fresh, *(self.keys if keep else [])]

    def client_token(self, client="memory-service", resource=AUDIENCE, **more):
        return super().client_token(client, **({"resource": resource} if resource else {}), **more)

    def user_tokens(self, person, client="memory-web", resource=AUDIENCE, **more):
        return super().user_tokens(person, client, resource=resource, **more)

    def log_in(self, browser, answer, where, person, scope):
        # Its login page is a script over this API.
        if "/login.html" not in where:
            return super().log_in(browser, answer, where, person, scope)
        for method, path, body in (
            ("POST", "/api/auth/", {"username": person, "password": PEOPLE[person]}),
            ("PUT", "/api/auth/grant/memory-web", {"scope": scope}),
        ):
            done = browser.request(method, self.base + path, json=body)
            require(done.status_code == 200, f"{path}: {done.status_code} {done.text}")
        return browser.get(urllib.parse.parse_qs(urllib.parse.urlparse(where).query)["callback_url"][0] + "&g_continue")

    def administration(self):
        return Administration(self.base)

    def set_up(self):
        self.new_key(keep=False)
        with self.administration() as api:
            for kind, property_name in (("user", "email_verified"), ("client", "token_endpoint_auth_method"),
                                        ("client", "post_logout_redirect_uris")):
                module = api("GET", f"/mod/{kind}/database")
                module["parameters"].setdefault("data-format", {})[property_name] = {
                    "multiple": kind == "client", "read": True, "write": True}
                api("PUT", f"/mod/{kind}/database", module)
                api("PUT", f"/mod/{kind}/database/reset")
            for scope in OUR_SCOPES:
                api("POST", "/scope/", {
                    "name": scope, "display_name": scope, "description": scope, "password_required": True,
                    "password_max_age": 0, "scheme": {}})
            api("PUT", "/scope/openid", {**api("GET", "/scope/openid"), "password_required": True})
            with open(os.path.join(os.path.dirname(__file__), "glewlwyd.json"), encoding="utf-8") as file:
                parameters = json.load(file)
            resources = {scope: [AUDIENCE, ELSEWHERE, self.resource] for scope in ("openid", "memory:read", "memory:write")}
            parameters.update({"iss": self.issuer, "jwks-private": json.dumps({"keys": self.keys}), "resource-scope": resources})
            api("POST", "/mod/plugin/", {
                "module": "oidc", "name": "oidc", "display_name": "OIDC", "parameters": parameters, "enabled": True})
            for person, password in PEOPLE.items():
                api("POST", "/user/", {
                    "username": person, "name": f"{person.capitalize()} Example", "email": f"{person}@example.com",
                    "email_verified": "1", "password": password, "scope": ["g_profile", "openid", *OUR_SCOPES], "enabled": True})
            for client, more in (
                ("memory-web", {
                    "redirect_uri": self.redirects, "post_logout_redirect_uris": [self.after_logout],
                    "authorization_type": ["code", "refresh_token"], "scope": []}),
                ("memory-service", {
                    "redirect_uri": [], "authorization_type": ["client_credentials"], "scope": ["memory:read", "memory:write"]}),
            ):
                api("POST", "/client/", {
                    "client_id": client, "name": client, "description": "", "confidential": True, "enabled": True,
                    "client_secret": f"{client}-secret",
                    "token_endpoint_auth_method": ["client_secret_basic", "client_secret_post"], **more})


class Administration:
    """Its API, as the administrator that the package's tables come with."""

    def __init__(self, base):
        self.client = httpx.Client(base_url=f"{base}/api", timeout=20)

    def __enter__(self):
        self("POST", "/auth/", {"username": "admin", "password": "password"})
        return self

    def __exit__(self, *_):
        self.client.close()

    def __call__(self, method, path, body=None):
        answer = self.client.request(method, path, json=body)
        require(answer.status_code == 200, f"{method} {path}: {answer.status_code} {answer.text[:400]}")
        return answer.json() if answer.content else None
