import Authorization
import Base
import Identity
import TestSupport
import Testing

/// What takes a right away ends cached principals in the same call.
@Suite struct AccessRevokerTests {
    enum Verb: CaseIterable, Sendable { case remove, disconnect, endLogins, forgetAll }

    @Test(
        "Every verb that takes a right away refuses a cached token from the next request on",
        arguments: Verb.allCases
    )
    func aCachedTokenEndsAtOnce(verb: Verb) async throws {
        let court = try await Court()
        let revoker = AccessRevoker(stores: court.stores, revocations: court.epoch)
        let logins = Logins(stores: court.stores, revocations: court.epoch)
        let applications = ConnectedApplications(
            stores: court.stores,
            workspaces: court.backend.identity.workspaces,
            revocations: court.epoch
        )
        let client = try await court.client().client
        let token = try await court.issue(client).accessToken
        let bearer = try #require(BearerToken(token.reveal()))
        for _ in 0..<2 { _ = try await court.tokens.authenticate(bearer, at: court.now) }
        switch verb {
        case .remove: #expect(try await revoker.remove(client.id))
        case .disconnect: try await applications.disconnect(client.id, from: court.alice.id)
        case .endLogins: #expect(try await logins.endAll(of: court.alice).grants == 1)
        case .forgetAll: try await revoker.forgetAll()
        }
        #expect(await faultCode { _ = try await court.tokens.authenticate(bearer, at: court.now) } == .invalidToken)
    }
}
