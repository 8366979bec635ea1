package import Base
import HTTPAPI
import Hummingbird
package import Identity
package import Memories

/// The parts that the routes and tools of MCP Memory Service work with, and room 3 for them.
package struct MCPMemoryDesk: Sendable {
    /// The workspace with a name or id; nil when there is none.
    package typealias Workspaces = @Sendable (_ name: String) async throws -> ID<Workspace>?

    let memories: MemoryService
    let work: MCPMemoryWork
    let events: MCPMemoryEvents
    let time: any TimeSource
    let random: any RandomSource
    let version: String
    let startedAt: Timestamp
    let bodyLimit: Int
    private let workspaces: Workspaces

    package init(
        memories: MemoryService,
        workspaces: @escaping Workspaces,
        revocations: RevocationEpoch,
        version: String,
        bodyLimit: Int,
        time: any TimeSource,
        random: any RandomSource
    ) {
        self.memories = memories
        events = MCPMemoryEvents(revocations: revocations)
        work = MCPMemoryWork(memories: memories, events: events, time: time)
        self.workspaces = workspaces
        self.time = time
        self.random = random
        self.version = version
        startedAt = time.now()
        self.bodyLimit = bodyLimit
    }

    /// Access to what a search of a store reaches: of `all`, every workspace of the caller.
    func reach(_ request: Request, _ context: AuthenticatedContext, store: String?) async throws -> [Access] {
        guard store == "all" else { return [try await access(request, context, store: store, to: .read)] }
        return try AccessPolicy.searched(context.principal, [AccessPolicy.everyWorkspace]).map(\.access)
    }

    /// Access to the workspace that stands for a store: `default`, and `all` when reading, are the caller's own.
    /// - Throws: `invalidRequest` for a write to all; `notFound` for a workspace that the caller is not in.
    func access(
        _ request: Request,
        _ context: AuthenticatedContext,
        store: String?,
        to action: Action
    ) async throws -> Access {
        switch store {
        case nil, "", "default": return try context.access(for: request, to: action)
        case "all":
            guard action == .read else { throw Fault(.invalidRequest, "store='all' is only valid for read scopes") }
            return try context.access(for: request, to: action)
        case let name?:
            return try await access(context.principal, store: name, to: action)
        }
    }

    /// Access to the workspace with this name.
    func access(_ principal: Principal, store name: String, to action: Action, user: String? = nil) async throws
        -> Access
    {
        guard let workspace = try await workspaces(name) else { throw Fault(.notFound, "Workspace not found") }
        return try AccessPolicy.access(principal, workspace: workspace, user: user, to: action)
    }
}
