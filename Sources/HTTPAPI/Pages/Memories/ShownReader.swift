import Authorization
import Base
import Identity
import Memories

/// An application that received the text of a memory.
struct ShownReader: Sendable {
    let name: String
    let monogram: Monogram
    /// The person it acted for; nil for the one who sees the page.
    let forPerson: String?
    /// `41×`.
    let count: String
    let last: ShownTime

    /// The most rows on a page.
    static let most = 12

    /// One row for each name and person, most recent first. What the viewer looked at on these pages is left out.
    static func all(of readers: [MemoryReader], _ visit: PageVisit, names: ApplicationNames) -> [ShownReader] {
        let viewer = visit.visitor.user.id
        var rows: [(name: String, person: String?, reads: Int, last: Timestamp)] = []
        for reader in readers where reader.application.identification != .browser || reader.person != viewer {
            let name = names.name(of: reader.application).beginning(40)
            let person = reader.person == viewer ? nil : reader.personName
            // A client that stores nothing registers at each start.
            if let known = rows.firstIndex(where: { $0.name.isExactly(name) && $0.person.isExactly(person) }) {
                rows[known].reads += reader.reads
                rows[known].last = max(rows[known].last, reader.last)
            } else {
                rows.append((name, person, reader.reads, reader.last))
            }
        }
        return rows.map { row in
            ShownReader(
                name: row.name,
                monogram: Monogram(of: row.name),
                forPerson: row.person,
                count: "\(row.reads.grouped)×",
                last: ShownTime(row.last, now: visit.now)
            )
        }
    }
}
