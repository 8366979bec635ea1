import Base
import Identity
import TestSupport

/// A server's identity services over fake stores, with a clock and randomness that the test controls.
struct IdentityFixture {
    let fake: FakeStores
    let clock = ManualClock()
    let random = SeededRandom(7)
    let revocations = RevocationEpoch()

    init(onResolve: @escaping @Sendable (_ call: Int) async -> Void = { _ in }) {
        fake = FakeStores(onResolve: onResolve)
    }

    var provisioning: Provisioning { Provisioning(time: clock, random: random) }
    private var directories: IdentityDirectories {
        IdentityDirectories(stores: fake.stores, provisioning: provisioning, revocations: revocations)
    }
    var users: UserDirectory { directories.users }
    var workspaces: WorkspaceDirectory { directories.workspaces }
    var tokens: APITokenDirectory { APITokenDirectory(tokens: fake, revocations: revocations) }

    func mint(_ hashing: APITokenMint.Hashing = .sha256) -> APITokenMint {
        APITokenMint(stores: fake.stores, hashing: hashing, time: clock, random: random)
    }

    var firstStart: FirstStart { FirstStart(users: users, mint: mint()) }

    func authenticator(
        _ verifiers: [any AccessTokenVerifier] = [],
        failures: FailureLimit = FailureLimit(),
        lastUse: LastUse = LastUse()
    ) -> TokenAuthenticator {
        TokenAuthenticator(
            apiTokens: fake,
            pauses: fake,
            verifiers: verifiers,
            cache: PrincipalCache(revocations: revocations),
            lastUse: lastUse,
            failures: failures
        )
    }

    /// A request for a token of the user, for the personal workspace.
    func order(for user: User, scopes: ScopeSet, days: Int? = nil) -> APITokenMint.Request {
        var order = APITokenMint.Request(
            label: "test",
            owner: .user(user.id),
            workspace: user.personalWorkspace,
            scopes: scopes
        )
        order.expiresAfterDays = days
        return order
    }

    /// A user with a token for the personal workspace.
    func userWithToken(
        _ name: String = "alice",
        scopes: ScopeSet = .admin,
        days: Int? = nil,
        isAdministrator: Bool = false
    ) async throws -> (user: User, token: APIToken, bearer: BearerToken) {
        let user = try await users.add(name: name, isAdministrator: isAdministrator)
        let minted = try await mint().mint(order(for: user, scopes: scopes, days: days))
        return (user, minted.token, bearer(minted.secret))
    }
}

func bearer(_ secret: Secret) -> BearerToken { BearerToken(secret.reveal())! }

extension Fault {
    /// The code and the sentence, for comparison in tables.
    var words: String { "\(code.rawValue): \(detail)" }
}

/// Holds a task until the test opens the gate, and tells the test when the task has arrived.
actor Gate {
    private var isOpen = false
    private var hasArrived = false
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var watching: [CheckedContinuation<Void, Never>] = []

    func pass() async {
        hasArrived = true
        for watcher in watching { watcher.resume() }
        watching = []
        guard !isOpen else { return }
        await withCheckedContinuation { waiting.append($0) }
    }

    func arrival() async {
        guard !hasArrived else { return }
        await withCheckedContinuation { watching.append($0) }
    }

    func open() {
        isOpen = true
        for waiter in waiting { waiter.resume() }
        waiting = []
    }
}

extension ID: ExpressibleByStringLiteral, ExpressibleByUnicodeScalarLiteral, ExpressibleByExtendedGraphemeClusterLiteral
{
    package init(stringLiteral value: String) { self.init(value) }
}
