import Base
import Identity
import Memories

/// The part of a person's activity that the page shows. The URL holds all of it.
struct ActivityQuery: Sendable {
    enum Kind: String, Sendable, CaseIterable {
        case all = ""
        case write, read

        var actions: Set<MemoryEvent.Action>? {
            switch self {
            case .all: nil
            case .write: Set(MemoryEvent.Action.allCases.filter { !$0.isReading })
            case .read: Set(MemoryEvent.Action.allCases.filter(\.isReading))
            }
        }
    }

    static let pageSize = 25
    static let days = [7, 30, 90]
    private static let lastPage = 1_000

    /// The id of an application or a token; empty for all.
    let application: String
    let kind: Kind
    let days: Int
    let page: Int

    /// Values that cannot be read count as absent: a person may have edited the address.
    init(_ parameters: FormParameters) {
        func value(_ name: String) -> String { parameters.values(name).first ?? "" }
        application = value("app")
        kind = Kind(rawValue: value("kind")) ?? .all
        days = Self.days.first { String($0) == value("days") } ?? Self.days[0]
        page = min(max(1, Int(value("page")) ?? 1), Self.lastPage)
    }

    var request: PageRequest { PageRequest(limit: Self.pageSize, offset: (page - 1) * Self.pageSize) }

    /// - Parameter subjects: the person's applications; another id finds nothing.
    func filter(_ subjects: [ApplicationSubject], now: Timestamp) -> ActivityFilter {
        var filter = ActivityFilter()
        filter.actions = kind.actions
        filter.from = now.advanced(by: .seconds(-86_400 * days))
        filter.withoutLooking = application != ApplicationChoice.pages
        if !application.isEmpty { filter.applications = subjects.applications(named: application) }
        return filter
    }

    func query(page: Int = 1) -> String {
        let pairs = [
            ("app", application), ("kind", kind.rawValue), ("days", days == Self.days[0] ? "" : String(days)),
            ("page", page > 1 ? String(page) : ""),
        ].filter { !$0.1.isEmpty }
        return pairs.isEmpty ? "" : "?\(Percent.encode(pairs))"
    }

    func path(page: Int) -> String { PageEndpoint.activity.rawValue + query(page: page) }
}
