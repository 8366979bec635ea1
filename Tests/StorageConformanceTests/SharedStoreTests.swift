import Authorization
import Base
import Identity
import Memories
import TestSupport
import Testing

/// The stores that servers of one database share; on the backends that can have several.
@Suite struct SharedStoreTests {
    private static let backends = Backend.available.filter { $0 == .postgres }

    @Test(
        "law: a value that a page leaves is there until it is taken or expires, for its topic only",
        arguments: backends
    )
    func passingValues(backend: Backend) async throws {
        let stores = try backend.open()
        let (store, clock) = (try #require(stores.passing), ManualClock())
        func value(_ id: String, _ topic: String) -> PassingValue {
            let end = clock.now().advanced(by: .seconds(60))
            return PassingValue(id: id, topic: topic, sealed: [1, 2, 0, 255], expiresAt: end)
        }
        try await store.leave([value("b", "ann"), value("a", "ann"), value("c", "bob")])
        try await store.leave([value("a", "ann")])
        #expect(try await store.values(of: "ann", at: clock.now()) == [value("a", "ann"), value("b", "ann")])
        #expect(try await store.take("c", of: "ann", at: clock.now()) == nil)
        #expect(try await store.take("a", of: "ann", at: clock.now()) == value("a", "ann"))
        #expect(try await store.take("a", of: "ann", at: clock.now()) == nil)
        try await store.removeAll(of: "ann")
        #expect(try await store.values(of: "ann", at: clock.now()) == [])
        clock.advance(by: .seconds(60))
        #expect(try await store.values(of: "bob", at: clock.now()) == [])
        #expect(try await store.take("c", of: "bob", at: clock.now()) == nil)
        #expect(try await store.purge(expiredBefore: clock.now()) == 0)
        clock.advance(by: .milliseconds(1))
        #expect(try await store.purge(expiredBefore: clock.now()) == 1)
    }

    @Test("race: a value is taken by one of many, and servers that start together get one secret", arguments: backends)
    func races(backend: Backend) async throws {
        let stores = try backend.open()
        let (passing, secrets) = (try #require(stores.passing), try #require(stores.secrets))
        let now = ManualClock().now()
        let end = now.advanced(by: .seconds(60))
        try await passing.leave([PassingValue(id: "a", topic: "t", sealed: [1], expiresAt: end)])
        let results = try await withThrowingTaskGroup(of: (Bool, String).self) { group in
            for number in 0..<10 {
                group.addTask {
                    let taken = try await passing.take("a", of: "t", at: now) != nil
                    return (taken, try await secrets.secret("pages", orElse: Secret("secret \(number)")).reveal())
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.count { $0.0 } == 1)
        #expect(Set(results.map(\.1)).count == 1)
        let stored = Secret(results[0].1)
        #expect(try await secrets.replace("pages", stored, by: Secret("next")) == Secret("next"))
        #expect(try await secrets.replace("pages", stored, by: Secret("late")) == Secret("next"))
    }

    @Test("law: work belongs to one holder until it is given back or its time is over", arguments: backends)
    func leases(backend: Backend) async throws {
        let stores = try backend.open()
        let (store, clock) = (try #require(stores.leases), ManualClock())
        func take(_ holder: String, every interval: Duration = .zero) async throws -> WorkLease {
            let now = clock.now()
            return try await store.take(
                "work",
                for: holder,
                until: now.advanced(by: .seconds(30)),
                every: interval,
                at: now
            )
        }
        #expect(try await take("a") == .taken)
        #expect(try await take("b") == .held)
        #expect(try await take("a") == .taken)
        clock.advance(by: .seconds(29))
        #expect(try await take("b") == .held)
        #expect(try await store.renew("work", for: "a", until: clock.now().advanced(by: .seconds(30))))
        clock.advance(by: .seconds(29))
        #expect(try await take("b") == .held)
        // The first holder was killed.
        clock.advance(by: .seconds(1))
        #expect(try await take("b") == .taken)
        #expect(try await !store.renew("work", for: "a", until: clock.now().advanced(by: .seconds(30))))
        try await store.giveBack("work", by: "a", doneAt: clock.now())
        #expect(try await take("c") == .held)
        try await store.giveBack("work", by: "b", doneAt: nil)
        #expect(try await take("c", every: .seconds(60)) == .taken)
        try await store.giveBack("work", by: "c", doneAt: clock.now())
        #expect(try await take("a", every: .seconds(60)) == .notDue)
        clock.advance(by: .seconds(60))
        #expect(try await take("a", every: .seconds(60)) == .taken)
    }

    @Test("race: of many servers one gets the work", arguments: backends)
    func oneHolder(backend: Backend) async throws {
        let stores = try backend.open()
        let (store, now) = (try #require(stores.leases), ManualClock().now())
        let results = try await withThrowingTaskGroup(of: WorkLease.self) { group in
            for number in 0..<10 {
                group.addTask {
                    try await store.take(
                        "work",
                        for: "server \(number)",
                        until: now.advanced(by: .seconds(30)),
                        every: .seconds(60),
                        at: now
                    )
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.count { $0 == .taken } == 1 && results.count { $0 == .held } == 9)
    }
}
