"""The programs in examples/, run as their page says."""

import os
import re
import subprocess
import sys
import tempfile

from harness import ROOT, Server, case, equal, require

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


@case
def every_provider_sample_starts():
    """The server starts with each of examples/providers, and its login page offers the provider by its title."""
    folder = os.path.join(ROOT, "examples", "providers")
    samples = sorted(os.listdir(folder))
    require(len(samples) >= 9, samples)
    for name in samples:
        with open(os.path.join(folder, name)) as file:
            sample = file.read()
        title = re.search(r"title: (.*)", sample).group(1)
        with tempfile.TemporaryDirectory() as directory:
            secret, config = os.path.join(directory, "secret"), os.path.join(directory, "agent-memory.yaml")
            with open(secret, "w") as file:
                file.write("the client secret of the provider")
            with open(config, "w") as file:
                file.write(re.sub(r"clientSecretFile: .*", f"clientSecretFile: {secret}", sample))
            with Server(arguments=["--config", config]) as server:
                status, page = server.request("GET", "/login", token=None, headers={"Host": "memory.example"})
                equal(status, 200, name)
                require(title in page, f"{name}: {page}")
