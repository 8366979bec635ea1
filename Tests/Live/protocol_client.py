"""MCP with the official Python SDK: `mcp_client.py` in both modes, over HTTP and over standard input and output."""

import os
import subprocess
import sys

import harness
from harness import Server, case, require


def run_client(server, *arguments):
    script = os.path.join(os.path.dirname(__file__), "mcp_client.py")
    done = subprocess.run(
        [sys.executable, script, *arguments], env={**server.environment, "AGENT_MEMORY_TOKEN": server.token},
        capture_output=True, text=True, timeout=180)
    require(done.returncode == 0, f"exit code {done.returncode}\n{done.stdout}\n{done.stderr}")


@case
def mcp_over_http():
    """The official SDK works over HTTP, in its modes auto and legacy."""
    with Server() as server:
        run_client(server, "http", f"{server.url}/mcp", server.token)


@case
def mcp_over_standard_streams():
    """The official SDK works with `agent-memory mcp`, while a server is running."""
    with Server() as server:
        run_client(server, "stdio", harness.BINARY, "mcp", "--data", server.data)
