package import Base
import HTTPTypes
package import Hummingbird
package import Identity
import Traces

extension AuthenticatedContext {
    /// Room 3 for a request of the REST API: access to the workspace of `X-Workspace`, or else the principal's first
    /// workspace.
    ///
    /// - Parameter users: every `user_id` under which the request would write. The principal must be allowed to write
    ///   under each. A `user_id` of a read is only a filter, so another user's memories look like those of an unknown
    ///   user.
    package func access(for request: Request, to action: Action, writingAs users: [String?] = []) throws -> Access {
        let workspace = request.headers[.workspace].map { ID<Workspace>($0) }
        for user in users.compactMap(\.self).identifiers.map(\.text) {
            _ = try AccessPolicy.access(principal, workspace: workspace, user: user, to: action)
        }
        return try Room.access.span { try AccessPolicy.access(principal, workspace: workspace, to: action) }
    }

    /// Room 3 for a search: of the workspaces that its body names, or else of one as in `access`.
    package func searched(_ names: [String]?, for request: Request) throws -> [SearchedWorkspace] {
        guard let names else { return [SearchedWorkspace(access: try access(for: request, to: .read), name: nil)] }
        return try Room.access.span { try AccessPolicy.searched(principal, names) }
    }

    /// Room 3 for a request about one user's memories only.
    /// - Parameter user: nil for a service's own reach.
    package func access(for request: Request, to action: Action, as user: String?) throws -> Access {
        let workspace = request.headers[.workspace].map { ID<Workspace>($0) }
        return try AccessPolicy.access(principal, workspace: workspace, user: user, to: action)
    }
}

extension Request {
    /// The workspace that the request names.
    package var namedWorkspace: ID<Workspace>? { headers[.workspace].map { ID<Workspace>($0) } }

    /// The value of a header field of another system; nil for an invalid name too.
    package func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }
}
