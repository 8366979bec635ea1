import Base

/// The sum of what the requests of an import did, as the terminal shows it.
struct ImportOutcome {
    private struct Exception {
        let line: Int
        let id: String?
        let verdict: String
        let reason: String?
    }

    private var new: Int64 = 0
    private var same: Int64 = 0
    private var differs: Int64 = 0
    private var exceptions: [Exception]
    /// The parts of the source that nothing here can hold.
    private let lost: [String]

    /// The most rows in the terminal; JSON has all.
    private static let most = 50

    /// - Parameter refused: the lines that no request had.
    init(refused: [(line: Int, reason: String)], lost: [String] = []) {
        self.lost = lost
        exceptions = refused.map { Exception(line: $0.line, id: nil, verdict: "refused", reason: $0.reason) }
    }

    mutating func add(_ answer: JSONValue, of batch: [ImportLines.Line]) {
        new += answer["new"]?.integer ?? 0
        same += answer["same"]?.integer ?? 0
        differs += answer["differs"]?.integer ?? 0
        for entry in answer["exceptions"]?.array ?? [] {
            guard let index = entry["index"]?.integer.flatMap({ Int(exactly: $0) }), batch.indices.contains(index)
            else {
                continue
            }
            exceptions.append(
                Exception(
                    line: batch[index].number,
                    id: entry["id"]?.string,
                    verdict: entry["verdict"]?.string ?? "",
                    reason: entry["reason"]?.string
                )
            )
        }
    }

    private var rows: [Exception] { exceptions.sorted { $0.line < $1.line } }
    /// How often there is each reason, the most frequent first. Numbers of records in it do not count.
    private var reasons: [(reason: String, count: Int)] {
        let all = exceptions.compactMap(\.reason).map {
            $0.replacing(/^(Line|Record) \d+/) { "Another \($0.1.lowercased())" }
        }
        return Dictionary(grouping: all) { $0 }.map { ($0.key, $0.value.count) }.sorted {
            ($1.count, Identifier($0.reason)) < ($0.count, Identifier($1.reason))
        }
    }

    private var refused: Int64 { Int64(exceptions.count { $0.verdict == "refused" }) }

    func json(isDryRun: Bool) -> JSONValue {
        [
            "new": .integer(new), "same": .integer(same), "differs": .integer(differs), "refused": .integer(refused),
            "dry_run": .bool(isDryRun), "not_imported": .array(lost.map(JSONValue.string)),
            "exceptions": .array(
                rows.map { row in
                    var members: [String: JSONValue] = [
                        "line": .integer(Int64(row.line)), "verdict": .string(row.verdict),
                    ]
                    members["id"] = row.id.map(JSONValue.string)
                    members["reason"] = row.reason.map(JSONValue.string)
                    return .object(members)
                }
            ),
        ]
    }

    func show(in format: OutputFormat, isDryRun: Bool, replacing: Bool) throws {
        guard format == .text else { return try Terminal.json(json(isDryRun: isDryRun)) }
        let other = replacing ? "replaced" : "different here and left as they are"
        Terminal.line("\(new) new, \(same) already here, \(differs) \(other), \(refused) refused.")
        if !lost.isEmpty { Terminal.line("Not imported: \(lost.joined(separator: "; ")).") }
        if isDryRun { Terminal.line("Nothing was written.") }
        for (reason, count) in reasons { Terminal.line("\(count) refused: \(reason)") }
        let rows = rows
        guard !rows.isEmpty else { return }
        Terminal.table(
            ["Line", "Id", "Verdict", "Reason"],
            rows.prefix(Self.most).map { [String($0.line), $0.id ?? "-", $0.verdict, $0.reason ?? "-"] }
        )
        if rows.count > Self.most { Terminal.line("And \(rows.count - Self.most) more; --format json shows all.") }
    }
}
