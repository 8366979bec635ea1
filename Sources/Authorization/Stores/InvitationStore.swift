package import Base
package import Identity

/// Invitations to team workspaces and to the server, by the digest of the secret in their link.
///
/// An invitation counts while it has not expired and its maker is an active administrator of the workspace, if there is
/// one; for one that creates accounts, also of the server. Every verb checks this in its own statement.
package protocol InvitationStore: Sendable {
    /// False for a personal workspace, and when the workspace, or the server, has `limit` invitations.
    func add(_ invitation: Invitation, digest: Digest256, limit: Int) async throws -> Bool
    func invitation(_ digest: Digest256, at now: Timestamp) async throws -> OpenInvitation?
    /// The invitations of one workspace, newest first; nil for those to the server alone.
    func invitations(to workspace: ID<Workspace>?, at now: Timestamp) async throws -> [Invitation]
    /// False when the workspace has no such invitation, or the server for nil.
    func withdraw(_ id: ID<Invitation>, to workspace: ID<Workspace>?) async throws -> Bool
    /// Spends the invitation and makes the user a member, in one step. One of racing callers gets `joined`. An invitation
    /// to the server alone is `gone` for everyone who has an account.
    func accept(_ digest: Digest256, by user: ID<User>, at now: Timestamp) async throws -> InvitationAcceptance
    /// Spends an invitation that creates accounts: user, personal workspace, password and any membership in one step. One
    /// of racing callers gets `joined`; for the others nothing is created.
    func enroll(
        _ digest: Digest256,
        as user: User,
        personal: Workspace,
        password: PasswordHash,
        at now: Timestamp
    ) async throws -> InvitationAcceptance
    func purge(expiredBefore: Timestamp) async throws -> Int
}
