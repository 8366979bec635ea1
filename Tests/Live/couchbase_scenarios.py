"""What applications do with Couchbase Agent Memory 1.1, with its official Python client."""

import os
import time

from agentmemory import AgentMemoryClient, ChatMessage, FilterOptions
from agentmemory.exceptions import (
    AgentMemoryError, AuthenticationError, AuthorizationError, ConflictError, NotFoundError, ValidationError,
)

from harness import Server, case, equal, eventually, free_port, require
from providers import Provider


def fails(kind, call, code=None):
    """The exception of exactly that kind that the call ends in."""
    try:
        call()
    except AgentMemoryError as error:
        equal(type(error), kind, f"{error}")
        if code: equal(error.error_code, code)
        return error
    raise AssertionError(f"{kind.__name__} was expected")


def facts(found):
    return [block.fact for block in found.memory_blocks]


@case
def couchbase_quickstart():
    """The quickstart of the client's documentation runs, with a token as its only addition."""
    with Server() as server, AgentMemoryClient(base_url=server.url, token=server.service_token()) as client:
        user = client.create_user(user_id="customer-42", name="Example Customer")
        session = user.create_session(session_id="conv-100")
        session.add_memory(
            messages=[ChatMessage(user_content="My order hasn't arrived.",
                                  assistant_content="I'll look into that. What's your order number?")],
            annotations={"agent": "support-bot"},
        )
        session.add_memory(facts=["Customer is in the EU timezone."], annotations={"agent": "support-bot"})
        results = session.search_memory(query="shipping delay")
        shown = [block.fact or block.message.user_content for block in results.memory_blocks]
        equal(shown[0], "My order hasn't arrived.", f"{shown}")


@case
def couchbase_environment_token():
    """The client takes its token from AGENTMEMORY_JWT_TOKEN or a callable, and each call may have another one."""
    with Server() as server:
        tokens = [server.service_token()]
        os.environ["AGENTMEMORY_JWT_TOKEN"] = tokens[0]
        try:
            with AgentMemoryClient(server.url) as client:
                client.create_user(user_id="a", name="A")
        finally:
            del os.environ["AGENTMEMORY_JWT_TOKEN"]
        with AgentMemoryClient(server.url, token=lambda: tokens[-1]) as client:
            equal(client.get_user("a").name, "A")
            tokens.append("amt_nonsense")
            fails(AuthenticationError, lambda: client.get_user("a"), "INVALID_TOKEN")


@case
def couchbase_ended_sessions():
    """An ended session takes no new blocks and no changes; it stays readable and searchable, and can be deleted."""
    with Server() as server, AgentMemoryClient(server.url, token=server.service_token()) as client:
        session = client.create_user(user_id="u", name="U").create_session("s")
        block = session.add_memory(facts=["The door is green."]).block_ids[0]
        session.end()
        for call in (session.end, lambda: session.add_memory(facts=["late"]), lambda: session.update(metadata={"a": 1}),
                     lambda: session.update_memory(block, fact="late")):
            fails(ValidationError, call, "SESSION_ALREADY_ENDED")
        equal(facts(session.search_memory(query="colour of the door")), ["The door is green."])
        equal(facts(session.search_memory()), ["The door is green."])
        session.delete()
        fails(NotFoundError, lambda: session.search_memory(), "NOT_FOUND")


@case
def couchbase_lifetimes():
    """Blocks end by their own time, by their session's, or by the server's."""
    with Server(environment={"AGENTMEMORY_MEMORY_BLOCK_TTL": "3"}) as server:
        with AgentMemoryClient(server.url, token=server.service_token()) as client:
            user = client.create_user(user_id="u", name="U")
            plain, named = user.create_session("plain"), user.create_session("named", memory_blocks_ttl=1)
            plain.add_memory(facts=["the server's"])
            named.add_memory(facts=["the session's"])
            kept = named.add_memory(facts=["its own"], memory_block_ttl=0).block_ids[0]
            equal(user.list_memories().total, 3)
            eventually(lambda: facts(user.list_memories(["named"])) == ["its own"], 3, "the session's block did not end")
            eventually(lambda: facts(user.list_memories()) == ["its own"], 5, "the server's block did not end")
            user.modify_ttl(1, session_id="named", block_ids=[kept])
            eventually(lambda: user.list_memories().total == 0, 3, "the changed block did not end")
            fails(NotFoundError, lambda: named.update_memory(kept, fact="x"), "NOT_FOUND")


