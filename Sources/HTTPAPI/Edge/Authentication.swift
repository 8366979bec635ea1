import Hummingbird
package import Identity

/// How the server authenticates requests.
package enum Authentication: Sendable {
    /// By a bearer token. Callers without one may read what `anonymous` allows.
    case tokens(TokenAuthenticator, anonymous: AnonymousReading? = nil)
    /// No authentication: every caller is this principal (`auth.mode: disabled`, which start-up allows on loopback
    /// only).
    case everybody(Principal)
}

/// Reading without a credential (`auth.anonymous`).
package struct AnonymousReading: Sendable {
    let principal: Principal
    private let anywhere: Bool

    /// Nil for a personal workspace.
    /// - Parameter anywhere: whether callers on other machines may read too.
    package init?(in workspace: Workspace, anywhere: Bool = false) {
        guard let principal = Principal.anonymous(in: workspace) else { return nil }
        self.principal = principal
        self.anywhere = anywhere
    }

    func admits(_ request: Request, _ context: EdgeContext) -> Bool {
        anywhere || context.isLocal(request)
    }
}
