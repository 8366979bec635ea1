"""The checks of a page for people with disabilities: axe-core's rules, shifts of the layout, and the way around by keyboard."""

import importlib.resources

from harness import equal, require

SCRIPT = importlib.resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Counts before the page's own first line, so that nothing is missed. It runs outside the page's policy, which stays as it is.
WATCHED = """
    window.shifts = []; window.violations = [];
    new PerformanceObserver((list) => { for (const shift of list.getEntries()) if (!shift.hadRecentInput) window.shifts.push(
        [shift.value, ...shift.sources.map((source) => source.node && (source.node.outerHTML || source.node.data || '').slice(0, 120))]); })
        .observe({type: 'layout-shift', buffered: true});
    document.addEventListener('securitypolicyviolation', (event) => window.violations.push(event.violatedDirective + ' ' + event.blockedURI));
"""
RUN = """only => axe.run(document, {runOnly: only, resultTypes: ['violations']}).then(result => result.violations.map(found =>
    [found.id, ...found.nodes.map(node => node.html.slice(0, 300) + ' ' + node.any.map(check => check.message).join(' '))]))"""
# What one can press, follow or fill, one of each group of radio buttons.
REACHABLE = """[...document.querySelectorAll('a[href],button,input:not([type=hidden]),select,textarea,summary,[tabindex="0"]')].filter(e =>
    e.checkVisibility({visibilityProperty: true}) && !e.disabled && e.tabIndex >= 0 && !e.closest('[inert]')
    && (e.type != 'radio' || e.checked)).map((e, n) => { e.dataset.walk = n; return n; }).length"""
FOCUSED = """(() => { const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
    const ring = style.outlineStyle != 'none' && parseFloat(style.outlineWidth) > 0
        || e.type == 'radio' && getComputedStyle(e.parentElement).outlineStyle != 'none' || e.matches('.cover,.pick');
    const seen = box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
    return [e.dataset.walk ?? null, ring && seen, e.outerHTML.slice(0, 200)]; })()"""


async def watched(context):
    """A page that notes its own shifts and violated policies."""
    await context.add_init_script(WATCHED)
    return await context.new_page()


async def findings(page, state):
    """What axe finds, what moved while the page came, and the policies that were violated: a list of sentences. A page that came in the
    light is looked at in the dark too; only its colours differ there."""
    await page.wait_for_load_state("load")
    where = f"{state} at {page.viewport_size['width']} px ({page.url})"
    await page.evaluate(SCRIPT)
    found = [f"{finding}: {where}" for finding in await page.evaluate(RUN, {"type": "tag", "values": TAGS})]
    if await page.evaluate("matchMedia('(prefers-color-scheme: light)').matches"):
        await page.emulate_media(color_scheme="dark")
        found += [f"dark: {finding}: {where}" for finding in await page.evaluate(RUN, {"type": "rule", "values": ["color-contrast"]})]
        await page.emulate_media(color_scheme="light")
    found += [f"shift: {shift}: {where}" for shift in await page.evaluate("window.shifts")]
    return found + [f"policy: {violation}: {where}" for violation in await page.evaluate("window.violations")]


async def walked(page, state):
    """Tab reaches everything once, each time with a ring around it, in view, first the way past the navigation."""
    count = await page.evaluate(REACHABLE)
    await page.evaluate("document.activeElement.blur()")
    order = []
    for _ in range(count + 5):
        await page.keyboard.press("Tab")
        number, visible, element = await page.evaluate(FOCUSED)
        if number is None or number in order:
            break
        require(visible, f"the focus is not visible: {state}: {element}")
        order.append(number)
    missed = await page.evaluate(
        "walked => [...document.querySelectorAll('[data-walk]')].filter(e => !walked.includes(e.dataset.walk)).map(e => e.outerHTML.slice(0, 200))",
        order)
    equal(missed, [], f"not reached by Tab: {state}")
    equal(order, sorted(order, key=int), f"the order of Tab: {state}")
