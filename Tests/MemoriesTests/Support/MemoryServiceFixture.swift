import Base
import Identity
import Logging
import TestSupport

@testable import Memories

/// A memory service over fakes, with access for several people.
struct MemoryServiceFixture {
    let store = FakeMemoryStore()
    let sessions = FakeSessions()
    let clock = ManualClock()
    let embedder: FakeEmbedder?
    let embeddings: Embeddings
    let service: MemoryService

    init(
        _ embedder: FakeEmbedder? = FakeEmbedder(),
        limits: MemoryLimits = MemoryLimits(),
        patience: Duration = .seconds(60),
        queued: Int = 0
    ) {
        self.embedder = embedder
        embeddings = Embeddings(embedder, absence: "install one.", time: clock, patience: patience)
        service = Self.service(store, sessions, embedder, embeddings, clock, limits: limits, queued: queued)
    }

    /// With a model that answers when the test says so, and an alarm that the test rings.
    init(_ embedder: any EmbeddingProvider, alarm: ManualAlarm) {
        self.embedder = nil
        embeddings = Embeddings(embedder, absence: "install one.", time: clock, alarm: { _ in try await alarm.wait() })
        service = Self.service(store, sessions, embedder, embeddings, clock, limits: MemoryLimits(), queued: 0)
    }

    private static func service(
        _ store: FakeMemoryStore,
        _ sessions: FakeSessions,
        _ provider: (any EmbeddingProvider)?,
        _ embeddings: Embeddings,
        _ clock: ManualClock,
        limits: MemoryLimits,
        queued: Int
    ) -> MemoryService {
        MemoryService(
            store: store,
            workingMemory: sessions,
            promotions: FakePromotions(queued),
            records: RecordStores(
                versions: FakeVersions(),
                events: FakeEvents(),
                undos: FakeUndos(),
                expiries: FakeExpiries()
            ),
            provider: provider,
            absence: "install one.",
            embeddings: embeddings,
            time: clock,
            random: SeededRandom(),
            limits: limits,
            log: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        )
    }

    /// Ann, in her own workspace.
    static func ann(_ action: Action = .write) throws -> Access {
        try AccessPolicy.access(People.person("ann"), to: action)
    }

    /// Another person, in a workspace of their own.
    static func bob(_ action: Action = .write) throws -> Access {
        try AccessPolicy.access(People.person("bob"), to: action)
    }

    /// An application that acts for all users of its workspace, or for one.
    static func application(for user: String? = nil, _ action: Action = .write) throws -> Access {
        try AccessPolicy.access(People.service(in: People.team("app")), user: user, to: action)
    }

    /// Stores a memory of Ann.
    func keep(_ id: String, _ text: String) async throws {
        _ = try await service.remember(Self.ann(), [memory(id, text)], deduplicate: true)
    }

    func memory(_ id: String, _ text: String, kind: MemoryKind = .semantic, userID: String? = nil, age days: Int64 = 0)
        -> Memory
    {
        Memory(
            id: id,
            text: text,
            kind: kind,
            userID: userID,
            createdAt: Timestamp(milliseconds: clock.now().milliseconds - days * 86_400_000)
        )
    }
}
