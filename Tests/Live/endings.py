"""What cannot be undone asks once, in a browser with and without scripts, and then says what happened."""

import asyncio

from authorization import server_with_people
from browser import browser
from harness import case, equal, require
from person_pages import connects, log_in


@case
def ending_asks_once():
    """A token, a login, the other logins and an application end only after a question, with and without a script."""

    async def ends(page, question, told):
        """Opens the question, which does nothing yet, and answers it."""
        before = page.url
        await page.click(f"summary{question}")
        equal(page.url, before, "the question alone")
        async with page.expect_navigation():
            await page.click("details[open] button.danger")
        require(told in await page.inner_text("main"), await page.inner_text("main"))

    async def journey(server):
        async with browser() as chromium:
            for scripts in (True, False):
                context = await chromium.new_context(java_script_enabled=scripts, viewport={"width": 320, "height": 700})
                page = await context.new_page()
                await log_in(page, server, "/account")
                await page.fill("#description", "a script")
                await page.click("button:has-text('Create token')")
                await ends(page, "[aria-label^='Revoke a script']", "The token “a script” is revoked.")
                for question, told in (("[aria-label^='End the session']", "The session is ended"),
                                       ("[aria-label^='Log out everywhere else']", "You are logged out in ")):
                    other = await (await chromium.new_context()).new_page()
                    await log_in(other, server, "/account")
                    await page.reload()
                    await ends(page, question, told)
                    await other.reload()
                    require("/login" in other.url, "the other browser is logged out")
                    await other.context.close()
                away = await context.new_page()
                token = await connects(server, away, f"Claude {scripts}")
                await away.close()
                await page.goto(f"{server.url}/applications")
                await ends(page, f"[aria-label='Disconnect Claude {scripts}…']", "It is disconnected")
                equal(server.request("GET", "/v1/working-memory", None, token)[0], 401, "the token of the application")
                await context.close()

    with server_with_people("alice") as server:
        asyncio.run(journey(server))
