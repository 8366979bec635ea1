import Base
import Identity
import Memories

/// The parts of the server that a request may use, and its caller.
struct Call: Sendable {
    let principal: Principal
    /// The workspace that the request names; nil means the principal's first.
    let workspace: ID<Workspace>?
    let service: MemoryService
    let toolbox: Toolbox
    let description: ServerDescription
    let now: Timestamp
    let random: any RandomSource

    /// Room 3. `user_id` is an argument of services only; a person acts under their own name.
    func access(to action: Action, _ arguments: Arguments? = nil) throws -> Access {
        try AccessPolicy.access(principal, workspace: workspace, user: arguments?.string("user_id"), to: action)
    }

    /// Whether the policy would let the principal do this at all, if necessary after logging in: a client that is not
    /// shown a tool would never ask for the login that it needs. A paused application is shown its tools too: only a call
    /// tells its user why it is refused.
    func may(_ action: Action) -> Bool {
        principal.kind == .anonymous || principal.pausedAt != nil || (try? access(to: action)) != nil
    }

    func newID() -> String { ULID.make(at: now, random: random) }
}
