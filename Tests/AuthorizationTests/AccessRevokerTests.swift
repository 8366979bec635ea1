import Authorization
import Base
import Identity
import TestSupport
import Testing

/// Every operation that removes a right also ends cached principals in the same call.
@Suite struct AccessRevokerTests {
    enum Verb: CaseIterable, Sendable { case remove, disconnect, endLogins, forgetAll }

    @Test(
        "After every operation that removes a right, a cached token is refused from the next request on",
        arguments: Verb.allCases
    )
    func aCachedTokenEndsAtOnce(verb: Verb) async throws {
        let fixture = try await AuthorizationFixture()
        let revoker = AccessRevoker(stores: fixture.stores, revocations: fixture.epoch)
        let logins = Logins(stores: fixture.stores, revocations: fixture.epoch)
        let client = try await fixture.client().client
        let token = try await fixture.issue(client).accessToken
        let bearer = try #require(BearerToken(token.reveal()))
        for _ in 0..<2 { _ = try await fixture.tokens.authenticate(bearer, at: fixture.now) }
        switch verb {
        case .remove: #expect(try await revoker.remove(client.id))
        case .disconnect:
            let entry = try #require(try await fixture.applications.list(of: fixture.alice.id).first)
            try await fixture.applications.disconnect(entry.id, from: fixture.alice.id)
        case .endLogins: #expect(try await logins.endAll(of: fixture.alice).grants == 1)
        case .forgetAll: try await revoker.forgetAll()
        }
        #expect(await faultCode { _ = try await fixture.tokens.authenticate(bearer, at: fixture.now) } == .invalidToken)
    }
}
