import Base
import Identity
import TestSupport
import Testing

/// Names that only look alike are different names (RFC 7519 §2): é as one scalar or two, the Kelvin sign for K.
@Suite struct LookAlikeTests {
    private static let twins = [("\u{c9}quipe", "E\u{301}quipe"), ("Kings", "\u{212a}ings")]

    private func person(in groups: [String]) -> UpstreamIdentity {
        UpstreamIdentity(
            identity: ExternalIdentity(issuer: "https://id.example", subject: "s"),
            email: nil,
            emailVerified: false,
            preferredUsername: "ann",
            name: nil,
            groups: groups,
            idToken: nil
        )
    }

    @Test("A look-alike group grants neither administrator rights nor a login", arguments: twins)
    func groupsAreBytes(name: String, twin: String) throws {
        var policy = LoginPolicy()
        policy.administratorGroups = [Identifier(name)]
        policy.allowedGroups = [Identifier(name)]
        #expect(policy.isAdministrator(person(in: [name])) && !policy.isAdministrator(person(in: [twin])))
        try policy.admit(person(in: [name]))
        #expect(throws: Fault.self) { try policy.admit(person(in: [twin])) }
    }

    @Test("A look-alike audience, role or required value does not match", arguments: twins)
    func claimsAreBytes(name: String, twin: String) async throws {
        let sample = ProviderSample.generic
        for (claim, isRight) in [("aud", false), ("tenant", false), ("roles", true)] {
            var trust = sample.trust
            switch claim {
            case "aud": trust.audiences = [Identifier(name)]
            case "tenant": trust.requiredClaims["tenant"] = [Identifier(name)]
            default: trust.scopes.roles = [Identifier(name): .write]
            }
            let found = try await IdentityFixture().judge(
                IssuerVerifierTests.with(sample, claim, [.string(name)]),
                trust
            )
            #expect(found != nil)
            let token = IssuerVerifierTests.with(sample, claim, [.string(twin)])
            if isRight {
                #expect(try await IdentityFixture().judge(token, trust)?.scopes == [])
            } else {
                #expect(await fault { try await IdentityFixture().judge(token, trust) }?.code == .invalidToken)
            }
        }
    }

    @Test("People with look-alike names have no access to each other's memories", arguments: twins)
    func peopleAreBytes(name: String, twin: String) throws {
        #expect(throws: Fault.self) { try AccessPolicy.access(People.person(name), user: twin, to: .read) }
        let own = try AccessPolicy.access(People.person(name), user: name, to: .read)
        #expect(own.narrowed(to: twin) == nil && own.narrowed(to: name) == own)
        #expect(ExternalIdentity(issuer: "i", subject: name) != ExternalIdentity(issuer: "i", subject: twin))
    }
}
