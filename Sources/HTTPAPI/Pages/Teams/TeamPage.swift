import Base
import Identity

/// One team with its members.
struct TeamPage: WebPage {
    static let template = "team"

    let title: String
    let name: String
    let path: String
    let isShared: Bool
    let memories: String
    let members: [ShownMember]
    let count: String
    let canLeave: Bool
    let invitations: InvitationCard?
    let seal: String

    /// - Parameters:
    ///   - memories: how many the person may read there.
    ///   - invitations: for people who may change roles.
    init(
        _ membership: Membership,
        _ members: [(user: User, role: Role)],
        memories: Int,
        invitations: InvitationCard?,
        seal: String
    ) {
        title = membership.workspace.name
        name = membership.workspace.name
        path = PageEndpoint.team.path(Percent.encode(membership.workspace.id.rawValue))
        isShared = membership.workspace.privacy == .shared
        self.memories = memories.of("memory", "memories")
        self.members = members.map { user, role in
            ShownMember(
                user,
                role,
                canChange: invitations != nil && user.id != membership.user,
                isSelf: user.id == membership.user
            )
        }
        count = members.count.of("person", "people")
        // The last admin hands the team over first, so that somebody can still manage it.
        canLeave =
            membership.role != .admin
            || members.contains { user, role in
                role == .admin && user.status == .active && user.id != membership.user
            }
        self.invitations = invitations
        self.seal = seal
    }
}
