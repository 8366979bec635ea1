/// The members by which memories can be filtered, declared once for every protocol.
package struct FilterMember: Sendable {
    package enum Place: Sendable {
        case tags(any WritableKeyPath<MemoryFilter, TagFilter?> & Sendable)
        case dates(any WritableKeyPath<MemoryFilter, DateFilter?> & Sendable)
    }

    package let name: String
    package let description: String
    package let place: Place
    /// The only possible values; nil when there is no such list.
    package let allowed: [String]?
    /// Whether a memory can have several values of this label.
    package let hasSeveral: Bool

    private init(
        _ name: String,
        _ place: Place,
        _ description: String,
        allowed: [String]? = nil,
        hasSeveral: Bool = false
    ) {
        self.name = name
        self.place = place
        self.description = description
        self.allowed = allowed
        self.hasSeveral = hasSeveral
    }

    package static let userID = Self(MemoryMembers.userID.name, .tags(\.userID), "Only memories of this user.")
    package static let sessionID = Self(
        MemoryMembers.sessionID.name,
        .tags(\.sessionID),
        "Only memories of this conversation."
    )
    package static let namespace = Self(
        MemoryMembers.namespace.name,
        .tags(\.namespace),
        "Only memories of this namespace."
    )
    package static let topics = Self(
        MemoryMembers.topics.name,
        .tags(\.topics),
        "Only memories with these topics.",
        hasSeveral: true
    )
    package static let entities = Self(
        MemoryMembers.entities.name,
        .tags(\.entities),
        "Only memories with these entities.",
        hasSeveral: true
    )
    package static let kind = Self(
        MemoryMembers.kind.name,
        .tags(\.kind),
        "Only memories of this kind.",
        allowed: MemoryKind.allCases.map(\.rawValue)
    )

    package static let all: [Self] = [
        userID, sessionID, namespace, topics, entities, kind,
        Self(
            MemoryMembers.strategy.name,
            .tags(\.extractionStrategy),
            "Only memories that were extracted in this way."
        ),
        Self(MemoryMembers.createdAt.name, .dates(\.createdAt), "Only memories stored at these times."),
        Self(MemoryMembers.lastAccessed.name, .dates(\.lastAccessed), "Only memories last used at these times."),
        Self(MemoryMembers.eventDate.name, .dates(\.eventDate), "Only memories of events at these times."),
    ]

    /// The values that a condition may name, with this server's limits.
    package func values(under limits: MemoryLimits) -> Shape {
        allowed.map(Shape.choice) ?? .characters(.label(upTo: hasSeveral ? limits.labelLength : limits.idLength))
    }
}
