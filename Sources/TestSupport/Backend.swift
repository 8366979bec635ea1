import FoundationEssentials

/// A storage backend to run a test against: `@Test(arguments: Backend.available)`.
package enum Backend: String, Sendable, CaseIterable {
    case sqlite, postgres

    /// The URL of a PostgreSQL database that tests may fill, from `AGENT_MEMORY_TEST_POSTGRES`. Each test has a schema of
    /// its own there.
    package static let postgresURL = ProcessInfo.processInfo.environment["AGENT_MEMORY_TEST_POSTGRES"] ?? ""

    /// The backends that can run here, plus those that `REQUIRE_BACKENDS` demands: a required backend that is missing
    /// makes tests fail instead of being skipped.
    package static let available = allCases.filter {
        $0.isHere || BackendRequirement.ofEnvironment.backends.contains($0)
    }

    private var isHere: Bool {
        switch self {
        case .sqlite: true
        case .postgres: !Self.postgresURL.isEmpty
        }
    }

    /// Opens empty stores of this backend; they are removed together with the returned value.
    package func open() throws -> TemporaryStores {
        switch self {
        case .sqlite: try TemporaryStores()
        case .postgres: try TemporaryStores(postgres: Self.postgresURL)
        }
    }
}
