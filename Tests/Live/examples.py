"""The programs in examples/, run as their page says."""

import os
import subprocess
import sys

from harness import ROOT, Server, case, require

PROGRAMS = {
    "curl.sh": (["bash"], "bees"),
    "rest_client.py": ([sys.executable], "cello"),
    "mcp_client.py": ([sys.executable], "peanuts"),
    "fastmcp_client.py": ([sys.executable], "Lisbon"),
}


@case
def every_example_runs():
    """Each program in examples/ stores a memory and finds it again."""
    folder = os.path.join(ROOT, "examples")
    there = {name for name in os.listdir(folder) if name.endswith((".py", ".sh"))}
    require(there == set(PROGRAMS), f"examples without a test, or tests without an example: {there ^ set(PROGRAMS)}")
    for name, (interpreter, word) in PROGRAMS.items():
        # A server each, so that no example finds what another stored.
        with Server() as server:
            done = subprocess.run(
                [*interpreter, os.path.join(folder, name)], cwd=folder, capture_output=True, text=True, timeout=60,
                env=dict(server.environment, URL=server.url, TOKEN=server.token))
            require(done.returncode == 0 and word in done.stdout, f"{name}: {done.stdout}{done.stderr}")
