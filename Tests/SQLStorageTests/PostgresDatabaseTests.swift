import Base
import TestSupport
import Testing

@testable import SQLStorage

/// A PostgreSQL database with a schema of its own and the tables `numbers` and `texts`.
final class TemporaryPostgres: Sendable {
    let database: PostgresDatabase
    let options: PostgresOptions

    init(connections: Int = 4) async throws {
        var options = PostgresOptions(url: Secret(Backend.postgresURL))
        options.schema = "test_\(UInt64.random(in: .min ... .max))"
        options.connections = connections
        self.options = options
        database = try PostgresDatabase(options)
        _ = try await database.change("CREATE TABLE numbers (number BIGINT NOT NULL PRIMARY KEY)")
        _ = try await database.change("CREATE TABLE texts (text TEXT, bytes BYTEA, real DOUBLE PRECISION)")
    }

    var numbers: [Int64] {
        get async throws {
            try await database.rows("SELECT number FROM numbers ORDER BY number").map { try $0.integer("number") }
        }
    }

    deinit { database.erase(options.schema ?? "") }
}

@Suite(.enabled(if: Backend.available.contains(.postgres))) struct PostgresDatabaseTests {
    @Test("Values come back as they were bound")
    func values() async throws {
        let file = try await TemporaryPostgres()
        let (text, bytes) = ("tea \u{1F375} 'quoted' \\ $1", [UInt8](0...255))
        let rows = try await file.database.rows(
            """
            SELECT CAST(\(text) AS TEXT) AS text, CAST(\(bytes) AS BYTEA) AS bytes, CAST(\([UInt8]()) AS BYTEA) AS none,
                CAST(\(Int64.min) AS BIGINT) AS least, CAST(\(0.1) AS DOUBLE PRECISION) AS real, CAST(\(nil as String?) AS TEXT) AS absent,
                1 = 1 AS truth, CAST(7 AS SMALLINT) AS small
            """
        )
        let row = try #require(rows.first)
        #expect(try row.text("text") == text && row.blob("bytes") == bytes && row.blob("none") == [])
        #expect(try row.integer("least") == .min && row.real("real") == 0.1 && row.isNull("absent"))
        #expect(try row.bool("truth") && row.integer("small") == 7)
    }

    @Test(
        "A sum of integers is an integer",
        arguments: [0, 1, -1, 9_999, 10_000, 10_001, 100_000_000, -1_234_567_890_123, 9_000_000_000_000_000_000]
    )
    func sums(number: Int64) async throws {
        let file = try await TemporaryPostgres()
        let sum = try await file.database.number(
            "SELECT sum(n) FROM (VALUES (CAST(\(number) AS BIGINT)), (0)) AS v (n)"
        )
        #expect(sum == number)
    }

    @Test("Concurrent batches run one after another: each sees the effects of the one before it")
    func batchesAreSerial() async throws {
        let file = try await TemporaryPostgres()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<40 {
                group.addTask {
                    _ = try await file.database.commit([.run("INSERT INTO numbers SELECT count(*) FROM numbers")])
                }
            }
            try await group.waitForAll()
        }
        #expect(try await file.numbers == Array(0..<40))
    }

    @Test("A refused batch changes nothing, also when a step after the refused one fails")
    func refusal() async throws {
        let file = try await TemporaryPostgres()
        let outcome = try await file.database.atomically([
            .run("INSERT INTO numbers VALUES (1)"), .require("DELETE FROM numbers WHERE number = 7"),
            .run("INSERT INTO numbers VALUES (1)"),
        ])
        guard case .refused(let step) = outcome else {
            Issue.record("the batch was committed")
            return
        }
        #expect(step == 1)
        #expect(try await file.numbers == [])
        _ = try await file.database.commit([.run("INSERT INTO numbers VALUES (2)")])
        #expect(try await file.numbers == [2])
    }

    @Test("A failed step undoes the batch, and the connection stays usable")
    func failure() async throws {
        let file = try await TemporaryPostgres(connections: 1)
        let failure = await thrown(StoreFailure.self) {
            _ = try await file.database.commit([
                .run("INSERT INTO numbers VALUES (1)"), .run("INSERT INTO numbers VALUES (1)"),
            ])
        }
        #expect(failure?.kind == .broken)
        #expect(try await file.numbers == [])
    }

    @Test("A batch of many large statements does not block itself")
    func largeBatch() async throws {
        let file = try await TemporaryPostgres()
        let text = String(repeating: "x", count: 20_000)
        let results = try await file.database.commit(
            (0..<1_000).map { _ in .run("INSERT INTO texts (text) VALUES (\(text)) RETURNING text") }
        )
        #expect(results.count == 1_000)
    }

    @Test("A batch that another transaction was in the way of is run again")
    func conflict() async throws {
        let file = try await TemporaryPostgres()
        _ = try await file.database.change("CREATE SEQUENCE tries")
        _ = try await file.database.change(
            """
            CREATE FUNCTION third_time() RETURNS BIGINT LANGUAGE plpgsql AS $body$ BEGIN
                IF nextval('tries') < 3 THEN RAISE EXCEPTION 'in the way' USING ERRCODE = '40P01'; END IF;
                RETURN 3;
            END $body$
            """
        )
        _ = try await file.database.commit([.run("INSERT INTO numbers VALUES (third_time())")])
        #expect(try await file.numbers == [3])
    }

    @Test("A closed database refuses statements")
    func closed() async throws {
        let file = try await TemporaryPostgres()
        file.database.close()
        let failure = await thrown(StoreFailure.self) { _ = try await file.numbers }
        #expect(failure?.kind == .unavailable)
    }
}

/// Connections that end.
@Suite(.enabled(if: Backend.available.contains(.postgres))) struct PostgresConnectionLossTests {
    @Test("After the server ended an idle connection, reads and batches use a new one")
    func idleConnection() async throws {
        let (file, other) = (try await TemporaryPostgres(connections: 1), try await TemporaryPostgres(connections: 1))
        for _ in 0..<2 {
            let process = try await file.database.number("SELECT pg_backend_pid()")
            _ = try await other.database.rows("SELECT pg_terminate_backend(CAST(\(process) AS INTEGER), 5000)")
            #expect(try await file.database.number("SELECT pg_backend_pid()") != process)
        }
        let process = try await file.database.number("SELECT pg_backend_pid()")
        _ = try await other.database.rows("SELECT pg_terminate_backend(CAST(\(process) AS INTEGER), 5000)")
        _ = try await file.database.commit([.run("INSERT INTO numbers VALUES (1)")])
        #expect(try await file.numbers == [1])
    }

    @Test("A batch whose connection is lost changes nothing and fails as unavailable")
    func duringABatch() async throws {
        let file = try await TemporaryPostgres()
        let failure = await thrown(StoreFailure.self) {
            _ = try await file.database.atomically([
                .require("INSERT INTO numbers VALUES (1)"),
                .require("SELECT pg_terminate_backend(pg_backend_pid(), 5000)"),
            ])
        }
        #expect(failure?.kind == .unavailable)
        #expect(try await file.numbers == [])
        #expect(file.database.trouble == nil, "a statement has succeeded since")
    }
}
