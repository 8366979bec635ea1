import Authorization
import Base
import ClientCatalog
import HTTPTypes
import Hummingbird
import Identity

/// The pages that explain how an application is connected, from the table of clients.
struct ConnectRoutes: Sendable {
    let web: PageEnvironment
    /// The applications that people let in; nil without an authorization server.
    let applications: ConnectedApplications?
    let traces: any ConnectionTraceStore
    /// The address that MCP clients are given.
    let mcpURL: String

    func mount(on router: some RouterMethods<EdgeContext>) {
        router.on(.connect, .get) { request, _ in
            try await web.page(request) { visit in
                let page = ClientsPage(
                    url: mcpURL,
                    clientsLogIn: applications != nil,
                    connected: try await held(by: visit)
                )
                return try web.show(page, visit, at: .connect)
            }
        }
        router.on(.connectClient, .get) { request, context in
            try await web.page(request) { visit in
                guard let client = ClientTable.client(named: try context.pathParameter("client")) else {
                    throw Fault(.notFound, "No client has this name.")
                }
                let held = try await held(by: visit)
                let walks = ConnectionWalk.all(in: applications == nil ? [] : try await traces.steps())
                let page = ClientConnectPage(
                    client,
                    url: mcpURL,
                    clientsLogIn: applications != nil,
                    connected: held,
                    walk: client.walk(in: walks, of: held, from: web.caller(request, context)),
                    isWatching: request.uri.queryParameters["watch"] != nil,
                    now: web.time.now()
                )
                var response = try web.show(page, visit, at: .connect)
                // The person asked for this and can stop it, as WCAG 2.2 §2.2.1 demands.
                if page.isWatching { response.headers[.refresh] = "5" }
                return response
            }
        }
    }

    private func held(by visit: PageVisit) async throws -> [ConnectedApplication] {
        try await applications?.list(of: visit.visitor.user.id) ?? []
    }
}

extension KnownClient {
    /// The person's connection to this client, by the name it registered with; the last used of several.
    func connection(among applications: [ConnectedApplication]) -> ConnectedApplication? {
        let own = applications.filter { application in
            application.name.flatMap { ClientTable.client(registeredAs: $0) }?.id.isExactly(id) == true
        }
        return own.max { ($0.lastUsedAt?.milliseconds ?? 0) < ($1.lastUsedAt?.milliseconds ?? 0) }
    }

    /// The latest walk of this client that the person may see: of an application that they let in, or from the address of
    /// their browser. A client of the vendor's network registers from there, while the login comes from the browser, so
    /// all addresses of one registration make one walk. A walk of an unnamed client counts when it has nothing but its
    /// address; the page of other clients shows those that the table does not have.
    func walk(in walks: [ConnectionWalk], of held: [ConnectedApplication], from address: String) -> ConnectionWalk? {
        let mine = walks.filter { walk in
            let known = walk.name.flatMap { ClientTable.client(registeredAs: $0) }
            return known.map { $0.id.isExactly(id) } ?? (walk.client == nil || id.isExactly("other"))
        }
        let near = Set(mine.filter { $0.address.isExactly(address) }.compactMap(\.client))
        func isVisible(_ walk: ConnectionWalk) -> Bool {
            guard let client = walk.client else { return walk.address.isExactly(address) }
            // Many people share the id of a metadata document.
            let isOwn = ClientDocumentURL(client.rawValue) == nil && near.contains(client)
            return walk.address.isExactly(address) || isOwn || held.contains { $0.holds(client) }
        }
        let visible = mine.filter(isVisible)
        guard let latest = visible.first else { return nil }
        guard let client = latest.client else { return latest }
        return latest.joined(with: visible.dropFirst().filter { $0.client == client })
    }
}
