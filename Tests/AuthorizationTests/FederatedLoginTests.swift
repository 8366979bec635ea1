import Authorization
import Base
import Identity
import TestSupport
import Testing

@Suite("OpenID Connect, the user of an upstream identity") struct FederatedLoginTests: FederatedLogins {
    let fixture: AuthorizationFixture

    init() async throws {
        fixture = try await AuthorizationFixture()
    }

    // MARK: State

    @Test func aLoginCreatesAUserAndBindsNonceAndVerifier() async throws {
        let provider = VouchingProvider(person())
        let done = try await login(provider)
        #expect(done.user.name == "ann@example.org" && done.user.displayName == "Ann")
        let asked = try #require(provider.asked.last)
        let redeemed = try #require(provider.redeemed.first)
        #expect(redeemed.nonce == asked.nonce && PKCE.matches(verifier: redeemed.verifier, challenge: asked.challenge))
        #expect(try await login(provider).user.id == done.user.id)
    }

    @Test func aStateCanBeUsedOnce() async throws {
        let provider = VouchingProvider(person())
        let federation = federation([provider])
        let state = try await begin(federation, provider)
        _ = try await complete(federation, provider, state)
        #expect(await faultCode { _ = try await complete(federation, provider, state) } == .accessDenied)
    }

    @Test func aCallbackOfAnotherLoginIsRefusedBeforeTheProviderIsAsked() async throws {
        let provider = VouchingProvider(person())
        let other = VouchingProvider(person("2"), name: "other")
        let federation = federation([provider, other])
        // Another browser, or none (login CSRF).
        for stranger in [Secret("browser-two"), nil] {
            let state = try await begin(federation, provider)
            #expect(
                await faultCode { _ = try await complete(federation, provider, state, browser: stranger) }
                    == .accessDenied
            )
            // A failed attempt cannot succeed later: the state is spent.
            #expect(
                await faultCode { _ = try await complete(federation, provider, state) }
                    == (stranger == nil ? nil : .accessDenied)
            )
        }
        // Another provider (mix-up).
        let state = try await begin(federation, provider)
        #expect(await faultCode { _ = try await complete(federation, other, state) } == .accessDenied)
        // An unknown state, no state, the same state twice.
        for parameters in [[("state", "x")], [], [("state", state), ("state", state)]] {
            #expect(
                await faultCode { _ = try await complete(federation, provider, nil, parameters + [("code", "c")]) }
                    != nil
            )
        }
        #expect(other.redeemed.isEmpty)
    }

    @Test func aPendingLoginExpiresAfterTenMinutes() async throws {
        let provider = VouchingProvider(person())
        let federation = federation([provider])
        let state = try await begin(federation, provider)
        fixture.clock.advance(by: .seconds(600))
        #expect(await faultCode { _ = try await complete(federation, provider, state) } == .accessDenied)
    }

    @Test func aProvidersErrorIsADenialWithoutTheProvidersText() async throws {
        let provider = VouchingProvider(person())
        let federation = federation([provider])
        for parameters in [[("error", "<script>"), ("code", "c")], []] {
            let state = try await begin(federation, provider)
            do {
                _ = try await complete(federation, provider, state, parameters)
                Issue.record("logged in")
            } catch let fault as Fault {
                #expect(fault.code == .accessDenied && fault.detail == "\(provider.title) did not log you in.")
            }
        }
        #expect(provider.redeemed.isEmpty)
    }

    @Test func theIssuerParameterReachesTheProvider() async throws {
        let provider = VouchingProvider(person())
        let federation = federation([provider])
        let state = try await begin(federation, provider)
        _ = try await complete(federation, provider, state, [("code", "c"), ("iss", "https://idp.example")])
        #expect(provider.redeemed.map(\.issuer) == ["https://idp.example"])
    }

    // MARK: Who can log in

    @Test func aDisabledUserCannotLogIn() async throws {
        let provider = VouchingProvider(person())
        let user = try await login(provider).user
        _ = try await fixture.backend.identity.users.set(.disabled, for: user.id)
        #expect(await faultCode { _ = try await login(provider) } == .accessDenied)
    }

    @Test(
        arguments: [
            ("ann@example.org", true, true), ("ann@EXAMPLE.org", true, true), ("ann@example.org", false, false),
            ("ann@evil.example", true, false), ("ann@sub.example.org", true, false),
            ("example.org@evil.example", true, false),
            (nil, true, false),
        ] as [(String?, Bool, Bool)]
    )
    func domainsNeedAVerifiedEmail(email: String?, verified: Bool, admitted: Bool) async throws {
        var policy = LoginPolicy()
        policy.allowedDomains = ["example.org"]
        let provider = VouchingProvider(person(email: email, verified: verified))
        #expect(await faultCode { _ = try await login(provider, policy) } == (admitted ? nil : .accessDenied))
        #expect(
            try await fixture.backend.identity.users.users(PageRequest(limit: 9)).total == (admitted ? 2 : 1),
            "no account is made"
        )
    }

    @Test("The log message of a refused login is short, on one line, and says how much was left out")
    func refusalMessagesAreShort() {
        let long = String(repeating: "g", count: 5_000)
        let groups = (0..<300).map { "group-\($0)-\(long)\r\n" }
        let refusal = LoginRefusal(
            subject: long,
            email: "a\u{202e}b",
            claim: "groups",
            wanted: ["staff"],
            found: groups
        )
        let text = refusal.description
        #expect(
            text.utf8.count < 500 && text.contains("(300 in all)") && text.contains("wanted “staff”, found “group-0-")
        )
        #expect(text.contains("a\\u{202e}b") && !text.unicodeScalars.contains { $0.value < 0x20 })
        #expect(LoginRefusal(claim: "groups", wanted: ["staff"], found: []).description.hasSuffix("found nothing"))
    }

    @Test func groupsGrantLoginAndAdministrationAndLosingThemEndsBoth() async throws {
        var policy = LoginPolicy()
        policy.allowedGroups = ["staff"]
        policy.administratorGroups = ["admins"]
        let provider = VouchingProvider(person(groups: ["staff", "admins"]))
        let user = try await login(provider, policy).user
        #expect(user.isAdministrator)
        provider.vouch(for: person(groups: ["staff"]))
        #expect(try await login(provider, policy).user.isAdministrator == false)
        #expect(try await fixture.backend.identity.users.user(user.id)?.isAdministrator == false)
        provider.vouch(for: person(groups: ["admins"]))
        #expect(await faultCode { _ = try await login(provider, policy) } == .accessDenied)
    }

    /// A name or address that would be invalid from an operator must not lock its owner out, at the first login or at a
    /// later one.
    @Test(
        arguments: [
            ("", "ann@example.org", nil, "ann@example.org"), (" \u{200d} ", "ann@example.org", nil, "ann@example.org"),
            ("Ann 👩\u{200d}💻", "ann@example.org", "Ann 👩💻", "ann@example.org"),
            ("\u{202e}Ann\n", "ann@example.org", "Ann", "ann@example.org"),
            (
                String(repeating: "x", count: 300), "ann@example.org", String(repeating: "x", count: 200),
                "ann@example.org"
            ),
            // A truncated address could be another user's.
            ("Ann", "ann@\u{200d}example.org", "Ann", nil), ("Ann", "", "Ann", nil),
            ("Ann", String(repeating: "x", count: 320) + "@example.org", "Ann", nil),
        ] as [(String, String, String?, String?)]
    )
    func unusualNamesAndAddressesLockNobodyOut(name: String, email: String, shown: String?, address: String?)
        async throws
    {
        let unusual = VouchingProvider(person(email: email, name: name))
        let first = try await login(unusual).user
        #expect(first.displayName == shown && first.email == address)
        let plain = VouchingProvider(person("2", email: nil, name: nil))
        let user = try await login(plain).user
        plain.vouch(for: person("2", email: email, name: name))
        let later = try await login(plain).user
        #expect(later.id == user.id && later.displayName == shown && later.email == address)
        #expect(try await fixture.backend.identity.users.user(user.id) == later)
    }
}
