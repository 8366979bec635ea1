import Base
package import HTTPAPI
import Hummingbird
import Identity
import Memories

/// `/api/health`, `/api/oauth/status` and `/api/events` of MCP Memory Service, and 501 for what this server does not offer.
package struct MCPMemoryStatus: Feature {
    private let desk: MCPMemoryDesk
    private let hasOAuth: Bool

    /// - Parameter hasOAuth: whether this server is an authorization server.
    package init(desk: MCPMemoryDesk, hasOAuth: Bool) {
        self.desk = desk
        self.hasOAuth = hasOAuth
    }

    package func mount(on doors: Doors) {
        let open = doors.open()
        open.on(.simpleHealth, .get) { _, _ in .json(["status": "healthy"]) }
        doors.perhapsAuthenticated().on(.eventStream, .get) { try await events($0, $1) }
        let routes = doors.authenticated()
        routes.on(.healthDetailed, .get, use: detailed)
        routes.on(.syncHealth, .get) { request, context in
            _ = try context.access(for: request, to: .read)
            let status: JSONValue = [
                "in_progress": false, "total": 0, "completed": 0, "finished": true, "progress_percentage": 100,
            ]
            return .json(["sync_supported": false, "status": status])
        }
        routes.on(.oauthStatus, .get) { request, context in
            _ = try context.access(for: request, to: .read)
            // The numbers of clients and tokens are the operator's business.
            return .json([
                "oauth_enabled": .bool(hasOAuth), "storage_backend": hasOAuth ? "sqlite" : .null,
                "registered_clients_count": .null, "active_tokens_count": .null, "active_codes_count": .null,
            ])
        }
        routes.on(.eventTicket, .post, use: ticket)
        routes.on(.eventStats, .get) { request, context in
            _ = try context.access(for: request, to: .read)
            return .json([
                "total_connections": .integer(Int64(desk.events.count(of: context.principal))),
                "heartbeat_interval": 15, "connections": [],
            ])
        }
        for endpoint in UnofferedMCPMemoryEndpoint.allCases {
            for method in endpoint.methods {
                routes.on(RouterPath(endpoint.rawValue), method: method) { _, _ -> Response in
                    let (sentence, advice) = endpoint.reason
                    throw Fault(.notImplemented, sentence, hints: .init(advice: advice))
                }
            }
        }
    }

    /// Counts the caller's own memories only.
    private func detailed(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        let access = try context.access(for: request, to: .read)
        let now = desk.time.now()
        let total = JSONValue.integer(Int64(try await desk.work.count(access)))
        let uptime = JSONValue.number(Double(now.milliseconds - desk.startedAt.milliseconds) / 1_000)
        return .json([
            "status": "healthy", "version": .string(desk.version), "timestamp": .string("\(now)"),
            "uptime_seconds": uptime,
            "storage": [
                "backend": "agent-memory", "status": "connected", "accessible": true, "total_memories": total,
            ],
            "system": [:], "performance": ["uptime_seconds": uptime],
            "statistics": ["total_memories": total, "backend": "agent-memory"],
        ])
    }

    // MARK: Events

    private func ticket(_ request: Request, _ context: AuthenticatedContext) async throws -> Response {
        guard context.principal.kind != .anonymous else {
            throw Fault(.missingCredential, "This needs a credential.")
        }
        let access = try context.access(for: request, to: .read)
        let ticket = try desk.events.ticket(
            for: context.principal,
            in: access.workspace,
            at: desk.time.now(),
            random: desk.random
        )
        return .json([
            "ticket": .string(ticket),
            "expires_in_seconds": .number(Double(MCPMemoryEvents.ticketLifetime.components.seconds)),
            "param_name": "ticket",
        ])
    }

    /// A stream of the events about memories that the caller may read. A browser cannot send a header here, so a ticket
    /// may stand for the credential: it is spent with this request, and worthless in a log.
    private func events(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let query = try QueryWire(request.uri.query)
        let ticket = query.wire.text("ticket")
        let store = query.wire.text("store")
        try query.check()
        let now = desk.time.now()
        let (principal, workspace): (Principal, ID<Workspace>?)
        if let known = context.principal {
            (principal, workspace) = (known, request.namedWorkspace)
        } else if let ticket {
            guard let redeemed = desk.events.redeem(ticket, at: now) else {
                throw Fault(.invalidToken, "The ticket is unknown, used or expired.")
            }
            (principal, workspace) = redeemed
        } else {
            throw Fault(.missingCredential, "Missing authorization header")
        }
        let access: Access
        switch store {
        case nil, "", "default", "all": access = try AccessPolicy.access(principal, workspace: workspace, to: .read)
        case let name?: access = try await desk.access(principal, store: name, to: .read)
        }
        let (events, continuation) = try desk.events.subscribe(access, until: principal.expiresAt)
        let welcome: JSONValue = [
            "timestamp": .string("\(now)"), "message": "Connected to memory events", "heartbeat_interval": 15,
        ]
        continuation.yield(ServerEvent("connection_established", data: try StrictJSON.encode(welcome)))
        return .events(events, of: continuation)
    }
}
