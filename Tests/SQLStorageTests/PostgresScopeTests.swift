import Base
import TestSupport
import Testing

@testable import SQLStorage

@Suite(.enabled(if: Backend.available.contains(.postgres))) struct PostgresScopeTests {
    @Test("Batches of different names run at the same time; those of one name, and of everything, wait")
    func waiting() async throws {
        let file = try await TemporaryPostgres(connections: 1)
        var options = file.options
        options.name = "test \(UInt64.random(in: .min ... .max))"
        options.connections = 4
        let (gate, key) = (try PostgresConnection(options), Int64.random(in: 0...Int64.max))
        let database = try PostgresDatabase(options)
        defer {
            gate.close()
            database.close()
        }
        try gate.script("SELECT pg_advisory_lock(\(key))")
        func insert(_ number: Int, _ scope: SQLScope, behindGate: Bool = false) -> Task<Void, any Error> {
            Task {
                var steps: [SQLStep] = [.run("INSERT INTO numbers VALUES (\(number))")]
                if behindGate { steps.append(.run("SELECT pg_advisory_xact_lock(\(key))")) }
                _ = try await database.commit(steps, scope: scope)
            }
        }
        func untilWaiting(_ count: Int64) async throws {
            let waiting: SQLStorage.SQL = """
                SELECT count(*) AS number FROM pg_stat_activity WHERE application_name = \(options.name) AND wait_event = 'advisory'
                """
            while try await file.database.number(waiting) < count {}
        }
        let first = insert(1, .names(["a"]), behindGate: true)
        try await untilWaiting(1)
        try await insert(2, .names(["b", "c"])).value
        #expect(try await file.numbers == [2])
        let (same, all) = (insert(3, .names(["b", "a"])), insert(4, .everything))
        try await untilWaiting(3)
        #expect(try await file.numbers == [2])
        try gate.script("SELECT pg_advisory_unlock(\(key))")
        for task in [first, same, all] { try await task.value }
        #expect(try await file.numbers == [1, 2, 3, 4])
    }

    @Test("Names are locked in one order, each once; too many are locked as everything")
    func statements() {
        let one = SQLScope.names(["a", "b"]).locking(schema: 7)
        #expect(one == SQLScope.names(["b", "a"]).locking(schema: 7))
        #expect(one.hasPrefix("SELECT pg_advisory_xact_lock_shared(7), pg_advisory_xact_lock("))
        #expect(one != SQLScope.names(["a", "b"]).locking(schema: 8))
        let many = SQLScope.names(Set((0...SQLScope.nameLimit).map { Identifier("\($0)") }))
        #expect(many.locking(schema: 7) == "SELECT pg_advisory_xact_lock(7)")
    }

    @Test("Batches that lock rows in different orders are repeated until each has run")
    func deadlocks() async throws {
        let file = try await TemporaryPostgres()
        _ = try await file.database.change("INSERT INTO numbers VALUES (1), (2)")
        func touch(_ numbers: [Int], _ name: Identifier) async throws {
            _ = try await file.database.commit(
                numbers.map { .run("UPDATE numbers SET number = number WHERE number = \($0)") },
                scope: .names([name])
            )
        }
        for _ in 0..<2 {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<2 {
                    group.addTask { try await touch([1, 2], "a") }
                    group.addTask { try await touch([2, 1], "b") }
                }
                try await group.waitForAll()
            }
        }
    }
}
