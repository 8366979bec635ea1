"""Stores a memory and finds it by meaning, with fastmcp. Needs URL and TOKEN in the environment.

Without a token, `Client(url, auth="oauth")` opens a browser instead: the person logs in and allows the application.
"""

import asyncio
import os

from fastmcp import Client
from fastmcp.client.auth import BearerAuth


async def main():
    url = os.environ.get("URL", "http://127.0.0.1:8000") + "/mcp"
    async with Client(url, auth=BearerAuth(os.environ["TOKEN"])) as client:
        await client.call_tool("add_memories", {"memories": [{"text": "The user moved to Lisbon in 2024."}]})
        found = await client.call_tool("search_memory", {"query": "Where does the user live?", "limit": 1})
        print(found.structured_content["memories"][0]["text"])


asyncio.run(main())
