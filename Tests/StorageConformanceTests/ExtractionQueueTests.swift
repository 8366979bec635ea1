import Base
import Identity
import Memories
import TestSupport
import Testing

@Suite struct ExtractionQueueTests {
    private let lease = People.dawn.advanced(by: .seconds(900))

    private func put(
        _ ids: [String],
        in fixture: MemoryStoreFixture,
        as access: Access,
        session: String = "s",
        due: Timestamp = People.dawn
    ) async throws {
        let messages = ids.map { Message(id: $0, role: "user", content: "text \($0)", createdAt: People.dawn) }
        try await fixture.stores.workingMemory.put(
            access,
            WorkingMemory(
                key: key(access, session),
                messages: messages,
                strategy: "summary",
                createdAt: People.dawn,
                updatedAt: People.dawn,
                lastAccessed: People.dawn
            ),
            extracting: ExtractionOrder(messages: messages, due: due)
        )
    }

    private func key(_ access: Access, _ session: String = "s") -> SessionKey {
        SessionKey(sessionID: session, userID: access.author, namespace: "n")
    }

    private func memory(_ id: String, _ access: Access) -> Memory {
        Memory(id: id, text: "fact \(id)", kind: .semantic, userID: access.author, createdAt: People.dawn, hash: id)
    }

    private func states(_ fixture: MemoryStoreFixture, _ access: Access) async throws -> [MessageExtraction.State] {
        try await fixture.stores.extractions.states(access, of: key(access)).map(\.state)
    }

