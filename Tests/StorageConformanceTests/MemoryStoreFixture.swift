import Base
import Identity
import Memories
import TestSupport
import Testing

/// Ann and Bob with their personal workspaces, and a back end with a workspace in which it names users itself.
struct MemoryStoreFixture {
    let stores: TemporaryStores
    var memories: any MemoryStore { stores.memories }

    let ann: Access
    let bob: Access
    let annReading: Access
    /// The back end in its workspace: with all users' memories, or with one user's.
    let everyone: Access
    let cyd: Access
    let dan: Access
    /// Another back end's workspace.
    let foreign: Access

    static let model = EmbeddingModel(name: "test", dimension: 8)

    init(_ backend: Backend) async throws {
        let stores = try backend.open()
        try await stores.add(people: ["ann", "bob"], teams: [Self.app, Self.other])
        try self.init(filled: stores)
    }

    private static let app = People.team("app", privacy: .privatePerUser)
    private static let other = People.team("other", privacy: .privatePerUser)

    /// - Parameter stores: have the people and workspaces of a fixture already.
    init(filled stores: TemporaryStores) throws {
        self.stores = stores
        let (app, other) = (Self.app, Self.other)
        ann = try AccessPolicy.access(People.person("ann"), to: .write)
        bob = try AccessPolicy.access(People.person("bob"), to: .write)
        annReading = try AccessPolicy.access(People.person("ann"), to: .read)
        everyone = try AccessPolicy.access(People.service(in: app), to: .write)
        cyd = try AccessPolicy.access(People.service(in: app), user: "cyd", to: .write)
        dan = try AccessPolicy.access(People.service(in: app), user: "dan", to: .write)
        foreign = try AccessPolicy.access(People.service(in: other), to: .write)
    }

    /// Stores a memory of the access's user and returns it.
    @discardableResult
    func remember(
        _ access: Access,
        _ id: String,
        _ text: String = "",
        vector: Vector? = nil,
        change: (inout Memory) -> Void = { _ in }
    ) async throws -> Memory {
        var memory = Memory(
            id: id,
            text: text.isEmpty ? id : text,
            kind: .semantic,
            userID: access.author,
            createdAt: People.dawn
        )
        change(&memory)
        try await memories.put(
            access,
            [StoredMemory(memory: memory, searchText: memory.text, vector: vector)],
            model: vector.map { _ in Self.model }
        )
        return memory
    }

    func ids(_ access: Access, _ filter: MemoryFilter = MemoryFilter()) async throws -> [String] {
        try await memories.list(access, filter, order: .oldestFirst, page: PageRequest(limit: 1_000)).items.map(\.id)
            .sorted()
    }

    /// The number of memories within reach.
    func total(_ access: Access) async throws -> Int {
        try await memories.list(access, MemoryFilter(), order: .oldestFirst, page: PageRequest(limit: 9)).total
    }

    func find(
        _ access: Access,
        words: [String]? = nil,
        vector: Vector? = nil,
        filter: MemoryFilter = MemoryFilter(),
        limit: Int = 10
    ) async throws -> [Found] {
        let candidates = try await memories.candidates(
            access,
            CandidateRequest(
                words: words,
                vector: vector,
                model: vector.map { _ in Self.model },
                filter: filter,
                limit: limit
            )
        )
        let found = try await memories.memories(access, of: candidates, filter)
        #expect(found.count == candidates.count)
        return candidates.compactMap { candidate in
            found[candidate.row].map { Found(memory: $0, lexical: candidate.lexical, similarity: candidate.similarity) }
        }
    }

    struct Found {
        let memory: Memory
        let lexical: Double?
        let similarity: Double?
    }
}

/// A unit vector whose first two elements are the sine and cosine of the angle: near angles are near vectors.
func direction(_ degrees: Int) -> Vector {
    // Rotating by whole degrees needs no trigonometry of Foundation: powers of the rotation by one degree.
    let (cosine, sine): (Double, Double) = (0.999847695156391, 0.017452406437283)
    var (x, y) = (1.0, 0.0)
    for _ in 0..<degrees { (x, y) = (x * cosine - y * sine, x * sine + y * cosine) }
    return Vector(normalising: [Float(x), Float(y), 0, 0, 0, 0, 0, 0])!
}
