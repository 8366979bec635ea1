import Authorization
import Base
import Identity
import Synchronization
import TestSupport
import Testing

/// An upstream provider that vouches for whomever it is told to, and remembers what it was asked.
private final class Vouching: IdentityProvider {
    let name: String
    let title = "Test"
    let person: Mutex<UpstreamIdentity>
    let asked = Mutex<(state: String, nonce: String, challenge: String)?>(nil)
    let redeemed = Mutex<[(issuer: String?, verifier: String, nonce: String)]>([])

    init(_ person: UpstreamIdentity, name: String = "test") {
        self.name = name
        self.person = Mutex(person)
    }

    func authorizationURL(
        state: String,
        nonce: String,
        challenge: String,
        redirectURI: String,
        loginHint: String?,
        forceLogin: Bool
    ) async throws -> String {
        asked.withLock { $0 = (state, nonce, challenge) }
        return "https://idp.example/authorize"
    }

    func identity(
        code: String,
        issuer: String?,
        verifier: String,
        nonce: String,
        redirectURI: String,
        at now: Timestamp
    ) async throws -> UpstreamIdentity {
        redeemed.withLock { $0.append((issuer, verifier, nonce)) }
        return person.withLock { $0 }
    }

    func logoutURL(idToken: String?, returnTo: String) async -> String? { nil }
}

@Suite("OpenID Connect, whom a login makes of an upstream identity") struct FederatedLoginTests {
    private let court: Court
    private let browser = Secret("browser-one")

    init() async throws {
        court = try await Court()
    }

    private func person(
        _ subject: String = "1",
        email: String? = "ann@example.org",
        verified: Bool = true,
        name: String? = "Ann",
        groups: [String] = []
    ) -> UpstreamIdentity {
        UpstreamIdentity(
            identity: ExternalIdentity(issuer: "https://idp.example", subject: subject),
            email: email,
            emailVerified: verified,
            preferredUsername: "ann",
            name: name,
            groups: groups,
            idToken: nil
        )
    }

    private func federation(_ providers: [Vouching], _ policy: LoginPolicy = LoginPolicy()) -> FederatedLogin {
        FederatedLogin(
            providers: providers,
            policies: Dictionary(uniqueKeysWithValues: providers.map { (Identifier($0.name), policy) }),
            sessions: court.stores.sessions,
            users: court.backend.identity.users,
            provisioning: Provisioning(time: court.clock, random: court.random),
            random: court.random
        )
    }

    /// Out and back in one browser.
    private func login(_ provider: Vouching, _ policy: LoginPolicy = LoginPolicy()) async throws
        -> FederatedLogin.Completed
    {
        let federation = federation([provider], policy)
        let state = try await begin(federation, provider)
        return try await complete(federation, provider, state)
    }

    private func begin(_ federation: FederatedLogin, _ provider: Vouching) async throws -> String {
        _ = try await federation.begin(
            provider,
            browser: browser,
            destination: "/account",
            redirectURI: "https://memory.example/cb",
            loginHint: nil,
            forceLogin: false,
            at: court.now
        )
        return try #require(provider.asked.withLock { $0?.state })
    }

    private func complete(
        _ federation: FederatedLogin,
        _ provider: Vouching,
        _ state: String?,
        browser: Secret? = Secret("browser-one"),
        _ more: [(String, String)] = [("code", "c")]
    ) async throws -> FederatedLogin.Completed {
        let parameters = FormParameters((state.map { [("state", $0)] } ?? []) + more)
        let transaction = try await federation.claim(
            provider: provider.name,
            parameters: parameters,
            browser: browser,
            at: court.now
        )
        #expect(transaction.destination == "/account")
        return try await federation.complete(
            transaction,
            parameters: parameters,
            redirectURI: "https://memory.example/cb",
            at: court.now
        )
    }

    // MARK: State

