package import Authorization
import Base
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
    package let directory: String
    package let stores: SQLiteStores

    package var identity: IdentityStores { stores.identity }
    package var authorization: AuthorizationStores { stores.authorization }
    package var memories: any MemoryStore { stores.memories }
    package var workingMemory: any WorkingMemoryStore { stores.workingMemory }
    package var promotions: any PromotionQueue { stores.promotions }
    package var userProfiles: any UserProfileStore { stores.userProfiles }
    package var records: RecordStores { stores.records }

    package init() throws {
        directory =
            FileManager.default.temporaryDirectory.path() + "agent-memory-test-\(UInt64.random(in: .min ... .max))"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        stores = try SQLiteStores.open(directory: directory)
    }

    /// Opens the same data again, as another process does.
    package func again() throws -> SQLiteStores { try SQLiteStores.open(directory: directory) }

    /// Closes the stores: every later operation fails.
    package func close() throws { try stores.close() }

    deinit {
        try? close()
        try? FileManager.default.removeItem(atPath: directory)
    }
}
