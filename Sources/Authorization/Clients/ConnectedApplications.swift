package import Base
package import Identity

/// An application that a person let in, with all it holds.
package struct ConnectedApplication: Sendable {
    package let client: ID<Client>
    /// As it was registered; nil when it has none, and for a client ID metadata document, which is not fetched for this.
    package let name: String?
    package let scopes: OAuthScopes
    package let workspaces: [Workspace]
    package let lastUsedAt: Timestamp?
}

/// The applications that people let in, and how a person ends that.
package struct ConnectedApplications: Sendable {
    private let clients: any ClientStore
    private let consents: any ConsentStore
    private let grants: any GrantStore
    private let workspaces: any WorkspaceStore
    private let revocations: RevocationEpoch

    package init(stores: AuthorizationStores, workspaces: any WorkspaceStore, revocations: RevocationEpoch) {
        clients = stores.clients
        consents = stores.consents
        grants = stores.grants
        self.workspaces = workspaces
        self.revocations = revocations
    }

    /// What is remembered of a consent, and all that lives of earlier ones, which a later consent to less did not end.
    package func list(of user: ID<User>) async throws -> [ConnectedApplication] {
        let consents = try await consents.consents(of: user)
        let grants = try await grants.grants(of: user)
        let all =
            consents.map { (client: $0.client, workspace: $0.workspace, scopes: $0.scopes) }
            + grants.map { (client: $0.client, workspace: $0.workspace, scopes: $0.scopes) }
        var places: [ID<Workspace>: Workspace] = [:]
        for id in Set(all.map(\.workspace)) { places[id] = try await workspaces.workspace(id) }
        var applications: [ConnectedApplication] = []
        for id in Self.distinct(all.map(\.client)) {
            let held = all.filter { $0.client == id }
            applications.append(
                ConnectedApplication(
                    client: id,
                    name: try await name(of: id),
                    scopes: OAuthScopes(held.reduce(into: []) { $0.formUnion($1.scopes.values) }),
                    workspaces: Self.distinct(held.compactMap { places[$0.workspace] }),
                    lastUsedAt: grants.filter { $0.client == id }.compactMap(\.lastUsedAt).max()
                )
            )
        }
        return applications
    }

    /// Ends all that the application holds of this person, cached principals included.
    package func disconnect(_ client: ID<Client>, from user: ID<User>) async throws {
        // Also after a failure: the store may have committed before its answer was lost.
        defer { revocations.bump() }
        try await consents.withdraw(from: client, by: user)
    }

    private func name(of id: ID<Client>) async throws -> String? {
        ClientDocumentURL(id.rawValue) == nil ? try await clients.client(id)?.name : nil
    }

    /// Each once, in the order of the first.
    private static func distinct<Item: Hashable>(_ items: [Item]) -> [Item] {
        var seen: Set<Item> = []
        return items.filter { seen.insert($0).inserted }
    }
}