    @Test func outAndBackMakesAUserAndBindsNonceAndVerifier() async throws {
        let provider = Vouching(person())
        let done = try await login(provider)
        #expect(done.user.name == "ann@example.org" && done.user.displayName == "Ann")
        let asked = try #require(provider.asked.withLock { $0 })
        let redeemed = try #require(provider.redeemed.withLock { $0.first })
        #expect(redeemed.nonce == asked.nonce && PKCE.matches(verifier: redeemed.verifier, challenge: asked.challenge))
        #expect(try await login(provider).user.id == done.user.id)
    }

    @Test func aStateIsUsedOnce() async throws {
        let provider = Vouching(person())
        let federation = federation([provider])
        let state = try await begin(federation, provider)
        _ = try await complete(federation, provider, state)
        #expect(await faultCode { _ = try await complete(federation, provider, state) } == .accessDenied)
    }

    @Test func aCallbackThatBelongsElsewhereIsRefusedBeforeTheProviderIsAsked() async throws {
        let provider = Vouching(person())
        let other = Vouching(person("2"), name: "other")
        let federation = federation([provider, other])
        // Another browser, or none (login CSRF).
        for stranger in [Secret("browser-two"), nil] {
            let state = try await begin(federation, provider)
            #expect(
                await faultCode { _ = try await complete(federation, provider, state, browser: stranger) }
                    == .accessDenied
            )
            // What failed once does not work later: the state is spent.
            #expect(
                await faultCode { _ = try await complete(federation, provider, state) }
                    == (stranger == nil ? nil : .accessDenied)
            )
        }
        // Another provider (mix-up).
        let state = try await begin(federation, provider)
        #expect(await faultCode { _ = try await complete(federation, other, state) } == .accessDenied)
        // Unknown, none, twice.
        for parameters in [[("state", "x")], [], [("state", state), ("state", state)]] {
            #expect(
                await faultCode { _ = try await complete(federation, provider, nil, parameters + [("code", "c")]) }
                    != nil
            )
        }
        #expect(other.redeemed.withLock { $0.isEmpty })
    }

    @Test func aLoginEndsAfterTenMinutes() async throws {
        let provider = Vouching(person())
        let federation = federation([provider])
        let state = try await begin(federation, provider)
        court.clock.advance(by: .seconds(600))
        #expect(await faultCode { _ = try await complete(federation, provider, state) } == .accessDenied)
    }

    @Test func anErrorOfTheProviderIsADenialWithoutItsWords() async throws {
        let provider = Vouching(person())
        let federation = federation([provider])
        for parameters in [[("error", "<script>"), ("code", "c")], []] {
            let state = try await begin(federation, provider)
            do {
                _ = try await complete(federation, provider, state, parameters)
                Issue.record("logged in")
            } catch let fault as Fault {
                #expect(fault.code == .accessDenied && fault.detail == "Test did not log you in.")
            }
        }
        #expect(provider.redeemed.withLock { $0.isEmpty })
    }

    @Test func theIssuerParameterReachesTheProvider() async throws {
        let provider = Vouching(person())
        let federation = federation([provider])
        let state = try await begin(federation, provider)
        _ = try await complete(federation, provider, state, [("code", "c"), ("iss", "https://idp.example")])
        #expect(provider.redeemed.withLock { $0.map(\.issuer) } == ["https://idp.example"])
    }

    // MARK: Who may

    @Test func aDisabledUserDoesNotGetIn() async throws {
        let provider = Vouching(person())
        let user = try await login(provider).user
        _ = try await court.backend.identity.users.set(.disabled, for: user.id)
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
        let provider = Vouching(person(email: email, verified: verified))
        #expect(await faultCode { _ = try await login(provider, policy) } == (admitted ? nil : .accessDenied))
        #expect(
            try await court.backend.identity.users.users(PageRequest(limit: 9)).total == (admitted ? 2 : 1),
            "no account is made"
        )
    }

    @Test("What is logged of a refused login is short, on one line, and says how much was left out")
    func refusalsAreBounded() {
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

    @Test func groupsAdmitAndMakeAdministratorsAndBothEndWithThem() async throws {
        var policy = LoginPolicy()
        policy.allowedGroups = ["staff"]
        policy.administratorGroups = ["admins"]
        let provider = Vouching(person(groups: ["staff", "admins"]))
        let user = try await login(provider, policy).user
        #expect(user.isAdministrator)
        provider.person.withLock { $0 = person(groups: ["staff"]) }
        #expect(try await login(provider, policy).user.isAdministrator == false)
        #expect(try await court.backend.identity.users.user(user.id)?.isAdministrator == false)
        provider.person.withLock { $0 = person(groups: ["admins"]) }
        #expect(await faultCode { _ = try await login(provider, policy) } == .accessDenied)
    }

    /// A name or address we would not take from an operator is no reason to keep its owner out, at the first login or
    /// at a later one.
    @Test(
        arguments: [
            ("", "ann@example.org", nil, "ann@example.org"), (" \u{200d} ", "ann@example.org", nil, "ann@example.org"),
            ("Ann 👩\u{200d}💻", "ann@example.org", "Ann 👩💻", "ann@example.org"),
            ("\u{202e}Ann\n", "ann@example.org", "Ann", "ann@example.org"),
            (
                String(repeating: "x", count: 300), "ann@example.org", String(repeating: "x", count: 200),
                "ann@example.org"
            ),
            // Half an address would be somebody else's.
            ("Ann", "ann@\u{200d}example.org", "Ann", nil), ("Ann", "", "Ann", nil),
            ("Ann", String(repeating: "x", count: 320) + "@example.org", "Ann", nil),
        ] as [(String, String, String?, String?)]
    )
    func unusualNamesAndAddressesKeepNobodyOut(name: String, email: String, shown: String?, address: String?)
        async throws
    {
        let unusual = Vouching(person(email: email, name: name))
        let first = try await login(unusual).user
        #expect(first.displayName == shown && first.email == address)
        let plain = Vouching(person("2", email: nil, name: nil))
        let user = try await login(plain).user
        plain.person.withLock { $0 = person("2", email: email, name: name) }
        let later = try await login(plain).user
        #expect(later.id == user.id && later.displayName == shown && later.email == address)
        #expect(try await court.backend.identity.users.user(user.id) == later)
    }

    // MARK: Linking

    @Test(
        arguments: [
            (true, true, false, true), (true, true, true, true), (false, true, false, false),
            (false, true, true, false),
            (true, false, false, false), (false, false, true, false),
            // Whoever may type any address at the provider would choose whose account to have.
            (true, false, true, false),
        ] as [(Bool, Bool, Bool, Bool)]
    )
    func anAccountIsLinkedByAVerifiedEmailAndTheSettingTogether(links: Bool, verified: Bool, trusts: Bool, linked: Bool)
        async throws
    {
        let local = User(
            id: ID("us-local"),
            name: "local",
            email: "ann@example.org",
            isAdministrator: true,
            createdAt: court.now,
            personalWorkspace: ID("ws-local")
        )
        _ = try await court.backend.identity.users.add(local, personal: People.personal("local"))
        var policy = LoginPolicy()
        policy.linksByEmail = links
        policy.trustsUnverifiedEmail = trusts
        let user = try await login(Vouching(person(verified: verified)), policy).user
        #expect((user.id == local.id) == linked)
        #expect(user.isAdministrator == linked)
    }

    @Test func peopleAreTheirSubjectAndNotTheirEmailOrName() async throws {
        let first = try await login(Vouching(person("1"))).user
        let second = try await login(Vouching(person("2"))).user
        #expect(first.id != second.id && first.name != second.name)
        let renamed = try await login(Vouching(person("1", email: "new@example.org", name: "Anna"))).user
        #expect(renamed.id == first.id && renamed.name == first.name)
        #expect(renamed.email == "new@example.org" && renamed.displayName == "Anna")
    }

    @Test func aHundredFirstLoginsAtOnceMakeOneUser() async throws {
        let person = person()
        let ids = try await withThrowingTaskGroup(of: ID<User>.self) { group in
            for _ in 0..<100 { group.addTask { try await login(Vouching(person)).user.id } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(ids.count == 1)
        #expect(try await court.backend.identity.users.users(PageRequest(limit: 9)).total == 2)
    }
}
