import Base
import Identity
import Memories
import SQLStorage

/// The cost of keeping who read which memories: a search and a read with events, their background writing included,
/// against the same without. The memories are one person's 1,000.
struct EventsGroup {
    let effort: Effort

    func measure() async throws -> [Figure] {
        let fixture = try await TokenFixture()
        let token = try await fixture.mint(1)[0]
        let principal = try await fixture.authenticator().authenticate(token, at: fixture.now)
        let access = try AccessPolicy.access(principal, to: .read)
        let without = Self.service(fixture, days: 0)
        let with = Self.service(fixture, days: 90)
        try await HTTPGroup.fill(without, fixture, as: principal)
        func search(_ service: MemoryService) -> @Sendable (Int) async throws -> Void {
            { count in
                let query = MemoryQuery(text: "what was said about the garden and the harbour", mode: .keyword)
                for _ in 0..<count { keep(try await service.search(access, query)) }
                try await service.upkeep.writeEvents()
            }
        }
        func read(_ service: MemoryService) -> @Sendable (Int) async throws -> Void {
            { count in
                for number in 0..<count { keep(try await service.memory(access, id: "seed-\(number % 1_000)")) }
                try await service.upkeep.writeEvents()
            }
        }
        let timings = try await Measure.together(
            [
                .init("search", search(without)), .init("search", search(with)), .init("read", read(without)),
                .init("read", read(with)),
            ],
            effort
        )
        let names = ["keyword search without events", "a read without events"]
        return [
            .time(names[0], timings[0]),
            .time("keyword search with events", timings[1], to: (names[0], timings[0]), aim: 1.03),
            .time(names[1], timings[2]), .time("a read with events", timings[3], to: (names[1], timings[2]), aim: 1.03),
        ]
    }

    private static func service(_ fixture: TokenFixture, days: Int) -> MemoryService {
        var limits = MemoryLimits()
        limits.activityDays = days
        return fixture.memories(limits: limits)
    }
}
