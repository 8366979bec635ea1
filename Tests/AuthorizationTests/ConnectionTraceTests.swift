import Authorization
import Base
import Identity
import Synchronization
import TestSupport
import Testing

@Suite("The trace of connecting clients") struct ConnectionTraceTests {
    /// A store that keeps what was recorded, batch by batch.
    private final class Recorder: ConnectionTraceStore {
        let batches = Mutex<[[ConnectionStep]]>([])

        func record(_ steps: [ConnectionStep]) async throws { batches.withLock { $0.append(steps) } }
        func steps() async throws -> [ConnectionStep] { batches.withLock { $0.flatMap(\.self) } }
        func purge(before: Timestamp) async throws -> Int { 0 }
    }

    private let store = Recorder()
    private let trace: ConnectionTrace
    private let now = People.dawn

    init() {
        trace = ConnectionTrace(store: store)
    }

    @Test("Between two writes the latest step counts, and nothing is written without one")
    func stepsAreCollected() async throws {
        try await trace.write()
        for number in 0..<3 {
            let remark = number == 2 ? nil : "The refresh token is not valid."
            trace.note(.token, client: "amc_1", from: "192.0.2.1", at: now, passed: remark == nil, remark: remark)
        }
        trace.note(.discovery, client: nil, name: "curl", from: "192.0.2.1", at: now)
        trace.note(.discovery, client: nil, from: nil, at: now)
        try await trace.write()
        try await trace.write()
        let batches = store.batches.withLock { $0 }
        #expect(batches.map(\.count) == [2])
        #expect(try #require(batches.first?.first { $0.stage == .token }).passed)
    }

    @Test("A flood of invented clients is bounded, and only ids of our form are kept")
    func aFloodIsBounded() async throws {
        for number in 0..<5_000 {
            trace.note(.token, client: "amc_\(number)", from: "192.0.2.1", at: now)
            trace.note(.token, client: "amc_\(number)", from: "2001:db8::\(number)", at: now)
        }
        trace.note(.token, client: "amc_mine", from: "192.0.2.2", at: now)
        try await trace.write()
        let kept = try await store.steps()
        #expect(kept.count == 401 && kept.contains { $0.address == "192.0.2.2" })
        for number in 0..<5_000 { trace.note(.token, client: nil, from: "198.51.100.\(number)", at: now) }
        try await trace.write()
        #expect(try await store.steps().count == 1_401)
        for id in [
            "amf_a-refresh-token", "https://c.example/doc?token=x", "Bearer x",
            "amc_" + String(repeating: "x", count: 600),
        ] {
            trace.note(.token, client: id, name: String(repeating: "n", count: 500), from: "192.0.2.9", at: now)
        }
        try await trace.write()
        let steps = try await store.steps().filter { $0.address == "192.0.2.9" }
        #expect(steps.map(\.client) == [nil] && steps.first?.name?.count == 100)
    }

    @Test("The walks of one client from several addresses join to the latest step of each stage")
    func joinedWalks() throws {
        let steps: [(ConnectionStage, String, Int64)] = [
            (.registration, "vendor", 1), (.token, "vendor", 9), (.login, "browser", 2), (.consent, "browser", 3),
            (.token, "browser", 4),
        ]
        let walks = ConnectionWalk.all(
            in: steps.map { stage, address, seconds in
                ConnectionStep(
                    stage: stage,
                    client: ID("amc_1"),
                    name: "Claude",
                    address: address,
                    at: now.advanced(by: .seconds(seconds)),
                    passed: true,
                    remark: nil
                )
            }
        )
        #expect(walks.map(\.address) == ["vendor", "browser"])
        let joined = try #require(walks.first).joined(with: walks.dropFirst())
        #expect(joined.steps.map(\.stage) == [.registration, .login, .consent, .token])
        #expect(joined.steps.map(\.at) == [1, 2, 3, 9].map { now.advanced(by: .seconds($0)) })
    }

    @Test("A busy client's calls are written once in ten minutes")
    func callsAreWrittenSeldom() async throws {
        for minute in 0..<20 {
            trace.note(.call, client: "amc_1", from: "192.0.2.1", at: now.advanced(by: .seconds(60 * minute)))
            try await trace.write()
        }
        #expect(try await store.steps().count == 2)
    }

    @Test("A walk has the steps of one client and address in order, with the discovery of that address")
    func walks() throws {
        func step(_ stage: ConnectionStage, _ client: String?, _ address: String, _ seconds: Int64) -> ConnectionStep {
            ConnectionStep(
                stage: stage,
                client: client.map { ID($0) },
                name: client.map { _ in "Cursor" },
                address: address,
                at: now.advanced(by: .seconds(seconds)),
                passed: true,
                remark: nil
            )
        }
        let walks = ConnectionWalk.all(in: [
            step(.call, "amc_1", "a", 9), step(.registration, "amc_1", "a", 2), step(.discovery, nil, "a", 1),
            step(.discovery, nil, "b", 3), step(.token, "amc_2", "c", 4), step(.registration, nil, "c", 5),
        ])
        #expect(walks.map(\.address) == ["a", "c", "c", "b"])
        #expect(walks.first?.steps.map(\.stage) == [.discovery, .registration, .call])
        #expect(walks.map(\.client) == [ID("amc_1"), nil, ID("amc_2"), nil])
        let first = try #require(walks.first)
        for (text, isIt) in [("curs", true), ("CURSOR", true), ("amc_1", true), ("amc_", false), ("zed", false)] {
            #expect(first.isOf(text) == isIt, "\(text)")
        }
    }
}
