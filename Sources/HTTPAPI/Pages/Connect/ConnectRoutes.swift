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
                let page = ClientConnectPage(
                    client,
                    url: mcpURL,
                    clientsLogIn: applications != nil,
                    connected: try await held(by: visit)
                )
                return try web.show(page, visit, at: .connect)
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
}
