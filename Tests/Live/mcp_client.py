"""The official Python SDK against a server, in its modes auto (2026-07-28) and legacy (the handshake).

    mcp_client.py http URL TOKEN          URL ends in /mcp
    mcp_client.py stdio COMMAND ARG…      with AGENT_MEMORY_TOKEN in the environment

Prints a line for every rule that holds; exits with 1 at the first that does not.
"""

import asyncio
import http.client
import json
import os
import sys
import urllib.parse
import uuid

import httpx2
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError
from mcp_types import PromptReference, ResourceTemplateReference

TOOLS = [
    "search_memory", "add_memories", "get_memory", "update_memory", "delete_memories", "archive_memories", "list_memories",
    "get_working_memory", "set_working_memory", "memory_prompt",
]
MODERN = "2026-07-28"


def holds(condition, rule, seen=""):
    if not condition:
        print(f"FAIL {rule} {seen}", flush=True)
        sys.exit(1)
    print(f"PASS {rule}", flush=True)


async def use(client, tool, arguments):
    result = await client.call_tool(tool, arguments)
    text = result.content[0].text
    holds(not result.is_error, f"{tool} succeeds", text)
    holds(json.loads(text) == result.structured_content, f"{tool} says the same as text and as structure")
    return result.structured_content


async def refuses(request, code, rule):
    try:
        answer = await request
    except MCPError as error:
        holds(error.code == code, rule, f"{error.code} {error}")
        return error
    holds(False, rule, f"answered {answer}")


async def memories(client, mark):
    """Add, recognise, search, get, update, list, delete."""
    fact = f"{mark} prefers Vim over Emacs."
    added = await use(
        client, "add_memories",
        {"memories": [{"text": fact, "topics": ["editors"]}, {"text": f"{mark} moved to Lisbon.", "namespace": mark}]})
    ids = [item["id"] for item in added["results"]]
    holds([item["status"] for item in added["results"]] == ["stored", "stored"], "both memories are stored", added)
    again = await use(client, "add_memories", {"memories": [{"text": fact}]})
    holds(again["results"] == [{"id": ids[0], "status": "already_known"}], "the same text is recognised", again)

    found = await use(client, "search_memory", {"query": f"Which editor does {mark} prefer?"})
    holds(ids[0] in [item["id"] for item in found["memories"]], "what was added is found", found)
    narrow = await use(client, "search_memory", {"query": mark, "namespace": mark})
    holds([item["id"] for item in narrow["memories"]] == [ids[1]], "a namespace narrows the search", narrow)

    read = await use(client, "get_memory", {"memory_id": ids[0]})
    holds(read["text"] == fact, "it can be read", read)
    changed = await use(client, "update_memory", {"memory_id": ids[0], "text": f"{mark} prefers Helix.", "pinned": True})
    holds(changed["text"] == f"{mark} prefers Helix." and changed["topics"] == ["editors"], "it can be changed", changed)
    listed = await use(client, "list_memories", {"namespace": mark})
    holds([item["id"] for item in listed["memories"]] == [ids[1]], "it is listed", listed)

    await resources(client, ids[0], mark)
    await prompts(client, mark)

    away = await use(client, "archive_memories", {"memory_ids": [*ids, "unknown"]})
    holds(away == {"changed": 2}, "both are archived in one call", away)
    holds((await use(client, "list_memories", {"namespace": mark}))["memories"] == [], "and lists leave them out")
    back = await use(client, "archive_memories", {"memory_ids": ids, "archived": False})
    holds(back == {"changed": 2}, "and taken out again", back)
    deleted = await use(client, "delete_memories", {"memory_ids": ids})
    holds(deleted == {"deleted": 2}, "both are deleted", deleted)
    gone = await client.call_tool("get_memory", {"memory_id": ids[0]})
    holds(gone.is_error and "not found" in gone.content[0].text, "what is gone is told as a tool's error", gone)
    error = await refuses(client.read_resource(f"memory://{ids[0]}"), -32602, "a resource that is gone is invalid params")
    holds(error.error.data == {"uri": f"memory://{ids[0]}"}, "and names its URI", error.error.data)


