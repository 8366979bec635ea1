import Base
import Identity
import Memories
import TestSupport
import Testing

@testable import SQLStorage

/// Lists by application take one of two ways, for few and for many memories.
@Suite("A list of an application's memories is the same as a sieve of the whole list") struct WriterListTests {
    private let file: TemporaryDatabase
    private let store: SQLMemoryStore

    init() async throws {
        file = try TemporaryDatabase()
        store = SQLMemoryStore(database: file.database, cache: VectorCache(byteLimit: 1 << 20))
        _ = try await SQLUserStore(database: file.database).add(People.user("ann"), personal: People.personal("ann"))
    }

    private func access(_ client: String, to action: Action = .write) throws -> Access {
        try AccessPolicy.access(People.person("ann", credential: .apiToken(ID(client))), to: action)
    }

    private func put(_ access: Access, _ numbers: some Sequence<Int>) async throws {
        let memories = numbers.map { number in
            let memory = Memory(
                id: "m\(number)",
                text: "about \(number)",
                kind: .semantic,
                userID: access.author,
                createdAt: People.dawn.advanced(by: .seconds(number))
            )
            return StoredMemory(memory: memory, searchText: memory.text, vector: nil)
        }
        try await store.put(access, memories, model: nil)
    }

    @Test("For an application of few memories, of many, and of none")
    func same() async throws {
        let (many, few) = (try access("many"), try access("few"))
        try await put(many, 0..<2_300)
        try await put(few, 2_300..<2_320)
        // The other application changes some: both wrote them.
        try await put(few, stride(from: 0, to: 50, by: 5))
        _ = try await store.archive(many, ids: (100..<140).map { "m\($0)" } + ["m2305"], true, at: People.dawn)
        let reading = try access("many", to: .read)
        let all = try await store.list(reading, .everything, order: .newestFirst, page: PageRequest(limit: 5_000)).items
        let applications = ["many", "few", "none"].map { name in
            (name, all.compactMap { $0.provenance?.created?.provenance.application }.first { $0.id == name })
        }
        #expect(all.count == 2_320 && applications.prefix(2).allSatisfy { $0.1 != nil })
        for (name, application) in applications {
            let known = application ?? ApplicationID(.apiToken, id: name)
            for archived in [MemoryFilter.Archived.exclude, .include, .only] {
                var filter = MemoryFilter()
                filter.writers = [known]
                filter.archived = archived
                let expected = all.filter { memory in
                    let writers = [memory.provenance?.created, memory.provenance?.changed].map {
                        $0?.provenance.application
                    }
                    return writers.contains(known) && (archived == .include || memory.archived == (archived == .only))
                }
                let page = try await store.list(
                    reading,
                    filter,
                    order: .newestFirst,
                    page: PageRequest(limit: 7, offset: 3)
                )
                #expect(page.total == expected.count, "\(name) \(archived)")
                #expect(
                    page.items.map { $0.id } == expected.dropFirst(3).prefix(7).map { $0.id },
                    "\(name) \(archived)"
                )
            }
        }
    }
}

extension MemoryFilter {
    fileprivate static var everything: MemoryFilter {
        var filter = MemoryFilter()
        filter.archived = .include
        filter.includesSuperseded = true
        return filter
    }
}
