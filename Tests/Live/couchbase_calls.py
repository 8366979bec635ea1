"""The official Python client of Couchbase Agent Memory 1.1.0: every call that it has, synchronous and asynchronous."""

import asyncio
import contextlib
import functools
import inspect

import agentmemory
from agentmemory import resources
from agentmemory.exceptions import ConflictError, NotFoundError

from harness import Server, case, equal, require

# The package has these and no others; the test counts them.
CLIENT = ("close health_ping create_user get_user list_users delete_user create_prompt list_prompts get_prompt update_prompt "
          "list_prompt_versions archive_prompt purge_prompt").split()
USER = "update delete modify_ttl create_session get_session list_sessions list_memories".split()
SESSION = "update delete end add_memory update_memory get_memory search_memory list_memories delete_memory".split()
FUNCTIONS = "health_ping create_prompt list_prompts get_prompt update_prompt list_prompt_versions archive_prompt purge_prompt".split()
CALLS = sorted(
    [f"{kind}{name}.{call}" for kind in ("", "Async") for name, calls in (("AgentMemoryClient", CLIENT), ("UserResource", USER), ("SessionResource", SESSION)) for call in calls]
    + ["AgentMemoryClient.__enter__", "AsyncAgentMemoryClient.__aenter__"]
    + [f"resources.{kind}{name}" for kind in ("", "async_") for name in FUNCTIONS]
)


def classes():
    return [getattr(agentmemory, name) for name in agentmemory.__all__
            if name.endswith(("MemoryClient", "UserResource", "SessionResource"))]


def offered():
    """What the installed package offers to call."""
    methods = [f"{kind.__name__}.{name}" for kind in classes() for name, value in vars(kind).items()
               if callable(value) and (not name.startswith("_") or name in ("__enter__", "__aenter__"))]
    functions = [f"resources.{name}" for name in resources.__all__ if inspect.isfunction(getattr(resources, name))]
    return sorted(methods + functions)


@contextlib.contextmanager
def noted():
    """The names of the calls that returned, while the block runs."""
    done, former = set(), []

    def watch(holder, name, shown):
        original = getattr(holder, name)

        @functools.wraps(original)
        def call(*arguments, **named):
            result = original(*arguments, **named)
            if not inspect.isawaitable(result):
                done.add(shown)
                return result

            async def finish():
                value = await result
                done.add(shown)
                return value

            return finish()

        former.append((holder, name, original))
        setattr(holder, name, call)

    for kind in classes():
        for name in [name.split(".")[1] for name in CALLS if name.startswith(kind.__name__ + ".")]:
            watch(kind, name, f"{kind.__name__}.{name}")
    for name in [name.split(".")[1] for name in CALLS if name.startswith("resources.")]:
        watch(resources, name, f"resources.{name}")
    try:
        yield done
    finally:
        for holder, name, original in former:
            setattr(holder, name, original)


async def now(value):
    """The value of a call of either client."""
    return await value if inspect.isawaitable(value) else value


async def refused(kind, call, code):
    try:
        await now(call())
    except kind as error:
        equal((type(error), error.error_code), (kind, code), f"{error}")
        return error
    raise AssertionError(f"{kind.__name__} was expected")


async def users_and_sessions(client):
    user = await now(client.create_user(user_id="dana", name="Dana", metadata={"n": 3, "plan": "trial"}))
    await refused(ConflictError, lambda: client.create_user(user_id="dana", name="x"), "CONFLICT")
    equal([found.id for found in (await now(client.list_users(metadata={"n": "3"}))).users], ["dana"], "a stored number")
    await now(user.update(name="Dana D."))
    equal((await now(client.get_user("dana"))).name, "Dana D.")
    session = await now(user.create_session("s", annotations={"a": "b"}, metadata={"x": [1, None]}, memory_blocks_ttl=3600))
    await refused(ConflictError, lambda: user.create_session("s"), "CONFLICT")
    await refused(NotFoundError, lambda: user.get_session("none"), "NOT_FOUND")
    await now(session.update(metadata={"y": 1}))
    read = await now(user.get_session("s"))
    equal((read.annotations, read.metadata, read.blocks_ttl, read.end_time), ({"a": "b"}, {"y": 1}, 3600, None))
    await now(user.create_session("t"))
    listed = await now(user.list_sessions(limit=1, offset=1))
    equal((listed.sessions[0].session_id, listed.count, listed.total), ("t", 1, 2))
    return user, session


