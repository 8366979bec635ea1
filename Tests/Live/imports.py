"""Importing an export in a real browser, as the person and as somebody else, and what the pages then say about it."""

import asyncio
import json
import tempfile
import zipfile

from authorization import PASSWORD, server_with_people
from axe import findings, watched
from browser import browser
from harness import case, equal, require
from pages import looked_at
from person_pages import TEXTS, WINDOWS, filled, log_in


async def exported(page, server, path):
    """Downloads the person's archive to `path`."""
    await page.goto(f"{server.url}/data")
    async with page.expect_download() as waiting:
        await page.click("button:has-text('Download my data')")
    await (await waiting.value).save_as(path)


async def shown(page, server, path, kind="export"):
    """The page that says what importing a file would do."""
    await page.goto(f"{server.url}/data")
    await page.select_option("#kind", kind)
    await page.set_input_files("#file", path)
    await page.click("button:has-text('Show what would happen')")


def memories(server, token):
    status, answer = server.request("POST", "/v1/long-term-memory/search", {"limit": 100}, token)
    equal(status, 200)
    return {memory["id"]: memory for memory in answer["memories"]}


@case
def a_person_imports_their_export():
    """Export, erase, import: the same memories with the same ids, without and with a script; twice changes nothing; nobody else's import."""

    async def journey(server, scripts, folder):
        archive = f"{folder}/export.zip"
        async with browser() as chromium:
            context = await chromium.new_context(java_script_enabled=scripts, viewport={"width": 1280, "height": 900})
            page = await watched(context) if scripts else await context.new_page()
            await log_in(page, server, "/data")
            before = memories(server, server.new_token("--user", "alice"))
            await exported(page, server, archive)
            await page.goto(f"{server.url}/data/erase")
            await page.fill("#confirm", "erase alice")
            await page.fill("#password", PASSWORD)
            await page.click("main button.danger")
            equal(await page.inner_text("h1"), "Your data is erased")
            await log_in(page, server, "/data")
            await shown(page, server, archive)
            equal(await page.inner_text("h1"), "Import: what would happen")
            await looked_at(page, "import")
            if scripts:
                equal(await findings(page, "import"), [])
            token = server.new_token("--user", "alice")
            equal(memories(server, token), {}, "nothing is written by looking")
            # Another person with the number of this import, and a form of their own.
            other = await (await chromium.new_context()).new_page()
            await log_in(other, server, "/data", "bob")
            number = await page.input_value("input[name=import]")
            await shown(other, server, archive)
            await other.evaluate(f"document.querySelector('input[name=import]').value = {json.dumps(number)}")
            await other.click("main button.primary")
            require("Choose the file again" in await other.inner_text("main"), await other.inner_text("main"))
            equal(set(memories(server, server.new_token("--user", "bob"))), {"b0"}, "bob's memories")
            await page.click("main button.primary")
            require(f"{len(TEXTS)} memories were imported." in await page.inner_text("main"), await page.inner_text("main"))
            after = memories(server, token)
            for name in ("id", "text", "topics", "created_at", "memory_type", "metadata", "pinned", "user_id"):
                equal({key: memory[name] for key, memory in after.items()}, {key: memory[name] for key, memory in before.items()}, name)
            equal({memory["provenance"]["created"]["identified_by"] for memory in after.values()}, {"imported"})
            await shown(page, server, archive)
            require(await page.locator("main button.primary").count() == 0, "the same file again imports nothing")
            await page.goto(f"{server.url}/memories?app=imported")
            require("Is allergic" in await page.inner_text("main"), await page.inner_text("main"))
            await page.click("a.cover >> nth=0")
            require("An imported file" in await page.inner_text("aside"), await page.inner_text("main"))

    for scripts in (True, False):
        with server_with_people("alice", "bob") as server, tempfile.TemporaryDirectory() as folder:
            filled(server)
            asyncio.run(journey(server, scripts, folder))


@case
def a_person_imports_what_an_assistant_gave_them():
    """A text of ChatGPT's memories and a file of mem0: a table first, then the memories; the same file again changes nothing."""
    files = {"chatgpt": ("memories.txt", "Likes jazz.\n\nPlays the cello.\n"),
             "mem0": ("mem0.json", json.dumps({"results": [{"id": "m1", "memory": "Has two cats.", "user_id": "alice", "created_at": "2025-03-01T10:00:00Z"}]}))}

    async def journey(server, folder):
        async with browser() as chromium:
            page = await (await chromium.new_context()).new_page()
            await log_in(page, server, "/data")
            for kind, (name, text) in files.items():
                with open(f"{folder}/{name}", "w") as file:
                    file.write(text)
                await shown(page, server, f"{folder}/{name}", kind)
                equal(await page.inner_text("h1"), "Import: what would happen")
                await looked_at(page, f"import-{kind}")
                await page.click("main button.primary")
                require("imported." in await page.inner_text("main"), await page.inner_text("main"))
                await shown(page, server, f"{folder}/{name}", kind)
                require(await page.locator("main button.primary").count() == 0, f"{kind} again imports nothing")
            texts = {memory["text"] for memory in memories(server, server.new_token("--user", "alice")).values()}
            require({"Likes jazz.", "Plays the cello.", "Has two cats."} <= texts, f"{texts}")

    with server_with_people("alice", "bob") as server, tempfile.TemporaryDirectory() as folder:
        asyncio.run(journey(server, folder))


