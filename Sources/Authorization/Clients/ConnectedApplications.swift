package import Base
package import Identity

/// An application that a person let in, with all it holds.
package struct ConnectedApplication: Sendable {
    package let client: ID<Client>
    /// The same as provenance names it.
    package let application: ApplicationID
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
            let (name, identification) = try await description(of: id)
            applications.append(
                ConnectedApplication(
                    client: id,
                    application: ApplicationID(identification, id: id.rawValue),
                    name: name,
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

    private func description(of id: ID<Client>) async throws -> (String?, ApplicationID.Identification) {
        guard ClientDocumentURL(id.rawValue) == nil else { return (nil, .document) }
        let client = try await clients.client(id)
        return (client?.name, client?.origin.identification ?? .registered)
    }

    /// Each once, in the order of the first.
    private static func distinct<Item: Hashable>(_ items: [Item]) -> [Item] {
        var seen: Set<Item> = []
        return items.filter { seen.insert($0).inserted }
    }
}
