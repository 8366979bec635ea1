import Base
import Testing

@testable import Memories

@Suite struct SearchTextTests {
    private static let when = Timestamp(iso8601: "2023-05-07T23:30:00Z")!

    private static func memory(
        _ text: String,
        _ kind: MemoryKind = .semantic,
        topics: [String] = [],
        entities: [String] = [],
        eventDate: Timestamp? = nil
    ) -> Memory {
        Memory(
            id: "1",
            text: text,
            kind: kind,
            topics: topics,
            entities: entities,
            eventDate: eventDate,
            createdAt: Timestamp(iso8601: "2024-02-01T00:00:00Z")!
        )
    }

    @Test(arguments: [
        (memory("Likes tea"), "Likes tea"),
        (memory("Moved to Oslo", .episodic, eventDate: when), "Moved to Oslo (7 May 2023)"),
        (memory("Hello", .message), "Hello (1 February 2024)"),
        (memory("Hello", .message, eventDate: when), "Hello (7 May 2023)"),
        (memory("Ana: Moved to Oslo", .message, eventDate: when), "Ana (7 May 2023): Moved to Oslo"),
        (memory("Ana Maria O'Neil: Hello", .message), "Ana Maria O'Neil (1 February 2024): Hello"),
        (memory("Ana: Hello"), "Ana: Hello"),
        (
            memory("Ana: Moved", topics: ["travel"], eventDate: when),
            "Ana (7 May 2023): Moved (travel)"
        ),
        (memory("Moved", topics: ["travel"], eventDate: when), "Moved (travel, 7 May 2023)"),
        // No names: an address, a time, a sentence, a colon without a blank, one alone.
        (memory("https://example.org", .message), "https://example.org (1 February 2024)"),
        (memory("10: Leave", .message), "10: Leave (1 February 2024)"),
        (memory("I bought four things: tea", .message), "I bought four things: tea (1 February 2024)"),
        (memory("Ana:Hello", .message), "Ana:Hello (1 February 2024)"),
        (memory(": Hello", .message), ": Hello (1 February 2024)"),
        (memory("", .message), " (1 February 2024)"),
        (memory("Likes tea", topics: ["drinks"], entities: ["Ann"]), "Likes tea (drinks, Ann)"),
        (
            memory("Ann likes tea", topics: ["Tea", "", "drinks"], entities: ["Ann", "Drinks"]),
            "Ann likes tea (drinks)"
        ),
    ])
    func theTextHasItsContext(memory: Memory, text: String) {
        #expect(SearchText.of(memory) == text)
    }
}
