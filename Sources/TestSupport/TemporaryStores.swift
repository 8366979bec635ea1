package import Authorization
package import Base
import FoundationEssentials
package import Identity
package import Memories
package import SQLStorage

/// Stores in their own directory or schema, which is removed together with this value.
package final class TemporaryStores: Sendable {
    private enum Place {
        case directory(TemporaryDirectory, SQLiteStores)
        case schema(PostgresOptions, PostgresStores)
    }

    private let place: Place
    private let every: Stores

    package var storage: Storage {
        switch place {
        case .directory(_, let stores): .sqlite(stores)
        case .schema(_, let stores): .postgres(stores)
        }
    }

    package var identity: IdentityStores { every.identity }
    package var authorization: AuthorizationStores { every.authorization }
    package var memories: any MemoryStore { every.memories }
    package var workingMemory: any WorkingMemoryStore { every.workingMemory }
    package var promotions: any PromotionQueue { every.promotions }
    package var extractions: any ExtractionQueue { every.extractions }
    package var languageCalls: any LanguageCallStore { every.languageCalls }
    package var userProfiles: any UserProfileStore { every.userProfiles }
    package var sessionRecords: any SessionRecordStore { every.sessionRecords }
    package var extractionPrompts: any ExtractionPromptStore { every.extractionPrompts }
    package var records: RecordStores { every.records }
    /// Nil on a backend that has one server.
    package var secrets: (any SharedSecretStore)? { every.shared?.secrets }
    package var passing: (any PassingStore)? { every.shared?.passing }
    package var leases: (any WorkLeaseStore)? { every.shared?.leases }

    /// The stores on SQLite, for tests of its files.
    package var stores: SQLiteStores {
        switch place {
        case .directory(_, let stores): stores
        case .schema: preconditionFailure("these stores are on PostgreSQL")
        }
    }

    package var directory: String {
        switch place {
        case .directory(let folder, _): folder.path
        case .schema: preconditionFailure("these stores are on PostgreSQL")
        }
    }

    /// The bytes of an empty database, which take less time to write than its migrations to run.
    private static let empty = Result {
        let folder = try TemporaryDirectory()
        try SQLiteStores.open(directory: folder.path).close()
        return try Data(contentsOf: folder.url("memory.db"))
    }

    package init() throws {
        let folder = try TemporaryDirectory()
        try Self.empty.get().write(to: folder.url("memory.db"))
        let stores = try SQLiteStores.open(directory: folder.path)
        place = .directory(folder, stores)
        every = stores.stores
    }

    /// - Parameter url: of a database; empty for none, which fails.
    init(postgres url: String) throws {
        var options = PostgresOptions(
            url: Secret(url.isEmpty ? "postgresql://127.0.0.1:1/AGENT_MEMORY_TEST_POSTGRES" : url)
        )
        options.schema = "test_\(UInt64.random(in: .min ... .max))"
        options.connections = 4
        let stores = try PostgresStores.open(options)
        place = .schema(options, stores)
        every = stores.stores
    }

    /// A service over these stores.
    /// - Parameter embedder: the model; nil for keyword search only.
    package func service(
        embedder: (any EmbeddingProvider)? = nil,
        time: any TimeSource = ManualClock(),
        random: any RandomSource = SeededRandom(),
        limits: MemoryLimits = MemoryLimits(),
        language model: (any LanguageModel)? = nil,
        options: LanguageOptions = LanguageOptions()
    ) -> MemoryService {
        MemoryService(
            store: memories,
            workingMemory: workingMemory,
            promotions: promotions,
            records: records,
            embedder: embedder,
            time: time,
            random: random,
            limits: limits,
            language: model.map {
                LanguageParts(model: $0, calls: languageCalls, extractions: extractions, options: options)
            }
        )
    }

    /// Copies everything into other stores, which are empty.
    package func move(to other: TemporaryStores) async throws {
        _ = try await DatabaseMove(from: storage, named: "these", to: other.storage).run()
    }

    /// Opens the same data again, as another process does.
    package func again() throws -> Stores {
        switch place {
        case .directory(let folder, _): try SQLiteStores.open(directory: folder.path).stores
        case .schema(let options, _): try PostgresStores.open(options).stores
        }
    }

    /// Adds users with their personal workspaces, and teams.
    package func add(people: [String], teams: [Workspace] = []) async throws {
        for name in people { _ = try await identity.users.add(People.user(name), personal: People.personal(name)) }
        for team in teams { _ = try await identity.workspaces.add(team) }
    }

    /// Closes the stores: every later operation fails.
    package func close() throws {
        switch place {
        case .directory(_, let stores): try stores.close()
        case .schema(_, let stores): stores.close()
        }
    }

    deinit {
        switch place {
        case .directory(_, let stores): try? stores.close()
        case .schema(let options, let stores): stores.erase(options.schema ?? "")
        }
    }
}
