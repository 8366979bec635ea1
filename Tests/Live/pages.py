"""The pages for people, in a real browser: the way back to the application, phones, the dark, and pictures of them for docs/images."""

import asyncio
import contextlib
import http.server
import os
import threading
import urllib.parse

from authorization import PASSWORD, person, server_with_people
from browser import browser, leave, log_out
from harness import case, equal, require

# Where the pictures go; docs/images has some of them.
SCREENSHOTS = os.environ.get("LIVE_SCREENSHOTS")
PHONE = {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"}


@contextlib.contextmanager
def listener(answer):
    """An application on this machine: `answer` gives the status and the location for a path."""

    class Callback(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            status, location = answer(self.path)
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Callback)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with contextlib.closing(server.socket):
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def register(server, redirect, name="Live test"):
    status, client = server.request("POST", "/oauth/register", {
        "client_name": name, "redirect_uris": [redirect], "token_endpoint_auth_method": "none"}, token=None)
    equal(status, 201)
    return client["client_id"]


def authorization(server, client, redirect, **more):
    return f"{server.url}/oauth/authorize?" + urllib.parse.urlencode({
        "response_type": "code", "client_id": client, "redirect_uri": redirect, "state": "s", "scope": "memory:read memory:write",
        "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method": "S256", **more})


@case
def the_browser_gets_back_to_the_application():
    """No page's policy stops the way back: with consent remembered, after prompt=login, and where the callback redirects on."""

    async def journey(server):
        with listener(lambda path: (200, None)) as elsewhere, \
                listener(lambda path: (302, f"{elsewhere}/landed") if path.startswith("/callback") else (404, None)) as application:
            redirect = f"{application}/callback"
            client = register(server, redirect)
            async with browser() as chromium:
                someone = await person(chromium, "alice", redirect)
                someone.listens = True
                await someone.context.unroute_all()
                for more in ({}, {"prompt": "login"}, {}):
                    page = await someone.page()
                    await page.goto(authorization(server, client, redirect, **more))
                    await page.fill("input[name=username]", "alice")
                    await page.fill("input[name=password]", PASSWORD)
                    await page.click("button.primary")
                    if await page.locator("button[value=approve]").count():
                        await page.click("button[value=approve]")
                    await page.wait_for_url(f"{elsewhere}/landed", timeout=20_000)
                    require("code=" in someone.answers[-1], f"no code: {someone.answers}")
                    equal([line for line in someone.console if "Content Security Policy" in line], [], "policies that were violated")
                    await leave(page)
                    # The login ends; the consent is remembered.
                    await someone.context.clear_cookies()
                equal(len(someone.answers), 3, "answers")

    with server_with_people("alice") as server:
        asyncio.run(journey(server))


async def looked_at(page, picture):
    """Nothing sticks out, every field and button has a name, and every page has one heading."""
    # With its style sheet.
    await page.wait_for_load_state("load")
    wide = await page.evaluate("""document.documentElement.scrollWidth <= innerWidth ? [] :
        [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth).map(e => e.outerHTML.slice(0, 200))""")
    equal(wide, [], f"too wide at {page.url}")
    nameless = await page.evaluate("""[...document.querySelectorAll('input:not([type=hidden],[hidden]),select,button,a')].filter(e =>
        !(e.labels && e.labels.length) && !e.getAttribute('aria-label') && !e.textContent.trim()).map(e => e.outerHTML)""")
    equal(nameless, [], f"without a name at {page.url}")
    twins = await page.evaluate("""(all => all.filter((name, i) => all.indexOf(name) != i))([...document.querySelectorAll('button')]
        .map(e => e.getAttribute('aria-label') || e.textContent.trim()))""")
    equal(twins, [], f"buttons of one name at {page.url}")
    small = await page.evaluate("""[...document.querySelectorAll('button,input:not([type=hidden],[type=radio],[hidden]),select,.button')]
        .filter(e => e.checkVisibility() && e.type != 'checkbox' && e.getBoundingClientRect().height < 24).map(e => e.outerHTML)""")
    equal(small, [], f"too small to hit at {page.url}")
    equal(await page.locator("h1").count(), 1, f"headings at {page.url}")
    if SCREENSHOTS:
        os.makedirs(SCREENSHOTS, exist_ok=True)
        await page.screenshot(path=os.path.join(SCREENSHOTS, f"{picture}.png"), full_page=True)


@case
def pages_fit_phones_and_the_dark():
    """Every page at 360 pixels in the dark and on a desk in the light: nothing sticks out, everything has a name of its own."""

    async def journey(server):
        redirect = "https://client.example/callback"
        client = register(server, redirect, "Claude")
        async with browser() as chromium:
            for kind, options in (("", {"viewport": {"width": 900, "height": 700}}), ("-phone", PHONE)):
                context = await chromium.new_context(**options)
                await context.route("https://client.example/**", lambda route: route.fulfill(status=200, body="back"))
                page = await context.new_page()
                console = []
                page.on("console", lambda message: console.append(message.text))
                await page.goto(f"{server.url}/")
                await looked_at(page, f"landing{kind}")
                await page.goto(f"{server.url}/setup")
                await looked_at(page, f"setup{kind}")
                url = authorization(server, client, redirect, scope="memory:read memory:write offline_access", prompt="consent")
                await page.goto(url)
                await looked_at(page, f"login-providers{kind}")
                await page.fill("input[name=username]", "alice")
                await page.fill("input[name=password]", "wrong")
                await page.click("button.primary")
                await looked_at(page, f"login-problem{kind}")
                equal(await page.evaluate("document.activeElement.name"), "password", "where one goes on typing")
                require((await page.title()).startswith("Error: "), await page.title())
                await page.fill("input[name=password]", PASSWORD)
                await page.click("button.primary")
                await page.wait_for_selector("button[value=approve]")
                await looked_at(page, f"consent{kind}")
                await page.click("button[value=approve]")
                await page.wait_for_url(f"{redirect}*")
                await page.goto(f"{server.url}/account")
                await page.fill("input[name=description]", f"backup script{kind}")
                await page.click("button:has-text('Create token')")
                await looked_at(page, f"account-token{kind}")
                await page.goto(f"{server.url}/account")
                await looked_at(page, f"account{kind}")
                await page.goto(f"{server.url}/oauth/authorize?client_id=amc_unknown")
                await looked_at(page, f"error{kind}")
                equal([line for line in console if "Content Security Policy" in line], [], "policies that were violated")
                await context.close()

    providers = {
        "AGENT_MEMORY_LOGIN_PROVIDERS": "authentik",
        "AGENT_MEMORY_LOGIN_PROVIDER_AUTHENTIK_URL": "http://127.0.0.1:9/", "AGENT_MEMORY_LOGIN_PROVIDER_AUTHENTIK_CLIENT_ID": "memory",
    }
    with server_with_people("alice", environment=providers) as server:
        server.command("workspace", "add", "research")
        server.command("workspace", "members", "research", "--add", "alice")
        asyncio.run(journey(server))


@case
def an_application_with_its_own_scheme_leaves_a_page():
    """After Allow for `cursor://…` the tab says what happens; after the session has expired, Allow leads to the login and back."""

    async def journey(server):
        redirect = "cursor://anysphere.cursor-mcp/oauth/callback"
        url = authorization(server, register(server, redirect, "Cursor"), redirect)
        async with browser() as chromium:
            context = await chromium.new_context()
            page = await context.new_page()
            console = []
            page.on("console", lambda message: console.append(message.text))

            async def log_in():
                await page.fill("input[name=username]", "alice")
                await page.fill("input[name=password]", PASSWORD)
                await page.click("button.primary")

            await page.goto(url)
            await log_in()
            await page.wait_for_selector("button[value=approve]")
            # The session ends in another tab.
            other = await context.new_page()
            await other.goto(f"{server.url}/account")
            await log_out(other)
            await page.click("button[value=approve]")
            equal(await page.inner_text("h1"), "Your session has expired")
            await page.click("a.button:has-text('Log in')")
            await log_in()
            await page.click("button[value=approve]")
            equal(await page.inner_text("h1"), "Opening Cursor…")
            require("You can close this tab." in await page.inner_text("main"), await page.inner_text("main"))
            require((await page.get_attribute("main a.button", "href")).startswith(f"{redirect}?code="), "the link")
            await looked_at(page, "leaving")
            for path, heading in (("/mcp", "Connect an AI client"), ("/health", "The server is running"), ("/nothing", "Page not found")):
                await page.goto(f"{server.url}{path}")
                equal(await page.inner_text("h1"), heading)
                if path == "/mcp":
                    require(f"{server.url}/mcp" in await page.inner_text("pre >> nth=0"), await page.inner_text("main"))
                    for width in (1280, 390):
                        await page.set_viewport_size({"width": width, "height": 740})
                        cut = await page.evaluate("[...document.querySelectorAll('pre')].filter(e => e.scrollWidth > e.clientWidth).length")
                        equal(cut, 0, f"commands cut off at {width}")
                await looked_at(page, path.strip("/"))
            equal([line for line in console if "Content Security Policy" in line], [], "policies that were violated")

    with server_with_people("alice") as server:
        asyncio.run(journey(server))


@case
def the_login_page_without_providers():
    """The plain login page, as most people see it."""

    async def journey(server):
        async with browser() as chromium:
            for kind, options in (("", {"viewport": {"width": 900, "height": 700}}), ("-phone", PHONE)):
                page = await chromium.new_page(**options)
                await page.goto(f"{server.url}/login")
                await looked_at(page, f"login{kind}")

    with server_with_people("alice") as server:
        asyncio.run(journey(server))
