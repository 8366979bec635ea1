import Base
import Identity
import TestSupport
import Testing

@testable import Memories

@Suite struct RememberTests {
    @Test func theSameTextUnderAnotherIdIsNotStoredAgain() async throws {
        let fixture = MemoryServiceFixture()
        try await fixture.keep("a", "Likes tea")
        let batch = [
            fixture.memory("b", "Likes tea"), fixture.memory("c", "Likes coffee"), fixture.memory("d", "Likes coffee"),
        ]
        let outcome = try await fixture.service.remember(MemoryServiceFixture.ann(), batch, deduplicate: true)
        #expect(
            outcome
                == RememberOutcome(
                    stored: ["c"],
                    known: [
                        KnownMemory(OwnedID(id: "b", userID: "ann"), holder: "a"),
                        KnownMemory(OwnedID(id: "d", userID: "ann"), holder: "c"),
                    ]
                )
        )
        #expect(fixture.store.memories.map(\.id).sorted() == ["a", "c"])
    }

    @Test func withoutDeduplicationAllAreStored() async throws {
        let fixture = MemoryServiceFixture()
        let outcome = try await fixture.service.remember(
            MemoryServiceFixture.ann(),
            [fixture.memory("a", "Likes tea"), fixture.memory("b", "Likes tea")],
            deduplicate: false
        )
        #expect(outcome == RememberOutcome(stored: ["a", "b"], known: []))
    }

    @Test func theSameIdReplacesTheMemory() async throws {
        let fixture = MemoryServiceFixture()
        for text in ["Likes tea", "Likes coffee", "Likes coffee"] {
            _ = try await fixture.service.remember(
                MemoryServiceFixture.ann(),
                [fixture.memory("a", text)],
                deduplicate: true
            )
        }
        #expect(fixture.store.memories.map(\.text) == ["Likes coffee"])
    }

    private static let apart: [@Sendable (inout Memory) -> Void] = [
        { $0.text = "Likes coffee" }, { $0.text = "likes tea" }, { $0.text = "Likes  tea" }, { $0.userID = "bob" },
        { $0.namespace = "other" }, { $0.kind = .episodic },
        { $0.eventDate = Timestamp(seconds: 1) },
    ]

    @Test(arguments: apart)
    func differentMemoriesHaveDifferentHashes(change: @Sendable (inout Memory) -> Void) {
        let memory = Memory(id: "a", text: "Likes tea", kind: .semantic, createdAt: Timestamp(seconds: 0))
        var other = memory
        change(&other)
        #expect(MemoryHash.of(other) != MemoryHash.of(memory))
    }

    @Test func theSessionCountsForMessagesButNotForFacts() {
        for kind in [MemoryKind.semantic, .message] {
            let memories = ["s1", "s2"].map {
                Memory(id: $0, text: "Hello", kind: kind, sessionID: $0, createdAt: Timestamp(seconds: 0))
            }
            #expect((MemoryHash.of(memories[0]) == MemoryHash.of(memories[1])) == (kind == .semantic))
        }
        #expect(
            MemoryHash.of(Memory(id: "1", text: "x", kind: .semantic, createdAt: Timestamp(seconds: 0))).count == 64
        )
    }

    @Test func aPersonWritesOnlyUnderTheirOwnName() async throws {
        let fixture = MemoryServiceFixture()
        _ = try await fixture.service.remember(
            MemoryServiceFixture.ann(),
            [fixture.memory("a", "One"), fixture.memory("b", "Two", userID: "ann")],
            deduplicate: true
        )
        #expect(fixture.store.memories.map(\.userID) == ["ann", "ann"])
        let refused = await fault {
            _ = try await fixture.service.remember(
                MemoryServiceFixture.ann(),
                [fixture.memory("c", "Three"), fixture.memory("d", "Four", userID: "bob")],
                deduplicate: true
            )
        }
        #expect(refused?.code == .forbidden)
        #expect(fixture.store.memories.count == 2, "all or none")
    }

    @Test func anApplicationWritesForAnybody() async throws {
        let fixture = MemoryServiceFixture()
        let batch = [
            fixture.memory("a", "One"), fixture.memory("b", "Two", userID: "bob"),
            fixture.memory("c", "Three", userID: ""),
        ]
        _ = try await fixture.service.remember(MemoryServiceFixture.application(), batch, deduplicate: true)
        #expect(fixture.store.memories.map(\.userID) == [nil, "bob", nil])
        _ = try await fixture.service.remember(
            MemoryServiceFixture.application(for: "cyd"),
            [fixture.memory("d", "Four")],
            deduplicate: true
        )
        #expect(fixture.store.memories.last?.userID == "cyd")
    }

    private static let flaws: [(path: [String], kind: String, change: @Sendable (inout Memory) -> Void)] = [
        (["id"], "missing", { $0.id = " " }), (["id"], "too_long", { $0.id = String(repeating: "x", count: 257) }),
        (["id"], "invalid_characters", { $0.id = "a\u{0}b" }), (["text"], "missing", { $0.text = "\n" }),
        (["text"], "too_long", { $0.text = String(repeating: "é", count: 32_769) }),
        (["text"], "invalid_characters", { $0.text = "a\u{0}" }),
        (["namespace"], "invalid_characters", { $0.namespace = "a\nb" }),
        (["session_id"], "too_long", { $0.sessionID = String(repeating: "x", count: 300) }),
        (["topics"], "too_many", { $0.topics = Array(repeating: "t", count: 65) }),
        (["entities", "1"], "too_long", { $0.entities = ["e", String(repeating: "x", count: 257)] }),
        (["metadata"], "too_long", { $0.metadata = .object(["k": .string(String(repeating: "x", count: 70_000))]) }),
        (["metadata"], "too_long", { $0.metadata = (0..<40).reduce(JSONValue.null) { value, _ in .array([value]) } }),
        (["access_count"], "out_of_range", { $0.accessCount = -1 }),
    ]

    @Test(arguments: flaws)
    func aProblemNamesItsFieldAndStoresNothing(
        flaw: (path: [String], kind: String, change: @Sendable (inout Memory) -> Void)
    ) async throws {
        let fixture = MemoryServiceFixture()
        var memory = fixture.memory("bad", "Bad")
        flaw.change(&memory)
        let refused = await fault {
            _ = try await fixture.service.remember(
                MemoryServiceFixture.ann(),
                [fixture.memory("good", "Good"), memory],
                deduplicate: true
            )
        }
        #expect(refused?.code == .validationFailed)
        #expect(refused?.hints.fields.map(\.path) == [["body", "memories", "1"] + flaw.path])
        #expect(refused?.hints.fields.map(\.kind) == [flaw.kind])
        #expect(fixture.store.memories.isEmpty)
    }

    @Test func aTextOfTheMaximumLengthIsAccepted() async throws {
        let fixture = MemoryServiceFixture()
        let text = String(repeating: "é", count: MemoryLimits().textLength)
        #expect(
            try await fixture.service.remember(
                MemoryServiceFixture.ann(),
                [fixture.memory("a", text)],
                deduplicate: true
            ).stored == ["a"]
        )
    }

    @Test func tooManyMemoriesAreRefusedAndNoneAreAccepted() async throws {
        var limits = MemoryLimits()
        limits.batchSize = 2
        let fixture = MemoryServiceFixture(limits: limits)
        let three = (0..<3).map { fixture.memory("\($0)", "text \($0)") }
        let refused = await fault {
            _ = try await fixture.service.remember(MemoryServiceFixture.ann(), three, deduplicate: true)
        }
        #expect(refused?.hints.fields.first?.path == ["body", "memories"])
        #expect(try await fixture.service.remember(MemoryServiceFixture.ann(), [], deduplicate: true).stored.isEmpty)
        #expect(
            await fault { _ = try await fixture.service.delete(MemoryServiceFixture.ann(), ids: ["1", "2", "3"]) }?.code
                == .validationFailed
        )
    }

    private static let failures: [(StoreFailure.Kind, FaultCode, Int?)] = [
        (.unavailable, .unavailable, 1), (.full, .insufficientStorage, nil), (.broken, .internal, nil),
    ]

    @Test(arguments: failures)
    func aStoreThatFailsBecomesAFault(kind: StoreFailure.Kind, code: FaultCode, retryAfter: Int?) async throws {
        let fixture = MemoryServiceFixture()
        fixture.store.failure = StoreFailure(kind, "table memories is locked")
        let verbs: [() async throws -> Void] = [
            {
                try await fixture.keep("a", "x")
            },
            { _ = try await fixture.service.search(MemoryServiceFixture.ann(.read), MemoryQuery(text: "x")) },
            { _ = try await fixture.service.memory(MemoryServiceFixture.ann(.read), id: "a") },
            {
                _ = try await fixture.service.list(
                    MemoryServiceFixture.ann(.read),
                    MemoryFilter(),
                    page: PageRequest(limit: 1)
                )
            },
            { _ = try await fixture.service.delete(MemoryServiceFixture.ann(), ids: ["a"]) },
            { _ = try await fixture.service.forget(MemoryServiceFixture.ann(), ForgetRequest()) },
            { _ = try await fixture.service.compact(MemoryServiceFixture.ann(), filter: MemoryFilter()) },
        ]
        for verb in verbs {
            let thrown = await fault(verb)
            #expect(thrown?.code == code)
            #expect(thrown?.hints.retryAfter == retryAfter)
            #expect(thrown?.detail.contains("locked") == false)
        }
    }
}
