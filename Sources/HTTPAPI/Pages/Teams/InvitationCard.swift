import Authorization
import Base
import Identity

/// The open invitations to a team, or to the server, and the form for another; for people who manage it.
struct InvitationCard: Sendable {
    struct Row: Sendable {
        let id: String
        let note: String
        let role: String
        let left: String
    }

    struct Link: Sendable {
        let link: String
        let note: String
    }

    let list: [Row]
    let links: [Link]
    let days: Int
    let longestDays = Invitations.longestDays
    /// Whether the maker may invite people without an account.
    let mayMakeAccounts: Bool

    /// The open invitations with the links that this person just made, which are shown once.
    /// - Parameter workspace: nil for invitations to the server.
    init(_ invitations: Invitations, to workspace: Workspace?, _ visit: PageVisit, _ web: PageEnvironment)
        async throws
    {
        list = try await invitations.list(to: workspace, at: visit.now).map {
            Row(
                id: $0.id.rawValue,
                note: $0.note.isEmpty ? localized("Anyone with the link") : $0.note,
                role: $0.role.word,
                left: ShownTime.left(until: $0.expiresAt, now: visit.now)
            )
        }
        let made = visit.isSeen ? web.flashes.takeLinks(for: visit.visitor.session.id, at: visit.now) : []
        links = made.map { Link(link: $0.link.reveal(), note: $0.note) }
        days = Int(invitations.lifetime.components.seconds / 86_400)
        mayMakeAccounts = visit.visitor.user.isAdministrator
    }
}
