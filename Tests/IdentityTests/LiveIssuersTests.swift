import Base
import JOSE
import TestSupport
import Testing

@testable import Identity

@Suite struct LiveIssuersTests {
    @Test("Without issuers no token is recognised, and the change counts from the next token on")
    func replaced() async throws {
        let live = LiveIssuers(nil)
        let unreadable: ReadToken = .failure(.algorithmNotAllowed)
        #expect(try await live.verify(unreadable, at: Timestamp(seconds: 1), license: .unproven) == nil)
        let revocations = RevocationEpoch()
        let before = revocations.current
        live.replace(with: TrustedIssuers([]), revocations: revocations)
        #expect(revocations.current != before)
        await #expect(throws: Fault.self) {
            try await live.verify(unreadable, at: Timestamp(seconds: 1), license: .unproven)
        }
        live.replace(with: nil, revocations: revocations)
        #expect(try await live.verify(unreadable, at: Timestamp(seconds: 1), license: .unproven) == nil)
    }

    @Test("A changed limit on wrong tokens counts what was noted before")
    func limit() throws {
        let (limit, now) = (FailureLimit(perMinute: 10), Timestamp(seconds: 1_000))
        for _ in 0..<5 { limit.note("192.0.2.1", at: now) }
        try limit.check("192.0.2.1", at: now)
        limit.allow(perMinute: 1)
        #expect(throws: Fault.self) { try limit.check("192.0.2.1", at: now) }
        limit.allow(perMinute: 100)
        try limit.check("192.0.2.1", at: now)
    }
}
