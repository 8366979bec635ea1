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

    /// - Parameters:
    ///   - links: of invitations that were just made; shown once.
    ///   - days: the validity that the form suggests.
    init(_ open: [Invitation], links: [(link: Secret, note: String)], days: Int, maker: User, now: Timestamp) {
        list = open.map {
            Row(
                id: $0.id.rawValue,
                note: $0.note.isEmpty ? localized("Anyone with the link") : $0.note,
                role: $0.role.word,
                left: ShownTime.left(until: $0.expiresAt, now: now)
            )
        }
        self.links = links.map { Link(link: $0.link.reveal(), note: $0.note) }
        self.days = days
        mayMakeAccounts = maker.isAdministrator
    }
}
