"""The pages in German, in a browser that prefers it: nothing sticks out, axe finds nothing, and the script speaks German too."""

import asyncio
import os
import tempfile

from authorization import server_with_people
from axe import findings, watched
from browser import browser
from harness import case, equal, require
from pages import looked_at
from person_pages import filled, log_in

PATHS = ("/", "/memories", "/memories?q=deploys", "/memories?archived=only", "/memories/m0", "/memories/m0?q=deploys", "/memories/m0/edit",
         "/memories/m0/delete", "/new-memory", "/sessions", "/sessions/release%20plan", "/sessions/release%20plan/delete", "/connect",
         "/connect/cursor", "/connect/claude", "/applications", "/activity", "/teams", "/data", "/data/erase", "/account", "/admin/people",
         "/admin/settings", "/admin/health", "/admin/token", "/admin/applications", "/admin/providers", "/admin/keys", "/admin/limits")


@case
def german_pages_fit_and_are_accessible():
    """Every page in German at 320 and 1280 pixels: its language is said, nothing sticks out, axe finds nothing, errors are German."""

    async def journey(server):
        async with browser() as chromium:
            for width in (1280, 320):
                context = await chromium.new_context(locale="de-DE", viewport={"width": width, "height": 800}, color_scheme="dark")
                page = await watched(context)
                await page.goto(f"{server.url}/login")
                equal(await page.inner_text("h1"), "Anmelden")
                await page.fill("input[name=username]", "alice")
                await page.fill("input[name=password]", "falsch")
                await page.click("button.primary")
                require("Falscher Benutzername oder falsches Passwort." in await page.inner_text("main"), await page.inner_text("main"))
                require((await page.title()).startswith("Fehler: "), await page.title())
                found = await findings(page, "a refused login")
                await log_in(page, server, "/login?continue=/account")
                for path in PATHS:
                    await page.goto(f"{server.url}{path}")
                    equal(await page.evaluate("document.documentElement.lang"), "de", path)
                    await looked_at(page, f"german{path.replace('/', '-')}-{width}")
                    found += await findings(page, f"German {path}")
                token = await page.goto(f"{server.url}/activity") and await page.get_attribute("#app option:nth-child(2)", "value")
                for path, name in (("", "application"), ("/undo?since=always", "undo")):
                    await page.goto(f"{server.url}/applications/{token}{path}")
                    await looked_at(page, f"german-{name}-{width}")
                    found += await findings(page, f"a German {name}")
                await page.goto(f"{server.url}/account")
                await page.click("summary:has-text('Widerrufen') >> nth=0")
                await looked_at(page, f"german-question-{width}")
                equal(found, [], "findings")
                await page.goto(f"{server.url}/nothing")
                equal(await page.inner_text("h1"), "Seite nicht gefunden")
                await context.close()
            # A passkey needs a name; the script says so.
            page = await chromium.new_page(locale="de-DE")
            await page.goto(f"{server.url}/login")
            await page.click("button:has-text('Mit einem Passkey anmelden')")
            await page.wait_for_selector(f"text=Passkeys funktionieren nur unter http://localhost:{server.port}.")

    with server_with_people("alice", "bob") as server:
        filled(server)
        asyncio.run(journey(server))


@case
def an_operator_adds_a_language():
    """A catalogue in the folder of pages.languages is a language of its own; what it lacks is English, and its HTML is text."""

    async def journey(server):
        async with browser() as chromium:
            page = await (await chromium.new_context(locale="fr-CA")).new_page()
            await page.goto(f"{server.url}/login")
            equal(await page.evaluate("document.documentElement.lang"), "fr")
            equal(await page.inner_text("h1"), "<img src=x onerror=alert(1)>")
            equal(await page.locator("main img").count(), 0, "HTML of the catalogue")
            equal(await page.inner_text("label[for=password]"), "Password")
            equal(await page.inner_text("label[for=username]"), "Nom")

    with tempfile.TemporaryDirectory() as folder:
        catalogue = os.path.join(folder, "fr.po")
        with open(catalogue, "w", encoding="utf-8") as file:
            file.write('msgid "User name"\nmsgstr "Nom"\n\nmsgid "Log in"\nmsgstr "<img src=x onerror=alert(1)>"\n')
        with server_with_people("alice", environment={"AGENT_MEMORY_PAGES_LANGUAGES": folder}) as server:
            asyncio.run(journey(server))
            with open(catalogue, "a", encoding="utf-8") as file:
                file.write("\nmsgid No quotes\n")
            refused = server.command("doctor", check=False)
            require(f"pages.languages: {catalogue}, line 7: there is no text in quotation marks." in refused.stdout + refused.stderr,
                    refused.stdout + refused.stderr)
