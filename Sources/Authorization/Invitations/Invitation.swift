package import Base
package import Identity

/// An invitation to a team workspace, or to the server alone: one person, once, until it expires. Its link holds a secret
/// of 256 bits, of which the server keeps only the digest.
package struct Invitation: Sendable, Hashable {
    package let id: ID<Invitation>
    /// The team; nil for an invitation to the server alone, which always makes an account.
    package let workspace: ID<Workspace>?
    /// In the team; without meaning when there is none.
    package let role: Role
    /// The administrator of the workspace or the server who made it; nil for an operator at the command line. It ends with their
    /// right to make it.
    package let invitedBy: ID<User>?
    /// Whether a person without an account may create one with it: only administrators of the server make such ones.
    package let makesAccount: Bool
    /// For whom it is, as its maker wrote; up to `longestNote` characters.
    package let note: String
    package let createdAt: Timestamp
    package let expiresAt: Timestamp

    package static let longestNote = 100

    package init(
        id: ID<Invitation>,
        workspace: ID<Workspace>?,
        role: Role,
        invitedBy: ID<User>?,
        makesAccount: Bool,
        note: String,
        createdAt: Timestamp,
        expiresAt: Timestamp
    ) {
        self.id = id
        self.workspace = workspace
        self.role = role
        self.invitedBy = invitedBy
        self.makesAccount = makesAccount
        self.note = note
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }
}

/// An invitation as the person with the link sees it.
package struct OpenInvitation: Sendable, Hashable {
    package let invitation: Invitation
    /// Nil for an invitation to the server alone.
    package let workspace: Workspace?
    /// The name of the person who made it; nil for an operator.
    package let inviter: String?

    package init(invitation: Invitation, workspace: Workspace?, inviter: String?) {
        self.invitation = invitation
        self.workspace = workspace
        self.inviter = inviter
    }
}

/// The outcome of accepting an invitation.
package enum InvitationAcceptance: Sendable, Hashable {
    case joined
    /// The person is in the workspace already; the invitation stays for somebody else.
    case isMember
    /// Unknown, expired, withdrawn or used, or its maker lost the right to make it.
    case gone
    /// Only for a new account: another user has the name.
    case nameTaken
}
