"""The pages of a logged-in person in a real browser: found, changed and deleted by mouse and without a script, on desks and phones."""

import asyncio
import base64
import hashlib
import json
import urllib.parse
import zipfile

from authorization import PASSWORD, server_with_people
from browser import browser
from harness import case, equal, require
from pages import authorization, looked_at

TEXTS = (
    "Deploys go out on Tuesday and Thursday mornings, never on a Friday.", "Prefers pnpm over npm, and wants lockfiles committed.",
    "Zahnarzttermin am 14. Dezember um 9:30 Uhr, Praxis am Marktplatz.", "週次レポートは金曜日の午後3時までに、日本語と英語の両方で送る。",
    "التقرير الأسبوعي يُرسل يوم الجمعة قبل الساعة الثالثة.", "x" * 300, "Is allergic to hazelnuts; almonds are fine.",
)
WINDOWS = (("", {"viewport": {"width": 1280, "height": 900}}), ("-dark", {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"}),
           ("-phone", {"viewport": {"width": 390, "height": 844}}),
           ("-phone-dark", {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}),
           ("-narrow", {"viewport": {"width": 320, "height": 700}}))


async def log_in(page, server, path, name="alice"):
    await page.goto(f"{server.url}{path}")
    await page.fill("input[name=username]", name)
    await page.fill("input[name=password]", PASSWORD)
    await page.click("button.primary")


def filled(server):
    """Memories and a session of alice, who is an administrator; one memory of bob's."""
    server.command("user", "edit", "alice", "--administrator")
    token, other = server.new_token("--user", "alice"), server.new_token("--user", "bob")
    memories = [{"id": f"m{n}", "text": text, "topics": ["work", "a very long topic that goes on and on"][: n % 3]}
                for n, text in enumerate(TEXTS)]
    equal(server.request("POST", "/v1/long-term-memory", {"memories": memories}, token)[0], 200)
    equal(server.request("POST", "/v1/long-term-memory", {"memories": [{"id": "b0", "text": "Secret of bob"}]}, other)[0], 200)
    said = [{"role": role, "content": text} for role, text in (("user", "When can we ship?"), ("assistant", TEXTS[0]), ("user", "y" * 400))]
    reader = server.new_token("--user", "alice")
    equal(server.request("GET", "/v1/long-term-memory/m0", None, reader)[0], 200)
    equal(server.request("POST", "/v1/long-term-memory/search", {"text": "deploys"}, reader)[0], 200)
    equal(server.request("PUT", "/v1/working-memory/release%20plan", {"messages": said, "ttl_seconds": 1320}, token)[0], 200)


@case
def personal_pages_fit_every_window():
    """Home, memories, sessions, applications, teams and admin at 320 to 1280 pixels, light and dark: nothing sticks out, no policy is broken."""

    async def journey(server):
        async with browser() as chromium:
            for kind, options in WINDOWS:
                page = await (await chromium.new_context(**options)).new_page()
                console = []
                page.on("console", lambda message: console.append(message.text))
                await log_in(page, server, "/login", "bob")
                await page.goto(f"{server.url}/memories/m0")
                equal(await page.inner_text("h1"), "Page not found")
                await page.context.clear_cookies()
                await log_in(page, server, "/memories?q=deploys")
                await looked_at(page, f"search{kind}")
                require("Secret of bob" not in await page.inner_text("main"), "bob's memory is shown")
                for path, picture in (
                        ("/", "home"), ("/memories", "memories"), ("/memories?topic=nothing", "memories-nothing"), ("/memories/m0", "memory"),
                        ("/memories/m5", "memory-long"), ("/memories/m0/edit", "memory-edit"), ("/memories/m0/delete", "memory-delete"),
                        ("/new-memory", "memory-new"), ("/sessions", "sessions"), ("/sessions/release%20plan", "session"),
                        ("/sessions/release%20plan/delete", "session-delete"), ("/applications", "applications"), ("/teams", "teams"),
                        ("/memories/m0?q=deploys", "memory-why"), ("/memories?archived=include", "memories-archived"), ("/memories?app=imported", "memories-imported"), ("/activity?app=none", "activity-nothing"), ("/activity", "activity"),
                        ("/data", "data"), ("/data/erase", "erase"),
                        ("/admin/people", "people"), ("/admin/applications", "server-applications"), ("/admin/providers", "providers"),
                        ("/admin/keys", "keys"), ("/admin/limits", "limits"), ("/admin/settings?show=all", "settings"), ("/admin/health", "server-health"),
                        ("/admin/token", "token"), ("/docs", "docs"), ("/docs/postV1LongTermMemory", "docs-one")):
                    await page.goto(f"{server.url}{path}")
                    await looked_at(page, f"{picture}{kind}")
                await page.goto(f"{server.url}/admin/people")
                await page.click("main a:has-text('bob')")
                await looked_at(page, f"person{kind}")
                await page.goto(f"{server.url}/activity")
                for option in await page.locator("#app option").all():
                    token = await option.get_attribute("value")
                    if token and token != "pages":
                        for path, picture in (("", "application"), ("/undo", "undo-moment"), ("/undo?since=always", "undo")):
                            await page.goto(f"{server.url}/applications/{token}{path}")
                            await looked_at(page, f"{picture}{kind}")
                        break
                equal([line for line in console if "Content Security Policy" in line], [], "policies that were violated")
                await page.context.close()

    with server_with_people("alice", "bob") as server:
        filled(server)
        asyncio.run(journey(server))


@case
def personal_pages_work_without_a_script():
    """Search, add, edit, delete many and the menus, with and without scripts."""

    async def journey(server):
        async with browser() as chromium:
            for scripts in (True, False):
                context = await chromium.new_context(java_script_enabled=scripts, viewport={"width": 1280, "height": 900})
                page = await context.new_page()
                await log_in(page, server, "/memories")
                await page.fill("#q", "pnpm")
                await page.press("#q", "Enter")
                require("lockfiles" in await page.inner_text(".rows li >> nth=0"), await page.inner_text("main"))
                await page.goto(f"{server.url}/new-memory")
                await page.fill("#text", f"Added {'with' if scripts else 'without'} a script")
                await page.click("main button.primary")
                require("It is remembered." in await page.inner_text("main"), await page.inner_text("main"))
                await page.click("main a:has-text('Edit')")
                await page.fill("#text", "Edited")
                await page.click("main button.primary")
                require("The change is saved." in await page.inner_text("main"), await page.inner_text("main"))
                await page.click("main button:has-text('Archive')")
                require("It is archived" in await page.inner_text("main"), await page.inner_text("main"))
                await page.goto(f"{server.url}/memories")
                require("Edited" not in await page.inner_text("main"), "an archived memory is listed")
                await page.goto(f"{server.url}/memories?archived=only")
                await page.check(".rows .pick >> nth=0")
                await page.click("button:has-text('Unarchive')")
                require("1 memory is no longer archived." in await page.inner_text("main"), await page.inner_text("main"))
                await page.goto(f"{server.url}/memories")
                for box in (await page.locator(".pick").all())[:2]:
                    await box.check()
                await page.click("button:has-text('Delete…')")
                equal(await page.inner_text("h1"), "Delete 2 memories?")
                await page.click("main button.danger")
                require("2 memories were deleted." in await page.inner_text("main"), await page.inner_text("main"))
                await page.click("button.me")
                await page.click("#account-menu button:has-text('Log out')")
                await page.wait_for_url(f"{server.url}/login")
                await context.close()

    with server_with_people("alice", "bob") as server:
        filled(server)
        asyncio.run(journey(server))


@case
def a_person_undoes_an_application_and_takes_their_data_along():
    """Undo, taking it back, the archive (read by Python's own reader of ZIP), and erasing, with and without a script."""

    async def journey(server, scripts):
        async with browser() as chromium:
            context = await chromium.new_context(java_script_enabled=scripts, viewport={"width": 1280, "height": 900})
            page = await context.new_page()
            await log_in(page, server, "/activity")
            tokens = [await option.get_attribute("value") for option in await page.locator("#app option").all()]
            for token in tokens[1:-2]:
                await page.goto(f"{server.url}/applications/{token}/undo?since=always")
                if await page.locator("main button.danger").count():
                    break
            require("memories are deleted" in await page.inner_text("main"), await page.inner_text("main"))
            await page.click("main button.danger")
            require("changes are undone." in await page.inner_text("main"), await page.inner_text("main"))
            await page.click("button:has-text('Take it back')")
            require("are again as" in await page.inner_text("main"), await page.inner_text("main"))
            await page.goto(f"{server.url}/data")
            async with page.expect_download() as waiting:
                await page.click("button:has-text('Download my data')")
            download = await waiting.value
            with zipfile.ZipFile(await download.path()) as archive:
                equal(archive.testzip(), None)
                lines = archive.read("my-memories/memories.jsonl").decode().splitlines()
                require(TEXTS[0] in {json.loads(line)["text"] for line in lines}, "the archive lacks a memory")
            await page.goto(f"{server.url}/data/erase")
            await page.fill("#confirm", "erase alice")
            await page.fill("#password", PASSWORD)
            await page.click("main button.danger")
            equal(await page.inner_text("h1"), "Your data is erased")
            await looked_at(page, "receipt")
            await page.goto(f"{server.url}/memories")
            require("/login" in page.url, page.url)

    for scripts in (True, False):
        with server_with_people("alice", "bob") as server:
            filled(server)
            asyncio.run(journey(server, scripts))


# Names and texts in three scripts, and one without a place to break.
LONG = ("週次レポートは金曜日まで。" * 24, "التقرير الأسبوعي يوم الجمعة " * 11, "x" * 300)


async def connects(server, page, name):
    """The person lets an application in; its access token."""
    redirect, verifier = "https://client.example/callback", "v" * 43
    added = server.command("client", "add", name, "--public", "--redirect-uri", redirect, "--format", "json")
    client = json.loads(added.stdout)["client_id"]
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    async with page.expect_request(lambda request: request.url.startswith(redirect)) as waiting:
        await page.goto(authorization(server, client, redirect, code_challenge=challenge))
        await page.click("button[value=approve]")
    query = urllib.parse.parse_qs(urllib.parse.urlparse((await waiting.value).url).query)
    form = urllib.parse.urlencode({"grant_type": "authorization_code", "code": query["code"][0], "redirect_uri": redirect,
                                   "client_id": client, "code_verifier": verifier})
    status, answer = server.request("POST", "/oauth/token", form, None, {"Content-Type": "application/x-www-form-urlencoded"})
    equal(status, 200)
    return answer["access_token"]


ADMINISTRATION = ("people", "applications", "providers", "keys", "settings", "limits", "health", "token")


@case
def hostile_sizes_break_no_page():
    """100,000 memories, 40 applications, 12 teams, 30 people, names of 300 characters, right-to-left and CJK text: small pages, and nothing sticks out."""

    async def connected(server, chromium):
        context = await chromium.new_context()
        await log_in(await context.new_page(), server, "/login")
        for number in range(40):
            # A page of its own: the client's host does not exist, and the error page would interrupt the next navigation.
            page = await context.new_page()
            token = await connects(server, page, f"{number} {LONG[number % 3]}"[:60])
            await page.close()
            memory = {"id": f"h{number}", "text": f"{number} {LONG[number % 3]}", "topics": [LONG[number % 3][:250]]}
            equal(server.request("POST", "/v1/long-term-memory", {"memories": [memory]}, token)[0], 200)
            equal(server.request("GET", "/v1/long-term-memory/h0", None, token)[0], 200)
            change = {"text": f"changed {number} {LONG[(number + 1) % 3]}"}
            equal(server.request("PATCH", "/v1/long-term-memory/h0", change, token)[0], 200)
        state = await context.storage_state()
        await context.close()
        return state

    async def journey(server):
        async with browser() as chromium:
            # One login for all windows: the buttons that end logins are told apart by the minute of the login.
            state = await connected(server, chromium)
            for kind, options in (*WINDOWS, ("-wide", {"viewport": {"width": 1440, "height": 900}})):
                page = await (await chromium.new_context(**options, storage_state=state)).new_page()
                await page.goto(f"{server.url}/applications")
                await looked_at(page, f"hostile-applications{kind}")
                one = await page.get_attribute(".card h2 a", "href")
                await page.goto(f"{server.url}/admin/people")
                person = await page.get_attribute("main a[href^='/admin/person/']", "href")
                for path, picture in (("/", "home"), ("/memories", "memories"), ("/memories?page=200", "memories-200"),
                                      ("/memories?q=fact+w77&mode=keyword", "search"), ("/memories/h0", "memory"), ("/teams", "teams"),
                                      ("/activity", "activity"), ("/account", "account"), ("/data", "data"), ("/data/erase", "erase"),
                                      (one, "application"), (f"{one}/undo?since=always", "undo"), ("/connect", "connect"),
                                      *((f"/admin/{name}", f"admin-{name}") for name in ADMINISTRATION), (person, "admin-person")):
                    answer = await page.goto(f"{server.url}{path}")
                    require(len(await answer.body()) < 60_000, f"{path} has {len(await answer.body())} bytes")
                    await looked_at(page, f"hostile-{picture}{kind}")
                await page.context.close()

    # Memories without vectors are written a hundred times faster, and no page shows vectors.
    with server_with_people("alice", "bob", environment={"AGENT_MEMORY_EMBEDDING_PROVIDER": "none"}) as server:
        server.command("user", "edit", "alice", "--administrator")
        for number in range(30):
            server.command("user", "add", f"person-{number}-" + "z" * 40, "--display-name", f"{number} {LONG[number % 3]}"[:200])
        for number in range(12):
            server.command("workspace", "add", f"team-{number}-" + "y" * 40)
            server.command("workspace", "members", f"team-{number}-" + "y" * 40, "--add", "alice")
        for number in range(20):
            server.command("token", "add", "--description", f"{number} {LONG[number % 3]}"[:190], "--secret-file", "-", "--user", "alice")
        token = server.new_token("--user", "alice")
        for start in range(0, 100_000, 1_000):
            memories = [{"id": f"f{n}", "text": f"Fact {n} about w{n % 991}: {LONG[n % 3][:n % 300]}"} for n in range(start, start + 1_000)]
            body = {"memories": memories, "deduplicate": False}
            equal(server.request("POST", "/v1/long-term-memory", body, token, timeout=120)[0], 200)
        asyncio.run(journey(server))
