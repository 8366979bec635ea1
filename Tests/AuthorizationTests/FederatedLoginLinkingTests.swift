import Authorization
import Base
import Identity
import TestSupport
import Testing

@Suite("OpenID Connect, linking a login to an account") struct FederatedLoginLinkingTests: FederatedLogins {
    let fixture: AuthorizationFixture

    init() async throws {
        fixture = try await AuthorizationFixture()
    }

    @Test(
        arguments: [
            (true, true, false, true), (true, true, true, true), (false, true, false, false),
            (false, true, true, false),
            (true, false, false, false), (false, false, true, false),
            // A user who can enter any address at the provider could otherwise take over any account.
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
            createdAt: fixture.now,
            personalWorkspace: ID("ws-local")
        )
        _ = try await fixture.backend.identity.users.add(local, personal: People.personal("local"))
        var policy = LoginPolicy()
        policy.linksByEmail = links
        policy.trustsUnverifiedEmail = trusts
        let user = try await login(VouchingProvider(person(verified: verified)), policy).user
        #expect((user.id == local.id) == linked)
        #expect(user.isAdministrator == linked)
    }

    @Test func aUserIsIdentifiedByTheSubjectAndNotByEmailOrName() async throws {
        let first = try await login(VouchingProvider(person("1"))).user
        let second = try await login(VouchingProvider(person("2"))).user
        #expect(first.id != second.id && first.name != second.name)
        let renamed = try await login(VouchingProvider(person("1", email: "new@example.org", name: "Anna"))).user
        #expect(renamed.id == first.id && renamed.name == first.name)
        #expect(renamed.email == "new@example.org" && renamed.displayName == "Anna")
    }

    @Test func aHundredConcurrentFirstLoginsCreateOneUser() async throws {
        let person = person()
        let ids = try await withThrowingTaskGroup(of: ID<User>.self) { group in
            for _ in 0..<100 { group.addTask { try await login(VouchingProvider(person)).user.id } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(ids.count == 1)
        #expect(try await fixture.backend.identity.users.users(PageRequest(limit: 9)).total == 2)
    }
}