    @Test(
        "law: claimed messages come in order, finish once, and their memories name the model",
        arguments: Backend.available
    )
    func finishing(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let queue = fixture.stores.extractions
        try await put(["b", "a"], in: fixture, as: fixture.cyd)
        try await put(["b", "a", "c"], in: fixture, as: fixture.cyd)
        #expect(try await queue.claim(at: People.dawn.advanced(by: .seconds(-1)), until: lease, limit: 9) == nil)
        let job = try #require(try await queue.claim(at: People.dawn, until: lease, limit: 9))
        #expect(job.items.map(\.message.id) == ["b", "a", "c"] && job.items[0].message.content == "text b")
        #expect(job.key == key(fixture.cyd) && job.strategy == "summary" && job.attempts == 1)
        #expect(try await queue.claim(at: People.dawn, until: lease, limit: 9) == nil)
        let first = job.first(2)
        #expect(try await queue.finish(first, [memory("f", fixture.cyd)], by: "model"))
        #expect(try await !queue.finish(first, [memory("g", fixture.cyd)], by: "model"))
        #expect(try await states(fixture, fixture.cyd) == [.done, .done, .waiting])
        // The message that the job left out is due at once.
        let rest = try #require(try await queue.claim(at: People.dawn, until: lease, limit: 9))
        #expect(rest.items.map(\.message.id) == ["c"] && rest.attempts == 1)
        #expect(try await fixture.stores.promotions.promote(limit: 9, at: People.dawn) == 1)
        let stored = try #require(try await fixture.memories.memory(fixture.cyd, id: "f"))
        #expect(
            stored.provenance?.created?.provenance.application == ApplicationID(.extracted, id: "model")
        )
        // A message that was extracted from is never queued again.
        try await put(["b"], in: fixture, as: fixture.cyd)
        #expect(try await states(fixture, fixture.cyd) == [.done, .done, .waiting])
    }

    @Test("time: a lost lease can be claimed again, and its holder can no longer finish", arguments: Backend.available)
    func leases(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let queue = fixture.stores.extractions
        try await put(["a"], in: fixture, as: fixture.cyd)
        let lost = try #require(try await queue.claim(at: People.dawn, until: lease, limit: 9))
        let later = lease.advanced(by: .seconds(900))
        let job = try #require(try await queue.claim(at: lease, until: later, limit: 9))
        #expect(job.attempts == 2)
        #expect(try await !queue.finish(lost, [memory("f", fixture.cyd)], by: "model"))
        try await queue.fail(lost, because: "no")
        #expect(try await states(fixture, fixture.cyd) == [.waiting])
        #expect(try await queue.finish(job, [], by: "model"))
        #expect(try await fixture.stores.promotions.promote(limit: 9, at: People.dawn) == 0)
    }

    @Test("law: postponed messages wait, failed ones stay failed", arguments: Backend.available)
    func postponing(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let queue = fixture.stores.extractions
        try await put(["a"], in: fixture, as: fixture.cyd)
        let job = try #require(try await queue.claim(at: People.dawn, until: lease, limit: 9))
        let later = People.dawn.advanced(by: .seconds(60))
        try await queue.postpone(job, until: later, isAttempt: false, because: "used up")
        #expect(try await queue.claim(at: People.dawn, until: lease, limit: 9) == nil)
        #expect(try await queue.states(fixture.cyd, of: key(fixture.cyd)).map(\.reason) == ["used up"])
        let again = try #require(try await queue.claim(at: later, until: lease, limit: 9))
        #expect(again.attempts == 1)
        try await queue.fail(again, because: "no answer")
        #expect(try await states(fixture, fixture.cyd) == [.failed])
        #expect(try await queue.claim(at: lease, until: lease, limit: 9) == nil)
    }

    @Test("race: each session is claimed once", arguments: Backend.available)
    func racing(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let queue = fixture.stores.extractions
        for number in 0..<12 { try await put(["a", "b"], in: fixture, as: fixture.cyd, session: "s\(number)") }
        let claimed = try await race(6) { _ in
            var sessions: [String] = []
            while let job = try await queue.claim(at: People.dawn, until: lease, limit: 9) {
                #expect(job.items.count == 2)
                sessions.append(job.key.sessionID)
            }
            return sessions
        }
        #expect(claimed.joined().sorted() == (0..<12).map { "s\($0)" }.sorted())
    }

    @Test("isolation: the states of a session out of reach are empty", arguments: Backend.available)
    func isolation(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        try await put(["a"], in: fixture, as: fixture.cyd)
        for access in [fixture.dan, fixture.ann, fixture.foreign] {
            #expect(try await fixture.stores.extractions.states(access, of: key(fixture.cyd)).isEmpty)
        }
        #expect(try await fixture.stores.extractions.states(fixture.everyone, of: key(fixture.cyd)).count == 1)
    }

    @Test("law: deleting the session or its user deletes what waits", arguments: Backend.available)
    func deletion(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let queue = fixture.stores.extractions
        try await put(["a"], in: fixture, as: fixture.cyd)
        let job = try #require(try await queue.claim(at: People.dawn, until: lease, limit: 9))
        #expect(try await fixture.stores.workingMemory.delete(fixture.cyd, key(fixture.cyd)) == 1)
        #expect(try await !queue.finish(job, [memory("f", fixture.cyd)], by: "model"))
        try await put(["a"], in: fixture, as: fixture.cyd)
        #expect(try await fixture.stores.userProfiles.delete(fixture.everyone, id: "cyd"))
        #expect(try await queue.claim(at: lease, until: lease, limit: 9) == nil)
        #expect(try await fixture.stores.promotions.promote(limit: 9, at: People.dawn) == 0)
    }
}

@Suite struct LanguageCallTests {
    private func payer(_ access: Access, _ user: String?) -> LanguagePayer {
        LanguagePayer(workspace: access.workspace, user: user)
    }

    @Test("race: no more calls than the limits of a user and of all, by day", arguments: Backend.available)
    func limits(backend: Backend) async throws {
        let fixture = try await MemoryStoreFixture(backend)
        let calls = fixture.stores.languageCalls
        let (cyd, dan) = (payer(fixture.cyd, "cyd"), payer(fixture.cyd, "dan"))
        let taken = try await race(10) { _ in try await calls.spend(cyd, day: 7, limit: 3, limitOfAll: 5) }
        #expect(taken.count(where: \.self) == 3)
        var others = 0
        for _ in 0..<5 where try await calls.spend(dan, day: 7, limit: 3, limitOfAll: 5) { others += 1 }
        #expect(others == 2)
        // A refused call counts for nobody.
        #expect(try await calls.spend(dan, day: 7, limit: 3, limitOfAll: 6))
        #expect(try await calls.spend(cyd, day: 8, limit: 3, limitOfAll: 5))
        #expect(try await fixture.stores.languageCalls.purge(before: 8) == 3)
        #expect(try await calls.spend(cyd, day: 7, limit: 1, limitOfAll: 1))
    }
}
