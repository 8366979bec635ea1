package import Hummingbird

extension Doors {
    /// Routes of MCP: hosts are checked, named pages may read the responses, and the challenge names the resource `/mcp`.
    /// - Parameter renderer: nil for problem details.
    package func mcp(_ options: HTTPOptions, faults renderer: (any FaultRenderer)? = nil) -> RouterGroup<
        AuthenticatedContext
    > {
        authenticated(
            faults: renderer ?? Problem(challenge: options.mcpChallenge),
            hosts: options.hosts,
            pages: NamedOrigins(hosts: options.hosts)
        )
    }

    /// The routes by which a page asks whether it may call those of `mcp`.
    package func mcpPreflight(_ options: HTTPOptions) -> RouterGroup<EdgeContext> {
        open(faults: Problem(), pages: NamedOrigins(hosts: options.hosts))
            .add(middleware: HostMiddleware(options.hosts))
    }
}
