package import Base

/// The outcome of an import of some memories, or of its dry run: the same over REST and in a command.
package struct ImportReport: Sendable {
    private let plan: ImportPlan
    /// The counts, and the memories that were not imported as they are.
    package var members: [String: JSONValue] {
        let counts = plan.counts
        return [
            "new": .integer(Int64(counts.new)), "same": .integer(Int64(counts.same)),
            "differs": .integer(Int64(counts.differs)), "refused": .integer(Int64(counts.refused)),
            "exceptions": .array(plan.rows.compactMap(Self.exception)),
        ]
    }

    init(_ plan: ImportPlan) {
        self.plan = plan
    }

    private static func exception(_ row: ImportPlan.Row) -> JSONValue? {
        var members: [String: JSONValue] = ["index": .integer(Int64(row.line - 1))]
        members["id"] = (row.memory?.id).map(JSONValue.string)
        switch row.verdict {
        case .new, .same: return nil
        case .differs: members["verdict"] = "differs"
        case .refused(let reason):
            members["verdict"] = "refused"
            members["reason"] = .string(reason)
        }
        return .object(members)
    }

    package static let properties = [
        Shape.Property("new", .count, "How many are new.", isRequired: true),
        Shape.Property("same", .count, "How many are there already, with the same content.", isRequired: true),
        Shape.Property("differs", .count, "How many ids are there already, with another content.", isRequired: true),
        Shape.Property("refused", .count, "How many cannot be imported.", isRequired: true),
        Shape.Property(
            "exceptions",
            .list(
                of: .record([
                    Shape.Property("index", .count, "Its place in `memories`, from 0.", isRequired: true),
                    Shape.Property("id", .string, "Its id; absent when it has none."),
                    Shape.Property("verdict", .choice(["differs", "refused"]), "What it is.", isRequired: true),
                    Shape.Property("reason", .string, "Why it is refused."),
                ])
            ),
            "The memories that differ or are refused.",
            isRequired: true
        ),
    ]
}
