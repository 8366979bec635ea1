"""What the README promises, done as it says."""

import json
import os
import re
import signal
import subprocess
import sys

import harness
from harness import ROOT, Server, case, equal, eventually, free_port, require


def blocks(marker):
    """The code blocks of the README that stand below `<!-- marker -->`."""
    with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
        text = file.read()
    found = re.findall(r"<!-- " + marker + r" -->\n```\w+\n(.*?)```", text, re.DOTALL)
    require(found, f"the README has no block below <!-- {marker} -->")
    return found


def as_printed(server, marker, command="bash first"):
    """What the README's blocks below the marker print, run as they are printed: in the directory of a release, in a second shell that
    has run the blocks below `live: shell` before. Only the token and the address of the server are put in."""
    folder = os.path.dirname(os.path.abspath(server.data))
    binary = os.path.join(folder, "dist", "agent-memory")
    if not os.path.lexists(binary):
        os.makedirs(os.path.dirname(binary))
        os.symlink(harness.BINARY, binary)
    shell = "".join(blocks("live: shell"))
    require("amt_…" in shell, "the README has no place for the token")
    for name, text in (("shell", shell.replace("amt_…", server.token)), (command.split()[-1], "\n".join(blocks(marker)))):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text.replace("http://127.0.0.1:8000", server.url))
    environment = dict(server.environment, PATH=f"{os.path.dirname(sys.executable)}:{os.environ['PATH']}")
    # A child of the shell sees what was exported, and nothing else.
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", f". ./shell\n{command}"], cwd=folder, env=environment, capture_output=True, text=True,
        timeout=120)
    require(done.returncode == 0, f"exit code {done.returncode}\n{done.stdout}\n{done.stderr}")
    require("detail" not in done.stdout, f"a request was refused:\n{done.stdout}")
    return done.stdout


@case
def readme_with_curl():
    """The README's curl lines, as printed, store a memory and find it by meaning."""
    with Server() as server:
        output = as_printed(server, "live: curl", "bash -euo pipefail first")
        require("Lisbon" in output, f"the memory was not found:\n{output}")


@case
def readme_with_python():
    """The README's Python program, as printed, works with the official client of Redis Agent Memory Server."""
    with Server() as server:
        output = as_printed(server, "live: python", "python3 first.py")
        require("Lisbon" in output, f"the memory was not found:\n{output}")


@case
def readme_with_a_service_token():
    """The README's service token, created as printed, names any user_id."""
    with Server() as server:
        output = as_printed(server, "live: service", "bash -euo pipefail first")
        require("carol" in output, f"the memory was not found:\n{output}")


@case
def first_start_prints_one_token_once():
    """The first start prints a token once and lines to paste, Ctrl-C says that it stops, and the second start prints neither."""
    server = Server()
    # With a free port chosen by the system, the server does not know its name before it starts, and has no pages.
    server.port = free_port()
    with server:
        equal(server.text.count("amt_"), 1, f"times a token is printed:\n{server.text}")
        lines = re.findall(r"^    ((?:export|curl) [^\n]*(?:(?<=\\)\n[^\n]*)*)", server.text, re.MULTILINE)
        equal(len(lines), 2, f"lines to paste:\n{server.text}")
        done = subprocess.run(["bash", "-c", "\n".join(lines)], capture_output=True, text=True, timeout=30)
        require(done.returncode == 0 and '"status"' in done.stdout, f"the lines did not work: {done.stdout}{done.stderr}")
        for words in (
            f'claude mcp add --transport http memory {server.url}/mcp --header "Authorization: Bearer $TOKEN"',
            f"{server.url}/setup", f"Data directory: {server.data}\n"):
            require(words in server.text, f"“{words}” is not in:\n{server.text}")
        equal(server.request("GET", "/setup", token=None)[0], 200, "the setup page")
        server.process.send_signal(signal.SIGINT)
        eventually(lambda: "Stopping" in server.text, 5, "Ctrl-C says nothing")
        equal(server.stop(), 0, "exit code")
        server.start()
        require("amt_" not in server.text, "a token was printed again")
        require(f"{server.url}/setup" in server.text, f"the setup page is not named:\n{server.text}")
        server.stop()
        server.command("user", "password", "admin", stdin="correct horse battery\n")
        server.start()
        require(f"Log in: {server.url}/login" in server.text, f"the login is not named:\n{server.text}")


