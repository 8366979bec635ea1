import Base
import Identity
import TestSupport
import Testing

@testable import Memories

@Suite struct WorkingMemoryTests {
    private func session(
        _ fixture: MemoryServiceFixture,
        _ id: String = "s1",
        user: String? = nil,
        namespace: String? = nil,
        messages: [(String, String)] = []
    ) -> WorkingMemory {
        let now = fixture.clock.now()
        return WorkingMemory(
            key: SessionKey(sessionID: id, userID: user, namespace: namespace),
            messages: messages.map { Message(id: "", role: $0.0, content: $0.1, createdAt: now) },
            createdAt: now,
            updatedAt: now,
            lastAccessed: now
        )
    }

    private func store(_ session: WorkingMemory, in fixture: MemoryServiceFixture) async throws {
        _ = try await fixture.service.setWorkingMemory(MemoryServiceFixture.application(), session, window: nil)
    }

    @Test func messagesGetIdsAndTheSessionGetsItsOwner() async throws {
        let fixture = MemoryServiceFixture()
        let view = try await fixture.service.setWorkingMemory(
            MemoryServiceFixture.ann(),
            session(fixture, messages: [("user", "hi"), ("user", "ho")]),
            window: nil
        )
        #expect(view.memory.messages.allSatisfy { $0.id.count == 26 })
        #expect(Set(view.memory.messages.map(\.id)).count == 2)
        #expect(view.memory.key.userID == "ann")
        #expect(view.percentageTotalUsed == nil && view.percentageUntilSummarization == nil)
        let key = SessionKey(sessionID: "s1", userID: nil, namespace: nil)
        #expect(
            try await fixture.service.workingMemory(MemoryServiceFixture.ann(.read), key, window: nil).memory
                == view.memory
        )
    }

    @Test func promotedMemoriesInheritUserAndNamespaceFromTheSession() async throws {
        let fixture = MemoryServiceFixture()
        var memory = session(fixture, user: "bob", namespace: "app")
        memory.memories = [fixture.memory("a", "Likes tea")]
        let stored = try await fixture.service.setWorkingMemory(MemoryServiceFixture.application(), memory, window: nil)
            .memory.memories[0]
        #expect(stored.userID == "bob" && stored.namespace == "app" && stored.sessionID == "s1")
        #expect(stored.hash == MemoryHash.of(stored))
        memory.memories = [fixture.memory("b", "x", userID: "cyd")]
        #expect(
            await fault {
                _ = try await fixture.service.setWorkingMemory(
                    MemoryServiceFixture.application(for: "bob"),
                    memory,
                    window: nil
                )
            }?.code
                == .forbidden
        )
    }

    @Test func anIdOfSeveralSessionsIsAConflictUnlessOneMatchesExactly() async throws {
        let fixture = MemoryServiceFixture()
        for user in ["bob", "cyd"] { try await store(session(fixture, user: user), in: fixture) }
        let key = SessionKey(sessionID: "s1", userID: nil, namespace: nil)
        #expect(
            await fault {
                _ = try await fixture.service.workingMemory(MemoryServiceFixture.application(), key, window: nil)
            }?.code
                == .conflict
        )
        let bobs = SessionKey(sessionID: "s1", userID: "bob", namespace: nil)
        #expect(
            try await fixture.service.workingMemory(MemoryServiceFixture.application(), bobs, window: nil).memory.key
                == bobs
        )
        let other = SessionKey(sessionID: "s2", userID: nil, namespace: nil)
        let missing = await fault {
            _ = try await fixture.service.workingMemory(MemoryServiceFixture.application(), other, window: nil)
        }
        #expect(missing?.code == .notFound && missing?.detail == "Session s2 not found")
    }

    @Test func theExactMatchWinsOverAnother() async throws {
        let fixture = MemoryServiceFixture()
        for user in [nil, "cyd"] { try await store(session(fixture, user: user), in: fixture) }
        let key = SessionKey(sessionID: "s1", userID: nil, namespace: nil)
        #expect(
            try await fixture.service.workingMemory(MemoryServiceFixture.application(), key, window: nil).memory.key
                == key
        )
    }

    /// Each of these messages takes 10 tokens: (4 + 2 + 34) / 4.
    private static let ten = String(repeating: "x", count: 34)

    private static let windows: [(ContextWindow, Int, Double, Double)] = [
        (ContextWindow(maxTokens: 100), 5, 50.0, 500.0 / 7), (ContextWindow(maxTokens: 30), 3, 100, 100),
        (ContextWindow(maxTokens: 1), 1, 100, 100),
        (ContextWindow(maxTokens: 100, recentMessagesLimit: 2), 2, 20, 200.0 / 7),
        (ContextWindow(modelName: "gpt-4-0613", recentMessagesLimit: 1), 1, 10 / 81.92, 1_000.0 / 5_734),
        (ContextWindow(modelName: "some-other-model"), 5, 50 / 1_280.0, 5_000.0 / 89_600),
    ]

    @Test(arguments: windows)
    func theResponseHasTheMostRecentMessagesThatFit(window: ContextWindow, count: Int, total: Double, until: Double)
        async throws
    {
        let fixture = MemoryServiceFixture()
        let messages = (0..<5).map { ("user", "\($0)" + Self.ten.dropFirst()) }
        _ = try await fixture.service.setWorkingMemory(
            MemoryServiceFixture.ann(),
            session(fixture, messages: messages),
            window: nil
        )
        let view = try await fixture.service.workingMemory(
            MemoryServiceFixture.ann(.read),
            SessionKey(sessionID: "s1", userID: nil, namespace: nil),
            window: window
        )
        #expect(view.memory.messages.map(\.content) == messages.suffix(count).map(\.1))
        #expect(abs((view.percentageTotalUsed ?? -1) - total) < 1e-9)
        #expect(abs((view.percentageUntilSummarization ?? -1) - until) < 1e-9)
    }

    @Test func anEmptySessionLeavesTheWindowEmpty() async throws {
        let fixture = MemoryServiceFixture()
        let view = try await fixture.service.setWorkingMemory(
            MemoryServiceFixture.ann(),
            session(fixture),
            window: ContextWindow(modelName: "gpt-4o")
        )
        #expect(view.percentageTotalUsed == 0 && view.percentageUntilSummarization == 0)
        let limited = try await fixture.service.setWorkingMemory(
            MemoryServiceFixture.ann(),
            session(fixture),
            window: ContextWindow(recentMessagesLimit: 3)
        )
        #expect(limited.percentageTotalUsed == nil)
    }

    private static let flaws: [(FaultCode, String, @Sendable (inout WorkingMemory) -> Void)] = [
        (.validationFailed, "session_id", { $0.key = SessionKey(sessionID: "", userID: nil, namespace: nil) }),
        (.validationFailed, "session_id", { $0.key = SessionKey(sessionID: "a\u{7}", userID: nil, namespace: nil) }),
        (.validationFailed, "ttl_seconds", { $0.ttlSeconds = .max }), (.validationFailed, "tokens", { $0.tokens = -1 }),
        (.validationFailed, "created_at", { $0.messages[0].createdAt = $0.createdAt.advanced(by: .seconds(301)) }),
        (.validationFailed, "role", { $0.messages[0].role = "a\nb" }),
        (.validationFailed, "context", { $0.context = String(repeating: "x", count: 262_145) }),
        (
            .validationFailed, "text",
            { $0.memories = [Memory(id: "1", text: "", kind: .semantic, createdAt: $0.createdAt)] }
        ),
        (.forbidden, "", { $0.key = SessionKey(sessionID: "s1", userID: "bob", namespace: nil) }),
        (.invalidRequest, "", { $0.messages[0].content = " " }),
    ]

    @Test(arguments: flaws)
    func badInputFails(code: FaultCode, field: String, change: @Sendable (inout WorkingMemory) -> Void) async throws {
        let fixture = MemoryServiceFixture()
        var memory = session(fixture, messages: [("user", "hi")])
        change(&memory)
        let refused = await fault {
            _ = try await fixture.service.setWorkingMemory(MemoryServiceFixture.ann(), memory, window: nil)
        }
        #expect(refused?.code == code)
        #expect(refused?.hints.fields.first?.path.last ?? "" == field)
        #expect(fixture.sessions.all.isEmpty)
    }

    @Test func anExpiredSessionIsGoneBeforeItIsPurged() async throws {
        let fixture = MemoryServiceFixture()
        var memory = session(fixture)
        memory.ttlSeconds = 60
        _ = try await fixture.service.setWorkingMemory(MemoryServiceFixture.ann(), memory, window: nil)
        fixture.clock.advance(by: .seconds(61))
        #expect(
            await fault {
                _ = try await fixture.service.workingMemory(MemoryServiceFixture.ann(.read), memory.key, window: nil)
            }?.code
                == .notFound
        )
        #expect(try await fixture.service.upkeep.purgeSessions() == 1)
        #expect(fixture.sessions.all.isEmpty)
    }
}
