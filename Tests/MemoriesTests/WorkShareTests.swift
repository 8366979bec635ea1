import Base
import Synchronization
import TestSupport
import Testing

@testable import Memories

@Suite struct WorkShareTests {
    /// Leases in memory.
    private final class Leases: WorkLeaseStore {
        struct Lease {
            var holder: String
            var end: Timestamp
            var doneAt: Timestamp?
        }

        let leases = Mutex<[Identifier: Lease]>([:])

        func take(_ name: String, for holder: String, until end: Timestamp, every interval: Duration, at now: Timestamp)
            async throws -> WorkLease
        {
            leases.withLock { leases in
                let known = leases[Identifier(name)]
                if let known, known.end > now, known.holder != holder { return .held }
                if let doneAt = known?.doneAt, interval > .zero, now.since(doneAt) < interval { return .notDue }
                leases[Identifier(name)] = Lease(holder: holder, end: end, doneAt: known?.doneAt)
                return .taken
            }
        }

        func renew(_ name: String, for holder: String, until end: Timestamp) async throws -> Bool {
            leases.withLock { leases in
                guard leases[Identifier(name)]?.holder == holder else { return false }
                leases[Identifier(name)]?.end = end
                return true
            }
        }

        func giveBack(_ name: String, by holder: String, doneAt: Timestamp?) async throws {
            leases.withLock { leases in
                guard var lease = leases[Identifier(name)], lease.holder == holder else { return }
                lease.end = Timestamp(milliseconds: 0)
                lease.doneAt = doneAt ?? lease.doneAt
                leases[Identifier(name)] = lease
            }
        }
    }

    private struct Broken: Error {}

    private let clock = ManualClock()
    private let leases = Leases()

    private func share(_ holder: String, renewal: Duration = WorkShare.renewal) -> WorkShare {
        WorkShare(store: leases, holder: holder, time: clock, renewal: renewal)
    }

    @Test("Work is done by one server at a time, and then by any")
    func oneAtATime() async throws {
        let (one, other) = (share("one"), share("other"))
        let count = Mutex(0)
        let inner = try await one.run("work") {
            let same = try await other.run("work") { Issue.record("done twice at once") }
            #expect(same == .held)
            let another = try await other.run("other work") { count.withLock { $0 += 1 } }
            #expect(another == .taken)
        }
        #expect(inner == .taken)
        let later = try await other.run("work") { count.withLock { $0 += 1 } }
        #expect(later == .taken)
        #expect(count.withLock { $0 } == 2)
    }

    @Test("Periodic work is done once in its interval, whichever server does it; work that failed is due at once")
    func intervals() async throws {
        let (one, other) = (share("one"), share("other"))
        await #expect(throws: Broken.self) { _ = try await one.run("work", every: .seconds(60)) { throw Broken() } }
        let retried = try await other.run("work", every: .seconds(60)) {}
        #expect(retried == .taken)
        let early = try await one.run("work", every: .seconds(60)) { Issue.record("not due") }
        #expect(early == .notDue)
        clock.advance(by: .seconds(60))
        let due = try await one.run("work", every: .seconds(60)) {}
        #expect(due == .taken)
    }

    @Test("Work of a server that ended without a word is taken over when its time is over")
    func takenOver() async throws {
        let now = clock.now()
        _ = try await leases.take("work", for: "killed", until: now.advanced(by: WorkShare.term), every: .zero, at: now)
        let other = share("other")
        clock.advance(by: .seconds(29))
        let before = try await other.run("work") {}
        #expect(before == .held)
        clock.advance(by: .seconds(1))
        let after = try await other.run("work") {}
        #expect(after == .taken)
    }

    @Test("A server that is asked to end gives its work back")
    func cancelled() async throws {
        let (begun, one) = (WakeSignal(), share("one"))
        let task = Task {
            try await one.run("work") {
                begun.wake()
                try await Task.sleep(for: .seconds(3_600))
            }
        }
        await begun.wait(atMost: .seconds(60))
        task.cancel()
        _ = await task.result
        let next = try await share("other").run("work") {}
        #expect(next == .taken)
    }

    @Test("Long work is renewed; one whose lease another server took is cancelled")
    func renewed() async throws {
        let (begun, one) = (WakeSignal(), share("one", renewal: .milliseconds(1)))
        let task = Task {
            try await one.run("work") {
                begun.wake()
                try await Task.sleep(for: .seconds(3_600))
            }
        }
        await begun.wait(atMost: .seconds(60))
        clock.advance(by: .seconds(20))
        let end = clock.now().advanced(by: WorkShare.term)
        while leases.leases.withLock({ $0["work"]?.end }) != end { await Task.yield() }
        leases.leases.withLock { $0["work"]?.holder = "other" }
        #expect(try await task.value == .held)
    }
}
