package import Base
package import HTTPAPI
import Hummingbird
import Identity
package import Memories

/// The parts that the routes of OpenMemory's REST API work with, and room 3 for their requests.
package struct OpenMemoryDesk: Sendable {
    let memories: MemoryService
    let users: OpenMemoryUsers
    let applications: PersonApplications
    let time: any TimeSource
    let random: any RandomSource
    let bodyLimit: Int

    package init(
        memories: MemoryService,
        users: OpenMemoryUsers,
        applications: PersonApplications,
        options: HTTPOptions,
        time: any TimeSource,
        random: any RandomSource
    ) {
        self.memories = memories
        self.users = users
        self.applications = applications
        self.time = time
        self.random = random
        bodyLimit = options.bodyLimit
    }

    /// Access to one user's memories.
    /// - Parameter named: the `user_id` of the request; nil means the token's person.
    /// - Throws: `notFound` for another user's name.
    func access(
        _ request: Request,
        _ context: AuthenticatedContext,
        named: String?,
        to action: Action
    ) async throws -> Access {
        let principal = context.principal
        guard principal.kind != .anonymous else { throw Fault(.missingCredential, "This needs a credential.") }
        var user = principal.userName
        if let named { user = try await users.name(named, for: principal) }
        return try context.access(for: request, to: action, as: user)
    }

    /// The applications of the caller's person; for a service, its own.
    func apps(of principal: Principal) async throws -> OpenMemoryApps {
        if case .person(let id) = principal.kind {
            return OpenMemoryApps(entries: try await applications.list(of: id))
        }
        let own = principal.provenance.map { [OpenMemoryApps.entry(of: $0.application)] }
        return OpenMemoryApps(entries: own ?? [])
    }
}
