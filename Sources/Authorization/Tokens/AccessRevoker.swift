package import Base
package import Identity

/// Takes away what clients were granted, and ends cached principals with it: no caller has to remember the
/// second step, so none can forget it. `Logins` and
/// `ConnectedApplications` do the same for what is a person's.
///
/// The epoch moves also when a store throws: it may have done its work all the same.
package struct AccessRevoker: Sendable {
    private let stores: AuthorizationStores
    private let revocations: RevocationEpoch

    package init(stores: AuthorizationStores, revocations: RevocationEpoch) {
        self.stores = stores
        self.revocations = revocations
    }

    /// Removes a client with its codes, consents, grants and tokens.
    /// - Returns: false when there is none of this id.
    package func remove(_ client: ID<Client>) async throws -> Bool {
        defer { revocations.bump() }
        return try await stores.clients.delete(client)
    }

    /// Forgets everything that was agreed to (`AuthorizationStateStore.forget`).
    package func forgetAll() async throws {
        defer { revocations.bump() }
        try await stores.state.forget()
    }
}
