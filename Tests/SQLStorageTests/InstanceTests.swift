import Base
import TestSupport
import Testing

@testable import SQLStorage

@Suite(.enabled(if: Backend.available.contains(.postgres))) struct InstanceTests {
    private func instance(_ id: String, at place: String? = nil, _ settings: [String: String] = [:]) -> ServerInstance {
        ServerInstance(id: id, place: place ?? "host:\(id)", version: "1", settings: settings)
    }

    private func instances(_ file: TemporaryPostgres) -> SQLInstances { SQLInstances(database: file.database) }

    private func ids(_ instances: SQLInstances) async throws -> [String] { try await instances.running().map(\.id) }

    @Test("A server is listed while it gives signs of life, and replaces the former one of its place")
    func signsOfLife() async throws {
        let file = try await TemporaryPostgres()
        let instances = instances(file)
        for id in ["b", "a"] {
            guard case .entered(let time) = try await instances.enter(instance(id)) else {
                Issue.record("\(id) did not enter")
                return
            }
            #expect(abs(time.since(SystemTime().now()).components.seconds) < 5)
        }
        #expect(try await ids(instances) == ["a", "b"])
        _ = try await instances.enter(instance("c", at: "host:a"))
        #expect(try await ids(instances) == ["c", "b"])
        _ = try await file.database.change("UPDATE instances SET seen_at = seen_at - 30000")
        #expect(try await ids(instances) == [])
        _ = try await instances.see(instance("b"))
        #expect(try await ids(instances) == ["b"])
        try await instances.leave(instance("b"))
        #expect(try await ids(instances) == [])
        // One that was forgotten enters again by its next sign of life.
        _ = try await instances.see(instance("b"))
        #expect(try await ids(instances) == ["b"])
    }

    @Test(
        "A server with another value of a shared setting does not enter while one is running; other settings do not matter"
    )
    func disagreement() async throws {
        let file = try await TemporaryPostgres()
        let instances = instances(file)
        _ = try await instances.enter(instance("a", ["embedding.model": "m", "oauth.algorithm": "RS256"]))
        guard
            case .differs(let other, let setting) = try await instances.enter(
                instance("b", ["embedding.model": "n", "oauth.algorithm": "RS256"])
            )
        else {
            Issue.record("a server with another model entered")
            return
        }
        #expect(other.id == "a" && setting == "embedding.model")
        #expect(try await ids(instances) == ["a"])
        _ = try await instances.enter(instance("c", ["oauth.algorithm": "RS256", "oauth.privateKey": "k"]))
        #expect(try await ids(instances) == ["a", "c"])
        // A restart at the same place may change its mind, and so may anyone when the others have ended.
        try await instances.leave(instance("c"))
        _ = try await instances.enter(instance("d", at: "host:a", ["embedding.model": "n"]))
        #expect(try await ids(instances) == ["d"])
    }

    @Test("Of servers that differ and start at once, one enters")
    func race() async throws {
        let file = try await TemporaryPostgres()
        let instances = instances(file)
        let entered = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<8 {
                let own = instance("i\(number)", ["embedding.model": "m\(number)"])
                group.addTask {
                    if case .entered = try await instances.enter(own) { true } else { false }
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(entered == 1)
    }

    @Test("A schema of a newer program does not make this one unready")
    func newerSchema() async throws {
        let file = try await TemporaryPostgres()
        let state = SharedState(database: file.database)
        #expect(try await state.isMigrated())
        _ = try await file.database.change("INSERT INTO schema_migrations (number, name) VALUES (9999, 'later')")
        #expect(try await state.isMigrated())
        _ = try await file.database.change("DELETE FROM schema_migrations WHERE number > 8")
        #expect(try await !state.isMigrated())
    }
}
