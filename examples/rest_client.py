"""Stores a memory and finds it by meaning, with the client of Redis Agent Memory Server. Needs URL and TOKEN in the environment."""

import asyncio
import os

from agent_memory_client import MemoryAPIClient, MemoryClientConfig
from agent_memory_client.models import ClientMemoryRecord


async def main():
    url = os.environ.get("URL", "http://127.0.0.1:8000")
    async with MemoryAPIClient(MemoryClientConfig(base_url=url)) as memory:
        # The client has no setting for a token, so the header is set here.
        memory._client.headers["Authorization"] = f"Bearer {os.environ['TOKEN']}"
        record = ClientMemoryRecord(id="example-rest", text="The user plays the cello in a quartet.")
        await memory.create_long_term_memory([record])
        found = await memory.search_long_term_memory("Which instrument does the user play?", limit=1)
        print(found.memories[0].text)


asyncio.run(main())
