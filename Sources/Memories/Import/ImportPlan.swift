import Base

/// The verdict on each line of a file that is imported.
package struct ImportPlan: Sendable {
    package enum Verdict: Sendable, Hashable {
        /// No memory has its id.
        case new
        /// A memory has its id and the same content.
        case same
        /// A memory has its id and another content.
        case differs
        /// It cannot be imported, for this reason.
        case refused(String)
    }

    package struct Row: Sendable {
        /// In the file, from 1.
        package let line: Int
        /// Nil for a line that cannot be read.
        package let memory: Memory?
        package let verdict: Verdict
        /// The memory that is here under the id.
        package let present: Memory?
    }

    /// The state after an import, or before.
    package struct Counts: Sendable, Hashable {
        package var new = 0
        package var same = 0
        package var differs = 0
        package var refused = 0

        package init() {}

        package static func + (a: Counts, b: Counts) -> Counts {
            var sum = a
            sum.new += b.new
            sum.same += b.same
            sum.differs += b.differs
            sum.refused += b.refused
            return sum
        }
    }

    package let rows: [Row]
    package let counts: Counts

    init(_ rows: [Row]) {
        self.rows = rows
        counts = rows.reduce(into: Counts()) { counts, row in
            switch row.verdict {
            case .new: counts.new += 1
            case .same: counts.same += 1
            case .differs: counts.differs += 1
            case .refused: counts.refused += 1
            }
        }
    }

    /// A plan that refuses every line for one reason.
    package func refused(because reason: String) -> ImportPlan {
        ImportPlan(rows.map { Row(line: $0.line, memory: $0.memory, verdict: .refused(reason), present: nil) })
    }
}

extension Memory {
    /// Whether it is the other memory as somebody wrote it. Uses, writers and times of the server may differ.
    func isAsWritten(in other: Memory) -> Bool {
        hasContent(of: other) && createdAt == other.createdAt && pinned == other.pinned && archived == other.archived
            && supersedes.elementsEqual(other.supersedes) { $0.isExactly($1) }
            && extractedFrom.elementsEqual(other.extractedFrom) { $0.isExactly($1) }
            && extractionStrategy.isExactly(other.extractionStrategy)
            && extractionStrategyConfig == other.extractionStrategyConfig
            && discreteMemoryExtracted == other.discreteMemoryExtracted
    }
}
