import Base
import Identity
import Memories

/// An import by the terminal: batches for one request each, with progress. What was written stays written when it is
/// interrupted, and the next run finds it there.
struct ImportRun {
    struct Source {
        let kind: ImportKind
        let records: [ImportRecord]
        let lost: [String]
        let keepsUsers: Bool
    }

    let options: ImportOptions

    /// - Parameter read: reads the source, and can say how far it is.
    func callAsFunction(_ read: (_ progress: (String) -> Void) async throws -> Source) async throws {
        defer { Terminal.progress(nil) }
        let source = try await read { Terminal.progress($0) }
        let lines = ImportLines(source.records)
        try await options.memory.withTools { tools in
            var outcome = ImportOutcome(refused: lines.refused, lost: source.lost)
            var done = 0
            for batch in lines.batches {
                let request: JSONValue = [
                    "memories": .array(batch.map(\.memory)), "replace": .bool(options.replace),
                    "source": .string(source.kind.rawValue), "keep_users": .bool(source.keepsUsers),
                ]
                let answer = try await tools.importMemories(request, isDryRun: options.dryRun, into: options.workspace)
                outcome.add(answer, of: batch)
                done += batch.count
                Terminal.progress("\(options.dryRun ? "Compared" : "Imported") \(done) of \(lines.count)")
            }
            Terminal.progress(nil)
            try outcome.show(in: options.output.format, isDryRun: options.dryRun, replacing: options.replace)
        }
    }
}
