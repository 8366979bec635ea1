"""MCP Memory Service 12.4: its tools with the official MCP client, and its REST API as its dashboard and hooks call it."""

import asyncio
import base64
import hashlib
import http.client
import json
import re
import urllib.parse

import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from harness import Server, case, equal, free_port, require

TOOLS = [
    "memory_store", "memory_store_session", "memory_search", "memory_list", "memory_delete", "memory_update", "memory_cleanup",
    "memory_health", "memory_stats",
]


async def text(client, tool, arguments=None):
    result = await client.call_tool(tool, arguments or {})
    require(not result.is_error, f"{tool}: {result.content}")
    return result.content[0].text


async def tools_work(url, token):
    async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {token}"}, timeout=60) as carrier:
        async with Client(streamable_http_client(url, http_client=carrier), mode="legacy") as client:
            equal([tool.name for tool in (await client.list_tools()).tools], TOOLS)
            content = "Alice keeps bees in Lisbon."
            stored = await text(
                client, "memory_store", {"content": content, "metadata": {"tags": "bees,home", "type": "fact", "source": "chat"}})
            digest = hashlib.sha256(content.lower().encode()).hexdigest()
            equal(stored, f"Memory stored successfully (hash: {digest})")
            again = await client.call_tool("memory_store", {"content": content})
            require(again.is_error and "Duplicate content" in again.content[0].text, again)
            await text(client, "memory_store", {"content": "Alice plays the cello.", "metadata": {"tags": ["music", "home"]}})

            found = await text(client, "memory_search", {"query": "Where are the bees?", "limit": 1})
            require(found.startswith("Found 1 memories (mode: semantic) for query: 'Where are the bees?'"), found)
            require(f"1. {content}\n   Hash: {digest}\n" in found and "[bees, home]" in found, found)
            for arguments, expected in [
                ({"query": "KEEPS BEES", "mode": "exact"}, 1), ({"tags": "bees,music"}, 2), ({"tags": ["home"], "tag_match": "all"}, 2),
                ({"tags": ["bees", "music"], "tag_match": "all"}, 0), ({"time_expr": "today"}, 2), ({"before": "2020-01-01"}, 0),
                ({"query": "bees", "time_expr": "last year"}, 0),
            ]:
                answer = await text(client, "memory_search", arguments)
                count = int(re.match(r"Found (\d+)", answer).group(1)) if answer.startswith("Found") else 0
                equal(count, expected, f"{arguments}")
            listed = json.loads(await text(client, "memory_list", {"memory_type": "fact"}))
            equal((listed["total"], listed["memories"][0]["content_hash"]), (1, digest))
            equal(listed["memories"][0]["metadata"], {"source": "chat"})
            equal(await text(client, "memory_update", {"content_hash": digest, "updates": {"tags": ["bees"], "priority": "high"}}),
                  "Successfully updated memory metadata.")
            changed = json.loads(await text(client, "memory_list", {"tags": ["bees"]}))["memories"][0]
            equal((changed["tags"], changed["memory_type"], changed["metadata"]), (["bees"], "fact", {"source": "chat", "priority": "high"}))
            await text(client, "memory_store_session", {"turns": [{"role": "user", "content": "Hi"}], "session_id": "s1", "tags": "talk"})
            equal(json.loads(await text(client, "memory_list", {"tags": ["session:s1"]}))["total"], 1)
            equal(await text(client, "memory_cleanup"), "No duplicate memories found")
            require("\"total_memories\":3" in (await text(client, "memory_health")).replace(" ", ""), "health")
            require(json.loads(await text(client, "memory_stats"))["total_memories"] == 3, "stats")
            require("Would delete 1 memories" in await text(client, "memory_delete", {"tags": ["talk"], "dry_run": True}), "dry run")
            require("Deleted 1 memories" in await text(client, "memory_delete", {"content_hash": digest}), "delete")
            require((await text(client, "memory_delete", {})).startswith("Error: At least one filter"), "no filter")
            equal(json.loads(await text(client, "memory_list"))["total"], 2)


@case
def memory_service_tools_by_name():
    """With `mcp.toolNames` its nine tools work with the official client; without, the tools are ours."""
    with Server(environment={"AGENT_MEMORY_MCP_TOOL_NAMES": "mcp-memory-service"}) as server:
        asyncio.run(tools_work(f"{server.url}/mcp", server.token))


