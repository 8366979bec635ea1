import Authorization
import Base
import Identity

/// An application in the list of a filter.
struct ApplicationChoice: Sendable {
    /// Names the pages of this server among the applications.
    static let pages = "pages"
    /// Names the files that a person imported.
    static let imported = "imported"
    static var importedName: String { localized("Imported files") }

    let id: String
    let name: String
    let isChosen: Bool

    /// The most applications and tokens; those that were used last.
    private static let most = 40

    /// The person's applications and tokens, then the pages and imported files.
    static func all(_ subjects: [ApplicationSubject], chosen: String) -> [ApplicationChoice] {
        shown(subjects, chosen).map {
            ApplicationChoice(id: $0.id, name: $0.name.beginning(40), isChosen: $0.isNamed(chosen))
        } + [
            ApplicationChoice(id: pages, name: localized("These pages"), isChosen: chosen == pages),
            ApplicationChoice(id: imported, name: importedName, isChosen: chosen == imported),
        ]
    }

    private static func shown(_ subjects: [ApplicationSubject], _ chosen: String) -> [ApplicationSubject] {
        guard subjects.count > most else { return subjects }
        let times = subjects.map { ($0.connected?.lastUsedAt ?? $0.token?.lastUsedAt)?.milliseconds ?? 0 }
        let latest = Set(subjects.indices.sorted { times[$0] > times[$1] }.prefix(most))
        return subjects.indices.filter { latest.contains($0) || subjects[$0].isNamed(chosen) }.map { subjects[$0] }
    }
}
