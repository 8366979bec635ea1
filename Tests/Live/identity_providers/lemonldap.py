"""LemonLDAP::NG under Starman: an HTML form, an array in `aud`, a trailing slash in the issuer, one published key at a time."""

import json
import os
import secrets
import sqlite3
import subprocess

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from harness import eventually
from identity_providers.provider import AGENT, AUDIENCE, PEOPLE, UNPACKED, Provider

SHARE = os.path.join(UNPACKED, "usr/share/lemonldap-ng")
APPLICATION = f"""
use Plack::Builder; use Plack::App::File; use Lemonldap::NG::Portal;
builder {{
  mount '/static' => Plack::App::File->new(root => '{SHARE}/portal/htdocs/static')->to_app;
  mount '/javascript' => Plack::App::File->new(root => '/usr/share/javascript')->to_app;
  mount '/' => Lemonldap::NG::Portal->run({{}});
}};
"""


def signing_key():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption())
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return {"oidcServicePrivateKeySig": private.decode(), "oidcServicePublicKeySig": public.decode()}


class LemonLDAP(Provider):
    name = "lemonldap"
    path = "/"

    def __init__(self, callback, after_logout, resource):
        super().__init__(callback, after_logout, resource)
        for folder in ("conf", "cache", "sessions/lock", "psessions/lock"):
            os.makedirs(self.inside(folder))
        self.write("application.psgi", APPLICATION)
        with open(os.path.join(UNPACKED, "etc/lemonldap-ng/lemonldap-ng.ini"), encoding="utf-8") as file:
            text = file.read()
        # It reads its configuration again every second (`checkTime` there), so that keys change without a restart.
        text = text.replace("/var/lib/lemonldap-ng", self.directory).replace("/usr/share/lemonldap-ng", SHARE)
        self.write("lemonldap-ng.ini", text)
        with sqlite3.connect(self.inside("people.sqlite")) as people:
            people.execute("CREATE TABLE people(uid TEXT PRIMARY KEY, password TEXT, mail TEXT, cn TEXT)")
            people.executemany("INSERT INTO people VALUES(?, ?, ?, ?)", [
                (name, password, f"{name}@example.com", f"{name.capitalize()} Example") for name, password in PEOPLE.items()])
        with open(os.path.join(UNPACKED, "var/lib/lemonldap-ng/conf/lmConf-1.json"), encoding="utf-8") as file:
            configuration = json.load(file)
        self.write("conf/lmConf-1.json", json.dumps({**configuration, **self.configuration(configuration)}))

    def inside(self, *path):
        return os.path.join(self.directory, *path)

    def write(self, name, text):
        with open(self.inside(name), "w", encoding="utf-8") as file:
            file.write(text)

    def command(self):
        arguments = [
            "starman", "--listen", f"127.0.0.1:{self.port}", "--workers", "4", "--disable-keepalive", "--preload-app",
            "--env", "deployment", self.inside("application.psgi")]
        return arguments, self.environment

    @property
    def environment(self):
        return {"LLNG_DEFAULTCONFFILE": self.inside("lemonldap-ng.ini"), "PERL5LIB": os.path.join(UNPACKED, "usr/share/perl5")}

    def rotate(self):
        """A new key signs, and the old one is withdrawn in the same moment: all that this provider can do."""
        before = self.published()
        subprocess.run(
            ["perl", os.path.join(SHARE, "bin/rotateOidcKeys")], env={**os.environ, **self.environment}, check=True, timeout=30)
        # Every worker has seen it when several answers in a row say so.
        eventually(
            lambda: all(set(before).isdisjoint(self.published()) for _ in range(6)), 20, f"{self.name} still publishes {before}")

    def configuration(self, packaged):
        """What differs from the packaged configuration."""
        clients = {
            "memory-web": self.client(
                "memory-web", RedirectUris=" ".join(self.redirects), RequirePKCE=1, AllowOffline=1, RefreshToken=1,
                PostLogoutRedirectUris=self.after_logout, LogoutBypassConfirm=1, AdditionalAudiences=AUDIENCE),
            "memory-elsewhere": self.client("memory-elsewhere", RedirectUris=self.redirects[-1], AllowClientCredentialsGrant=1),
            "memory-service": self.client("memory-service", AllowClientCredentialsGrant=1, AdditionalAudiences=AUDIENCE),
            # An application on somebody's machine, which has no secret.
            "memory-agent": self.client(
                "memory-agent", RedirectUris=AGENT, Public=1, RequirePKCE=1, RefreshToken=1, AdditionalAudiences=self.resource),
            "memory-brief": self.client(
                "memory-brief", RedirectUris=self.redirects[-1], AccessTokenExpiration=2, AdditionalAudiences=AUDIENCE),
        }
        cleared = ("locationRules", "exportedHeaders", "vhostOptions", "applicationList", "exportedVars", "demoExportedVars",
                   "reloadUrls", "post", "oidcRPMetaDataMacros", "oidcOPMetaDataOptions", "groups")
        return {
            **{name: {} for name in cleared}, **signing_key(), "oidcServiceKeyIdSig": "first-key", "cfgNum": 1,
            "portal": self.issuer, "domain": "127.0.0.1", "key": secrets.token_hex(16), "securedCookie": 0,
            "authentication": "DBI", "userDB": "Same", "passwordDB": "Null", "registerDB": "Null", "notification": 0,
            "dbiAuthChain": f"dbi:SQLite:dbname={self.inside('people.sqlite')}", "dbiAuthUser": "", "dbiAuthPassword": "",
            "dbiUserChain": "", "dbiAuthTable": "people", "dbiUserTable": "people", "dbiAuthLoginCol": "uid",
            "dbiAuthPasswordCol": "password", "userPivot": "uid", "dbiAuthnLevel": 2,
            "dbiExportedVars": {"uid": "uid", "mail": "mail", "cn": "cn"},
            "globalStorageOptions": {
                **packaged["globalStorageOptions"], "Directory": self.inside("sessions"),
                "LockDirectory": self.inside("sessions/lock")},
            "persistentStorageOptions": {
                "Directory": self.inside("psessions"), "LockDirectory": self.inside("psessions/lock")},
            "localSessionStorageOptions": {**packaged["localSessionStorageOptions"], "cache_root": self.inside("cache")},
            "issuerDBOpenIDConnectActivation": 1, "issuerDBOpenIDConnectPath": "^/oauth2/",
            "oidcServiceAllowAuthorizationCodeFlow": 1, "oidcServiceAllowImplicitFlow": 0, "oidcServiceAllowHybridFlow": 0,
            "oidcRPMetaDataOptions": clients,
            "oidcRPMetaDataExportedVars": {
                name: {"email": "mail", "name": "cn", "preferred_username": "uid"} for name in clients},
        }

    @staticmethod
    def client(name, **options):
        common = {
            "ClientID": name, "ClientSecret": f"{name}-secret", "AccessTokenJWT": 1, "AccessTokenSignAlg": "RS256",
            "AccessTokenClaims": 1, "IDTokenSignAlg": "RS256", "IDTokenForceClaims": 1, "BypassConsent": 1, "UserIDAttr": "uid",
            "AccessTokenExpiration": 3600, "IDTokenExpiration": 3600}
        return {f"oidcRPMetaDataOptions{key}": value for key, value in {**common, **options}.items()}
