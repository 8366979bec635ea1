import Base
import Identity

/// Registration of clients that act for themselves (`client_credentials`): only with the initial access token, which only the
/// operator hands out, and only for the workspace that the operator named for it. Such a client never administers.
struct MachineRegistration: Sendable {
    /// The name or id of a team workspace.
    let workspace: String
    let workspaces: any WorkspaceStore

    /// The workspace that such a client is bound to.
    /// - Throws: `invalidClientMetadata` when the policy or the metadata does not allow it.
    static func workspace(
        for metadata: ClientMetadata,
        _ services: MachineRegistration?,
        _ policy: ClientRegistration.Policy
    ) async throws -> ID<Workspace>? {
        guard metadata.grantTypes.contains(.clientCredentials) else { return nil }
        guard case .token = policy, let services else {
            throw Fault(
                .invalidClientMetadata,
                "client_credentials clients are made by an administrator: agent-memory client add."
            )
        }
        guard metadata.method != .none else {
            throw Fault(.invalidClientMetadata, "A client without a secret or keys cannot use client_credentials.")
        }
        let found = try await services.workspaces.workspace(nameOrID: services.workspace)
        guard let found, found.kind == .team else {
            throw Fault(
                .invalidClientMetadata,
                "The workspace for client_credentials clients does not exist; ask the administrator."
            )
        }
        return found.id
    }
}
