"""A person at a browser: headless Chromium that logs in and consents on the server's real pages."""

import asyncio
import contextlib
import time

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import async_playwright

CHROMIUM = "/usr/bin/chromium"


@contextlib.asynccontextmanager
async def browser():
    async with async_playwright() as play:
        chromium = await play.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield chromium
        await leave(chromium)


class Person:
    """One browser profile: cookies stay between pages, as with a real person."""

    def __init__(self, context, name, password, redirect, upstream=None, listens=False, grants=()):
        """`upstream`: name and password at an identity provider. `grants`: the scopes to tick at one that asks which. `listens`: the
        application hears the answers by itself."""
        self.context = context
        self.name = name
        self.password = password
        self.upstream = upstream
        self.grants = set(grants)
        self.granted = set()
        self.listens = listens
        self.redirect = redirect
        self.answers = []
        self.pages = []
        self.console = []

    async def start(self):
        # Where a redirect leads is seen as a request, and is not offered to `route`.
        def seen(request):
            if request.url.startswith(self.redirect) and request.url not in self.answers:
                self.answers.append(request.url)

        self.context.on("request", seen)
        if not self.listens:
            await self.context.route(
                self.redirect + "*", lambda route: route.fulfill(status=200, body="back at the application"))
        return self

    async def page(self):
        page = await self.context.new_page()
        page.on("console", lambda message: self.console.append(message.text))
        return page

    async def authorize(self, url, decision="approve", through=None):
        """Follows an authorization URL to its end; the URL the application gets."""
        self.pages = []
        before = len(self.answers)
        page = await self.page()
        try:
            await page.goto(url)
        except PlaywrightError:
            # Straight back to the application, where nobody listens.
            if len(self.answers) == before:
                raise
        end = time.monotonic() + 40
        while len(self.answers) == before and time.monotonic() < end:
            if await page.locator("input[name=password]").count() and "/login" in page.url and through is None:
                self.pages.append("login")
                await page.fill("input[name=username]", self.name)
                await page.fill("input[name=password]", self.password)
                await page.click("button.primary")
            elif through and await page.locator(f"button.provider:has-text('{through}')").count():
                self.pages.append("login-providers")
                await page.click(f"button.provider:has-text('{through}')")
            elif await page.locator("button[value=approve]").count():
                self.pages.append("consent")
                await page.click(f"button[value={decision}]")
            elif through:
                await upstream_step(page, self)
            await page.wait_for_timeout(150)
        if len(self.answers) == before:
            raise AssertionError(f"no answer for the application; at {page.url}: {(await page.inner_text('body'))[:400]} {self.console}")
        await leave(page)
        return self.answers[-1]


async def log_out(page):
    """By the account menu, which the bar of every page has."""
    await page.click("button.me")
    await page.click("#account-menu button:has-text('Log out')")


async def leave(open):
    """Closes a page, or the browser. Chromium does not always say that it closed a page which was on its way elsewhere; such a page goes
    with the browser, and the browser with its driver."""
    with contextlib.suppress(asyncio.TimeoutError):
        await asyncio.wait_for(open.close(), 5)


# What leads on at the providers; only who is leaving logs out, or the page that has not drawn its other buttons yet is the last.
ONWARD = ("Continue", "Grant", "Accept")
LEAVING = (*ONWARD, "Logout")


async def upstream_step(page, person, labels=ONWARD):
    """One step on an identity provider's own pages."""
    password = page.locator("input[type=password]")
    if await password.count() and await password.first.is_visible():
        person.pages.append("upstream")
        # It may be on its way to the next page already.
        with contextlib.suppress(PlaywrightError):
            await page.locator("input[name=user], #username").first.fill(person.upstream[0], timeout=3000)
            await password.first.fill(person.upstream[1], timeout=3000)
            await password.first.press("Enter", timeout=3000)
        await page.wait_for_timeout(500)
        return
    if await chooses_scopes(page, person):
        return
    for label in labels:
        with contextlib.suppress(PlaywrightError):
            for button in await page.locator(f"button:has-text('{label}'):visible:enabled").all():
                await button.click(timeout=1000)
    await page.wait_for_timeout(300)


async def chooses_scopes(page, person):
    """Where the provider lets people choose what they grant, and remembers it: whether there was something to do about that."""
    if person.granted == person.grants:
        return False
    boxes = page.locator("input[id^='grant-']")
    change = page.locator("a[alt='Change grant scope for client']")
    with contextlib.suppress(PlaywrightError):
        if await boxes.count():
            for box in await boxes.all():
                await box.set_checked((await box.get_attribute("id")).removeprefix("grant-") in person.grants, timeout=1000)
            await page.locator("button:has-text('Grant access')").click(timeout=1000)
            person.granted = person.grants
            person.pages.append("grants")
        elif await change.count():
            await page.click("#selectGrant", timeout=1000)
            await change.click(timeout=1000)
    await page.wait_for_timeout(300)
    return True
