import Base
import TestSupport
import Testing

@testable import SQLStorage

@Suite(.enabled(if: Backend.available.contains(.postgres))) struct PostgresOpeningTests {
    /// The failure of opening a database.
    private func failure(_ url: Secret) async -> StoreFailure? {
        await thrown(StoreFailure.self) { _ = try PostgresDatabase(PostgresOptions(url: url)) }
    }

    @Test("Eight servers that start at once on an empty database run each migration once")
    func racingStarts() async throws {
        var options = PostgresOptions(url: Secret(Backend.postgresURL))
        options.schema = "test_\(UInt64.random(in: .min ... .max))"
        options.connections = 1
        let opened = try await withThrowingTaskGroup(of: PostgresDatabase.self) { group in
            for _ in 0..<8 { group.addTask { [options] in try PostgresDatabase(options) } }
            return try await group.reduce(into: [PostgresDatabase]()) { $0.append($1) }
        }
        let applied = try await opened[0].rows("SELECT number FROM schema_migrations ORDER BY number")
        #expect(try applied.map { try $0.integer("number") } == PostgresSchema.migrations.map(\.number))
        for database in opened.dropFirst() { database.close() }
        opened[0].erase(options.schema ?? "")
    }

    @Test("A database of a newer version is refused")
    func newerVersion() async throws {
        let file = try await TemporaryPostgres()
        _ = try await file.database.change("INSERT INTO schema_migrations (number, name) VALUES (999, 'later')")
        let failure = await thrown(StoreFailure.self) { _ = try PostgresDatabase(file.options) }
        #expect(failure?.kind == .broken && failure?.reason.contains("newer version") == true)
    }

    @Test("Every text of the schema compares by its bytes, whatever the locale of the database")
    func collation() async throws {
        let file = try await TemporaryPostgres()
        let others = try await file.database.rows(
            """
            SELECT table_name AS name FROM information_schema.columns
            WHERE table_schema = \(file.options.schema) AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'
                AND table_name NOT IN ('texts', 'schema_migrations')
            """
        )
        #expect(try others.map { try $0.text("name") } == [])
    }

    @Test("A wrong password is named as the cause, and no failure has the password")
    func wrongPassword() async throws {
        var wrong = Backend.postgresURL
        let name = try #require(wrong.firstRange(of: "@"))
        wrong.replaceSubrange(name, with: "wrong@")
        let failure = try #require(await failure(Secret(wrong)))
        #expect(failure.kind == .broken && failure.reason.contains("password"))
        #expect(!failure.reason.contains("wrong"))
    }

    @Test("A server that is not there is unavailable")
    func nobodyListens() async throws {
        let failure = try #require(await failure(Secret("postgresql://127.0.0.1:1/memory")))
        #expect(failure.kind == .unavailable)
    }

    @Test("A database that does not exist is named with what to do")
    func noSuchDatabase() async throws {
        let failure = try #require(await failure(Secret(Backend.postgresURL + "_missing")))
        #expect(failure.kind == .broken && failure.reason.contains("createdb"))
    }
}

@Suite struct PostgresOptionsTests {
    private func parameters(_ url: String) throws -> [String: String] {
        let parameters = try PostgresOptions(url: Secret(url)).parameters()
        return Dictionary(parameters.map { ($0.keyword, $0.value) }, uniquingKeysWith: { $1 })
    }

    @Test("Over a network, the server's certificate is checked by default")
    func verification() throws {
        let far = try parameters("postgresql://memory@db.example.com/memory")
        #expect(far["sslmode"] == "verify-full" && far["sslrootcert"] != nil)
        for near in ["postgresql:///memory", "postgresql://localhost/memory", "postgresql://memory@[::1]:5433/memory"] {
            #expect(try parameters(near)["sslmode"] == "prefer")
        }
        #expect(try parameters("postgresql://localhost,db.example.com/memory")["sslmode"] == "verify-full")
    }

    @Test("A URL that gives up checking the certificate is refused", arguments: ["disable", "prefer", "require"])
    func weakerMode(mode: String) async {
        let failure = await thrown(StoreFailure.self) {
            _ = try parameters("postgresql://memory@db.example.com/memory?sslmode=\(mode)")
        }
        #expect(failure?.kind == .broken && failure?.reason.contains(mode) == true)
    }

    @Test("A URL that is not valid is refused without quoting it")
    func invalidURL() async {
        let failure = await thrown(StoreFailure.self) {
            _ = try parameters("postgresql://memory:hidden-word@db.example.com:port/memory?nonsense=1")
        }
        #expect(failure?.kind == .broken && failure?.reason.contains("hidden-word") == false)
    }
}