@case
def found_by_meaning():
    """A memory is found by a question that shares no word with it."""
    with Server() as server:
        for id, text in [("a", "The user is allergic to peanuts."), ("b", "The quarterly report is due on Friday."),
                         ("c", "Their favourite colour is teal.")]:
            status, _ = server.request("POST", "/v1/long-term-memory/", {"memories": [{"id": id, "text": text}]})
            equal(status, 200, "status")
        status, answer = server.request("POST", "/v1/long-term-memory/search", {"text": "which food must be avoided?", "limit": 1})
        equal(status, 200, "status")
        equal([memory["id"] for memory in answer["memories"]], ["a"], f"the nearest ({answer})")


@case
def readme_from_the_terminal():
    """The README's terminal commands, as printed, store a memory, find it, list it, and report the server's state."""
    with Server() as server:
        output = as_printed(server, "live: terminal", "bash -euo pipefail first")
        require("Ana prefers Vim" in output, f"the memory was not found:\n{output}")
        require("Token: accepted" in output, f"the server's state was not printed:\n{output}")


@case
def hooks_as_a_client_runs_them():
    """The hooks of the plugin folder, run as Claude Code runs them: the memory is in the context, the conversation in working memory, and
    without a server the client goes on."""
    with Server() as server:
        server.command("add", "The project falcon deploys on Fridays", environment={"AGENT_MEMORY_TOKEN": server.token})
        folder = os.path.dirname(os.path.abspath(server.data))
        secret, plugin, transcript = (os.path.join(folder, name) for name in ("token", "a plugin", "transcript.jsonl"))
        with open(secret, "w", encoding="utf-8") as file:
            file.write(server.token + "\n")
        with open(transcript, "w", encoding="utf-8") as file:
            file.write('{"type":"user","uuid":"u1","message":{"content":"When do we deploy falcon?"}}\n')
        server.command("hook", "install", "--url", server.url, "--token-file", secret, plugin)
        with open(os.path.join(plugin, "hooks", "hooks.json"), encoding="utf-8") as file:
            hooks = json.load(file)["hooks"]

        def run(event, **members):
            event = {"hook_event_name": event, "session_id": "s1", "cwd": "/home/u/falcon", "transcript_path": transcript, **members}
            done = subprocess.run(
                ["sh", "-c", hooks[event["hook_event_name"]][0]["hooks"][0]["command"]], input=json.dumps(event),
                capture_output=True, text=True, timeout=30, env={"PATH": os.environ["PATH"]}, cwd="/")
            equal(done.returncode, 0, f"exit code: {done.stderr}")
            return done

        run("Stop")
        status, session = server.request("GET", "/v1/working-memory/claude-code-s1?namespace=falcon")
        equal(status, 200, f"the session: {session}")
        equal([message["content"] for message in session["messages"]], ["When do we deploy falcon?"], "the conversation")
        # The first answers of a cold machine may come after 150 ms.
        eventually(lambda: "Fridays" in run("UserPromptSubmit", prompt="When do we deploy falcon?").stdout, 30, "nothing was recalled")
        context = json.loads(run("UserPromptSubmit", prompt="When do we deploy falcon?").stdout)["hookSpecificOutput"]
        equal(context["hookEventName"], "UserPromptSubmit", "the event")
        require("Fridays" in context["additionalContext"], f"the context: {context}")
    done = run("UserPromptSubmit", prompt="When do we deploy falcon?")
    equal(done.stdout, "", "without a server")
    require("agent-memory hook:" in done.stderr, f"no reason: {done.stderr}")
