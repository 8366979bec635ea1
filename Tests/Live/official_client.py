"""The official Python client of Redis Agent Memory Server 0.14.0, with the token put into its HTTP headers."""

import asyncio

from agent_memory_client import MemoryAPIClient, MemoryClientConfig
from agent_memory_client.filters import Entities, Namespace, SessionId, Topics, UserId
from agent_memory_client.models import (
    ClientMemoryRecord,
    ForgetPolicy,
    MemoryMessage,
    MemoryStrategyConfig,
    MemoryTypeEnum,
    WorkingMemory,
)

from harness import Server, case, equal, eventually, require


def client(server, token):
    made = MemoryAPIClient(MemoryClientConfig(base_url=server.url, timeout=20))
    made._client.headers["Authorization"] = f"Bearer {token}"
    return made


def with_client(work):
    """Runs the coroutine with a client that acts as a service, which may name any user."""
    with Server() as server:
        token = server.service_token()

        async def run():
            async with client(server, token) as made:
                await work(made)

        asyncio.run(run())


@case
def client_health():
    """health_check() is answered."""

    async def work(memory):
        require((await memory.health_check()).now > 0, "no time")

    with_client(work)


@case
def client_working_memory():
    """Working memory is put, read, listed, appended to and deleted."""

    async def work(memory):
        created, session = await memory.get_or_create_working_memory("s1", user_id="alice", namespace="shop")
        require(created, "the session was there already")
        equal(session.session_id, "s1")
        message = MemoryMessage(role="user", content="I live in Lisbon.")
        put = await memory.put_working_memory(
            "s1", WorkingMemory(session_id="s1", user_id="alice", namespace="shop", messages=[message], data={"step": 1}),
            user_id="alice", model_name="gpt-4o")
        equal(put.messages[0].content, "I live in Lisbon.")
        require(put.context_percentage_total_used is not None, "no percentage although a model was named")
        await memory.append_messages_to_working_memory(
            "s1", [MemoryMessage(role="assistant", content="Noted.")], namespace="shop", user_id="alice")
        read = await memory.get_working_memory("s1", user_id="alice", namespace="shop")
        equal([m.content for m in read.messages], ["I live in Lisbon.", "Noted."])
        equal(read.data, {"step": 1})
        listed = await memory.list_sessions(user_id="alice", namespace="shop")
        equal((listed.sessions, listed.total), (["s1"], 1))
        elsewhere = await memory.list_sessions(user_id="bob", namespace="shop")
        equal(elsewhere.total, 0, "sessions of somebody else")
        equal((await memory.delete_working_memory("s1", user_id="alice", namespace="shop")).status, "ok")
        equal((await memory.list_sessions(user_id="alice", namespace="shop")).total, 0)

    with_client(work)


@case
def client_long_term_memory():
    """Long-term memories are created, searched, read, edited, deleted and forgotten."""

    async def work(memory):
        records = [
            ClientMemoryRecord(
                id=f"m{number}", text=text, user_id="alice", namespace="shop", topics=topics, entities=entities,
                memory_type=MemoryTypeEnum.SEMANTIC)
            for number, (text, topics, entities) in enumerate([
                ("Alice lives in Lisbon.", ["home"], ["Lisbon"]), ("Alice is allergic to peanuts.", ["food"], []),
                ("Alice plays the cello.", ["music", "hobby"], ["cello"])])
        ]
        equal((await memory.create_long_term_memory(records)).status, "ok")
        found = await memory.search_long_term_memory("where is her home?", user_id=UserId(eq="alice"), limit=3)
        equal(found.memories[0].id, "m0", f"the nearest of {[m.text for m in found.memories]}")
        equal(found.total, 3)

        async def ids(**filters):
            answer = await memory.search_long_term_memory("Alice", **filters)
            return sorted(m.id for m in answer.memories)

        equal(await ids(topics=Topics(any=["food", "music"])), ["m1", "m2"], "any")
        equal(await ids(topics=Topics(all=["hobby", "music"])), ["m2"], "all")
        equal(await ids(topics=Topics(none=["food"])), ["m0", "m2"], "none")
        equal(await ids(entities=Entities(any=["cello"])), ["m2"], "entities")
        equal(await ids(user_id=UserId(in_=["alice", "bob"])), ["m0", "m1", "m2"], "in_")
        equal(await ids(user_id=UserId(not_eq="alice")), [], "not_eq")
        equal(await ids(namespace=Namespace(not_in=["shop"])), [], "not_in")
        equal(await ids(session_id=SessionId(eq="nowhere")), [], "a filter that matches nothing")
        edited = await memory.edit_long_term_memory("m2", {"text": "Alice plays the viola.", "topics": ["music"]})
        equal((edited.text, edited.topics), ("Alice plays the viola.", ["music"]))
        equal((await memory.get_long_term_memory("m2")).text, "Alice plays the viola.")
        require("deleted 1" in (await memory.delete_long_term_memories(["m1", "nope"])).status, "the number deleted")
        equal(await ids(user_id=UserId(eq="alice")), ["m0", "m2"])
        plan = await memory.forget_long_term_memories(ForgetPolicy(budget=1), user_id="alice", dry_run=True)
        equal((plan.deleted, plan.dry_run), (1, True), f"{plan}")

    with_client(work)


