"""The pictures of docs/pages.md, with memories as people have them: LIVE_SCREENSHOTS=FOLDER Tests/Live/run BINARY pictures_of"""

import asyncio
import datetime

from authorization import server_with_people
from browser import browser
from harness import case, equal
from pages import SCREENSHOTS, looked_at
from person_pages import connects, log_in

APPLICATIONS = ("Claude", "Cursor")
FACTS = (
    ("Deploys go out on Tuesday and Thursday mornings, never on a Friday.", ["work", "deploys"]),
    ("Prefers pnpm over npm, and wants lockfiles committed.", ["work", "tools"]),
    ("The staging database is reset every Sunday night; nothing there is kept.", ["work"]),
    ("Is allergic to hazelnuts; almonds are fine.", ["health"]),
    ("Reviews need one approval, two when a migration is in the change.", ["work", "reviews"]),
    ("Writes tests first for bugs, and wants the failing output in the pull request.", ["work", "reviews"]),
    ("Speaks German and English; answers are best in English.", ["language"]),
    ("The payments service is owned by the team of Maria.", ["work", "people"]),
)
TALK = (("user", "When can we ship the importer?"), ("assistant", "Deploys go out on Tuesday and Thursday mornings. Tuesday is free."),
        ("user", "Then Tuesday. Remember that Maria wants to watch it."), ("assistant", "I will remember that Maria watches the deploy."))


async def filled(server, page):
    """Half a year of memories of alice by two applications, one changed and read by the other, and an open session."""
    server.command("user", "edit", "alice", "--administrator")
    server.command("workspace", "add", "platform")
    server.command("workspace", "members", "platform", "--add", "alice", "--role", "admin")
    server.command("workspace", "members", "platform", "--add", "bob")
    tokens = [await connects(server, await page.context.new_page(), name) for name in APPLICATIONS]
    now = datetime.datetime.now(datetime.timezone.utc)
    old = [{"id": f"o{n}", "text": f"Note {n} of a stand-up.", "created_at": (now - datetime.timedelta(days=n * n % 170 + 2)).isoformat()}
           for n in range(90)]
    equal(server.request("POST", "/v1/long-term-memory", {"memories": old, "deduplicate": False}, tokens[0])[0], 200)
    for number, (text, topics) in enumerate(reversed(FACTS)):
        memory = {"id": f"m{len(FACTS) - 1 - number}", "text": text, "topics": topics}
        equal(server.request("POST", "/v1/long-term-memory", {"memories": [memory]}, tokens[number % 2])[0], 200)
    changed = {"text": "Deploys go out on Tuesday and Thursday mornings, never on a Friday. Maria watches them."}
    equal(server.request("PATCH", "/v1/long-term-memory/m0", changed, tokens[0])[0], 200)
    for query in ("when do deploys go out", "reviews"):
        equal(server.request("POST", "/v1/long-term-memory/search", {"text": query, "limit": 3}, tokens[1])[0], 200)
    said = [{"role": role, "content": text} for role, text in TALK]
    equal(server.request("PUT", "/v1/working-memory/release%20plan", {"messages": said, "ttl_seconds": 7200}, tokens[0])[0], 200)


async def taken(server):
    async with browser() as chromium:
        desk = {"viewport": {"width": 1280, "height": 800}}
        page = await (await chromium.new_context(**desk)).new_page()
        await log_in(page, server, "/login")
        await filled(server, page)
        await page.goto(f"{server.url}/applications")
        one = await page.get_attribute("main .quiet-link:has-text('Cursor')", "href")
        # Events are written a few seconds later.
        await asyncio.sleep(4)
        for path, picture in (("/", "home"), ("/memories?q=when+do+deploys+go+out&topic=work", "memories"), ("/memories/m0?q=when+do+deploys+go+out", "memory"),
                              ("/sessions/release%20plan", "session"), ("/connect", "connect"), ("/applications", "applications"),
                              (f"{one}/undo?since=always", "undo"), ("/activity", "activity"), ("/data", "data"), ("/teams", "teams"),
                              ("/admin/people", "people"), ("/admin/health", "serverhealth")):
            await page.goto(f"{server.url}{path}")
            await looked_at(page, picture)
        state = await page.context.storage_state()
        german = await (await chromium.new_context(viewport={"width": 390, "height": 844}, color_scheme="dark", locale="de-DE", storage_state=state)).new_page()
        await german.goto(f"{server.url}/memories?topic=work")
        await looked_at(german, "memories-german")


if SCREENSHOTS:

    @case
    def pictures_of_the_documentation():
        """The pages of a person with memories of half a year, as docs/pages.md shows them."""
        with server_with_people("alice", "bob") as server:
            asyncio.run(taken(server))