@case
def memory_service_variables():
    """A server that is started with its variables takes its API key and has its tools, over REST and MCP."""
    key = "legacy-key-of-mcp-memory-service-0123456789"
    with Server(environment={"MCP_API_KEY": key, "MCP_MEMORY_STORAGE_BACKEND": "sqlite_vec"}) as server:
        asyncio.run(tools_work(f"{server.url}/mcp", key))
        status, answer = server.request("GET", "/api/memories", token=None, headers={"X-API-Key": key})
        equal((status, answer["total"]), (200, 2))


@case
def memory_service_rest_and_events():
    """Its REST API answers in its shapes, and its event stream shows a person their own memories only."""
    with Server() as server:
        for name in ("alice", "bob"):
            server.command("user", "add", name)
        alice, bob = (server.new_token("--user", name) for name in ("alice", "bob"))
        status, ticket = server.request("POST", "/api/events/ticket", token=alice)
        equal((status, ticket["param_name"], ticket["expires_in_seconds"]), (200, "ticket", 60))
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        connection.request("GET", f"/api/events?ticket={ticket['ticket']}")
        stream = connection.getresponse()
        equal((stream.status, stream.headers["Content-Type"]), (200, "text/event-stream"))
        equal(server.request("GET", f"/api/events?ticket={ticket['ticket']}", token=None)[0], 401, "a ticket twice")

        def event():
            lines = [stream.readline().decode().strip() for _ in range(3)]
            equal(lines[2], "")
            return lines[0].removeprefix("event: "), json.loads(lines[1].removeprefix("data: "))

        equal(event()[0], "connection_established")
        equal(server.request("POST", "/api/memories", {"content": "Bob's diary"}, token=bob)[1]["success"], True)
        stored = server.request("POST", "/api/memories", {"content": "Alice's tea", "tags": ["tea"]}, token=alice)[1]
        name, data = event()
        equal((name, data["content_preview"], data["content_hash"]), ("memory_stored", "Alice's tea", stored["content_hash"]))
        found = server.request("POST", "/api/search", {"query": "tea", "n_results": 5}, token=alice)[1]
        equal([item["memory"]["content"] for item in found["results"]], ["Alice's tea"])
        equal(server.request("DELETE", f"/api/memories/{stored['content_hash']}", token=bob)[0], 404, "Bob deletes Alice's")
        equal(server.request("DELETE", f"/api/memories/{stored['content_hash']}", token=alice)[0], 200)
        equal(event()[0], "memory_deleted")
        equal(server.request("GET", "/api/analytics/overview", token=alice)[0], 501)
        # The right to the stream may be gone: it ends before the next event.
        server.command("token", "remove", bob.split("_")[1], "--force")
        server.request("POST", "/api/memories", {"content": "More tea"}, token=alice)
        equal(stream.readline(), b"", "the stream after a revocation")
        equal(server.stop(timeout=10), 0)


@case
def memory_service_clients_for_themselves():
    """A client that registers with the registration key gets `client_credentials` for the workspace named for that key."""
    key = "registration-key-of-mcp-memory-service-0123456789"
    body = {"client_name": "job", "grant_types": ["client_credentials"], "scope": "read write admin"}
    server = Server(environment={"MCP_DCR_REGISTRATION_KEY": key, "AGENT_MEMORY_OAUTH_REGISTRATION_WORKSPACE": "shop"})
    server.port = free_port()
    with server:
        equal(server.request("POST", "/oauth/register", body, token=None)[0], 401, "without the key")
        equal(server.request("POST", "/oauth/register", body, token=key)[0], 400, "before the workspace exists")
        server.command("workspace", "add", "shop")
        status, client = server.request("POST", "/oauth/register", body, token=key)
        equal((status, client["grant_types"]), (201, ["client_credentials"]))
        basic = base64.b64encode(f"{client['client_id']}:{client['client_secret']}".encode()).decode()
        for scope, expected in (("memory:admin", 400), ("admin", 200), ("read write", 200)):
            status, token = server.request(
                "POST", "/oauth/token", urllib.parse.urlencode({"grant_type": "client_credentials", "scope": scope}), token=None,
                headers={"Authorization": f"Basic {basic}", "Content-Type": "application/x-www-form-urlencoded"})
            equal(status, expected, f"{scope}: {token.get('error')}")
            if status == 200:
                equal(token["scope"], "memory:read memory:write", f"granted for {scope}")
                access = token["access_token"]
        equal(server.request("POST", "/api/memories", {"content": "from the job"}, token=access)[1]["success"], True)
        mine = server.new_token("--service", "--workspace", "shop")
        equal(server.request("GET", "/api/memories", token=mine)[1]["total"], 1)
        equal(server.request("GET", "/api/memories", token=server.token)[1]["total"], 0, "in the first user's workspace")
