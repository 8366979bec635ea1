"""`agent-memory import` with the files of other systems, which these systems wrote: counted in and out."""

import contextlib
import gzip
import http.server
import json
import os
import sqlite3
import subprocess
import tempfile
import threading
import zipfile

from harness import Server, case, clean_environment, equal, require

HERE = os.path.dirname(os.path.abspath(__file__))
ENVIRONMENT = os.path.join(HERE, "..", "..", ".venv-importing")


def other_system(script, folder):
    """Runs a script with the systems themselves installed."""
    requirements = os.path.join(HERE, "requirements-importing.txt")
    done = os.path.join(ENVIRONMENT, "installed.txt")
    with open(requirements) as file:
        wanted = file.read()
    python = os.path.join(ENVIRONMENT, "bin", "python")
    if not os.path.exists(done) or open(done).read() != wanted:
        # Debian's Python can load extensions into SQLite, which MCP Memory Service needs.
        subprocess.run(["/usr/bin/python3", "-m", "venv", "--clear", ENVIRONMENT], check=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
        subprocess.run([*pip, "-r", requirements], check=True, timeout=600)
        # Most of its dependencies are for its servers.
        subprocess.run([*pip, "--no-deps", "mcp-memory-service==12.4.0"], check=True, timeout=300)
        with open(done, "w") as file:
            file.write(wanted)
    subprocess.run([python, os.path.join(HERE, "importing", script), folder], check=True, env=clean_environment(), timeout=120,
                   capture_output=True)


@contextlib.contextmanager
def target():
    """A server with two people and a service, and a function that imports as one of them."""
    with Server() as server, tempfile.TemporaryDirectory() as folder:
        for name in ("ana", "lee"):
            server.command("user", "add", name)
        service = server.service_token()

        def run(kind, source, *more, token=None, check=True):
            done = server.command("import", kind, source, "--format", "json", *more, check=check,
                                  environment={"AGENT_MEMORY_TOKEN": token or server.new_token("--user", "ana")})
            return json.loads(done.stdout) if check else done

        yield server, folder, service, run


def counts(answer):
    return tuple(answer[name] for name in ("new", "same", "differs", "refused"))


def memories(server, token, **conditions):
    status, answer = server.request("POST", "/v1/long-term-memory/search", {"limit": 100, **conditions}, token)
    equal(status, 200)
    return {memory["id"]: memory for memory in answer["memories"]}


def twice(server, run, kind, source, new, refused=0, *more, token=None):
    """A dry run writes nothing, an import everything, and a second one nothing."""
    equal(counts(run(kind, source, "--dry-run", *more, token=token)), (new, 0, 0, refused), "dry run")
    equal(counts(run(kind, source, *more, token=token)), (new, 0, 0, refused), "import")
    equal(counts(run(kind, source, "--url", server.url, *more, token=token)), (0, new, 0, refused), "again, over HTTP")


@case
def import_from_mcp_memory_service():
    """The database and the export of a real MCP Memory Service: every memory with tags, times and type; the same ids from both."""
    with target() as (server, folder, _, run):
        other_system("fill_mcp_memory.py", folder)
        twice(server, run, "mcp-memory-service", f"{folder}/memory.db", 29, 1)
        equal(counts(run("mcp-memory-service", f"{folder}/export.json")), (0, 29, 0, 0), "the export is the same")
        found = memories(server, server.new_token("--user", "ana"))
        equal(len(found), 29)
        one = next(memory for memory in found.values() if memory["text"] == "Fact 7 about the shop")
        equal((one["topics"], one["session_id"], one["created_at"], one["metadata"]),
              (["shop", "t7"], "c1", "2025-01-01T00:00:07.000Z", {"number": 7, "memory_type": "decision"}))
        equal(one["provenance"]["created"]["identified_by"], "imported")
        equal(one["provenance"]["created"]["application"], "mcp-memory-service", f"{one['provenance']}")


@case
def import_from_mem0():
    """What a real mem0 returns: memories of two people need a map; a person's token refuses another's."""
    with target() as (server, folder, service, run):
        other_system("fill_mem0.py", folder)
        source = f"{folder}/mem0.json"
        stopped = run("mem0", source, check=False)
        require(stopped.returncode != 0 and "2 users" in stopped.stderr, stopped.stderr)
        with open(f"{folder}/users.txt", "w") as file:
            file.write("kim = ana\nlee = lee\n")
        twice(server, run, "mem0", source, 20, 1, "--user-map", f"{folder}/users.txt")
        twice(server, run, "mem0", source, 21, 0, "--user-map", f"{folder}/users.txt", token=service)
        mine = memories(server, server.new_token("--user", "ana"))
        equal({memory["user_id"] for memory in mine.values()}, {"ana"})
        equal(sorted(memory["metadata"]["number"] for memory in mine.values()), list(range(20)))
        equal({memory["session_id"] for memory in mine.values()}, {"r1"})
        equal(len(memories(server, service, user_id={"eq": "lee"})), 1)


@case
def import_from_openmemory():
    """OpenMemory's backup and its SQLite database, in the forms of its source: archived stays so, deleted is left out."""
    with target() as (server, folder, _, run):
        user, category = "1" * 32, "3" * 32
        rows = [(f"{number:032x}", f"Note {number}", ["active", "active", "archived", "deleted"][number % 4]) for number in range(40)]
        with contextlib.closing(sqlite3.connect(f"{folder}/openmemory.db")) as database, database:
            database.executescript("""
                CREATE TABLE users (id CHAR(32) PRIMARY KEY, user_id VARCHAR); CREATE TABLE apps (id CHAR(32), name VARCHAR);
                CREATE TABLE categories (id CHAR(32), name VARCHAR);
                CREATE TABLE memory_categories (memory_id CHAR(32), category_id CHAR(32));
                CREATE TABLE memories (id CHAR(32), user_id CHAR(32), app_id CHAR(32), content VARCHAR, vector VARCHAR, metadata JSON,
                    state VARCHAR(8), created_at DATETIME, updated_at DATETIME, archived_at DATETIME, deleted_at DATETIME);""")
            database.execute("INSERT INTO users VALUES (?, 'kim')", (user,))
            database.execute("INSERT INTO categories VALUES (?, 'work')", (category,))
            for name, text, state in rows:
                database.execute("INSERT INTO memories VALUES (?, ?, NULL, ?, NULL, '{}', ?, '2025-05-01 10:00:00.000000', NULL, NULL, NULL)",
                                 (name, user, text, state))
                database.execute("INSERT INTO memory_categories VALUES (?, ?)", (name, category))
        twice(server, run, "openmemory", f"{folder}/openmemory.db", 30, 10)
        dashed = lambda name: f"{name[:8]}-{name[8:12]}-{name[12:16]}-{name[16:20]}-{name[20:]}"  # noqa: E731
        backup = {
            "user": {"id": dashed(user), "user_id": "kim"}, "apps": [], "categories": [{"id": dashed(category), "name": "work"}],
            "memories": [{"id": dashed(name), "user_id": dashed(user), "app_id": None, "content": text, "metadata": {}, "state": state,
                          "created_at": "2025-05-01T10:00:00+00:00", "updated_at": None} for name, text, state in rows],
            "memory_categories": [{"memory_id": dashed(name), "category_id": dashed(category)} for name, _, _ in rows],
            "status_history": [], "access_controls": [], "export_meta": {"version": "1"},
        }
        with zipfile.ZipFile(f"{folder}/backup.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("memories.json", json.dumps(backup, indent=2))
            archive.writestr("memories.jsonl.gz", gzip.compress(b"{}\n"))
        equal(counts(run("openmemory", f"{folder}/backup.zip")), (0, 30, 0, 10), "the backup has the same memories")
        found = memories(server, server.new_token("--user", "ana"), archived="include")
        equal({tuple(memory["topics"]) for memory in found.values()}, {("work",)})


@case
def import_from_redis_ams_and_couchbase():
    """Over REST: another Agent Memory, whose API is that of Redis Agent Memory Server, page by page; and Couchbase Agent Memory."""
    with target() as (server, folder, service, run), Server() as other:
        batch = [{"id": f"m{number}", "text": f"Memory {number}", "user_id": "kim", "topics": ["t"], "session_id": "s",
                  "created_at": "2025-05-01T10:00:00Z", "pinned": number == 3} for number in range(250)]
        source = other.service_token()
        equal(other.request("POST", "/v1/long-term-memory", {"memories": batch, "deduplicate": False}, source)[0], 200)
        with open(f"{folder}/token.txt", "w") as file:
            file.write(source)
        more = ("--source-token-file", f"{folder}/token.txt")
        twice(server, run, "redis-ams", other.url, 250, 0, *more)
        refused = run("redis-ams", other.url, check=False)
        require(refused.returncode != 0 and "--source-token-file" in refused.stderr, refused.stderr)

        blocks = [{"block_id": f"b{number}", "user_id": "kim", "session_id": "s", "fact": f"Fact {number}", "ingested_at": "2026-01-01T00:00:00Z",
                   "annotations": {"app": "x"}, "status": "ready"} for number in range(450)]

        class Couchbase(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                path, _, query = self.path.partition("?")
                values = dict(pair.split("=") for pair in query.split("&"))
                start, limit = int(values["offset"]), int(values["limit"])
                if self.headers["authorization"] != f"Bearer {source}":
                    answer = None
                elif path == "/users":
                    answer = {"users": [{"id": "kim", "name": "Kim"}][start:], "count": 1}
                else:
                    answer = {"memory_blocks": blocks[start:start + limit] if path == "/users/kim/memory" else []}
                body = json.dumps(answer or {"error": "INVALID_TOKEN"}).encode()
                self.send_response(200 if answer else 401)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        couchbase = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Couchbase)
        threading.Thread(target=couchbase.serve_forever, daemon=True).start()
        try:
            twice(server, run, "couchbase", f"http://127.0.0.1:{couchbase.server_port}", 450, 0, *more)
        finally:
            couchbase.shutdown()


@case
def import_of_notes_and_texts():
    """A folder of notes without links and hidden folders, and the texts of assistants; an interrupted import goes on."""
    with target() as (server, folder, _, run):
        notes = f"{folder}/notes"
        os.makedirs(f"{notes}/.git")
        os.makedirs(f"{notes}/deep")
        for path, text in (("MEMORY.md", "# Shop\n- Uses Swift\n- Deploys on Mondays\n"), ("deep/a.md", "---\ntags: [x]\n---\nA note."),
                           (".git/b.md", "hidden"), ("c.txt", "no note")):
            with open(f"{notes}/{path}", "w") as file:
                file.write(text)
        os.symlink("/etc/hostname", f"{notes}/link.md")
        os.symlink("/etc", f"{notes}/etc")
        twice(server, run, "markdown", notes, 3)
        with open(f"{folder}/chat.txt", "w", encoding="utf-16") as file:
            file.write("\n".join(f"[2026-01-{day:02}] - Did thing {day}" for day in range(1, 29)))
        twice(server, run, "chatgpt", f"{folder}/chat.txt", 28)
        # The same texts from another kind are here already.
        equal(counts(run("claude", f"{folder}/chat.txt")), (0, 0, 0, 28))
        with open(f"{folder}/half.txt", "w") as file:
            file.write("\n".join(f"Line {number}" for number in range(150)))
        equal(counts(run("chatgpt", f"{folder}/half.txt"))[0], 150)
        with open(f"{folder}/half.txt", "a") as file:
            file.write("\n" + "\n".join(f"Line {number}" for number in range(150, 400)))
        equal(counts(run("chatgpt", f"{folder}/half.txt")), (250, 150, 0, 0), "it goes on where it was")