@case
def couchbase_filters():
    """Annotations filter before or after the best few are chosen; sessions, ids and times filter, too."""
    with Server() as server, AgentMemoryClient(server.url, token=server.service_token()) as client:
        user = client.create_user(user_id="u", name="U")
        session, other = user.create_session("s"), user.create_session("t")
        first = session.add_memory(facts=["Bees make honey."], annotations={"agent": "a"}, created_at="2024-05-01T00:00:00").block_ids[0]
        time.sleep(0.02)
        session.add_memory(facts=["Wasps sting."], annotations={"agent": "b"}, created_at="2024-06-01T00:00:00")
        other.add_memory(facts=["Bees dance."])

        def search(query=None, **filters):
            return facts(session.search_memory(query, FilterOptions(**filters)))

        equal(search("honey", relevant_k=1), ["Bees make honey."])
        equal(search("honey", relevant_k=1, annotations={"agent": "b"}), ["Wasps sting."])
        equal(search("honey", relevant_k=1, annotations={"agent": "b"}, annotation_filter_mode="post"), [])
        equal(search(), ["Wasps sting.", "Bees make honey."], "the newest first")
        equal(sorted(search(session_ids="all")), ["Bees dance.", "Bees make honey.", "Wasps sting."])
        equal(search(session_ids=["t"]), ["Bees dance."])
        equal(search(block_ids=[first]), ["Bees make honey."])
        equal(search(created_start_time="2024-05-15T00:00:00"), ["Wasps sting."])
        equal(search(created_end_time="2024-05-15T00:00:00"), ["Bees make honey."])
        equal(search(start_time="2999-01-01T00:00:00"), [])
        fails(ValidationError, lambda: session.add_memory(facts=["x"], annotations={"a b": "c"}), "INVALID_REQUEST")


@case
def couchbase_everywhere():
    """A block is found over REST and MCP, and a memory from there is a block; a session is one of working memory."""
    with Server() as server:
        token = server.service_token()
        with AgentMemoryClient(server.url, token=token) as client:
            user = client.create_user(user_id="u", name="U")
            session = user.create_session("s")
            session.add_memory(facts=["The code is 7431."])
            body = {"text": "7431", "user_id": {"eq": "u"}}
            found = server.request("POST", "/v1/long-term-memory/search", body, token=token)[1]
            equal([memory["text"] for memory in found["memories"]], ["The code is 7431."])
            call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call",
                    "params": {"name": "search_memory", "arguments": {"query": "7431"}}}
            headers = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-06-18"}
            answer = server.request("POST", "/mcp", call, token=token, headers=headers)[1]
            require("The code is 7431." in str(answer), f"not found over MCP: {answer}")
            memory = {"memories": [{"id": "m", "text": "The door is green.", "user_id": "u", "session_id": "s"}]}
            equal(server.request("POST", "/v1/long-term-memory", memory, token=token)[0], 200)
            equal(facts(session.search_memory(query="colour of the door"))[0], "The door is green.")
            equal(server.request("GET", "/v1/working-memory?user_id=u", token=token)[1]["sessions"], ["s"])
            session.end()
            equal(server.request("PUT", "/v1/working-memory/s", {"user_id": "u"}, token=token)[0], 409)


@case
def couchbase_prompts():
    """Blocks name a registered prompt and its version; archived and unknown prompts are refused."""
    with Server() as server, AgentMemoryClient(server.url, token=server.service_token()) as client:
        client.create_prompt("p", "Find bees.", "Bees")
        client.update_prompt("p", prompt="Find wasps.")
        session = client.create_user(user_id="u", name="U").create_session("s")
        block = session.add_memory(facts=["newest"], prompt_id="p").block_ids[0]
        session.add_memory(facts=["pinned"], prompt_id="p", prompt_vid=0)
        equal(facts(session.search_memory(filters={"prompt_id": "p", "prompt_vid": 0})), ["pinned"])
        equal(session.update_memory(block, prompt_id="default").block.prompt_id, None)
        fails(NotFoundError, lambda: session.add_memory(facts=["x"], prompt_id="none"), "NOT_FOUND")
        client.archive_prompt("p", "all")
        fails(ConflictError, lambda: session.add_memory(facts=["x"], prompt_id="p"), "CONFLICT")


