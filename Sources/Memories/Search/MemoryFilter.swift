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

/// A value that the free metadata of a memory must have at a path.
package struct MetadataCondition: Sendable, Hashable {
    package enum Value: Sendable, Hashable {
        case text(String)
        case integer(Int64)
    }

    /// One or two names, each inside the object before.
    package let path: [String]
    package let value: Value

    /// - Returns: nil for a path with a name that is not a plain word: letters, digits and `_`, not beginning with a digit.
    package init?(_ path: [String], is value: Value) {
        let isPlain = path.allSatisfy { $0.wholeMatch(of: /[a-zA-Z_][a-zA-Z0-9_]*/) != nil }
        guard isPlain, 1...2 ~= path.count else { return nil }
        self.path = path
        self.value = value
    }
}

/// Conditions on the memories within reach; an absent member does not restrict.
package struct MemoryFilter: Sendable, Hashable {
    package var id: TagFilter?
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
    /// When the server stored them.
    package var persistedAt: DateFilter?
    /// Conditions on the free metadata.
    package var metadata: [MetadataCondition] = []
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
