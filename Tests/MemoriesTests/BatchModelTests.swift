import Base
import Identity
import TestSupport
import Testing

@testable import Memories

/// No acknowledged memory is ever missing, and no other memory changes.
@Suite struct BatchModelTests {
    private typealias Row = (id: String, user: String?, text: String)

    private static let lost: [(there: [Row], batch: [Row], kept: [Row])] = [
        (
            [("old", nil, "likes tea")], [("x", nil, "likes tea"), ("x", nil, "is allergic to penicillin")],
            [("old", nil, "likes tea"), ("x", nil, "is allergic to penicillin")]
        ),
        (
            [("x", nil, "lives in Rome")], [("x", nil, "lives in Oslo"), ("y", nil, "lives in Rome")],
            [("x", nil, "lives in Oslo"), ("y", nil, "lives in Rome")]
        ),
        (
            [("x", nil, "lives in Rome")], [("y", nil, "lives in Rome"), ("x", nil, "lives in Oslo")],
            [("x", nil, "lives in Oslo"), ("y", nil, "lives in Rome")]
        ),
        ([], [("a", nil, "T"), ("b", nil, "T"), ("a", nil, "U")], [("a", nil, "U"), ("b", nil, "T")]),
        (
            [("old", "ann", "likes tea")], [("x", "ann", "likes tea"), ("x", "bob", "is allergic to penicillin")],
            [("old", "ann", "likes tea"), ("x", "bob", "is allergic to penicillin")]
        ),
        (
            [], [("\u{e9}1", nil, "one"), ("e\u{301}1", nil, "two")],
            [("\u{e9}1", nil, "one"), ("e\u{301}1", nil, "two")]
        ),
        (
            [], [("a", "jos\u{e9}", "one"), ("b", "jose\u{301}", "one")],
            [("a", "jos\u{e9}", "one"), ("b", "jose\u{301}", "one")]
        ),
        // An existing id is rewritten even when another id has the same text: its old text is out of date.
        ([("x", nil, "T"), ("z", nil, "U")], [("x", nil, "U")], [("x", nil, "U"), ("z", nil, "U")]),
        // A text that the batch itself moves to an older id is a duplicate.
        ([("x", nil, "T")], [("y", nil, "U"), ("x", nil, "U")], [("x", nil, "U")]),
    ]

    @Test("A batch loses nothing that it acknowledges", arguments: lost.indices)
    func nothingIsLost(index: Int) async throws {
        let row = Self.lost[index]
        let fixture = MemoryServiceFixture()
        for one in row.there { try await remember([one], in: fixture) }
        try await remember(row.batch, in: fixture)
        #expect(model(fixture) == model(row.kept))
    }

    @Test(
        "100,000 memories in random batches give the result of the reference model",
        arguments: (0..<9) + [.random(in: 0 ... .max)]
    )
    func randomBatchesFollowTheModel(seed: UInt64) async throws {
        var random = RandomBatches(seed: seed)
        var count = 0
        while count < 10_000 {
            let fixture = MemoryServiceFixture(nil)
            var expected = MemoryModel()
            for _ in 0..<12 {
                let batch = random.next()
                let before = expected
                expected = expected.after(batch)
                let outcome = try await fixture.service.remember(
                    MemoryServiceFixture.application(),
                    batch,
                    deduplicate: true
                )
                let found = model(fixture)
                try #require(
                    found == expected,
                    "seed \(seed): after \(before.texts) the batch \(batch.map { ($0.id, $0.userID, $0.text) })"
                )
                for known in outcome.known {
                    let text = found.texts[OwnedID(id: known.holder, userID: known.memory.userID.text)]
                    #expect(batch.contains { OwnedID($0) == known.memory && Identifier($0.text) == text })
                }
                count += batch.count
            }
        }
    }

    @Test("The reference model itself keeps every acknowledged text and touches no other memory", arguments: 0..<20)
    func theReferenceModelKeepsAcknowledgedTexts(seed: Int) {
        var random = RandomBatches(seed: UInt64(seed))
        var there = MemoryModel()
        for _ in 0..<200 {
            let batch = random.next()
            let after = there.after(batch)
            let last = Dictionary(batch.map { (OwnedID($0), $0) }, uniquingKeysWith: { _, last in last })
            #expect(last.values.allSatisfy(after.has))
            #expect(there.texts.allSatisfy { last[$0] != nil || after.texts[$0] == $1 })
            there = after
        }
    }

    private func remember(_ rows: [Row], in fixture: MemoryServiceFixture) async throws {
        _ = try await fixture.service.remember(
            MemoryServiceFixture.application(),
            rows.map { fixture.memory($0.id, $0.text, userID: $0.user) },
            deduplicate: true
        )
    }

    private func model(_ fixture: MemoryServiceFixture) -> MemoryModel {
        model(fixture.store.memories.map { ($0.id, $0.userID, $0.text) })
    }

    private func model(_ rows: [Row]) -> MemoryModel {
        var model = MemoryModel()
        for row in rows { model.texts[OwnedID(id: row.id, userID: row.user)] = Identifier(row.text) }
        return model
    }
}
