import Hummingbird
package import Identity

/// How requests prove who they are for.
package enum Authentication: Sendable {
    /// By a bearer token; without any, some may read.
    case tokens(TokenAuthenticator, anonymous: AnonymousReading? = nil)
    /// Not at all: everybody is this principal (`auth.mode: disabled`, which start-up allows on loopback only).
    case everybody(Principal)
}

/// Reading without a credential (`auth.anonymous`).
package struct AnonymousReading: Sendable {
    let principal: Principal
    private let anywhere: Bool

    /// Nil for a personal workspace.
    /// - Parameter anywhere: callers of other machines too.
    package init?(in workspace: Workspace, anywhere: Bool = false) {
        guard let principal = Principal.anonymous(in: workspace) else { return nil }
        self.principal = principal
        self.anywhere = anywhere
    }

    func admits(_ request: Request, _ context: EdgeContext) -> Bool {
        anywhere || context.isLocal(request)
    }
}
