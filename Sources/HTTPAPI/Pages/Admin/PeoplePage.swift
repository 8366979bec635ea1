import Authorization
import Base
import Identity

/// The people of the server, for its administrators: names and states, never memories.
struct PeoplePage: WebPage {
    static let template = "people"

    struct Person: Sendable {
        let id: String
        let name: String
        let shown: String
        let letters: String
        let hue: Int
        let email: String?
        let isActive: Bool
        let isAdministrator: Bool
        let isSelf: Bool
        let since: ShownTime
        let seal: String
    }

    let title = "People"
    let isPeople = true
    let people: [Person]
    let count: String
    let range: String
    let previous: String?
    let next: String?

    static let size = 50

    /// - Parameter page: counted from 1.
    init(_ found: Page<User>, page: Int, visit: PageVisit, seal: (User) -> String) {
        people = found.items.map { user in
            let monogram = Monogram(of: user.displayName ?? user.name)
            return Person(
                id: user.id.rawValue,
                name: user.name,
                shown: user.displayName ?? user.name,
                letters: String(monogram.letters.prefix(1)),
                hue: monogram.hue,
                email: user.email,
                isActive: user.status == .active,
                isAdministrator: user.isAdministrator,
                isSelf: user.id == visit.visitor.user.id,
                since: ShownTime(user.createdAt, now: visit.now),
                seal: seal(user)
            )
        }
        let first = (page - 1) * Self.size + 1
        let path = PageEndpoint.people.rawValue
        count = found.total.of("person", "people")
        range = "\(first.grouped)–\((first + people.count - 1).grouped) of \(found.total.grouped)"
        previous = page > 1 ? "\(path)?page=\(page - 1)" : nil
        next = first + people.count - 1 < found.total && !people.isEmpty ? "\(path)?page=\(page + 1)" : nil
    }
}
