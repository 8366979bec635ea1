"""Every page and state under the rules of axe, at 1280 and 320 pixels, light and dark; and the pages walked by keyboard alone."""

import asyncio
import json
import re

from authorization import PASSWORD, server_with_people
from axe import findings, walked, watched
from browser import browser
from harness import case, equal, require
from pages import authorization, register
from person_pages import filled, log_in

WINDOWS = {"desk": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
           "phone": {"viewport": {"width": 320, "height": 700}, "color_scheme": "light"}}
REDIRECT = "https://client.example/callback"
# Of RFC 7636, appendix B; `authorization` sends its challenge.
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
PROVIDERS = {
    "AGENT_MEMORY_LOGIN_PROVIDERS": "authentik",
    "AGENT_MEMORY_LOGIN_PROVIDER_AUTHENTIK_URL": "http://127.0.0.1:9/", "AGENT_MEMORY_LOGIN_PROVIDER_AUTHENTIK_CLIENT_ID": "memory",
}
EMPTY = ("/", "/memories", "/sessions", "/connect", "/applications", "/activity", "/teams", "/account", "/data")
FULL = (
    "/", "/memories", "/memories?q=deploys", "/memories?topic=nothing", "/memories/m0", "/memories/m0?q=deploys", "/memories/m4", "/memories/m0/edit",
    "/memories/m0/delete", "/new-memory", "/sessions", "/sessions/release%20plan", "/sessions/release%20plan/delete", "/connect",
    "/connect/cursor", "/connect/claude-code?watch=1", "/teams", "/activity", "/activity?app=none", "/data", "/data/erase", "/account", "/admin/people", "/admin/applications",
    "/admin/providers", "/admin/keys", "/admin/limits", "/admin/settings", "/admin/health",
    "/admin/token", "/docs", "/docs/postV1LongTermMemory")


