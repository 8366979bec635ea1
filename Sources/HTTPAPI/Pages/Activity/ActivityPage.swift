import Base
import Identity
import Memories

/// The deeds of applications with a person's memories, and the logins and tokens behind that.
struct ActivityPage: WebPage {
    static let template = "activity"

    struct Choice: Sendable {
        let id: String
        let name: String
        let isChosen: Bool
    }

    /// The deeds of one day.
    struct Day: Sendable {
        /// `Today`, or a date.
        let name: String
        var deeds: [ShownDeed]
    }

    let title = localized("Activity")
    let applications: [ApplicationChoice]
    /// By its name, whether a kind is chosen.
    let on: [String: Bool]
    let days: [Choice]
    let groups: [Day]
    let hasDeeds: Bool
    let part: ListPart
    let export: String
    let access: [ShownAccess]
    let hasAccess: Bool
    /// The days that events are kept; 0 when they are not.
    let keptDays: Int
    let isKept: Bool

    init(
        _ query: ActivityQuery,
        _ events: Page<MemoryEvent>,
        _ memories: [OwnedID: Memory],
        subjects: [ApplicationSubject],
        access: [ShownAccess],
        names: ApplicationNames,
        keptDays: Int,
        viewer: ID<User>,
        now: Timestamp
    ) {
        applications = ApplicationChoice.all(subjects, chosen: query.application)
        on = [query.kind.rawValue: true]
        days = ActivityQuery.days.map {
            Choice(id: String($0), name: localized("Last \($0) days"), isChosen: $0 == query.days)
        }
        var groups: [Day] = []
        for event in events.items {
            let name = Self.name(of: event.at, now: now)
            if groups.last?.name != name { groups.append(Day(name: name, deeds: [])) }
            groups[groups.count - 1].deeds.append(ShownDeed(event, memories, names: names, viewer: viewer, now: now))
        }
        self.groups = groups
        hasDeeds = !groups.isEmpty
        part = ListPart(
            query.page,
            size: ActivityQuery.pageSize,
            shown: events.items.count,
            of: events.total,
            path: query.path
        )
        export = PageEndpoint.activityExport.rawValue + query.query()
        self.access = access
        hasAccess = !access.isEmpty
        self.keptDays = keptDays
        isKept = keptDays > 0
    }

    private static func name(of time: Timestamp, now: Timestamp) -> String {
        switch now.day - time.day {
        case 0: localized("Today")
        case 1: localized("Yesterday")
        default: ShownTime.date(time)
        }
    }
}
