package import Hummingbird

/// A part of the server that has routes.
package protocol Feature: Sendable {
    func mount(on doors: Doors)
}

/// The groups on which a feature mounts its routes. The chosen door decides which context the handlers get and which
/// format the faults have.
package struct Doors {
    private let router: Router<EdgeContext>
    private let bearer: BearerMiddleware
    private let pages: FaultPage?

    /// - Parameter pages: renders faults for people who open a program's address in a browser; nil shows them what
    ///   programs get.
    init(router: Router<EdgeContext>, bearer: BearerMiddleware, pages: FaultPage?) {
        self.pages = pages
        self.router = router
        self.bearer = bearer
    }

    /// Routes that need no credential.
    /// - Parameters:
    ///   - renderer: nil for problem details.
    ///   - pages: origins besides our own whose pages may read the responses; nil for none.
    package func open(faults renderer: (any FaultRenderer)? = nil, pages: NamedOrigins? = nil) -> RouterGroup<
        EdgeContext
    > {
        let group = router.group()
        if let pages { group.add(middleware: pages) }
        if let renderer { group.add(middleware: FaultMiddleware(renderer)) }
        return group
    }

    /// Routes that need no credential; a presented one must be valid, and the context then has its principal.
    package func perhapsAuthenticated() -> RouterGroup<EdgeContext> {
        let group = open()
        group.add(middleware: PerhapsBearerMiddleware(bearer: bearer))
        return group
    }

    /// Routes that need a credential; their handlers get the principal.
    /// - Parameters:
    ///   - renderer: also renders a missing or invalid credential for programs, with its own challenge; nil for problem
    ///     details. Browsers get a page.
    ///   - hosts: checked before the credential; nil where no page can make a browser send one.
    ///   - pages: as for `open`.
    package func authenticated(
        faults renderer: (any FaultRenderer)? = nil,
        hosts: HostPolicy? = nil,
        pages: NamedOrigins? = nil
    ) -> RouterGroup<AuthenticatedContext> {
        let group = open(faults: renderer.map(readable), pages: pages)
        if let hosts { group.add(middleware: HostMiddleware(hosts)) }
        group.add(middleware: bearer)
        return group.group(context: AuthenticatedContext.self)
    }

    /// The renderer with a page for browsers, unless it has its own.
    func readable(_ renderer: any FaultRenderer) -> any FaultRenderer {
        guard let pages, !(renderer is PageOrMachine) else { return renderer }
        return PageOrMachine(pages: pages, machines: renderer)
    }
}