async def blocks(user, session):
    turn = {"user_content": "My order hasn't arrived.", "assistant_content": "What's your order number?"}
    added = await now(session.add_memory(messages=[turn], annotations={"agent": "bot"}, created_at="2025-12-22T00:00:00"))
    equal((added.accepted_count, added.rejected_count, len(added.block_ids)), (1, 0, 1))
    facts = await now(session.add_memory(facts=["Dana keeps bees.", "Dana lives in Oslo."], async_processing=False))
    found = await now(session.search_memory(query="insects and honey"))
    equal(found.memory_blocks[0].fact, "Dana keeps bees.", "the nearest by meaning")
    require(found.memory_blocks[0].rel_score > 0, "no score")
    alias = await now(session.get_memory(filters={"annotations": {"agent": "bot"}}))
    equal([block.message.assistant_content for block in alias.memory_blocks], ["What's your order number?"])
    equal(alias.memory_blocks[0].status.value, "ready")
    updated = await now(session.update_memory(facts.block_ids[0], fact="Dana keeps wasps.", annotations={"agent": "x"}))
    equal((updated.block.fact, updated.block.annotations), ("Dana keeps wasps.", {"agent": "x"}))
    equal((await now(session.list_memories())).total, 3)
    every = await now(user.list_memories(limit=2, order_by="created_at"))
    equal((every.count, every.total), (2, 3))
    equal(list(await now(user.modify_ttl(7200, session_id="s", block_ids=facts.block_ids))), ["message"])
    deleted = await now(session.delete_memory([facts.block_ids[1], "none"]))
    equal((deleted.deleted_count, deleted.failed_count), (2, 0), "a block that is absent counts as deleted")
    equal((await now(session.delete_memory("all"))).deleted_count, 2)


async def prompts(http, call):
    """The registry of prompts, by functions that take `http` first, or by the client's methods."""
    made = await now(call("create_prompt")(*http, "p", "Find bees.", "Bees", annotations={"team": "hive"}))
    equal((made.current_vid, made.version_count, made.archived), (0, 1, False))
    equal((await now(call("update_prompt")(*http, "p", prompt="Find wasps."))).current_vid, 1)
    equal((await now(call("get_prompt")(*http, "p", vid=0))).prompt, "Find bees.")
    equal((await now(call("get_prompt")(*http, "p"))).prompt, "Find wasps.")
    equal([version.vid for version in (await now(call("list_prompt_versions")(*http, "p"))).versions], [1, 0])
    equal([prompt.prompt_id for prompt in (await now(call("list_prompts")(*http))).prompts], ["p"])
    await refused(ConflictError, lambda: call("purge_prompt")(*http, "p", 1), "CONFLICT")
    await now(call("purge_prompt")(*http, "p", 0))
    await now(call("archive_prompt")(*http, "p", "all"))
    await refused(ConflictError, lambda: call("create_prompt")(*http, "p", "x", "y"), "CONFLICT")
    await now(call("purge_prompt")(*http, "p", "all"))
    await refused(NotFoundError, lambda: call("get_prompt")(*http, "p"), "NOT_FOUND")


async def journey(client, prefix):
    """Every call of one client, and the functions of the package."""
    health = await now(client.health_ping())
    equal((health.overall_status.value, len(health.checked_entities)), ("healthy", 6), f"{health}")
    equal((await now(getattr(resources, prefix + "health_ping")(client._http, "models"))).models.embedding.status, "healthy")
    user, session = await users_and_sessions(client)
    await blocks(user, session)
    await prompts((), functools.partial(getattr, client))
    await prompts((client._http,), lambda name: getattr(resources, prefix + name))
    require((await now(session.end())).end_time, "no end")
    await now(session.delete())
    await now(user.delete())
    await now(client.create_user(user_id="dana", name="Dana"))
    await now(client.delete_user("dana"))
    await now(client.close())


@case
def couchbase_calls():
    """All 76 calls of the official client work, synchronous and asynchronous."""
    equal(offered(), CALLS, "what the package offers")
    equal(len(CALLS), 76)
    with Server() as server, noted() as done:
        token = server.service_token()
        with agentmemory.AgentMemoryClient(server.url, token=token) as client:
            asyncio.run(journey(client, ""))

        async def asynchronous():
            async with agentmemory.AsyncAgentMemoryClient(server.url, token=lambda: token) as client:
                await journey(client, "async_")

        asyncio.run(asynchronous())
        equal(sorted(set(CALLS) - done), [], "calls that were not made")
