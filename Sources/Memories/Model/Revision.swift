package import Base

/// A partial change; nil leaves a member as it is (the API of the Redis server cannot clear one).
package struct Revision: Sendable, Hashable {
    package var text: String?
    package var kind: MemoryKind?
    package var topics: [String]?
    package var entities: [String]?
    package var namespace: String?
    package var userID: String?
    package var sessionID: String?
    package var eventDate: Timestamp?
    package var pinned: Bool?
    package var metadata: JSONValue?
    /// Ids to add to those it replaces already; an empty list takes all of them back.
    package var supersedes: [String]?
    package var archived: Bool?

    package init() {}

    package var isEmpty: Bool { self == Revision() }
}
