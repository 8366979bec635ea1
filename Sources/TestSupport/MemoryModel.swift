package import Base
package import Memories

/// The expected memories of a workspace after a batch: a short model of `MemoryStore.put` with `unlessKnown`.
package struct MemoryModel: Hashable {
    package var texts: [OwnedID: Identifier] = [:]

    package init() {}

    package func after(_ batch: [Memory]) -> MemoryModel {
        var (result, last) = (self, batch)
        for index in batch.indices.reversed()
        where batch[(index + 1)...].contains(where: { OwnedID($0) == OwnedID(batch[index]) }) {
            last.remove(at: index)
        }
        for memory in last where texts[OwnedID(memory)] != nil {
            result.texts[OwnedID(memory)] = Identifier(memory.text)
        }
        for memory in last where texts[OwnedID(memory)] == nil && !result.has(memory) {
            result.texts[OwnedID(memory)] = Identifier(memory.text)
        }
        return result
    }

    /// Whether the user has the text, with any id.
    package func has(_ memory: Memory) -> Bool {
        texts.contains { $0.userID == OwnedID(memory).userID && $1 == Identifier(memory.text) }
    }
}

/// Random batches over few ids, users and texts, so that they collide in every way. Some names only look alike.
package struct RandomBatches {
    private var generator: SplitMix64

    package init(seed: UInt64) {
        generator = SplitMix64(seed: seed)
    }

    package mutating func next(of users: [String?] = RandomBatches.users, upTo count: Int = 6) -> [Memory] {
        (0..<(1 + pick(count))).map { _ in
            let text = Self.texts[pick(Self.texts.count)]
            return Memory(
                id: Self.ids[pick(Self.ids.count)],
                text: text,
                kind: .semantic,
                userID: users[pick(users.count)],
                createdAt: People.dawn,
                hash: text
            )
        }
    }

    /// A random number below `count`.
    package mutating func pick(_ count: Int) -> Int {
        Int(generator.next() % UInt64(count))
    }

    package static let users: [String?] = [nil, "ann", "jos\u{e9}", "jose\u{301}"]
    private static let ids = ["1", "2", "3", "\u{e9}", "e\u{301}", "K", "\u{212a}"]
    private static let texts = ["likes tea", "Likes tea", "lives in Rome", "lives in Oslo", "caf\u{e9}", "cafe\u{301}"]
}
