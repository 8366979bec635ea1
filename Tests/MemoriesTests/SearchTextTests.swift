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
        (memory("Moved to Oslo", .episodic, eventDate: when), "7 May 2023: Moved to Oslo"),
        (memory("Hello", .message), "1 February 2024: Hello"),
        (memory("Hello", .message, eventDate: when), "7 May 2023: Hello"),
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