class Tour:
    """One browser window that goes from state to state."""

    def __init__(self, server, kind, client):
        self.server, self.kind, self.client = server, kind, client
        self.found = []

    async def start(self, chromium):
        self.page = await watched(await chromium.new_context(**WINDOWS[self.kind]))
        await self.page.context.route(f"{REDIRECT}*", lambda route: route.fulfill(status=200, body="back"))
        return self

    async def look(self, state):
        self.found += await findings(self.page, state)

    async def see(self, path, state=None):
        await self.page.goto(f"{self.server.url}{path}")
        await self.look(state or path)

    async def strangers(self):
        """What is shown to people who are not logged in."""
        page = self.page
        for path in ("/", "/login", "/setup", "/mcp", "/health", "/nothing", "/join/invalid", "/oauth/authorize?client_id=amc_unknown"):
            await self.see(path)
        await page.goto(f"{self.server.url}/setup")
        await page.fill("#token", "amt_wrong")
        await page.fill("#password", PASSWORD)
        await page.click("button.primary")
        await self.look("a refused setup")
        await page.goto(authorization(self.server, self.client, REDIRECT, prompt="consent"))
        await self.look("the login for an application")
        await page.fill("input[name=username]", "alice")
        await page.fill("input[name=password]", "wrong")
        await page.click("button.primary")
        await self.look("a refused login")
        equal(await page.input_value("input[name=username]"), "alice", "the name typed before")

    async def empty(self):
        """A person who has nothing yet."""
        await log_in(self.page, self.server, "/login", "bob")
        for path in EMPTY:
            await self.see(path, f"empty {path}")
        await self.page.context.clear_cookies()

    async def consent(self):
        """Lets an application in, which then uses its access."""
        page = self.page
        await page.goto(authorization(self.server, self.client, REDIRECT, prompt="consent"))
        await page.fill("input[name=username]", "alice")
        await page.fill("input[name=password]", PASSWORD)
        await page.click("button.primary")
        await page.wait_for_selector("button[value=approve]")
        await self.look("consent")
        await page.click("button[value=approve]")
        await page.wait_for_url(f"{REDIRECT}*")
        code = re.search(r"code=([^&]+)", page.url).group(1)
        form = f"grant_type=authorization_code&code={code}&client_id={self.client}&redirect_uri={REDIRECT}&code_verifier={VERIFIER}"
        status, answer = self.server.request(
            "POST", "/oauth/token", form, token=None, headers={"Content-Type": "application/x-www-form-urlencoded"})
        equal(status, 200, f"the token endpoint: {json.dumps(answer)[:200]}")

    async def full(self):
        for path in FULL:
            await self.see(path)
        await self.see("/applications")
        # Its own: the other tours pause and resume theirs at the same time.
        application = await self.page.get_attribute(f"main .quiet-link:has-text('Claude on a {self.kind}')", "href")
        for path in ("/undo", "/undo?since=always"):
            await self.see(f"{application}{path}", f"an application's {path}")
        await self.page.goto(f"{self.server.url}/activity")
        token = await self.page.get_attribute("#app option:nth-last-child(3)", "value")
        for path in ("", "/undo?since=always"):
            await self.see(f"/applications/{token}{path}", f"a token's {path}")
        await self.see(application, "an application")
        await self.page.click("summary:has-text('Disconnect')")
        await self.look("the question before disconnecting")
        await self.page.click("button:has-text('Pause')")
        await self.look("after Pause")
        await self.page.goto(f"{self.server.url}/applications")
        await self.look("a paused application")
        await self.page.goto(f"{self.server.url}{application}")
        await self.page.click("button:has-text('Resume')")

    async def answers(self):
        """What follows a form: its notice or its error, with what was typed."""
        page = self.page
        await page.goto(f"{self.server.url}/account")
        await page.fill("#description", f"script on a {self.kind}")
        await page.click("button:has-text('Create token')")
        await self.look("a new token")
        await page.click("[aria-label^='Revoke script on a']")
        await self.look("the question before revoking")
        await page.fill("#current", "wrong")
        await page.fill("#new", PASSWORD)
        await page.fill("#again", PASSWORD)
        await page.click("button:has-text('Change password')")
        await self.look("a refused password")
        await page.goto(f"{self.server.url}/teams")
        await page.click("main a:has-text('crew')")
        await self.look("a team")
        await page.fill("#invite-note", "eve")
        await page.click("button:has-text('Create invitation')")
        await self.look("a new invitation")
        await page.goto(f"{self.server.url}/admin/people")
        await page.fill("#invite-note", "eve")
        await page.click("button:has-text('Create invitation')")
        await self.look("a new invitation to the server")
        await page.click("main a:has-text('bob')")
        await self.look("a person for administrators")
        await page.click("summary:has-text('Disable')")
        await self.look("the question before disabling")
        await page.goto(f"{self.server.url}/admin/token")
        await page.fill("#token", "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJ4In0.AAAA")
        await page.click("main button.primary")
        await self.look("a token explained")
        await page.goto(f"{self.server.url}/new-memory")
        await page.fill("#text", f"Learned on a {self.kind}")
        await page.click("main button.primary")
        await self.look("a new memory")
        await page.click("main a:has-text('Edit')")
        await page.fill("#text", f"Changed on a {self.kind}")
        await page.click("main button.primary")
        await self.look("two versions")

    async def opened(self):
        """Menus and filters while they are open; Escape closes them and leaves the focus where it was."""
        page = self.page
        await page.goto(f"{self.server.url}/memories")
        for button in (".me", ".switch", ".open-nav"):
            if await page.locator(button).is_visible():
                await page.locator(button).focus()
                await page.keyboard.press("Enter")
                menu = "#" + await page.get_attribute(button, "popovertarget")
                equal(await page.locator(menu).is_visible(), True, f"{button} opens {menu}")
                await self.look(f"{button} open")
                await page.keyboard.press("Escape")
                equal(await page.evaluate("(menu) => document.querySelector(menu).matches(':popover-open')", menu), False, f"Escape in {menu}")
                require(await page.evaluate("(button) => document.activeElement.matches(button)", button), f"where the focus is after {menu}")
        for number in range(await page.locator("details.drop > summary").count()):
            summary = page.locator("details.drop > summary").nth(number)
            await summary.focus()
            await page.keyboard.press("Enter")
            await self.look(f"filter {number} open")
            await page.keyboard.press("Escape")
            equal(await page.locator("details.drop[open]").count(), 0, f"filters open after Escape, {number}")
        await page.locator(".pick").first.check()
        await self.look("a memory selected")
        await page.click("button:has-text('Delete…')")
        await self.look("the question before deleting")

    async def walks(self):
        """The pages by keyboard alone."""
        page = self.page
        for path in ("/", "/memories", "/memories/m0", "/sessions/release%20plan", "/applications", "/account", "/admin/people"):
            await page.goto(f"{self.server.url}{path}")
            await walked(page, f"{path} on a {self.kind}")
        await page.goto(f"{self.server.url}/memories")
        await page.keyboard.press("Tab")
        equal(await page.evaluate("document.activeElement.textContent"), "Skip to content")
        await page.keyboard.press("Enter")
        equal(await page.evaluate("document.activeElement.id"), "main", "where the skip link leads")


@case
def axe_finds_nothing_on_any_page():
    """axe-core finds nothing on any page or state, nothing shifts, and every page is usable by keyboard, on a desk and a phone."""

    async def tour(server, chromium, kind, client):
        tour = await Tour(server, kind, client).start(chromium)
        await tour.strangers()
        await tour.empty()
        await tour.consent()
        await tour.full()
        await tour.answers()
        await tour.opened()
        await tour.walks()
        return tour.found

    async def journey(server):
        clients = {kind: register(server, REDIRECT, f"Claude on a {kind}") for kind in WINDOWS}
        async with browser() as chromium:
            page = await watched(await chromium.new_context(color_scheme="light"))
            await page.set_content("<html><img src='x'><p style='color: #999; background: #aaa'>Grey</p>")
            found = {finding.split("'")[1] for finding in await findings(page, "a page that breaks rules")}
            equal({"image-alt", "color-contrast", "html-has-lang"} - found, set(), "rules that the checks do not see broken")
            await page.close()
            found = await asyncio.gather(*(tour(server, chromium, kind, client) for kind, client in clients.items()))
            equal([one for each in found for one in each], [], "findings")

    with server_with_people("alice", "bob", environment=PROVIDERS) as server:
        server.command("workspace", "add", "crew")
        server.command("workspace", "members", "crew", "--add", "alice", "--role", "admin")
        filled(server)
        asyncio.run(journey(server))
