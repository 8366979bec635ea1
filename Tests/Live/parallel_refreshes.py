"""Real clients whose processes share one refresh token and refresh at the same moment: all of them go on."""

import asyncio
import contextlib
import warnings

import httpx2
from fastmcp import Client as FastClient
from fastmcp.client.auth import OAuth
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

import fastmcp_client
from authorization import PASSWORD, Application, Storage, person, said, server_with_people
from browser import Person, browser
from harness import case, equal

PROCESSES = 8
ROUNDS = 3


class SharedStorage(Storage):
    """Writes down every refresh token that it is given."""

    def __init__(self):
        super().__init__()
        self.given = []

    async def set_tokens(self, tokens):
        self.given.append(tokens.refresh_token)
        await super().set_tokens(tokens)


@case
def the_official_sdk_refreshes_in_parallel():
    """Eight processes of the official SDK refresh with one token at once, three times; nobody logs in again."""

    async def journey(server):
        async with browser() as chromium:
            application = Application(server, await person(chromium, "alice"))
            application.storage = SharedStorage()
            async with application.session("auto") as client:
                await said(client, "add_memories", {"memories": [{"text": "Alice keeps bees."}]})

            async def process():
                auth = application.provider()
                await auth._initialize()
                auth.context.token_expiry_time = 1
                async with httpx2.AsyncClient(auth=auth, timeout=60) as carrier:
                    async with Client(streamable_http_client(application.url, http_client=carrier), mode="auto") as client:
                        return [memory["text"] for memory in (await said(client, "list_memories", {}))["memories"]]

            for number in range(ROUNDS):
                before = application.storage.tokens.refresh_token
                application.storage.given.clear()
                answers = await asyncio.gather(*(process() for _ in range(PROCESSES)))
                equal(answers, [["Alice keeps bees."]] * PROCESSES, f"round {number}")
                given = application.storage.given
                equal((len(given), len(set(given))), (PROCESSES, 1), "refreshes, and the tokens they gave")
                equal(before in given, False, "the old token came back")
            equal((application.flows, application.person.pages), (1, ["login", "consent"]), "logins")

    with server_with_people("alice") as server:
        asyncio.run(journey(server))


@case
def fastmcp_refreshes_in_parallel():
    """Eight processes of fastmcp's client do the same."""

    async def journey(server):
        async with browser() as chromium, contextlib.AsyncExitStack() as stack:
            alice = await Person(
                await chromium.new_context(), "alice", PASSWORD, "http://localhost:", listens=True).start()
            application = fastmcp_client.Application(server, alice)
            await stack.enter_async_context(application.at_its_browser())
            equal(await application.recall(), ["Alice keeps bees."])

            def process():
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # about the store, as in fastmcp_client
                    auth = OAuth(token_storage=application.store)
                    auth._bind(application.url)
                return auth

            async def call(auth):
                async with FastClient(application.url, auth=auth) as client:
                    listed = await client.call_tool("list_memories", {})
                    return [memory["text"] for memory in listed.structured_content["memories"]]

            for number in range(ROUNDS):
                adapter = process().token_storage_adapter
                tokens = await adapter.get_tokens()
                await adapter.set_tokens(tokens.model_copy(update={"expires_in": -1, "access_token": "gone"}))
                clients = [process() for _ in range(PROCESSES)]
                # Each has read the expired token before the first of them refreshes.
                for auth in clients:
                    await auth._initialize()
                answers = await asyncio.gather(*(call(auth) for auth in clients))
                equal(answers, [["Alice keeps bees."]] * PROCESSES, f"round {number}")
            equal((len(application.logins), alice.pages), (1, ["login", "consent"]), "logins")

    with server_with_people("alice") as server:
        asyncio.run(journey(server))
