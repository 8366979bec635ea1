import Base
import Memories

/// The operators of a filter on labels, for parsing and for the OpenAPI document: the Redis server's, and the aliases
/// that its own clients send and it ignores.
struct TagOperator: Sendable {
    enum Make: Sendable {
        case one(@Sendable (String) -> TagFilter.Condition)
        case several(@Sendable ([String]) -> TagFilter.Condition)
    }

    let name: String
    let aliases: [String]
    let make: Make
    let description: String

    static let all = [
        Self(name: "eq", aliases: [], make: .one { .equal($0) }, description: "Equals this value."),
        Self(name: "ne", aliases: ["not_eq"], make: .one { .notEqual($0) }, description: "Differs from this value."),
        Self(
            name: "any",
            aliases: ["in_", "in"],
            make: .several { .any($0) },
            description: "Has any of these values."
        ),
        Self(name: "all", aliases: [], make: .several { .all($0) }, description: "Has all of these values."),
        Self(name: "none", aliases: ["not_in"], make: .several { .none($0) }, description: "Has none of these values."),
        Self(name: "startswith", aliases: [], make: .one { .startsWith($0) }, description: "Starts with this text."),
    ]

    static func named(_ name: String) -> Self? {
        all.first { $0.name == name || $0.aliases.contains(name) }
    }

    /// The operators of a filter on one member.
    static func shape(of member: FilterMember, _ limits: MemoryLimits) -> Shape {
        let value = member.values(under: limits)
        return .request(
            all.flatMap { tag in
                let shape: Shape =
                    switch tag.make {
                    // A prefix need not be an allowed value.
                    case .one: tag.name == "startswith" ? .text : value
                    case .several: .list(of: value, count: 1...limits.filterValues)
                    }
                let aliases = tag.aliases.map { Shape.Property($0, shape, "Alias of `\(tag.name)`.") }
                return [Shape.Property(tag.name, shape, tag.description)] + aliases
            }
        )
    }
}

/// The operators of a filter on times that take one time; `between` takes two.
struct DateOperator: Sendable {
    let name: String
    let aliases: [String]
    let make: @Sendable (Timestamp) -> DateFilter.Condition
    let description: String

    static let all = [
        Self(name: "eq", aliases: [], make: { .equal($0) }, description: "At this time."),
        Self(name: "ne", aliases: ["not_eq"], make: { .notEqual($0) }, description: "Not at this time."),
        Self(name: "gt", aliases: [], make: { .after($0) }, description: "After this time."),
        Self(name: "gte", aliases: [], make: { .atOrAfter($0) }, description: "At this time or later."),
        Self(name: "lt", aliases: [], make: { .before($0) }, description: "Before this time."),
        Self(name: "lte", aliases: [], make: { .atOrBefore($0) }, description: "At this time or earlier."),
    ]

    static func named(_ name: String) -> Self? {
        all.first { $0.name == name || $0.aliases.contains(name) }
    }

    static let shape = Shape.request(
        all.flatMap { date in
            [Shape.Property(date.name, .dateTime, date.description)]
                + date.aliases.map { Shape.Property($0, .dateTime, "Alias of `\(date.name)`.") }
        } + [
            Shape.Property("between", .list(of: .dateTime, count: 2...2), "Between the two times."),
            Shape.Property(
                "inclusive",
                .anyOf([.flag, .choice(["both", "neither", "left", "right"])]),
                "Which ends of `between` are included; both by default.",
                fallback: true
            ),
        ]
    )
}
