"""OpenMemory's addresses, with the official MCP client over both transports."""

import asyncio
import contextlib
import http.client
import json

import httpx2
from mcp import Client
from mcp.client.sse import sse_client
from mcp.client.streamable_http import streamable_http_client

from authorization import Application, person, server_with_people
from browser import browser
from harness import Server, case, equal, require

TOOLS = ["add_memories", "search_memory", "list_memories", "delete_memories", "delete_all_memories"]


@contextlib.asynccontextmanager
async def connected(server, path, token, mode="legacy"):
    headers = {"Authorization": f"Bearer {token}"}
    url = f"{server.url}{path}"
    if "/sse/" in path:
        async with Client(sse_client(url, headers=headers), mode=mode) as client:
            yield client
    else:
        async with httpx2.AsyncClient(headers=headers, timeout=60) as carrier:
            async with Client(streamable_http_client(url, http_client=carrier), mode=mode) as client:
                yield client


async def text(client, tool, arguments=None):
    result = await client.call_tool(tool, arguments or {})
    require(not result.is_error, f"{tool}: {result.content}")
    return result.content[0].text


@case
def openmemory_tools_over_both_transports():
    """OpenMemory's five tools work at its addresses over SSE and HTTP; both see one memory."""
    with Server() as server:
        server.command("user", "add", "alice", "--email", "alice@example.com")
        alice = server.new_token("--user", "alice")

        async def journey():
            async with connected(server, "/mcp/cursor/sse/alice", alice) as sse:
                equal([tool.name for tool in (await sse.list_tools()).tools], TOOLS, "over SSE")
                added = json.loads(await text(sse, "add_memories", {"text": "Alice keeps bees in Lisbon.", "infer": False}))
                equal((added["results"][0]["event"], added["results"][0]["memory"]), ("ADD", "Alice keeps bees in Lisbon."))
                async with connected(server, "/mcp/claude/http/alice@example.com", alice) as http:
                    equal([tool.name for tool in (await http.list_tools()).tools], TOOLS, "over HTTP")
                    found = json.loads(await text(http, "search_memory", {"query": "Where are the bees?"}))["results"]
                    equal(found[0]["memory"], "Alice keeps bees in Lisbon.")
                    require(0 <= found[0]["score"] <= 1, found)
                    listed = json.loads(await text(http, "list_memories"))
                    equal(listed[0]["metadata"]["mcp_client"], "cursor", "the label of the client that wrote it")
                    equal(await text(http, "delete_memories", {"memory_ids": [found[0]["id"]]}), "Successfully deleted 1 memories")
                equal(json.loads(await text(sse, "list_memories")), [], "after the other transport deleted it")
                equal(await text(sse, "delete_all_memories"), "Successfully deleted all memories")

        asyncio.run(journey())
        equal(server.stop(), 0, "the exit code")


@case
def openmemory_streams_are_the_callers_own():
    """Nobody else can use a stream, and a revoked token can no longer either; an open stream does not hold up the end."""
    with Server() as server:
        for name in ("alice", "bob"):
            server.command("user", "add", name)
        alice, bob = (server.new_token("--user", name) for name in ("alice", "bob"))
        equal(server.request("GET", "/mcp/cursor/sse/bob", token=alice)[0], 404, "another person's address")
        status, fields, _ = server.exchange("GET", "/mcp/cursor/sse/alice", token=None)
        require(status == 401 and fields["WWW-Authenticate"].startswith("Bearer "), f"{status} {fields}")


        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        connection.request("GET", "/mcp/cursor/sse/alice", headers={"Authorization": f"Bearer {alice}"})
        stream = connection.getresponse()
        equal((stream.status, stream.headers["Content-Type"]), (200, "text/event-stream"))
        lines = [stream.readline().decode().strip() for _ in range(3)]
        equal((lines[0], lines[2]), ("event: endpoint", ""))
        path = lines[1].removeprefix("data: ")
        require(path.startswith("/mcp/cursor/sse/alice/messages/?session_id="), path)
        ping = {"jsonrpc": "2.0", "id": 7, "method": "ping"}
        session = path.split("?")[1]
        for address, token, expected in [
            (path, bob, 404), (f"/mcp/cursor/sse/bob/messages/?{session}", bob, 404), (f"/mcp/messages/?{session}", bob, 404),
            (path, None, 401), (f"{path}0", alice, 404), ("/mcp/messages/", alice, 422),
            (f"/mcp/messages/?{session}", alice, 202), (path, alice, 202),
        ]:
            equal(server.request("POST", address, ping, token=token)[0], expected, f"{address} {token}")
        for _ in range(2):
            equal(stream.readline().decode().strip(), "event: message")
            equal(json.loads(stream.readline().decode().removeprefix("data: "))["id"], 7)
            stream.readline()
        server.command("token", "remove", alice.split("_")[1], "--force")
        equal(server.request("POST", path, ping, token=alice)[0], 401, "after the token was removed")
        equal(server.stop(timeout=10), 0, "the server ends although a stream is open")


@case
def openmemory_client_logs_in():
    """A client whose configuration had only OpenMemory's address logs in and works, after its host was changed."""

    async def journey(server):
        async with browser() as chromium:
            application = Application(server, await person(chromium, "alice"))
            application.url = f"{server.url}/mcp/cursor/http/alice"
            async with application.session("legacy") as client:
                await text(client, "add_memories", {"text": "Alice plays the cello."})
                require("cello" in await text(client, "search_memory", {"query": "cello"}), "nothing found")
            equal(application.flows, 1)

    with server_with_people("alice") as server:
        asyncio.run(journey(server))
