package import Base
package import Identity
package import Memories
import Traces

/// The parts of the server that a request may use, and its caller.
package struct Call: Sendable {
    package let principal: Principal
    /// The workspace that the request names; nil means the principal's first.
    let workspace: ID<Workspace>?
    /// The part that the address of the request fixes.
    var place = CallPlace()
    package let service: MemoryService
    let toolbox: Toolbox
    let description: ServerDescription
    package let now: Timestamp
    let random: any RandomSource

    /// Room 3. `user_id` is an argument of services only; a person acts under their own name.
    package func access(to action: Action, _ arguments: Arguments? = nil) throws -> Access {
        let user = place.user ?? arguments?.string("user_id")
        return try Room.access.span {
            try AccessPolicy.access(principal, workspace: workspace, user: user, to: action)
        }
    }

    /// Room 3 for a search of the workspaces that the arguments name, or else of one as in `access`. An address that fixes
    /// the place is searched alone.
    package func searched(_ arguments: Arguments) throws -> [SearchedWorkspace] {
        guard let names = arguments.strings(QueryMembers.workspaces) else {
            return [SearchedWorkspace(access: try access(to: .read, arguments), name: nil)]
        }
        let user = place.user ?? arguments.string("user_id")
        return try Room.access.span { try AccessPolicy.searched(principal, names, user: user) }
    }

    /// Whether the arguments may name the user. Only a service may; a person's agent that saw the argument would invent
    /// names.
    var namesUser: Bool { place.user == nil && principal.kind == .service }

    /// The name that the client gave itself in the address.
    package var label: String? { place.label }

    /// Whether the policy would let the principal do this at all, if necessary after logging in: a client that is not
    /// shown a tool would never ask for the login that it needs. A paused application is shown its tools too: only a call
    /// tells its user why it is refused.
    func may(_ action: Action) -> Bool {
        principal.kind == .anonymous || principal.pausedAt != nil || (try? access(to: action)) != nil
    }

    package func newID() -> String { ULID.make(at: now, random: random) }
}
