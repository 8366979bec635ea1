import Base
import Identity
import Synchronization
import TestSupport
import Testing

@Suite struct TokenAuthenticatorTests {
    @Test("A token gives the principal of its owner")
    func aTokenGivesThePrincipalOfItsOwner() async throws {
        let fixture = IdentityFixture()
        let (user, token, bearer) = try await fixture.userWithToken(scopes: .write)
        let principal = try await fixture.authenticator().authenticate(bearer, at: fixture.clock.now())
        #expect(principal.kind == .person(user.id))
        #expect(principal.userName == "alice")
        #expect(principal.scopes == .write)
        #expect(principal.credential == .apiToken(token.id))
        #expect(principal.entries.map(\.workspace) == [user.personalWorkspace])
        #expect(!principal.isAdministrator)
    }

    @Test("Both kinds of hashing verify the same token", arguments: APITokenMint.Hashing.allCases)
    func bothHashingsVerifyTheSameToken(hashing: APITokenMint.Hashing) async throws {
        let fixture = IdentityFixture()
        let user = try await fixture.users.add(name: "alice")
        let minted = try await fixture.mint(hashing).mint(
            .init(label: "t", owner: .user(user.id), workspace: user.personalWorkspace, scopes: .read)
        )
        let other = try await fixture.mint(hashing).mint(
            .init(label: "t", owner: .user(user.id), workspace: user.personalWorkspace, scopes: .read)
        )
        // The id of one token with the hash of another: only the secret counts.
        fixture.fake.state.withLock { $0.tokens[other.token.id]!.verifier = $0.tokens[minted.token.id]!.verifier }
        let authenticator = fixture.authenticator()
        #expect(
            try await authenticator.authenticate(bearer(minted.secret), at: fixture.clock.now()).userName == "alice"
        )
        #expect(
            await fault { try await authenticator.authenticate(bearer(other.secret), at: fixture.clock.now()) }?.words
                == Self.invalid
        )
    }

    static let invalid = "invalid-token: Invalid token"

    @Test("A service token has one workspace and no user name")
    func aServiceTokenHasOneWorkspaceAndNoUserName() async throws {
        let fixture = IdentityFixture()
        let team = try await fixture.workspaces.add(name: "team", privacy: .privatePerUser)
        let minted = try await fixture.mint().mint(
            .init(label: "app", owner: .service, workspace: team.id, scopes: .write)
        )
        let principal = try await fixture.authenticator().authenticate(bearer(minted.secret), at: fixture.clock.now())
        #expect(principal.kind == .service)
        #expect(principal.userName == nil)
        #expect(principal.entries == [.init(team, as: .admin)])
    }

    @Test("The token's own workspace comes first")
    func theTokensOwnWorkspaceComesFirst() async throws {
        let fixture = IdentityFixture()
        let user = try await fixture.users.add(name: "alice")
        let team = try await fixture.workspaces.add(name: "team")
        try await fixture.workspaces.setMember(user, of: team, role: .member)
        let minted = try await fixture.mint().mint(
            .init(label: "t", owner: .user(user.id), workspace: team.id, scopes: .write)
        )
        let principal = try await fixture.authenticator().authenticate(bearer(minted.secret), at: fixture.clock.now())
        #expect(principal.entries.map(\.workspace) == [team.id, user.personalWorkspace])
        try await fixture.workspaces.removeMember(user, of: team)
        #expect(
            await fault {
                try await fixture.authenticator().authenticate(bearer(minted.secret), at: fixture.clock.now())
            }?
            .words
                == Self.invalid
        )
    }

    @Test("A token ends at its expiry, also when it is cached")
    func aTokenEndsAtItsExpiryAlsoWhenCached() async throws {
        let fixture = IdentityFixture()
        let (_, token, bearer) = try await fixture.userWithToken(days: 1)
        let authenticator = fixture.authenticator()
        let end = try #require(token.expiresAt)
        let last = Timestamp(milliseconds: end.milliseconds - 1)
        #expect(try await authenticator.authenticate(bearer, at: last).expiresAt == end)
        #expect(
            await fault { try await authenticator.authenticate(bearer, at: end) }?.words
                == "token-expired: Token has expired"
        )
    }

    @Test("Only a caller that knows the secret learns that a token has expired")
    func onlyAHolderOfTheSecretLearnsThatATokenHasExpired() async throws {
        let fixture = IdentityFixture()
        let (_, token, _) = try await fixture.userWithToken(days: 1)
        let stranger = APITokenSecret(random: SeededRandom(99))
        fixture.fake.state.withLock { state in
            let row = state.tokens[token.id]!
            state.tokens[stranger.id] = (
                APIToken(
                    id: stranger.id,
                    owner: row.token.owner,
                    workspace: row.token.workspace,
                    scopes: .read,
                    label: "",
                    createdAt: row.token.createdAt,
                    expiresAt: row.token.expiresAt
                ), row.verifier
            )
        }
        let late = token.expiresAt!.advanced(by: .seconds(1))
        #expect(
            await fault { try await fixture.authenticator().authenticate(bearer(stranger.token), at: late) }?.words
                == Self.invalid
        )
    }

    @Test(
        "Every other flaw of an API token gets the same sentence",
        arguments: ["unknown", "removed", "disabled", "deleted", "malformed", "no verifier"]
    )
    func everyOtherFlawGetsOneSentence(what: String) async throws {
        let fixture = IdentityFixture()
        var (_, token, bearer) = try await fixture.userWithToken()
        switch what {
        case "unknown": bearer = IdentityTests.bearer(APITokenSecret(random: SeededRandom(77)).token)
        case "removed": #expect(try await fixture.tokens.remove(token.id))
        case "disabled": _ = try await fixture.users.disable("alice")
        case "deleted": _ = try await fixture.users.delete("alice")
        case "malformed": bearer = BearerToken("amt_abc_def")!
        default: bearer = BearerToken("eyJhbGciOiJub25lIn0.e30.")!
        }
        #expect(
            await fault { try await fixture.authenticator().authenticate(bearer, at: fixture.clock.now()) }?.words
                == Self.invalid
        )
    }

    @Test(
        "The log has the reason of a refusal; the caller of a complete token does not see it",
        arguments: [
            ("unknown", CredentialRefusal.Reason.unknown), ("removed", .unknown), ("other secret", .secret),
            ("expired", .expired),
            ("disabled", .disabled), ("outside", .outside), ("torn", .incomplete), ("mistyped", .incomplete),
        ]
    )
    func reasons(what: String, reason: CredentialRefusal.Reason) async throws {
        let fixture = IdentityFixture()
        var (user, token, bearer) = try await fixture.userWithToken(days: 1)
        var now = fixture.clock.now()
        let text = bearer.reveal()
        switch what {
        case "unknown": bearer = IdentityTests.bearer(APITokenSecret(random: SeededRandom(77)).token)
        case "removed": #expect(try await fixture.tokens.remove(token.id))
        case "other secret":
            let (_, other, _) = try await fixture.userWithToken("bob")
            fixture.fake.state.withLock { $0.tokens[token.id]!.verifier = $0.tokens[other.id]!.verifier }
        case "expired": now = now.advanced(by: .seconds(86_401))
        case "disabled": _ = try await fixture.users.disable("alice")
        case "outside":
            let team = try await fixture.workspaces.add(name: "team")
            try await fixture.workspaces.setMember(user, of: team, role: .member)
            bearer = IdentityTests.bearer(
                try await fixture.mint().mint(
                    .init(label: "t", owner: .user(user.id), workspace: team.id, scopes: .read)
                )
                .secret
            )
            try await fixture.workspaces.removeMember(user, of: team)
        case "torn": bearer = BearerToken(String(text.dropLast(3)))!
        default: bearer = BearerToken(String(text.dropLast()) + (text.hasSuffix("0") ? "1" : "0"))!
        }
        let refused = await fault { [bearer, now] in try await fixture.authenticator().authenticate(bearer, at: now) }
        let refusal = try #require(refused?.cause as? CredentialRefusal)
        #expect(refusal.reason == reason)
        #expect(!refusal.description.contains(String(text.suffix(49))))
        let isTorn = reason == .incomplete
        #expect(refused?.hints.advice == (isTorn ? "This is not a complete API token; copy it again." : nil))
        #expect(refused?.words == (what == "expired" ? "token-expired: Token has expired" : Self.invalid))
    }

    @Test("A malformed token causes no look-up")
    func aMalformedTokenCausesNoLookUp() async throws {
        let fixture = IdentityFixture()
        _ = await fault {
            try await fixture.authenticator().authenticate(BearerToken("amt_abc_def")!, at: fixture.clock.now())
        }
        #expect(fixture.fake.resolutions == 0)
    }

    @Test("Administration requires an administrator and the admin scope")
    func administrationNeedsBothTheUserAndTheScope() async throws {
        let fixture = IdentityFixture()
        let (user, _, full) = try await fixture.userWithToken("root", isAdministrator: true)
        let narrow = try await fixture.mint().mint(
            .init(label: "t", owner: .user(user.id), workspace: user.personalWorkspace, scopes: .write)
        )
        let (_, _, plain) = try await fixture.userWithToken("alice")
        let authenticator = fixture.authenticator()
        #expect(try await authenticator.authenticate(full, at: fixture.clock.now()).isAdministrator)
        #expect(try await !authenticator.authenticate(bearer(narrow.secret), at: fixture.clock.now()).isAdministrator)
        #expect(try await !authenticator.authenticate(plain, at: fixture.clock.now()).isAdministrator)
    }

    @Test("Verifiers are asked in order until one recognises the token")
    func verifiersAreAskedInOrder() async throws {
        struct Scripted: AccessTokenVerifier {
            let answer: @Sendable () throws -> Principal?
            func verify(_ token: ReadToken, at now: Timestamp, license: Principal.License) async throws -> Principal? {
                try answer()
            }
        }
        let fixture = IdentityFixture()
        let principal = Principal(
            kind: .service,
            userName: nil,
            scopes: .read,
            credential: .none,
            entries: [],
            license: .unproven
        )
        let token = BearerToken("a.b.c")!
        let found = fixture.authenticator([
            Scripted { nil }, Scripted { principal }, Scripted { throw Fault(.internal, "asked") },
        ])
        #expect(try await found.authenticate(token, at: fixture.clock.now()) === principal)
        let refused = fixture.authenticator([
            Scripted { throw Fault(.invalidToken, "Invalid audience") }, Scripted { principal },
        ])
        #expect(
            await fault { try await refused.authenticate(token, at: fixture.clock.now()) }?.detail == "Invalid audience"
        )
    }

    @Test("The time of last use is flushed, and kept while the store fails")
    func lastUseIsFlushedAndSurvivesAFailingStore() async throws {
        let fixture = IdentityFixture()
        let (_, token, bearer) = try await fixture.userWithToken()
        let lastUse = LastUse()
        _ = try await fixture.authenticator(lastUse: lastUse).authenticate(
            bearer,
            from: "192.0.2.7",
            at: fixture.clock.now()
        )
        fixture.fake.state.withLock { $0.isBroken = true }
        await #expect(throws: StoreFailure.self) { try await lastUse.flush(to: fixture.fake) }
        fixture.fake.state.withLock { $0.isBroken = false }
        try await lastUse.flush(to: fixture.fake)
        #expect(
            fixture.fake.state.withLock(\.uses) == [
                .apiToken(token.id): CredentialUse(at: fixture.clock.now(), address: "192.0.2.7")
            ]
        )
        fixture.fake.state.withLock { $0.uses = [:] }
        try await lastUse.flush(to: fixture.fake)
        #expect(fixture.fake.state.withLock(\.uses).isEmpty)
    }
}
