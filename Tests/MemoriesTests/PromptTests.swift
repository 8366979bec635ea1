import Base
import Identity
import TestSupport
import Testing

@testable import Memories

@Suite struct PromptTests {
    private static let key = SessionKey(sessionID: "s1", userID: nil, namespace: nil)

    private func filled() async throws -> MemoryServiceFixture {
        let fixture = MemoryServiceFixture()
        let now = fixture.clock.now()
        let messages = [("user", "hi"), ("assistant", "hello"), ("tool", "42")]
        let session = WorkingMemory(
            key: Self.key,
            messages: messages.map { Message(id: "", role: $0.0, content: $0.1, createdAt: now) },
            context: "They met.",
            createdAt: now,
            updatedAt: now,
            lastAccessed: now
        )
        _ = try await fixture.service.setWorkingMemory(MemoryServiceFixture.ann(), session, window: nil)
        _ = try await fixture.service.remember(
            MemoryServiceFixture.ann(),
            [fixture.memory("m1", "Likes tea"), fixture.memory("m2", "Likes a beverage")],
            deduplicate: true
        )
        return fixture
    }

    private func text(_ answer: PromptAnswer) -> [String] { answer.lines.map { "\($0.role): \($0.text)" } }

    /// The order and wording of the Redis server.
    @Test func thePromptHasTheOrderOfTheRedisServer() async throws {
        let fixture = try await filled()
        let answer = try await fixture.service.prompt(
            MemoryServiceFixture.ann(.read),
            PromptRequest(query: "tea", session: Self.key, search: MemoryQuery(mode: .hybrid))
        )
        #expect(
            text(answer) == [
                "system: ## A summary of the conversation so far:\nThey met.", "user: hi", "assistant: hello",
                "assistant: 42",
                "system: ## Long term memories related to the user's query\n - Likes tea (ID: m1)\n - Likes a beverage (ID: m2)",
                "user: tea",
            ]
        )
        #expect(answer.memories?.map(\.memory.id) == ["m1", "m2"])
    }

    @Test func thePromptSaysWhenNothingWasFound() async throws {
        let fixture = MemoryServiceFixture()
        let answer = try await fixture.service.prompt(
            MemoryServiceFixture.ann(.read),
            PromptRequest(query: "q", search: MemoryQuery())
        )
        #expect(
            text(answer) == [
                "system: ## Long term memories related to the user's query\n No relevant long-term memories found.",
                "user: q",
            ]
        )
        #expect(answer.memories == [])
    }

    @Test func aMissingSessionIsEmptyAndUnsearchedMemoryIsNil() async throws {
        let fixture = MemoryServiceFixture()
        let answer = try await fixture.service.prompt(
            MemoryServiceFixture.ann(.read),
            PromptRequest(query: "q", session: Self.key)
        )
        #expect(text(answer) == ["user: q"])
        #expect(answer.memories == nil)
    }

    @Test func theWindowCutsTheSession() async throws {
        let fixture = try await filled()
        let answer = try await fixture.service.prompt(
            MemoryServiceFixture.ann(.read),
            PromptRequest(query: "q", session: Self.key, window: ContextWindow(recentMessagesLimit: 1))
        )
        #expect(
            text(answer) == ["system: ## A summary of the conversation so far:\nThey met.", "assistant: 42", "user: q"]
        )
    }

    @Test func neitherSessionNorSearchIsRefused() async throws {
        let refused = await fault {
            _ = try await MemoryServiceFixture().service.prompt(
                MemoryServiceFixture.ann(.read),
                PromptRequest(query: "q")
            )
        }
        #expect(refused?.code == .invalidRequest)
        #expect(refused?.detail == "Either session or long_term_search must be provided")
    }

    @Test func theSearchMayHaveItsOwnQuery() async throws {
        let fixture = try await filled()
        _ = try await fixture.service.prompt(
            MemoryServiceFixture.ann(.read),
            PromptRequest(query: "q", search: MemoryQuery(text: "puppy", mode: .keyword))
        )
        #expect(fixture.store.requests.last?.words == ["puppy"])
    }
}