@case
def couchbase_people():
    """People reach only their own sessions and blocks: another person's do not exist."""
    with Server() as server:
        for name in ("alice", "bob"):
            server.command("user", "add", name)
        alice, bob = (server.new_token("--user", name) for name in ("alice", "bob"))
        with AgentMemoryClient(server.url, token=alice) as client:
            session = client.get_user("alice").create_session("s")
            block = session.add_memory(facts=["a secret"]).block_ids[0]
        with AgentMemoryClient(server.url, token=bob) as client:
            fails(NotFoundError, lambda: client.get_user("alice"), "NOT_FOUND")
            session._http = client._http
            for call in (session.search_memory, lambda: session.list_memories("all"), session.end, session.delete,
                         lambda: session.update_memory(block, fact="x"), lambda: session.delete_memory("all"),
                         lambda: session.add_memory(facts=["x"])):
                fails(NotFoundError, call, "NOT_FOUND")
        reader = server.new_token("--user", "alice", "--scope", "memory:read")
        with AgentMemoryClient(server.url, token=reader) as client:
            session._http = client._http
            equal(facts(session.search_memory()), ["a secret"])
            fails(AuthorizationError, session.end, "INSUFFICIENT_SCOPE")


@case
def couchbase_restart():
    """Sessions, blocks, ends and prompts are on the disk: a killed server has them all after its next start."""
    with Server() as server:
        token = server.service_token()
        with AgentMemoryClient(server.url, token=token) as client:
            user = client.create_user(user_id="u", name="U")
            session = user.create_session("s", annotations={"a": "b"}, memory_blocks_ttl=2)
            session.add_memory(facts=["short"])
            session.add_memory(facts=["long"], memory_block_ttl=0)
            session.end()
            client.create_prompt("p", "Find bees.", "Bees")
        server.kill()
        server.start()
        with AgentMemoryClient(server.url, token=token) as client:
            read = client.get_user("u").get_session("s")
            equal((read.annotations, bool(read.end_time)), ({"a": "b"}, True))
            eventually(lambda: facts(read.search_memory()) == ["long"], 4, "the block did not end")
            equal(client.get_prompt("p").prompt, "Find bees.")


@case
def couchbase_roles():
    """With that server's variables alone, the roles of an identity provider decide: ams_ro reads, ams_rw writes, ams_admin manages."""
    with Provider() as provider:
        environment = {
            "OIDC_AUTH_ENABLED": "true", "OIDC_ISSUER": provider.url, "OIDC_AUDIENCE": "memory", "AGENTMEMORY_AUTHZ_ENABLED": "true"}
        server = Server(environment=environment)
        server.port = free_port()
        with server:
            eventually(lambda: "OIDC authentication initialized" in server.text, what=server.text)

            def client(*roles):
                return AgentMemoryClient(server.url, token=provider.token(scope=None, realm_access={"roles": list(roles)}))

            with client("ams_rw") as writer:
                user = writer.get_user("dana")
                session = user.create_session("s")
                session.add_memory(facts=["kept"])
                fails(AuthorizationError, lambda: writer.create_prompt("p", "x", "y"), "INSUFFICIENT_SCOPE")
            with client("ams_ro") as reader:
                session._http = reader._http
                equal(facts(session.search_memory()), ["kept"])
                for call in (lambda: session.add_memory(facts=["x"]), session.end, session.delete):
                    fails(AuthorizationError, call, "INSUFFICIENT_SCOPE")
            with client("ams_admin", "other") as administrator:
                administrator.create_prompt("p", "x", "y")
                session._http = administrator._http
                session.end()
            with client("other") as nobody:
                fails(AuthorizationError, lambda: nobody.get_user("dana"))