@case
def client_memory_prompt():
    """memory_prompt brings together the session and what long-term memory knows."""

    async def work(memory):
        await memory.create_long_term_memory([ClientMemoryRecord(id="p1", text="Alice lives in Lisbon.", user_id="alice")])
        await memory.put_working_memory(
            "s1", WorkingMemory(session_id="s1", user_id="alice", messages=[MemoryMessage(role="user", content="Hello there.")]))
        answer = await memory.memory_prompt(
            "Where do I live?", session_id="s1", user_id="alice", context_window_max=16_000,
            long_term_search={"text": "Where do I live?", "user_id": {"eq": "alice"}})
        text = str(answer["messages"])
        for part in ("Hello there.", "Lisbon", "Where do I live?"):
            require(part in text, f"“{part}” is not in the prompt: {text}")

    with_client(work)


@case
def client_promotion():
    """Memories of working memory reach long-term memory in the background."""

    async def work(memory):
        session = WorkingMemory(
            session_id="s1", user_id="alice", long_term_memory_strategy=MemoryStrategyConfig(),
            memories=[ClientMemoryRecord(id="w1", text="Alice keeps bees.", user_id="alice")])
        await memory.put_working_memory("s1", session, user_id="alice")
        for _ in range(200):
            found = await memory.search_long_term_memory("bees", user_id=UserId(eq="alice"))
            if [m.id for m in found.memories] == ["w1"]:
                return
            await asyncio.sleep(0.05)
        raise AssertionError("the memory was not promoted within 10 s")

    with_client(work)


@case
def client_as_a_person():
    """A person's token reaches that person's memories and nobody else's."""
    with Server() as server:
        server.command("user", "add", "alice")
        server.command("user", "add", "bob")
        alice, bob = server.new_token("--user", "alice"), server.new_token("--user", "bob")

        async def run():
            async with client(server, alice) as hers, client(server, bob) as his:
                await hers.create_long_term_memory([ClientMemoryRecord(id="secret", text="Alice's diary is under the bed.")])
                found = await hers.search_long_term_memory("diary")
                equal([(m.id, m.user_id) for m in found.memories], [("secret", "alice")])
                equal((await his.search_long_term_memory("diary")).total, 0, "what Bob finds")

        asyncio.run(run())
        equal(server.request("GET", "/v1/long-term-memory/secret", token=bob)[0], 404, "Bob reads by id")
        equal(server.request("GET", "/v1/long-term-memory/secret", token=alice)[0], 200, "Alice reads by id")
        body = {"memories": [{"id": "x", "text": "planted", "user_id": "alice"}]}
        equal(server.request("POST", "/v1/long-term-memory/", body, token=bob)[0], 403, "Bob writes under Alice's name")
        eventually(lambda: server.request("GET", "/v1/long-term-memory/secret", token=alice)[0] == 200)
