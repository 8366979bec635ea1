import Authorization
import Base
import Identity

/// The people of the server, for its administrators: names and states, never memories.
struct PeoplePage: WebPage {
    static let template = "people"

    struct Person: Sendable {
        let path: String
        let name: String
        let shown: String
        let monogram: Monogram
        let email: String?
        let isActive: Bool
        let isAdministrator: Bool
        let isSelf: Bool
        let since: ShownTime
    }

    let title = localized("People")
    let tab = ["people": true]
    let people: [Person]
    let count: String
    let part: ListPart
    /// Nil where nobody logs in with a password.
    let invitations: InvitationCard?
    let seal: String

    static let size = 25

    /// - Parameter page: counted from 1.
    init(_ found: Page<User>, page: Int, visit: PageVisit, invitations: InvitationCard?, seal: String) {
        people = found.items.map { user in
            Person(
                path: PageEndpoint.person.path(user.id.rawValue),
                name: user.name,
                shown: user.displayName ?? user.name,
                monogram: Monogram(ofPerson: user.displayName ?? user.name),
                email: user.email,
                isActive: user.status == .active,
                isAdministrator: user.isAdministrator,
                isSelf: user.id == visit.visitor.user.id,
                since: ShownTime(user.createdAt, now: visit.now)
            )
        }
        self.invitations = invitations
        self.seal = seal
        count = found.total.of("person", "people")
        part = ListPart(page, size: Self.size, shown: people.count, of: found.total) { number in
            "\(PageEndpoint.people.rawValue)?page=\(number)"
        }
    }
}