async def resources(client, memory, mark):
    page = await client.list_resources()
    uris = [str(resource.uri) for resource in page.resources]
    holds(f"memory://{memory}" in uris, "a memory is listed as a resource", uris)
    contents = (await client.read_resource(f"memory://{memory}")).contents
    holds(json.loads(contents[0].text)["text"] == f"{mark} prefers Helix.", "and read as one", contents)
    templates = (await client.list_resource_templates()).resource_templates
    holds([template.uri_template for template in templates] == ["memory://{id}"], "the template is listed", templates)
    completion = await client.complete(
        ResourceTemplateReference(type="ref/resource", uri="memory://{id}"), {"name": "id", "value": memory[:20]})
    holds(memory in completion.completion.values, "and its id completed", completion)


async def prompts(client, mark):
    session = f"session-{mark}"
    await use(
        client, "set_working_memory",
        {"session_id": session, "messages": [{"role": "user", "content": "We fly on Monday."}], "ttl_seconds": 600})
    stored = await use(client, "get_working_memory", {"session_id": session})
    holds([message["content"] for message in stored["messages"]] == ["We fly on Monday."], "a session is kept", stored)
    prompt = await use(client, "memory_prompt", {"query": f"What does {mark} prefer?", "session_id": session})
    text = json.dumps(prompt["messages"])
    holds("We fly on Monday." in text and "Helix" in text, "a prompt brings session and memories", text)

    names = [entry.name for entry in (await client.list_prompts()).prompts]
    holds(names == ["recall", "summarise_session"], "the prompts are listed", names)
    recall = await client.get_prompt("recall", {"topic": f"{mark} Helix"})
    holds(f"{mark} prefers Helix." in recall.messages[0].content.text, "recall brings what is known", recall)
    summary = await client.get_prompt("summarise_session", {"session_id": session})
    holds("We fly on Monday." in summary.messages[0].content.text, "summarise_session brings the conversation", summary)
    completion = await client.complete(
        PromptReference(type="ref/prompt", name="summarise_session"), {"name": "session_id", "value": session[:12]})
    holds(session in completion.completion.values, "and its session is completed", completion)


async def conversation(client, mode):
    print(f"-- {mode}: speaks {client.protocol_version}", flush=True)
    holds((client.protocol_version == MODERN) == (mode == "auto"), f"mode {mode} gets its era", client.protocol_version)
    holds("search_memory" in (client.instructions or ""), "the server says how it is meant to be used")
    if mode == "legacy":
        await client.send_ping()
        holds(True, "ping is answered")
    tools = (await client.list_tools()).tools
    holds([tool.name for tool in tools] == TOOLS, "the tools are listed in their order", [tool.name for tool in tools])
    holds(all(tool.input_schema and tool.output_schema and tool.title for tool in tools), "each with schemas and a title")

    await memories(client, f"Ana{uuid.uuid4().hex[:8]}")

    await refuses(client.call_tool("no_such_tool", {}), -32602, "an unknown tool is invalid params")
    wrong = await client.call_tool("search_memory", {"limit": 0, "query": "x"})
    holds(wrong.is_error and "limit must be" in wrong.content[0].text, "a wrong argument is told as a sentence", wrong)


async def parallel(client):
    answers = await asyncio.gather(*(client.call_tool("list_memories", {"limit": 1}) for _ in range(8)))
    holds(all(not answer.is_error for answer in answers), "eight calls at once are all answered")


async def over_http(url, token):
    for mode in ("auto", "legacy"):
        async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {token}"}, timeout=30) as carrier:
            async with Client(streamable_http_client(url, http_client=carrier), mode=mode) as client:
                await conversation(client, mode)
                await parallel(client)
    edge(url, token)


