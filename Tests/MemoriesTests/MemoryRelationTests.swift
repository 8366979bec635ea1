import Base
import Testing

@testable import Memories

@Suite("How a new memory relates to an older one")
struct MemoryRelationTests {
    private static func memory(_ text: String, _ entities: [String] = [], kind: MemoryKind = .semantic) -> Memory {
        Memory(id: text, text: text, kind: kind, entities: entities, createdAt: Timestamp(seconds: 0))
    }

    @Test(
        "By their words",
        arguments: [
            ("Ana lives in Porto.", "Ana lives in Lisbon.", .contradiction),
            ("Ana lives in Porto since May", "Ana lives in Lisbon since May", .contradiction),
            ("Ana's favourite editor is Helix", "Ana's favourite editor is Vim", .contradiction),
            ("The meeting is at 10", "The meeting is at 11", .contradiction),
            ("The deploy key of shop is kept in vault A", "The deploy key of shop is kept in vault B", .contradiction),
            ("Ana does not like tea", "Ana likes tea", .contradiction),
            ("Ana no longer likes tea", "Ana likes tea", .contradiction),
            ("Ana doesn't eat meat", "Ana eats meat", .contradiction),
            ("安娜住在波尔图", "安娜住在里斯本", .contradiction),
            ("Ana lives in Lisbon!", "ana lives in lisbon", .nearDuplicate),
            ("Ana really prefers dark roast coffee", "Ana prefers dark roast coffee", .nearDuplicate),
            ("Ana likes coffee", "Ana likes tea", nil), ("Ana speaks Dutch", "Ana speaks German", nil),
            ("Ana lives in Porto", "Bob lives in Lisbon", nil), ("Ana lives in Porto", "The build is broken", nil),
            ("Ana", "Bob", nil), ("!!", "??", nil), ("Ana lives in Porto", "Ana drives a red car to work", nil),
        ] as [(String, String, MemoryRelation?)]
    )
    func words(new: String, old: String, relation: MemoryRelation?) {
        #expect(MemoryRelation.of(Self.memory(new), Self.memory(old), similarity: nil) == relation)
    }

    @Test(
        "By their words in other languages",
        arguments: [
            ("Ana wohnt in Porto", "Ana wohnt in Lissabon", .contradiction), ("Ana mag Kaffee", "Ana mag Tee", nil),
            ("Ana mag keinen Tee", "Ana mag Tee", .contradiction),
            ("Ana trinkt nie Milch", "Ana trinkt Milch", .contradiction),
            ("Ana habite à Porto", "Ana habite à Lisbonne", .contradiction),
            ("Ana aime le café", "Ana aime le thé", nil), ("Ana n'aime pas le thé", "Ana aime le thé", .contradiction),
            ("Ana vive en Oporto", "Ana vive en Lisboa", .contradiction),
            ("A Ana le gusta el café", "A Ana le gusta el té", nil),
            ("Ana no come carne", "Ana come carne", .contradiction),
            ("Ana vive a Porto", "Ana vive a Lisbona", .contradiction),
            ("Ana parla italiano", "Ana parla tedesco", nil),
            ("Ana non mangia carne", "Ana mangia carne", .contradiction),
            ("Ana não come carne", "Ana come carne", .contradiction), ("Ana gosta de café", "Ana gosta de chá", nil),
            ("Ana woont in Porto", "Ana woont in Lissabon", .contradiction),
            ("Ana spreekt Frans", "Ana spreekt Duits", nil),
            ("Ana eet geen vlees", "Ana eet vlees", .contradiction),
            ("The meeting will be at 10", "The meeting will be at 11", .contradiction),
            ("Ana is a doctor", "Ana is a nurse", .contradiction),
            ("Ana's hat is red", "Ana's hat is blue", .contradiction),
        ] as [(String, String, MemoryRelation?)]
    )
    func languages(new: String, old: String, relation: MemoryRelation?) {
        #expect(MemoryRelation.of(Self.memory(new), Self.memory(old), similarity: nil) == relation)
    }

    @Test("Two memories that name other entities are not related, and events do not contradict")
    func others() {
        let porto = Self.memory("Ana lives in Porto", ["Ana"])
        let lisbon = Self.memory("Ana lives in Lisbon", ["Ana Maria"])
        #expect(MemoryRelation.of(porto, lisbon, similarity: 0.99) == nil)
        #expect(
            MemoryRelation.of(porto, Self.memory("Ana lives in Lisbon", ["ANA"]), similarity: nil) == .contradiction
        )
        let event = Self.memory("Ana flew to Porto", kind: .episodic)
        #expect(MemoryRelation.of(event, Self.memory("Ana flew to Lisbon", kind: .episodic), similarity: nil) == nil)
    }

    @Test("A high similarity makes a near duplicate, unless one of the two is negated")
    func similarity() {
        let (new, old) = (Self.memory("Ana enjoys a flat white"), Self.memory("Ana's usual drink is milky espresso"))
        #expect(MemoryRelation.of(new, old, similarity: 0.95) == .nearDuplicate)
        #expect(MemoryRelation.of(new, old, similarity: 0.5) == nil)
        #expect(MemoryRelation.of(Self.memory("Ana never drinks milk"), old, similarity: 0.95) == nil)
    }
}
