"""What an operator does at the command line while the server runs, and what start-up refuses."""

import json
import os
import socket
import subprocess

import harness
from harness import Server, case, clean_environment, equal, require

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
def what_a_token_without_a_right_is_told():
    """Missing, malformed and unknown tokens, a query token, and a missing scope get their own answers."""
    with Server() as server:
        reader = server.new_token("--scope", "memory:read")
        for headers, code, detail in [
            ({}, 401, "Missing authorization header"), ({"Authorization": "Bearer "}, 401, "Missing bearer token"),
            ({"Authorization": "Bearer amt_nonsense"}, 401, "Invalid token"),
            ({"Authorization": f"Bearer {reader[:-1]}x"}, 401, "Invalid token"),
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
    """`auth.mode: disabled` starts on loopback only, whoever's name said it."""
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
    """A port or a directory that is taken, a directory that is a file and a misspelt setting end start-up with a sentence."""
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
        refused(["--port", "0", "--data", other], {"AGENT_MEMORY_HTPP_PORT": "1"}, "AGENT_MEMORY_HTPP_PORT", "no setting")


@case
def without_a_model_words_are_searched():
    """Without a model the server says so at start, in /health and in answers, and finds by words."""
    with Server(environment={"AGENT_MEMORY_MODELS": "/nonexistent"}) as server:
        require("by words only" in server.text, f"start-up does not say so: {server.text}")
        require("keyword" in json.dumps(server.request("GET", "/health")[1]), "/health does not say so")
        server.request("POST", "/v1/long-term-memory/", {"memories": [{"id": "a", "text": "The cello is in tune."}]})
        code, answer = server.request("POST", "/v1/long-term-memory/search", {"text": "cello"})
        equal((code, [memory["id"] for memory in answer["memories"]]), (200, ["a"]))


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
