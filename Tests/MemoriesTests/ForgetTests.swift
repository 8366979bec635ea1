import Base
import Identity
import TestSupport
import Testing

@testable import Memories

@Suite struct ForgetTests {
    private static let now = Timestamp(seconds: 1_000 * 86_400)

    private static func memory(
        _ id: String,
        age: Double,
        idle: Double,
        kind: MemoryKind = .semantic,
        pinned: Bool = false
    ) -> Memory {
        func ago(_ days: Double) -> Timestamp { Timestamp(milliseconds: now.milliseconds - Int64(days * 86_400_000)) }
        return Memory(id: id, text: id, kind: kind, createdAt: ago(age), lastAccessed: ago(idle), pinned: pinned)
    }

    /// The memories that policies choose from: a (100 days old, idle 100), b (100, 1), c (10, 10), d (1, 1), e (1,300,
    /// 1), p (pinned, 100, 100).
    private static let memories = [
        memory("a", age: 100, idle: 100), memory("b", age: 100, idle: 1),
        memory("c", age: 10, idle: 10, kind: .episodic),
        memory("d", age: 1, idle: 1), memory("e", age: 1_300, idle: 1), memory("p", age: 100, idle: 100, pinned: true),
    ]

    private static let policies: [(String, @Sendable (inout ForgetRequest) -> Void)] = [
        ("", { _ in }),
        ("abe", { $0.maxAgeDays = 50 }),
        ("a", { $0.maxInactiveDays = 50 }),
        // Both limits: old and idle, or twelve times too old.
        (
            "a",
            {
                $0.maxAgeDays = 50; $0.maxInactiveDays = 50; $0.hardAgeMultiplier = 100
            }
        ),
        (
            "ae",
            {
                $0.maxAgeDays = 100; $0.maxInactiveDays = 50; $0.hardAgeMultiplier = 12; $0.maxAgeDays = 99
            }
        ),
        (
            "be",
            {
                $0.maxAgeDays = 50; $0.pinnedIDs = ["a"]
            }
        ),
        (
            "c",
            {
                $0.maxAgeDays = 5; $0.kinds = [.episodic]
            }
        ),
        (
            "",
            {
                $0.maxAgeDays = 5; $0.kinds = []
            }
        ),
        ("abce", { $0.budget = 1 }),
        ("abcde", { $0.budget = 0 }),
        ("", { $0.budget = 5 }),
        (
            "abe",
            {
                $0.maxAgeDays = 50; $0.budget = 2
            }
        ),
        (
            "abce",
            {
                $0.maxAgeDays = 50; $0.budget = 1
            }
        ),
    ]

    @Test(arguments: policies)
    func thePolicyChooses(expected: String, change: @Sendable (inout ForgetRequest) -> Void) {
        var request = ForgetRequest()
        change(&request)
        let chosen = ForgetPolicy(request: request, now: Self.now).chosen(among: Self.memories)
        #expect(chosen.map(\.id).joined() == expected)
    }

    @Test func aDryRunRemovesNothing() async throws {
        let fixture = MemoryServiceFixture()
        _ = try await fixture.service.remember(
            MemoryServiceFixture.ann(),
            [fixture.memory("old", "One", age: 100), fixture.memory("new", "Two")],
            deduplicate: true
        )
        var request = ForgetRequest()
        request.maxAgeDays = 50
        #expect(
            try await fixture.service.forget(MemoryServiceFixture.ann(), request)
                == ForgetOutcome(scanned: 2, deletedIDs: ["old"], dryRun: true)
        )
        #expect(fixture.store.memories.count == 2)
        request.dryRun = false
        #expect(
            try await fixture.service.forget(MemoryServiceFixture.ann(), request)
                == ForgetOutcome(scanned: 2, deletedIDs: ["old"], dryRun: false)
        )
        #expect(fixture.store.memories.map(\.id) == ["new"])
    }

    @Test func anotherUsersMemoryWithTheSameIdStays() async throws {
        let fixture = MemoryServiceFixture()
        let batch = [
            fixture.memory("x", "One", userID: "ann", age: 100), fixture.memory("x", "Two", userID: "bob"),
            fixture.memory("x", "Three"),
        ]
        _ = try await fixture.service.remember(MemoryServiceFixture.application(), batch, deduplicate: true)
        var request = ForgetRequest()
        request.maxAgeDays = 50
        request.dryRun = false
        #expect(try await fixture.service.forget(MemoryServiceFixture.application(), request).deletedIDs == ["x"])
        #expect(Set(fixture.store.memories.map(\.text)) == ["Two", "Three"])
    }

    @Test func onlyTheOldestMemoriesUpToTheLimitAreScanned() async throws {
        let fixture = MemoryServiceFixture()
        let batch = (0..<5).map { fixture.memory("m\($0)", "text \($0)", age: Int64($0)) }
        _ = try await fixture.service.remember(MemoryServiceFixture.ann(), batch, deduplicate: true)
        var request = ForgetRequest()
        request.budget = 0
        request.limit = 2
        let outcome = try await fixture.service.forget(MemoryServiceFixture.ann(), request)
        #expect(outcome.scanned == 2 && outcome.deletedIDs == ["m4", "m3"])
    }

    @Test func anInvalidPolicyNamesItsField() async throws {
        let fixture = MemoryServiceFixture()
        let changes: [(String, (inout ForgetRequest) -> Void)] = [
            ("max_age_days", { $0.maxAgeDays = -1 }), ("max_inactive_days", { $0.maxInactiveDays = .nan }),
            ("budget", { $0.budget = -1 }),
            ("hard_age_multiplier", { $0.hardAgeMultiplier = -.infinity }), ("limit", { $0.limit = 0 }),
        ]
        for (field, change) in changes {
            var request = ForgetRequest()
            change(&request)
            let refused = await fault { _ = try await fixture.service.forget(MemoryServiceFixture.ann(), request) }
            #expect(refused?.hints.fields.first?.path.last == field)
        }
    }
}
