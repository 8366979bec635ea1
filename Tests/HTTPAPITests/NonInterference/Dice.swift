import Base
import TestSupport

/// Random decisions that are the same for the same seed.
struct Dice: RandomNumberGenerator {
    private let source: SeededRandom

    init(_ seed: UInt64) {
        source = SeededRandom(seed)
    }

    mutating func next() -> UInt64 { source.bytes(8).reduce(0) { $0 << 8 | UInt64($1) } }

    mutating func pick<T>(_ choices: [T]) -> T { choices[Int.random(in: choices.indices, using: &self)] }

    mutating func chance(_ part: Double) -> Bool { Double.random(in: 0..<1, using: &self) < part }

    /// A few words, so that all people use the same ones; some memories are exactly equal.
    static let words = [
        "oncology", "appointment", "tuesday", "nightingale", "is", "7431", "tea", "likes", "allergic", "penicillin",
        "oslo", "code",
        "project",
        "running", "runs", "the", "my", "café", "花生", "過敏",
    ]

    mutating func text() -> String {
        (0..<Int.random(in: 1...8, using: &self)).map { _ in pick(Self.words) }.joined(separator: " ")
    }

    mutating func memory(id: String) -> [String: JSONValue] {
        var memory: [String: JSONValue] = ["id": .string(id), "text": .string(text())]
        if chance(0.4) { memory["topics"] = .array([.string(pick(["food", "health", "work"]))]) }
        if chance(0.3) { memory["entities"] = .array([.string(pick(["Oslo", "Nightingale"]))]) }
        if chance(0.3) { memory["namespace"] = .string(pick(["work", "home"])) }
        if chance(0.3) { memory["session_id"] = .string(pick(["s0", "s1"])) }
        if chance(0.3) { memory["memory_type"] = .string(pick(["episodic", "semantic"])) }
        if chance(0.5) {
            memory["created_at"] = .string(
                "202\(Int.random(in: 0...5, using: &self))-03-0\(Int.random(in: 1...9, using: &self))T10:00:00Z"
            )
        }
        return memory
    }
}
