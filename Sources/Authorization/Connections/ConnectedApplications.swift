package import Base
package import Identity

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
        let (consents, grants) = (try await consents.consents(of: user), try await grants.grants(of: user))
        let known = try await registered(Set(consents.map(\.client) + grants.map(\.client)))
        var places: [ID<Workspace>: Workspace] = [:]
        for id in Set(
            consents.flatMap { [$0.workspace] + $0.alsoReads } + grants.flatMap { [$0.workspace] + $0.alsoReads }
        ) {
            places[id] = try await workspaces.workspace(id)
        }
        let holdings = Self.holdings(consents, grants, known)
        let paused = try await clients.paused(by: user)
        return Self.distinct(holdings.map(\.key)).map { key in
            let held = holdings.filter { $0.key == key }
            let client = (held.last { $0.connection != nil } ?? held[held.count - 1]).client
            let clients = Self.distinct(held.map(\.client))
            func application(_ id: ID<Client>) -> ApplicationID {
                let isDocument = ClientDocumentURL(id.rawValue) != nil
                let identification = known[id]?.origin.identification ?? .registered
                return ApplicationID(isDocument ? .document : identification, id: id.rawValue)
            }
            let connections = held.compactMap(\.connection).sorted { $0.createdAt > $1.createdAt }
            let never = Timestamp(milliseconds: 0)
            let last = connections.max { ($0.lastUsedAt ?? never) < ($1.lastUsedAt ?? never) }
            let entered = Self.distinct(held.compactMap { places[$0.workspace] })
            return ConnectedApplication(
                id: key.id,
                client: client,
                application: application(client),
                applications: Self.distinct(
                    clients.map(application)
                        + paused.filter { $0.isOf(key) }.map { ApplicationID(.registered, id: $0.client.rawValue) }
                ),
                name: known[client]?.name,
                target: key.target?.text,
                scopes: OAuthScopes(held.reduce(into: []) { $0.formUnion($1.scopes.values) }),
                workspaces: entered,
                alsoReads: Self.distinct(held.flatMap(\.alsoReads).compactMap { places[$0] }).filter {
                    !entered.contains($0)
                },
                lastUsedAt: last?.lastUsedAt,
                lastAddress: last?.lastAddress,
                connections: connections,
                clients: clients
            )
        }
    }

    /// The connections that the server ended and that the person has not replaced since, newest first.
    package func ended(of user: ID<User>) async throws -> [EndedConnection] {
        let ended = try await grants.ended(of: user)
        guard !ended.isEmpty else { return [] }
        let live = try await grants.grants(of: user)
        let known = try await registered(Set(live.map(\.client) + ended.map(\.client)))
        return ended.filter { end in
            let key = ApplicationKey(end.client, known[end.client], redirectURI: end.redirectURI)
            return !live.contains {
                $0.createdAt >= end.endedAt
                    && ApplicationKey($0.client, known[$0.client], redirectURI: $0.redirectURI) == key
            }
        }
    }

    /// Ends an entry of `list`, or one of its connections, cached principals included. Other redirect targets of the same
    /// client id stay connected.
    /// - Parameter id: of the entry, or the connection. Nothing happens when the user has none of this id.
    package func disconnect(_ id: String, from user: ID<User>) async throws {
        let applications = try await list(of: user)
        // Also after a failure: the store may have committed before its answer was lost.
        defer { revocations.bump() }
        if let application = applications.first(where: { $0.id.isExactly(id) }) {
            for client in application.clients {
                let held = application.connections.filter { $0.client == client }.map(\.id)
                try await consents.withdraw(from: client, by: user, ending: held)
            }
        } else if let connection = applications.flatMap(\.connections).first(where: { $0.id.rawValue.isExactly(id) }) {
            _ = try await grants.revoke(connection.id)
        }
    }

    /// The share of one consent or one grant in an entry.
    private struct Holding {
        let key: ApplicationKey
        let client: ID<Client>
        let workspace: ID<Workspace>
        let alsoReads: [ID<Workspace>]
        let scopes: OAuthScopes
        let connection: ConnectedApplication.Connection?
    }

    /// A consent has no redirect target of its own: it belongs to the entry of the client's newest grant.
    private static func holdings(
        _ consents: [Consent],
        _ grants: [AuthorizationGrant],
        _ known: [ID<Client>: Client]
    ) -> [Holding] {
        let keys = grants.map { ApplicationKey($0.client, known[$0.client], redirectURI: $0.redirectURI) }
        let agreed = consents.map { consent in
            Holding(
                key: zip(grants, keys).reversed().first { $0.0.client == consent.client }?.1
                    ?? ApplicationKey(consent.client, known[consent.client], redirectURI: nil),
                client: consent.client,
                workspace: consent.workspace,
                alsoReads: consent.alsoReads,
                scopes: consent.scopes,
                connection: nil
            )
        }
        return agreed
            + zip(grants, keys).map { grant, key in
                Holding(
                    key: key,
                    client: grant.client,
                    workspace: grant.workspace,
                    alsoReads: grant.alsoReads,
                    scopes: grant.scopes,
                    connection: .init(
                        id: grant.id,
                        client: grant.client,
                        createdAt: grant.createdAt,
                        lastUsedAt: grant.lastUsedAt,
                        lastAddress: grant.lastAddress
                    )
                )
            }
    }

    /// The registered ones of these clients; a metadata document is not fetched for this.
    private func registered(_ ids: Set<ID<Client>>) async throws -> [ID<Client>: Client] {
        var found: [ID<Client>: Client] = [:]
        for id in ids where ClientDocumentURL(id.rawValue) == nil { found[id] = try await clients.client(id) }
        return found
    }

    /// Each once, in the order of the first.
    private static func distinct<Item: Hashable>(_ items: [Item]) -> [Item] {
        var seen: Set<Item> = []
        return items.filter { seen.insert($0).inserted }
    }
}
