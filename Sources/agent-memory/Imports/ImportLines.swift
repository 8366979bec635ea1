import Base
import Memories

/// The records of a source, in batches for one request each.
struct ImportLines {
    struct Line {
        /// In the source, from 1.
        let number: Int
        let memory: JSONValue
        fileprivate let size: Int

        /// With the user that it names: two users can have the same id.
        fileprivate var id: Identifier? {
            memory["id"]?.string.map { Identifier("\(memory["user_id"]?.string ?? "")\u{0}\($0)") }
        }
    }

    /// The records that cannot be imported, with the reason.
    private(set) var refused: [(line: Int, reason: String)] = []
    private(set) var batches: [[Line]] = []

    var count: Int { batches.reduce(0) { $0 + $1.count } }

    private static let count = 100
    /// Bytes of a request, below the smallest limit that servers usually have.
    private static let size = 1 << 20

    init(_ records: [ImportRecord]) {
        var lines: [Line] = []
        for record in records {
            switch record.content {
            case .refused(let reason): refused.append((record.number, reason))
            case .memory(let memory):
                let size = (try? StrictJSON.encode(memory).count) ?? 0
                lines.append(Line(number: record.number, memory: memory, size: size))
            }
        }
        batches = Self.batches(of: Self.targetsFirst(last(of: lines)))
    }

    /// The lines without those whose id a later line has too.
    private mutating func last(of lines: [Line]) -> [Line] {
        var last: [Identifier: Int] = [:]
        for line in lines { if let id = line.id { last[id] = line.number } }
        var kept: [Line] = []
        for line in lines {
            if let id = line.id, let number = last[id], number > line.number {
                refused.append((line.number, "Line \(number) has the same id, and the last one counts."))
            } else {
                kept.append(line)
            }
        }
        return kept
    }

    /// Memories after those that they replace, which have to be there before they can be replaced.
    private static func targetsFirst(_ lines: [Line]) -> [Line] {
        var place: [Identifier: Int] = [:]
        for (index, line) in lines.enumerated() { if let id = line.id { place[id] = index } }
        var (isEntered, isDone) = (
            [Bool](repeating: false, count: lines.count), [Bool](repeating: false, count: lines.count)
        )
        var ordered: [Line] = []
        for start in lines.indices where !isEntered[start] {
            var waiting = [start]
            while let top = waiting.last {
                if isEntered[top] {
                    waiting.removeLast()
                    if !isDone[top] {
                        isDone[top] = true
                        ordered.append(lines[top])
                    }
                    continue
                }
                isEntered[top] = true
                let user = lines[top].memory["user_id"]?.string ?? ""
                let targets = (lines[top].memory["supersedes"]?.array ?? []).compactMap(\.string)
                waiting += targets.compactMap { place[Identifier("\(user)\u{0}\($0)")] }.filter { !isEntered[$0] }
            }
        }
        return ordered
    }

    private static func batches(of lines: [Line]) -> [[Line]] {
        var batches: [[Line]] = []
        var room = 0
        for line in lines {
            if batches.isEmpty || room < line.size || batches[batches.count - 1].count == count {
                batches.append([])
                room = size
            }
            batches[batches.count - 1].append(line)
            room -= line.size
        }
        return batches
    }
}
