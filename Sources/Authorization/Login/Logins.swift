package import Base
package import Identity

/// The logins of people at this server; an operator or the person can end them.
package struct Logins: Sendable {
    private let stores: AuthorizationStores
    private let revocations: RevocationEpoch

    package init(stores: AuthorizationStores, revocations: RevocationEpoch) {
        self.stores = stores
        self.revocations = revocations
    }

    /// Ends the browser sessions of the user, and the access and refresh tokens that this server issued to
    /// applications in the user's name, at once for every process on this machine. Passwords, consents and API tokens
    /// stay.
    package func endAll(of user: User) async throws -> EndedLogins {
        // Also after a failure: the store may have committed before its answer was lost.
        defer { revocations.bump() }
        return try await stores.state.endLogins(of: user.id)
    }

    /// Ends the other browser sessions of the session's user.
    /// - Returns: their number.
    package func endOthers(than session: BrowserSession) async throws -> Int {
        try await stores.sessions.endAll(of: session.user, except: session.id)
    }

    /// Sets the password to log in with, and ends the user's browser sessions.
    /// - Parameter session: the one in which the user set it, which goes on.
    /// - Throws: `notFound` when the user was deleted meanwhile.
    package func setPassword(
        _ hash: PasswordHash,
        of user: User,
        keeping session: ID<BrowserSession>? = nil
    ) async throws {
        guard try await stores.passwords.setPassword(hash, of: user.id) else {
            throw Fault(
                .notFound,
                "The user \(user.name) was deleted in the meantime.",
                hints: .init(advice: "Run `agent-memory user list`.")
            )
        }
        _ = try await stores.sessions.endAll(of: user.id, except: session)
    }
}
