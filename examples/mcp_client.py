"""Stores a memory and finds it by meaning, with the official MCP client. Needs URL and TOKEN in the environment."""

import asyncio
import os

import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client


async def main():
    url = os.environ.get("URL", "http://127.0.0.1:8000") + "/mcp"
    headers = {"Authorization": f"Bearer {os.environ['TOKEN']}"}
    async with httpx2.AsyncClient(headers=headers) as http:
        async with Client(streamable_http_client(url, http_client=http)) as client:
            await client.call_tool("add_memories", {"memories": [{"text": "The user is allergic to peanuts."}]})
            found = await client.call_tool("search_memory", {"query": "Which food must be avoided?", "limit": 1})
            print(found.structured_content["memories"][0]["text"])


asyncio.run(main())
