package import Hummingbird

/// A part of the server that has routes.
package protocol Feature: Sendable {
    func mount(on doors: Doors)
}

/// Where a feature may mount its routes. Which door it takes decides what its handlers are given, and what its faults
/// look like.
package struct Doors {
    private let router: Router<EdgeContext>
    private let bearer: BearerMiddleware
    private let pages: FaultPage?

    /// - Parameter pages: for people who open an address of programs; nil shows them what programs get.
    init(router: Router<EdgeContext>, bearer: BearerMiddleware, pages: FaultPage?) {
        self.pages = pages
        self.router = router
        self.bearer = bearer
    }

    /// For anybody.
    /// - Parameters:
    ///   - renderer: nil leaves problem details.
    ///   - pages: who may read the answers from a browser besides our own pages; nil for nobody.
    package func open(faults renderer: (any FaultRenderer)? = nil, pages: NamedOrigins? = nil) -> RouterGroup<
        EdgeContext
    > {
        let group = router.group()
        if let pages { group.add(middleware: pages) }
        if let renderer { group.add(middleware: FaultMiddleware(renderer)) }
        return group
    }

    /// For anybody; who presents a credential is judged by it, and the context then has the principal.
    func perhapsAuthenticated() -> RouterGroup<EdgeContext> {
        let group = open()
        group.add(middleware: PerhapsBearerMiddleware(bearer: bearer))
        return group
    }

    /// For requests with a credential: handlers are given the principal.
    /// - Parameters:
    ///   - renderer: also renders a missing or bad credential, with its own challenge, for programs; nil leaves problem details. Browsers
    ///     get a page.
    ///   - hosts: checked before the credential is; nil where no browser could be made to send one.
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

    /// The same with a page for browsers, unless it has one of its own.
    func readable(_ renderer: any FaultRenderer) -> any FaultRenderer {
        guard let pages, !(renderer is PageOrMachine) else { return renderer }
        return PageOrMachine(pages: pages, machines: renderer)
    }
}
