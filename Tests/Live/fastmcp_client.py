"""fastmcp's OAuth client, with its own callback server, store of tokens and pre-flight request."""

import asyncio
import contextlib
import logging
import warnings
import webbrowser

from fastmcp import Client
from fastmcp.client.auth import OAuth
from key_value.aio.stores.memory import MemoryStore

from authorization import PASSWORD, disconnect, server_with_people
from browser import Person, browser
from harness import case, equal, require

logging.getLogger("fastmcp").setLevel(logging.WARNING)


class Application:
    """What a person who uses a fastmcp client has: the client's store of tokens, and a browser."""

    def __init__(self, server, person, through=None, **options):
        """`options`: of fastmcp's OAuth client."""
        self.url = f"{server.url}/mcp"
        self.person = person
        self.through = through
        self.options = options
        self.store = MemoryStore()
        self.logins = []

    async def recall(self, expired=False):
        """A new process of the application calls tools; the texts it lists. `expired`: its access token is past its time."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about the store, which a real application would keep on disk
            auth = OAuth(token_storage=self.store, **self.options)
            auth._bind(self.url)
        if expired:
            tokens = await auth.token_storage_adapter.get_tokens()
            await auth.token_storage_adapter.set_tokens(tokens.model_copy(update={"expires_in": -1, "access_token": "gone"}))
        async with Client(self.url, auth=auth) as client:
            await client.call_tool("add_memories", {"memories": [{"text": "Alice keeps bees."}]})
            return [memory["text"] for memory in (await client.call_tool("list_memories", {})).structured_content["memories"]]

    def open(self, url):
        self.logins.append(asyncio.ensure_future(self.person.authorize(url, through=self.through)))
        return True

    @contextlib.asynccontextmanager
    async def at_its_browser(self):
        """In place of the system's browser; at the end, every page has been closed."""
        webbrowser.open, opened = self.open, webbrowser.open
        try:
            yield
        finally:
            webbrowser.open = opened
        await asyncio.gather(*self.logins)


@case
def fastmcp_connects_by_itself():
    """fastmcp's client goes from nothing to a tool call, refreshes by itself, and after revocation has to ask the person again."""

    async def journey(server):
        async with browser() as chromium:
            # It listens for the answer itself, on a port of its choice.
            alice = await Person(
                await chromium.new_context(), "alice", PASSWORD, "http://localhost:", listens=True).start()
            application = Application(server, alice)
            async with application.at_its_browser():
                equal(await application.recall(), ["Alice keeps bees."])
                equal((len(application.logins), alice.pages), (1, ["login", "consent"]), "the first time")
                equal(await application.recall(), ["Alice keeps bees."])
                equal(len(application.logins), 1, "logins with a token that serves")
                equal(await application.recall(expired=True), ["Alice keeps bees."])
                equal(len(application.logins), 1, "logins with a refresh token that serves")
                await disconnect(server, alice)
                equal(await application.recall(), ["Alice keeps bees."])
                equal((len(application.logins), alice.pages), (2, ["consent"]), "after revocation")
            require(all(answer.startswith("http://localhost:") for answer in alice.answers), alice.answers)

    with server_with_people("alice") as server:
        asyncio.run(journey(server))