async def over_stdio(command, arguments):
    environment = {name: value for name, value in os.environ.items() if name.startswith("AGENT_MEMORY_")}
    for mode in ("auto", "legacy"):
        server = StdioServerParameters(command=command, args=arguments, env=environment)
        async with Client(server, mode=mode) as client:
            await conversation(client, mode)
            await parallel(client)


def edge(url, token):
    """What HTTP itself answers, seen without a client in between."""
    where = urllib.parse.urlsplit(url)
    ping = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "ping"})
    usual = {
        "Authorization": f"Bearer {token}", "Content-Type": "application/json", "Accept": "application/json, text/event-stream",
        "Host": where.netloc,
    }

    def ask(method="POST", body=ping, without=(), target=where.path, **fields):
        headers = {name: value for name, value in usual.items() if name not in without}
        headers.update({name.replace("_", "-"): value for name, value in fields.items()})
        connection = http.client.HTTPConnection(where.hostname, where.port, timeout=30)
        connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name, value)
        data = (body or "").encode()
        connection.putheader("Content-Length", str(len(data)))
        connection.endheaders()
        try:
            connection.send(data)
        except OSError:
            pass  # refused before it was read
        response = connection.getresponse()
        return response.status, response.headers, response.read()

    holds(ask()[0] == 200, "edge: a ping with everything right is answered")
    for rule, answer in [
        ("without a token", ask(without=["Authorization"])), ("with a wrong token", ask(Authorization="Bearer nonsense")),
        ("with the token in the query", ask(without=["Authorization"], target=f"{where.path}?access_token={token}")),
        ("without a token, and nothing else right", ask(without=["Authorization", "Content-Type"], body="{")),
    ]:
        holds(answer[0] == 401 and answer[1]["WWW-Authenticate"].startswith("Bearer "), f"edge: {rule}: 401 and a challenge", answer)
    for rule, answer, statuses in [
        ("a page of another origin", ask(Origin="https://evil.example"), [403]),
        ("another host's name", ask(Host="evil.example:8000"), [403, 421]),
        ("no origin", ask(), [200]),
        ("GET", ask("GET", None), [405]),
        ("DELETE", ask("DELETE", None), [405]),
        ("5 MiB", ask(body=json.dumps({"jsonrpc": "2.0", "id": 1, "method": "ping", "params": {"x": "y" * (5 << 20)}})), [413]),
        ("plain text", ask(Content_Type="text/plain"), [415]),
        ("a client that wants HTML", ask(Accept="text/html"), [406]),
        ("a notification", ask(body=json.dumps({"jsonrpc": "2.0", "method": "notifications/initialized"})), [202]),
        ("a batch of 2025-03-26", ask(body=f"[{ping}]", MCP_Protocol_Version="2025-03-26"), [200]),
        ("a batch of a later revision", ask(body=f"[{ping}]", MCP_Protocol_Version="2025-06-18"), [400]),
        ("no JSON", ask(body="{"), [400]),
        ("nesting without end", ask(body="[" * 100_000), [400]),
        ("an unknown version", ask(MCP_Protocol_Version="v999.0.0"), [400]),
    ]:
        holds(answer[0] in statuses, f"edge: {rule}: {statuses[0]}", (answer[0], answer[2][:200]))
    allow = ask("GET", None)[1]["Allow"]
    holds(allow is not None and "POST" in allow, "edge: 405 says that POST is allowed", allow)


def main():
    if len(sys.argv) >= 4 and sys.argv[1] == "http":
        asyncio.run(over_http(sys.argv[2], sys.argv[3]))
    elif len(sys.argv) >= 3 and sys.argv[1] == "stdio":
        asyncio.run(over_stdio(sys.argv[2], sys.argv[3:]))
    else:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    print("PASS all", flush=True)


if __name__ == "__main__":
    main()
