import Base
import Testing

@testable import Memories

@Suite("Members: records declared once for all protocols")
struct MemberTests {
    private static let time = Timestamp(iso8601: "2026-03-01T12:00:00Z")!
    private static let later = Timestamp(iso8601: "2026-04-01T12:00:00Z")!

    private static let memory = Memory(
        id: "m",
        text: "Ana prefers Vim",
        kind: .episodic,
        userID: "ana",
        sessionID: "s",
        namespace: "n",
        topics: ["editors"],
        entities: ["Ana"],
        eventDate: time,
        createdAt: time,
        updatedAt: later,
        lastAccessed: later,
        accessCount: 3,
        pinned: true,
        hash: "h",
        extractedFrom: ["x"],
        persistedAt: later,
        discreteMemoryExtracted: false,
        extractionStrategy: "custom",
        extractionStrategyConfig: ["a": 1],
        metadata: ["b": 2],
        supersedes: ["old"],
        supersededBy: "new"
    )

    private static let message = Message(
        id: "i",
        role: "user",
        content: "hi",
        createdAt: time,
        persistedAt: later,
        discreteMemoryExtracted: true
    )

    /// Copies every member of `record` to `blank`.
    private static func copied<Record>(_ record: Record, onto blank: Record, _ members: [Member<Record>]) -> Record {
        var copy = blank
        for member in members {
            if let value = member.get(record) { member.set?(&copy, value) }
        }
        return copy
    }

    @Test("A memory survives writing and reading by its members, except for those that only the server sets")
    func memoriesSurvive() {
        let blank = Memory(id: "", text: "", kind: .semantic, createdAt: Self.later)
        var expected = Self.memory
        expected.hash = nil
        expected.persistedAt = nil
        expected.supersededBy = nil
        #expect(Self.copied(Self.memory, onto: blank, MemoryMembers.all) == expected)
        #expect(
            MemoryMembers.all.filter { $0.set == nil }.map(\.name) == [
                "memory_hash", "persisted_at", "provenance", "superseded_by",
            ]
        )
    }

    @Test("A message survives writing and reading by its members")
    func messagesSurvive() {
        let blank = Message(id: "", role: "", content: "", createdAt: Self.later)
        #expect(Self.copied(Self.message, onto: blank, MessageMembers.all) == Self.message)
    }

    @Test("Every property of a record has a member, and member names are unique")
    func recordsAreComplete() {
        func count(_ record: Any) -> Int { Mirror(reflecting: record).children.count }
        // `place` belongs to the store.
        #expect(MemoryMembers.all.count == count(Self.memory) - 1)
        #expect(MessageMembers.all.count == count(Self.message))
        #expect(MemoryMembers.changes.count == count(Revision()))
        // `includesSuperseded`, `archived` and the three times are members of the query; only pages filter by `writers`, and
        // only Couchbase's clients by `id`, `persistedAt` and `metadata`.
        #expect(FilterMember.all.count == count(MemoryFilter()) - 9)
        #expect(QueryMembers.recency.count == count(RecencyOptions()))
        for names in [
            MemoryMembers.all.map(\.name) + MemoryMembers.scores.map(\.name), SessionMembers.all.map(\.name),
            QueryMembers.all.map(\.name) + QueryMembers.recency.map(\.name) + FilterMember.all.map(\.name),
        ] {
            #expect(Set(names).count == names.count)
        }
    }

    @Test(
        "A number's range appears in the schema and in the message of the check",
        arguments: [
            (QueryMembers.recency[0], 1_000.0, true, "from 0 to 1000"),
            (QueryMembers.recency[0], -0.1, false, "from 0 to 1000"),
            (QueryMembers.recency[4], 0, false, "above 0 and at most 1000000"),
            (QueryMembers.recency[4], .nan, false, "above 0 and at most 1000000"),
            (QueryMembers.recency[4], 1e-9, true, "above 0 and at most 1000000"),
        ] as [(Member<RecencyOptions>, Double, Bool, String)]
    )
    func ranges(member: Member<RecencyOptions>, number: Double, fits: Bool, sentence: String) throws {
        var options = RecencyOptions()
        member.set?(&options, .number(number))
        let query = MemoryQuery(text: "x", recency: options)
        guard !fits else { return try QueryRules(limits: MemoryLimits()).check(query) }
        let fault = #expect(throws: Fault.self) { try QueryRules(limits: MemoryLimits()).check(query) }
        #expect(fault?.detail == "\(member.name) must be \(sentence)")
        #expect(fault?.hints.fields.map(\.kind) == ["out_of_range"])
        let schema = Shape.record([member.property]).schema(.open)["properties"]?[member.name]
        #expect(schema?[sentence.hasPrefix("above") ? "exclusiveMinimum" : "minimum"] == 0.0)
    }
}
