"""Passkeys with Chromium's virtual authenticator: added, used to log in, renamed, removed; and refused where they must be."""

import asyncio
import contextlib

from authorization import server_with_people
from browser import browser
from harness import case, equal, require
from pages import looked_at
from person_pages import log_in


class Named:
    """The server under its only name that may have passkeys."""

    def __init__(self, server):
        self.url = f"http://localhost:{server.port}"


@contextlib.asynccontextmanager
async def authenticator(context, page, **options):
    """A device of the person's own that answers at once."""
    session = await context.new_cdp_session(page)
    await session.send("WebAuthn.enable")
    made = await session.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True,
        "automaticPresenceSimulation": True, **options}})
    yield session, made["authenticatorId"]


async def credentials(session, device):
    return (await session.send("WebAuthn.getCredentials", {"authenticatorId": device}))["credentials"]


@case
def a_passkey_logs_a_person_in():
    """Added on the account page, used on the login page, renamed, removed; a copied or removed one, or one of nobody verified, is refused."""

    async def journey(server):
        here = Named(server)
        async with browser() as chromium:
            context = await chromium.new_context(viewport={"width": 1280, "height": 900})
            page = await context.new_page()
            console = []
            page.on("console", lambda message: console.append(message.text))
            async with authenticator(context, page) as (session, device):
                await log_in(page, here, "/account")
                await page.fill("#passkey-name", "Live laptop")
                await page.click("button:has-text('Add a passkey')")
                await page.wait_for_selector("text=You can log in with the passkey Live laptop.")
                await looked_at(page, "passkeys")
                kept = await credentials(session, device)
                equal([(one["rpId"], one["isResidentCredential"]) for one in kept], [("localhost", True)])
                await page.click("button:has-text('Add a passkey')")
                await page.wait_for_selector("text=This device has a passkey for your account already.")

                await context.clear_cookies()
                await page.goto(f"{here.url}/login?continue=/memories")
                await looked_at(page, "login-passkey")
                await page.click("button:has-text('Log in with a passkey')")
                await page.wait_for_url(f"{here.url}/memories")

                # A copy of the passkey that is behind the original.
                await session.send("WebAuthn.removeCredential", {"authenticatorId": device, "credentialId": kept[0]["credentialId"]})
                await session.send("WebAuthn.addCredential", {"authenticatorId": device, "credential": {**kept[0], "signCount": 0}})
                await page.goto(f"{here.url}/login")
                await page.click("button:has-text('Log in with a passkey')")
                await page.wait_for_selector("text=This passkey was not accepted.")
                require("the signature counter went back" in server.text, "the log does not say why")

                await session.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
                await page.goto(f"{here.url}/login")
                await page.click("button:has-text('Log in with a passkey')")
                await page.wait_for_selector("text=No passkey was used.")

                await log_in(page, here, "/login?continue=/account")
                await page.fill("[id^=name-pk]", "Renamed")
                await page.click("button:has-text('Save')")
                await page.wait_for_selector(".title:has-text('Renamed')")
                await page.click("summary[aria-label='Remove the passkey Renamed…']")
                await page.click("button[aria-label='Remove the passkey Renamed']")
                await page.wait_for_selector("text=The passkey was removed.")
                equal([line for line in console if "Content Security Policy" in line], [], "policies that were violated")
            await context.close()

            # Passkeys need a name, not an address, and a script.
            page = await chromium.new_page()
            await page.goto(f"{server.url}/login")
            await page.click("button:has-text('Log in with a passkey')")
            await page.wait_for_selector(f"text=Passkeys work at {here.url} only.")
            context = await chromium.new_context(java_script_enabled=False)
            page = await context.new_page()
            await page.goto(f"{here.url}/login")
            require("Logging in with a passkey needs JavaScript." in await page.inner_text("main"), await page.inner_text("main"))
            equal(await page.locator("button:has-text('passkey')").is_visible(), False)

    with server_with_people("alice") as server:
        asyncio.run(journey(server))
