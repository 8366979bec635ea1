/// The one stylesheet of all pages; light or dark as the reader's system is.
enum Stylesheet {
    static let text = """
        :root { --ink: #1d2127; --soft: #59616c; --paper: #fff; --line: #d9dde3; --accent: #0b57d0; --code: #f3f5f8; }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #e6e8eb; --soft: #9aa3af; --paper: #14171b; --line: #2d333b; --accent: #8ab4f8; --code: #1e2329; }
        }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
        main { max-width: 60rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
        h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 1rem; }
        h2 { font-size: 1.25rem; margin: 2.5rem 0 .75rem; }
        h3 { font-size: 1rem; margin: 1rem 0 .25rem; }
        a { color: var(--accent); }
        p { margin: .5rem 0; }
        code, pre { font: .875em/1.5 ui-monospace, monospace; background: var(--code); border-radius: .25rem; }
        code { padding: .1em .3em; }
        pre { padding: .75rem; overflow-x: auto; }
        pre code { padding: 0; }
        .soft { color: var(--soft); }
        details { border: 1px solid var(--line); border-radius: .5rem; margin: .5rem 0; padding: .5rem .9rem; }
        summary { cursor: pointer; overflow-wrap: anywhere; }
        summary:focus-visible, a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
        .verb { display: inline-block; min-width: 4.2em; font-weight: 600; }
        table { border-collapse: collapse; width: 100%; display: block; overflow-x: auto; }
        th, td { text-align: left; vertical-align: top; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); }
        th { font-weight: 600; }

        """
}
