import Base
import Identity

/// Imports memories with the ids that they have, so that doing it again changes nothing. Each belongs to the caller, unless
/// the caller is a back end that may name any user.
struct MemoryImport: Sendable {
    let store: any MemoryStore
    let writer: MemoryWriter
    let recorder: Recorder
    let limits: MemoryLimits
    let time: any TimeSource

    private static let page = 500

    /// Says what `run` would do. Writes nothing.
    func plan(_ access: Access, _ records: [ImportRecord], _ terms: ImportTerms) async throws -> ImportPlan {
        let reader = ImportReader(limits: limits, now: time.now())
        var read: [(line: Int, content: ImportReader.Content)] = []
        var last: [OwnedID: Int] = [:]
        for record in records {
            let content = reader.read(record)
            guard case .memory(let memory, let isDated) = content else {
                read.append((record.number, content))
                continue
            }
            if terms.keepsUsers, !Self.mayWrite(memory, access) {
                read.append((record.number, .refused("It belongs to another user than the token may write for.")))
                continue
            }
            let owned = Self.owned(memory, by: access)
            last[OwnedID(owned)] = record.number
            read.append((record.number, .memory(owned, isDated: isDated)))
        }
        let present = try await present(access, Array(last.keys))
        let rows = read.map { line, content in
            switch content {
            case .refused(let reason):
                return ImportPlan.Row(line: line, memory: nil, verdict: .refused(reason), present: nil)
            case .memory(var memory, let isDated):
                let id = OwnedID(memory)
                if let later = last[id], later > line {
                    let reason = "Line \(later) has the same id, and the last one counts."
                    return ImportPlan.Row(line: line, memory: memory, verdict: .refused(reason), present: nil)
                }
                let here = present[id]
                // Without a time it is as old as the one that is here.
                if !isDated, let here { memory.createdAt = here.createdAt }
                let verdict: ImportPlan.Verdict = here.map { memory.isAsWritten(in: $0) ? .same : .differs } ?? .new
                return ImportPlan.Row(line: line, memory: memory, verdict: verdict, present: here)
            }
        }
        return ImportPlan(terms.leavesOutRepeats ? try await withoutRepeats(access, rows) : rows)
    }

    /// Writes the new memories.
    /// - Returns: what was found before.
    func run(_ access: Access, _ records: [ImportRecord], _ terms: ImportTerms) async throws -> ImportPlan {
        let plan = try await plan(access, records, terms)
        let memories = plan.rows.filter { $0.verdict == .new || (terms.replaces && $0.verdict == .differs) }.compactMap(
            \.memory
        )
        let importing = access.importing(terms.kind)
        let batches = Self.batches(memories, size: min(100, limits.batchSize))
        for batch in batches {
            let outcome = try await writer.remember(
                importing,
                batch,
                deduplicate: false,
                comparing: false,
                expiringAt: nil
            )
            recorder.stored(importing, batch, outcome)
        }
        // A memory can replace one that came in a later batch.
        for batch in Self.replacing(later: batches) {
            _ = try await writer.remember(importing, batch, deduplicate: false, comparing: false, expiringAt: nil)
        }
        return plan
    }

    /// Refuses new memories whose text their user has already under another id.
    private func withoutRepeats(_ access: Access, _ rows: [ImportPlan.Row]) async throws -> [ImportPlan.Row] {
        var hashes: [Identifier: [String]] = [:]
        for case (let memory?, .new) in rows.map({ ($0.memory, $0.verdict) }) {
            hashes[Identifier(memory.userID ?? ""), default: []].append(MemoryHash.of(memory))
        }
        var known: Set<Identifier> = []
        for (user, own) in hashes {
            guard let narrow = access.narrowed(to: user.text) else { continue }
            for batch in Self.batches(own, size: Self.page) {
                known.formUnion(try await store.existing(narrow, hashes: batch, of: user.text.nonEmpty).keys)
            }
        }
        return rows.map { row in
            guard row.verdict == .new, let memory = row.memory, known.contains(Identifier(MemoryHash.of(memory))) else {
                return row
            }
            let reason = "A memory with the same text is here already."
            return ImportPlan.Row(line: row.line, memory: memory, verdict: .refused(reason), present: nil)
        }
    }

    private func present(_ access: Access, _ ids: [OwnedID]) async throws -> [OwnedID: Memory] {
        var found: [OwnedID: Memory] = [:]
        for (user, own) in Dictionary(grouping: ids, by: { Identifier($0.userID.text) }) {
            guard let narrow = access.narrowed(to: user.text) else { continue }
            for batch in Self.batches(own.map(\.id.text), size: Self.page) {
                for memory in try await store.memories(narrow, ids: batch) { found[OwnedID(memory)] = memory }
            }
        }
        return found
    }

    private static func mayWrite(_ memory: Memory, _ access: Access) -> Bool {
        switch access.reach {
        case .only(let own): memory.userID?.nonEmpty?.isExactly(own) ?? true
        case .everyone: true
        }
    }

    private static func owned(_ memory: Memory, by access: Access) -> Memory {
        var memory = memory
        switch access.reach {
        case .only(let own): memory.userID = own
        case .everyone: memory.userID = memory.userID?.nonEmpty ?? access.author
        }
        memory.namespace = memory.namespace?.nonEmpty
        memory.sessionID = memory.sessionID?.nonEmpty
        return memory
    }

    private static func batches<Item>(_ items: [Item], size: Int) -> [[Item]] {
        stride(from: 0, to: items.count, by: size).map { Array(items[$0..<Swift.min($0 + size, items.count)]) }
    }

    private static func replacing(later batches: [[Memory]]) -> [[Memory]] {
        var place: [OwnedID: Int] = [:]
        for (number, batch) in batches.enumerated() { for memory in batch { place[OwnedID(memory)] = number } }
        return batches.enumerated().map { number, batch in
            batch.filter { memory in
                memory.supersedes.contains { (place[OwnedID(id: $0, userID: memory.userID)] ?? 0) > number }
            }
        }.filter { !$0.isEmpty }
    }
}