@case
def an_import_says_what_is_wrong():
    """A table of lines that cannot be imported or differ, and files of another kind, at every window; replacing keeps the former content."""

    async def journey(server, folder):
        lines = f"{folder}/memories.jsonl"
        with open(lines, "w") as file:
            for memory in ({"id": "m0", "text": "Deploys go out on Mondays. " + "x" * 300}, {"id": "m9", "text": "الجمعة " * 40}, {"id": "m8"},
                           {"id": "m7", "text": "x", "event_date": "tomorrow"}):
                file.write(json.dumps(memory) + "\n")
            file.write("no json\n")
        with zipfile.ZipFile(f"{folder}/packed.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("my-memories/memories.jsonl", b"\n" * (65 << 20))
        async with browser() as chromium:
            for kind, options in WINDOWS:
                page = await (await chromium.new_context(**options)).new_page()
                console = []
                page.on("console", lambda message: console.append(message.text))
                await log_in(page, server, "/data")
                await shown(page, server, lines)
                text = await page.inner_text("main")
                for words in ("text is required.", "event_date must be an ISO 8601 date", "The line is not a JSON object.", "Deploys go out on Tuesday"):
                    require(words in text, f"{words} is not in {text}")
                await looked_at(page, f"import-problems{kind}")
                await shown(page, server, f"{folder}/packed.zip")
                require("Unpack it" in await page.inner_text("main"), await page.inner_text("main"))
                await looked_at(page, f"import-refused{kind}")
                equal([line for line in console if "Content Security Policy" in line], [], "policies that were violated")
                await page.context.close()
            page = await (await chromium.new_context()).new_page()
            await log_in(page, server, "/data")
            await shown(page, server, lines)
            await page.check("input[value=replace]")
            await page.click("main button.primary")
            require("1 memory was replaced" in await page.inner_text("main"), await page.inner_text("main"))
            await page.goto(f"{server.url}/memories/m0")
            require("Version 1" in await page.inner_text("main"), await page.inner_text("main"))

    with server_with_people("alice", "bob") as server, tempfile.TemporaryDirectory() as folder:
        filled(server)
        asyncio.run(journey(server, folder))


@case
def the_command_imports_an_export():
    """`agent-memory import export` in the data directory and at a URL: a dry run writes nothing, twice changes nothing, and what is wrong is said."""

    async def archived(server, path):
        async with browser() as chromium:
            page = await (await chromium.new_context()).new_page()
            await log_in(page, server, "/data")
            await exported(page, server, path)

    with server_with_people("alice", "bob") as server, tempfile.TemporaryDirectory() as folder:
        filled(server)
        path = f"{folder}/export.zip"
        asyncio.run(archived(server, path))
        token = server.new_token("--user", "bob")
        run = lambda *more, check=True: server.command(  # noqa: E731
            "import", "export", path, *more, environment={"AGENT_MEMORY_TOKEN": token}, check=check)
        for place in ((), ("--url", server.url)):
            dry = json.loads(run("--dry-run", "--format", "json", *place).stdout)
            equal((dry["new"], dry["dry_run"]), (len(TEXTS), True), f"{place}")
        equal(set(memories(server, token)), {"b0"}, "nothing is written by a dry run")
        require(f"{len(TEXTS)} new, 0 already here" in run("--url", server.url).stdout, "over HTTP")
        mine = memories(server, token)
        equal(len(mine), len(TEXTS) + 1)
        equal({memory["user_id"] for memory in mine.values()}, {"bob"})
        require(f"0 new, {len(TEXTS)} already here" in run().stdout, "in the data directory")
        for more, words in ((("--team", "none"), "no such memories"), (("--workspace", "none"), "Workspace not found")):
            refused = run(*more, check=False)
            require(refused.returncode != 0 and words in refused.stderr, refused.stderr)
        with open(path, "w") as file:
            file.write("hello")
        require("neither an archive" in run(check=False).stderr, "another file")
