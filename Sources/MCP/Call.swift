import Base
import Identity
import Memories

/// What one request is answered with and for whom.
struct Call: Sendable {
    let principal: Principal
    /// The one the request names; nil means the principal's first.
    let workspace: ID<Workspace>?
    let service: MemoryService
    let now: Timestamp
    let random: any RandomSource

    /// Room 3. `user_id` is an argument of services only; a person acts under their own name.
    func access(to action: Action, _ arguments: Arguments? = nil) throws -> Access {
        try AccessPolicy.access(principal, workspace: workspace, user: arguments?.string("user_id"), to: action)
    }

    /// Whether policy would let the principal do this at all, if need be after logging in: a client that is not shown
    /// what a login is for never asks for one.
    func may(_ action: Action) -> Bool {
        principal.kind == .anonymous || (try? access(to: action)) != nil
    }

    func newID() -> String { ULID.make(at: now, random: random) }
}
