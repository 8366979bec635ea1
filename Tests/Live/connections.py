"""`agent-memory connect`, with real readers of each format and with real clients in place of the applications."""

import asyncio
import json
import os
import pathlib
import subprocess
import tempfile
import tomllib

import json5
import yaml
from fastmcp import Client

import harness
from harness import Server, case, equal, require

TABLE = pathlib.Path(__file__).parents[2] / "Sources/ClientCatalog/Catalog/clients.json"
CLIENTS = [row for row in json.loads(TABLE.read_text())["clients"] if "file" in row]
READERS = {"json": json.loads, "jsonc": json5.loads, "toml": tomllib.loads, "yaml": yaml.safe_load}
FORMER = {
    "json": '{\n\t"other": {"a": [1, "// b"]},\n\t"KEY": {"mine": {"url": "http://mine.example/mcp"}}\n}\n',
    "jsonc": '// mine\n{\n  "other": {"a": [1, "// b",]}, /* c */\n  "KEY": {\n    "mine": {"url": "http://mine.example/mcp"}, // d\n  },\n}\n',
    "toml": '# mine\nother = { a = [1, "[b]"] }\n\n[KEY.mine] # c\nurl = "http://mine.example/mcp"\n\n[last]\nwhen = 2026-11-29 10:00:00\n',
    "yaml": "# mine\nother: {a: [1, '# b']}\nKEY:\n  mine: # c\n    text: |\n      url: no\n\n    url: http://mine.example/mcp\nlast: \"x\"\n",
}


class Home:
    """A person's home directory, without any client's program on the PATH."""

    def __init__(self, server, folder):
        self.server = server
        self.folder = folder

    def connect(self, client, *arguments, check=True):
        environment = {**self.server.environment, "HOME": self.folder, "PATH": "/nonexistent"}
        environment.pop("XDG_CONFIG_HOME", None)
        done = subprocess.run(
            [harness.BINARY, "connect", client, "--data", self.server.data, "--no-wait", *arguments], cwd=self.folder,
            env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
        require(not check or done.returncode == 0, f"connect {client} {arguments}: {done.stdout}{done.stderr}")
        return done

    def file(self, row):
        place = row["file"]["user"]["linux"]
        return pathlib.Path(place.replace("~", self.folder).replace("{config}", f"{self.folder}/.config"))

    def entry(self, row, key):
        value = READERS[row["file"]["format"]](self.file(row).read_text())
        for name in [*key, row.get("name", "memory")]:
            value = value[name]
        return value

    def token_file(self):
        path = pathlib.Path(self.folder, "token.txt")
        path.write_text(self.server.new_token("--user", "admin"))
        return str(path)


def without_ours(value, keys, name):
    """The value without our entry; a mapping that has lost its last entry is as if it were absent."""
    value = dict(value)
    if len(keys) == 0:
        value.pop(name, None)
    elif keys[0] in value:
        value[keys[0]] = without_ours(value[keys[0]], keys[1:], name)
        if not value[keys[0]]:
            del value[keys[0]]
    return value


@case
def connections_keep_what_was_there():
    """Real readers of JSON5, TOML and YAML see our entry and every former value in each client's file"""
    with Server() as server, tempfile.TemporaryDirectory() as folder:
        home = Home(server, folder)
        token = ["--token-file", home.token_file()]
        for row in CLIENTS:
            path, file = home.file(row), row["file"]
            reader = READERS[file["format"]]
            path.parent.mkdir(parents=True, exist_ok=True)
            key = ".".join(file["key"]) if file["format"] == "toml" else file["key"][0]
            # The servers below are in the older notation of a client that has two.
            place = file.get("older", file)["key"]
            before = FORMER[file["format"]].replace("KEY", key)
            path.write_text(before)
            needs_token = row.get("stdio") or row.get("tokenOnly")
            for arguments in [token] if needs_token else [[], token, []]:
                home.connect(row["id"], *arguments)
                text, name = path.read_text(), row.get("name", "memory")
                equal(without_ours(reader(text), place, name), reader(before), row["id"])
                home.connect(row["id"], *arguments)
                equal(path.read_text(), text, f"{row['id']}: a second time")
                members = home.entry(row, place)
                for member in file["entry"]:
                    require(member in members, f"{row['id']} has no {member}: {members}")
                for member in file["token"]:
                    equal(member in members, bool(arguments), f"{row['id']}: {member}")
            home.connect(row["id"], "--remove")
            equal(without_ours(reader(path.read_text()), place, name), reader(before), row["id"])
            for line in before.splitlines():
                require(line in path.read_text() or "{" in line, f"{row['id']} lost {line!r}")


@case
def connections_work():
    """fastmcp reads the files of clients with its notation and connects, over HTTP with a token and over stdio"""
    with Server() as server, tempfile.TemporaryDirectory() as folder:
        home = Home(server, folder)
        token = home.token_file()

        async def tools(configuration):
            async with Client(configuration) as client:
                return sorted(tool.name for tool in await client.list_tools())

        for name in ["cursor", "claude-code", "kiro", "droid", "augment", "claude-desktop"]:
            row = next(row for row in CLIENTS if row["id"] == name)
            # A client that is started here gets a token of its own.
            arguments = [] if row.get("stdio") else ["--token-file", token, "--url", server.url]
            home.connect(name, *arguments)
            configuration = json.loads(home.file(row).read_text())
            require("search_memory" in asyncio.run(tools(configuration)), f"{name} does not connect")


@case
def a_connection_is_noticed():
    """`connect` waits until the client has called, and says when; without a call it says what is missing"""
    with Server() as server, tempfile.TemporaryDirectory() as folder:
        home = Home(server, folder)
        token = home.token_file()
        done = home.connect("cursor", "--token-file", token, "--wait", "--seconds", "1", check=False)
        equal(done.returncode, 1)
        require("Cursor has not reached this server within 1 s." in done.stdout, done.stdout)
        status, _ = server.request("GET", "/v1/working-memory/", token=pathlib.Path(token).read_text().strip())
        equal(status, 200)
        done = home.connect("cursor", "--token-file", token, "--wait", "--seconds", "90")
        require("Cursor is connected (first call at " in done.stdout, done.stdout)


@case
def connections_use_a_clients_own_command():
    """A client whose program is on the PATH is connected by its own command, and its failure is shown"""
    with Server() as server, tempfile.TemporaryDirectory() as folder:
        program = pathlib.Path(folder, "claude")
        for script, code in [("echo \"$@\" > $HOME/said\n", 0), ("echo no such scope >&2; exit 3\n", 1)]:
            program.write_text("#!/bin/sh\n" + script)
            program.chmod(0o755)
            environment = {**server.environment, "HOME": folder, "PATH": f"{folder}:{os.environ['PATH']}"}
            done = subprocess.run(
                [harness.BINARY, "connect", "claude-code", "--data", server.data, "--url", "https://m.example"],
                env=environment, capture_output=True, text=True, timeout=60)
            equal(done.returncode, code, done.stderr)
        equal(
            pathlib.Path(folder, "said").read_text().strip(),
            "mcp add --transport http --scope user memory https://m.example/mcp")
        require("no such scope" in done.stderr and "exit code 3" in done.stderr, done.stderr)
