import Authorization
import Base
import Identity
import Memories

/// A workspace with what a person has in it: their own memories and sessions.
struct PersonalPlace: Sendable {
    let workspace: Workspace
    /// Reaches only what belongs to the person.
    let reading: Access
    /// Nil where the person may only read.
    let writing: Access?

    /// The places of a person, their personal workspace first.
    static func all(_ visit: PageVisit) -> [PersonalPlace] {
        let visitor = visit.visitor
        return visitor.memberships.compactMap { membership in
            func access(to action: Action) -> Access? {
                try? AccessPolicy.access(visitor.principal, workspace: membership.workspace.id, to: action)
            }
            guard let reading = access(to: .read)?.narrowed(to: visitor.user.name) else { return nil }
            return PersonalPlace(
                workspace: membership.workspace,
                reading: reading,
                writing: access(to: .write)?.narrowed(to: visitor.user.name)
            )
        }
    }

    /// How much there is.
    func contents(_ memories: MemoryService) async throws -> Contents {
        var filter = MemoryFilter()
        filter.includesSuperseded = true
        filter.archived = .include
        let one = PageRequest(limit: 1)
        return Contents(
            memories: try await memories.list(reading, filter, page: one).total,
            sessions: try await memories.sessionOverviews(reading, page: one).total
        )
    }

    struct Contents: Sendable {
        let memories: Int
        let sessions: Int

        var words: String {
            "\(memories.of("memory", "memories")), \(sessions.of("session", "sessions"))"
        }
    }
}
