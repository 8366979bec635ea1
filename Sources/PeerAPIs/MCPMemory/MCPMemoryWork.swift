import Base
import Identity
import Memories

/// The deeds of MCP Memory Service on our memories, for its routes and its tools.
struct MCPMemoryWork: Sendable {
    let memories: MemoryService
    let events: MCPMemoryEvents
    let time: any TimeSource

    /// The most memories that a question about all of them looks at: tags, duplicates, memories without tags.
    static let mostRead = 10_000

    enum Stored: Sendable {
        case stored(Memory)
        /// The text is there already.
        case known
    }

    func store(_ access: Access, _ record: MCPMemoryRecord) async throws -> Stored {
        guard !record.content.allSatisfy(\.isWhitespace) else {
            throw Fault(.validationFailed, "Content is required.")
        }
        let memory = record.memory(author: access.author, at: time.now())
        let own = access.narrowed(to: access.author) ?? access
        if try await find(own, memory.id) != nil { return .known }
        let outcome = try await memories.remember(access, [memory], deduplicate: true)
        guard outcome.holder(of: OwnedID(memory)) == nil else { return .known }
        events.stored(memory, in: access.workspace, at: time.now())
        return .stored(memory)
    }

    /// The memory with this hash, within reach; looking it up is not a use.
    func find(_ access: Access, _ hash: String) async throws -> Memory? {
        do {
            return try await memories.memory(access, id: hash, isUse: false)
        } catch let fault as Fault where fault.code == .notFound {
            return nil
        }
    }

    /// - Throws: `notFound` "Memory not found".
    func memory(_ access: Access, _ hash: String) async throws -> Memory {
        guard let memory = try await find(access, hash) else { throw Fault(.notFound, "Memory not found") }
        return memory
    }

    /// An update; nil leaves a member as it is.
    struct Change: Sendable {
        var content: String?
        var tags: [String]?
        var type: String?
        var metadata: [String: JSONValue]?

        var isEmpty: Bool { content == nil && tags == nil && type == nil && metadata == nil }
    }

    /// Changes the memory of one user, whose id the hash is.
    func update(_ access: Access, _ hash: String, _ change: Change) async throws -> Memory {
        let memory = try await memory(access, hash)
        guard !change.isEmpty, let own = access.narrowed(to: memory.userID) else { return memory }
        var revision = Revision()
        revision.text = change.content
        if change.tags != nil || change.type != nil {
            let tags = change.tags ?? MCPMemoryRecord.tags(of: memory)
            let type = change.type ?? memory.topics.first { $0.hasPrefix("type:") }.map { String($0.dropFirst(5)) }
            revision.topics = MCPMemoryRecord.topics(tags: tags, type: type)
        }
        if let metadata = change.metadata {
            // Members that the change does not name stay, as there.
            revision.metadata = .object((memory.metadata.object ?? [:]).merging(metadata) { $1 })
        }
        return try await memories.revise(own, id: hash, revision)
    }

    /// Deletes the memory of one user.
    func delete(_ access: Access, _ hash: String) async throws {
        let memory = try await memory(access, hash)
        _ = try await delete(access, [memory])
    }

    /// Deletes exactly these memories: an id is unique only for one user.
    /// - Returns: how many there were.
    func delete(_ access: Access, _ chosen: [Memory]) async throws -> Int {
        var count = 0
        for group in Dictionary(grouping: chosen, by: { Identifier($0.userID ?? "") }).values {
            guard let own = access.narrowed(to: group[0].userID) else { continue }
            for start in stride(from: 0, to: group.count, by: memories.limits.batchSize) {
                let some = group[start..<min(start + memories.limits.batchSize, group.count)]
                count += try await memories.delete(own, ids: some.map(\.id))
            }
        }
        for memory in chosen { events.deleted(memory, in: access.workspace, at: time.now()) }
        return count
    }

    func all(_ access: Access, _ filter: MemoryFilter = MemoryFilter()) async throws -> [Memory] {
        try await AllMemories.list(access, memories, filter, atMost: Self.mostRead)
    }

    /// The number of memories that a filter admits.
    func count(_ access: Access, _ filter: MemoryFilter = MemoryFilter()) async throws -> Int {
        try await memories.list(access, filter, page: PageRequest(limit: 1)).total
    }

    /// Merges identical memories; returns how many went.
    func mergeDuplicates(_ access: Access) async throws -> Int {
        let before = try await count(access, .everything)
        _ = try await memories.compact(access, filter: MemoryFilter())
        return max(0, before - (try await count(access, .everything)))
    }

    /// Each tag with the number of memories that have it, the most frequent first.
    func tags(_ access: Access) async throws -> [(tag: String, count: Int)] {
        var counts: [Identifier: Int] = [:]
        for memory in try await all(access) {
            for tag in MCPMemoryRecord.tags(of: memory) { counts[Identifier(tag), default: 0] += 1 }
        }
        return counts.map { ($0.key.text, $0.value) }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    }
}
