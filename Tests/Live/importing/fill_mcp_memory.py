"""Fills a database of MCP Memory Service, and exports it with its own exporter."""

import asyncio
import os
import pathlib
import sys

folder = sys.argv[1]
# No model: its hash of a text stands for the embedding.
os.environ.update(MCP_MEMORY_ALLOW_HASH_EMBEDDINGS="1", MCP_MEMORY_BASE_DIR=folder, MCP_SEMANTIC_DEDUP_ENABLED="false", HOME=folder)

from mcp_memory_service.models.memory import Memory  # noqa: E402
from mcp_memory_service.storage.sqlite_vec import SqliteVecMemoryStorage  # noqa: E402
from mcp_memory_service.sync.exporter import MemoryExporter  # noqa: E402
from mcp_memory_service.utils.hashing import generate_content_hash  # noqa: E402


async def fill():
    storage = SqliteVecMemoryStorage(f"{folder}/memory.db")
    await storage.initialize()
    for number in range(30):
        text = f"Fact {number} about the shop"
        stored, message = await storage.store(Memory(
            content=text, content_hash=generate_content_hash(text), tags=["shop", f"t{number}"], memory_type="decision",
            metadata={"number": number, "conversation_id": "c1"}, created_at=1735689600 + number))
        assert stored, message
    await storage.delete(generate_content_hash("Fact 0 about the shop"))
    await MemoryExporter(storage).export_to_json(pathlib.Path(folder, "export.json"))


asyncio.run(fill())
