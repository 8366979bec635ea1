import Authorization
import Base
import Identity
import TestSupport
import Testing

@Suite struct ConnectionTraceStoreTests {
    private func step(
        _ stage: ConnectionStage,
        _ client: String? = "amc_1",
        name: String? = nil,
        from address: String = "192.0.2.1",
        at now: Timestamp,
        remark: String? = nil
    ) -> ConnectionStep {
        ConnectionStep(
            stage: stage,
            client: client.map { ID($0) },
            name: name,
            address: address,
            at: now,
            passed: remark == nil,
            remark: remark
        )
    }

    @Test("law: the latest step of a client, address and stage replaces the earlier one", arguments: Backend.available)
    func theLatestStepCounts(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            let first = step(.token, name: "Cursor", at: fixture.dawn, remark: "The refresh token is not valid.")
            let others = [
                step(.login, at: fixture.later(1)), step(.token, nil, at: fixture.later(2)),
                step(.token, from: "192.0.2.2", at: fixture.later(3)), step(.token, "amc_2", at: fixture.later(4)),
            ]
            try await fixture.traces.record([first])
            try await fixture.traces.record(others)
            #expect(try await fixture.traces.steps() == others.reversed() + [first])
            try await fixture.traces.record([step(.token, at: fixture.later(9))])
            let latest = try #require(try await fixture.traces.steps().first)
            #expect(latest == step(.token, name: "Cursor", at: fixture.later(9)))
            #expect(try await fixture.traces.steps().count == 5)
        }
    }

    @Test("time: old steps are purged, and above the limit the oldest make room", arguments: Backend.available)
    func stepsAreBounded(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            let number = Int64(ConnectionStep.limit + 5)
            try await fixture.traces.record((0..<number).map { step(.call, "amc_\($0)", at: fixture.later($0)) })
            let kept = try await fixture.traces.steps()
            #expect(kept.count == ConnectionStep.limit && kept.last?.at == fixture.later(5))
            #expect(try await fixture.traces.purge(before: fixture.later(number - 1)) == ConnectionStep.limit - 1)
            #expect(try await fixture.traces.steps().map(\.at) == [fixture.later(number - 1)])
            try await fixture.state.forget()
            #expect(try await fixture.traces.steps().isEmpty)
        }
    }

    @Test("isolation: a flood from one network evicts only its own steps", arguments: Backend.available)
    func aFloodEvictsItself(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            let honest = (0..<50).map { step(.token, "amc_h\($0)", from: "192.0.2.\($0)", at: fixture.later($0)) }
            try await fixture.traces.record(honest)
            for batch in Int64(0)..<3 {
                let flood = (0..<Int64(5_000)).map { number in
                    let client = "amc_\(batch)_\(number)"
                    let address = "2001:db8::\(String(number, radix: 16))"
                    return step(.token, client, from: address, at: fixture.later(100 + batch))
                }
                try await fixture.traces.record(flood)
            }
            let kept = try await fixture.traces.steps()
            #expect(kept.count == ConnectionStep.limit)
            #expect(kept.count { $0.address.hasPrefix("192.") } == honest.count)
        }
    }
}
