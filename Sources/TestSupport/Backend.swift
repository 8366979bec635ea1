package import Authorization
package import Base
import FoundationEssentials
package import Identity
package import Memories
package import SQLStorage

/// A storage backend to run a test against: `@Test(arguments: Backend.available)`.
package enum Backend: String, Sendable, CaseIterable {
    case sqlite

    /// The backends that can run here, plus those that `REQUIRE_BACKENDS` demands: a required backend that is missing
    /// makes tests fail instead of being skipped.
    package static let available = allCases.filter {
        $0.isHere || BackendRequirement.ofEnvironment.backends.contains($0)
    }

    private var isHere: Bool {
        switch self {
        case .sqlite: true
        }
    }

    /// Opens empty stores of this backend; they are removed together with the returned value.
    package func open() throws -> TemporaryStores {
        switch self {
        case .sqlite: try TemporaryStores()
        }
    }
}

/// Stores in their own directory, which is removed together with this value.
package final class TemporaryStores: Sendable {
    private let folder: TemporaryDirectory
    package let stores: SQLiteStores

    package var directory: String { folder.path }
    package var identity: IdentityStores { stores.identity }
    package var authorization: AuthorizationStores { stores.authorization }
    package var memories: any MemoryStore { stores.memories }
    package var workingMemory: any WorkingMemoryStore { stores.workingMemory }
    package var promotions: any PromotionQueue { stores.promotions }
    package var userProfiles: any UserProfileStore { stores.userProfiles }
    package var records: RecordStores { stores.records }

    /// The bytes of an empty database, which take less time to write than its migrations to run.
    private static let empty = Result {
        let folder = try TemporaryDirectory()
        try SQLiteStores.open(directory: folder.path).close()
        return try Data(contentsOf: folder.url("memory.db"))
    }

    package init() throws {
        folder = try TemporaryDirectory()
        try Self.empty.get().write(to: folder.url("memory.db"))
        stores = try SQLiteStores.open(directory: folder.path)
    }

    /// A service over these stores.
    /// - Parameter embedder: the model; nil for keyword search only.
    package func service(
        embedder: (any EmbeddingProvider)? = nil,
        time: any TimeSource = ManualClock(),
        random: any RandomSource = SeededRandom(),
        limits: MemoryLimits = MemoryLimits()
    ) -> MemoryService {
        MemoryService(
            store: memories,
            workingMemory: workingMemory,
            promotions: promotions,
            records: records,
            embedder: embedder,
            time: time,
            random: random,
            limits: limits
        )
    }

    /// Opens the same data again, as another process does.
    package func again() throws -> SQLiteStores { try SQLiteStores.open(directory: directory) }

    /// Adds users with their personal workspaces, and teams.
    package func add(people: [String], teams: [Workspace] = []) async throws {
        for name in people { _ = try await identity.users.add(People.user(name), personal: People.personal(name)) }
        for team in teams { _ = try await identity.workspaces.add(team) }
    }

    /// Closes the stores: every later operation fails.
    package func close() throws { try stores.close() }

    deinit { try? close() }
}
