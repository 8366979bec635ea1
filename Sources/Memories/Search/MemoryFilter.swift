package import Base
package import Identity

/// Conditions on a label, all of which must hold. They are values and never spliced into the text of a query.
package struct TagFilter: Sendable, Hashable {
    package enum Condition: Sendable, Hashable {
        case equal(String)
        case notEqual(String)
        /// One of these.
        case any([String])
        /// Every one of these; for labels with many values, such as topics and entities.
        case all([String])
        /// None of these.
        case none([String])
        case startsWith(String)

        var values: [String] {
            switch self {
            case .equal(let value), .notEqual(let value), .startsWith(let value): [value]
            case .any(let values), .all(let values), .none(let values): values
            }
        }
    }

    package let conditions: [Condition]

    package init(_ conditions: [Condition]) {
        self.conditions = conditions
    }
}

/// Conditions on a point in time, all of which must hold.
package struct DateFilter: Sendable, Hashable {
    package enum Condition: Sendable, Hashable {
        case equal(Timestamp)
        case notEqual(Timestamp)
        case before(Timestamp)
        case atOrBefore(Timestamp)
        case after(Timestamp)
        case atOrAfter(Timestamp)
        case between(Timestamp, Timestamp, inclusive: Bool)
    }

    package let conditions: [Condition]

    package init(_ conditions: [Condition]) {
        self.conditions = conditions
    }
}

/// Conditions on the memories within reach; an absent member does not restrict.
package struct MemoryFilter: Sendable, Hashable {
    package var userID: TagFilter?
    package var sessionID: TagFilter?
    package var namespace: TagFilter?
    package var topics: TagFilter?
    package var entities: TagFilter?
    package var kind: TagFilter?
    package var extractionStrategy: TagFilter?
    package var createdAt: DateFilter?
    package var lastAccessed: DateFilter?
    package var eventDate: DateFilter?
    /// Only memories that one of these applications stored, or whose present content it wrote.
    package var writers: [ApplicationID]?
    /// Whether memories that another one replaced are included.
    package var includesSuperseded = false
    package var archived = Archived.exclude

    /// The part of archived memories in results.
    package enum Archived: String, Sendable, Hashable, CaseIterable {
        case exclude, include, only
    }
    /// Only memories of this time or later: of their event or, without one, of their creation.
    package var after: Timestamp?
    /// Only memories of an earlier time.
    package var before: Timestamp?
    /// Only memories that were current at this time: created by then, and not yet replaced.
    package var asOf: Timestamp?

    package init() {}

    package var isEmpty: Bool { self == MemoryFilter() }
}
