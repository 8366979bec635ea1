package import Base
package import Identity
import JOSE

/// Login with a local account's password. An unknown user and a wrong password take the same time and get the same
/// message. Too many wrong passwords cause a wait, counted per account and address, per address, and per account.
package struct LocalLogin: Sendable {
    private let users: any UserStore
    private let passwords: any PasswordStore
    private let checks: PasswordChecks

    /// Wrong passwords within the window before a login has to wait. Ten from one address cannot lock out an owner at
    /// another address; guesses from many addresses still end at a hundred.
    private static let perAccountAndAddress = 10
    private static let perAddress = 30
    private static let perAccount = 100
    /// Wrong passwords of one account from a browser that its owner logged in with before.
    private static let perKnownBrowser = 10
    /// The time that a browser stays known after a login.
    package static let knownLifetime = Duration.seconds(180 * 86_400)
    private static let window = Duration.seconds(900)
    /// How long a person sees that somebody tried to log in to their account.
    private static let shown = Duration.seconds(86_400)

    package init(users: any UserStore, passwords: any PasswordStore, checks: PasswordChecks = PasswordChecks()) {
        self.users = users
        self.passwords = passwords
        self.checks = checks
    }

    /// - Parameter browser: the cookie of a browser with an earlier login (`remember`). If this account's owner logged
    ///   in there, wrong guesses from elsewhere do not lock the owner out; tries from this browser are limited instead.
    /// - Throws: `accessDenied` "Wrong user name or password."; `rateLimited` with `retryAfter`.
    package func login(
        name: String,
        password: Secret,
        address: String,
        browser: Secret? = nil,
        at now: Timestamp
    ) async throws -> User {
        let name = String(name.prefix(256))
        // All spellings of a name share its tries.
        let account = UserName.loginName(name)
        let address = FailureLimit.bucket(of: address)
        let user = try await users.user(loggingInAs: name)
        let here = "account:\(account)@\(address)"
        let known = try await limit(of: browser, knownTo: user, at: now)
        let anywhere = known ?? (key: "anywhere:\(account)", limit: Self.perAccount)
        let (place, welcome) = ("address:\(address)", "welcome:\(address)")
        // Successful logins of an address do not count: whole offices share one address.
        let allowed = Self.perAddress + (try await passwords.failures(welcome, window: Self.window, at: now))
        let limits = [(place, allowed), (here, Self.perAccountAndAddress), (anywhere.key, anywhere.limit)]
        // Over the limit already: do not store another row.
        for (key, limit) in limits {
            if let fault = try await wait(for: key, limit, at: now) { throw fault }
        }
        // Counted before the password is checked, so that parallel guesses are all counted.
        for (key, limit) in limits {
            guard try await passwords.countFailure(key, window: Self.window, at: now) > limit else { continue }
            throw try await wait(for: key, limit, at: now) ?? Self.limited(key, for: Self.window)
        }
        let expected: PasswordHash? =
            if let user { try await passwords.password(of: user.id) } else { nil }
        // An unknown user costs a derivation too, so that the time reveals nothing.
        let isMatch = try await checks.matches(expected ?? .unmatchable, password)
        guard isMatch, expected != nil, let user, user.status == .active else {
            // Counts for an unknown name too, so that the time reveals nothing.
            let wrong = user.map { Self.wrong($0.id) } ?? "wrong:\(account)"
            _ = try await passwords.countFailure(wrong, window: Self.shown, at: now)
            // An unknown name is not logged: people type their password there by mistake.
            let reason =
                user?.status == .disabled ? "is disabled" : expected == nil ? "has no password" : "got a wrong password"
            let account = user.map { "the account \(LoginRefusal.shown($0.name)) \(reason)" }
            throw Fault(
                .accessDenied,
                "Wrong user name or password.",
                cause: LoginRefusal(account ?? "no account has the name that was typed")
            )
        }
        try await passwords.clearFailures(here)
        if let known { try await passwords.clearFailures(known.key) }
        // Removes this try, but no earlier wrong one: a login to one's own account must not allow more guesses at other
        // accounts.
        _ = try await passwords.countFailure(welcome, window: Self.window, at: now)
        return user
    }

    /// How many wrong passwords were sent for the person's account in the last 24 hours.
    package static func wrongPasswords(of user: ID<User>, in passwords: any PasswordStore, at now: Timestamp)
        async throws
        -> Int
    {
        try await passwords.failures(wrong(user), window: shown, at: now)
    }

    private static func wrong(_ user: ID<User>) -> String { "wrong:\(user.rawValue)" }

    /// Marks the browser as known to the person.
    /// - Parameter browser: a secret of 256 random bits that the browser keeps.
    package func remember(_ browser: Secret, of user: User, at now: Timestamp) async throws {
        try await passwords.remember(
            Digest256(of: browser),
            of: user.id,
            until: now.advanced(by: Self.knownLifetime),
            at: now
        )
    }

    /// The limit of a browser that is known to the person; nil for any other.
    private func limit(of browser: Secret?, knownTo user: User?, at now: Timestamp) async throws -> (
        key: String, limit: Int
    )? {
        guard let browser, let user else { return nil }
        let digest = Digest256(of: browser)
        guard try await passwords.remembers(digest, of: user.id, at: now) else { return nil }
        return ("browser:\(user.id)@\(Base64URL.encode(digest.bytes))", Self.perKnownBrowser)
    }

    /// Whether a person who is logged in knows the password of the account, with the limits of a login.
    /// - Throws: `accessDenied` "The current password is wrong."; `rateLimited` with `retryAfter`.
    package func confirm(
        _ user: User,
        password: Secret,
        address: String,
        browser: Secret? = nil,
        at now: Timestamp
    ) async throws {
        do {
            _ = try await login(name: user.name, password: password, address: address, browser: browser, at: now)
        } catch let fault as Fault where fault.code == .accessDenied {
            throw Fault(.accessDenied, "The current password is wrong.", cause: fault.cause)
        }
    }

    /// Why a try against `key` must wait: until the oldest of the last `limit` failures leaves the window. Nil while
    /// there are fewer.
    private func wait(for key: String, _ limit: Int, at now: Timestamp) async throws -> Fault? {
        guard let oldest = try await passwords.failure(limit, of: key, window: Self.window, at: now) else { return nil }
        return Self.limited(key, for: oldest.advanced(by: Self.window).since(now))
    }

    private static func limited(_ key: String, for wait: Duration) -> Fault {
        let seconds = max(1, wait.components.seconds + (wait.components.attoseconds > 0 ? 1 : 0))
        let minutes = (seconds + 59) / 60
        // The key contains the name as typed, which may be a password; log only its kind.
        let kind = key.prefix { $0 != ":" }
        return Fault(
            .rateLimited,
            "Too many wrong passwords. Try again in \(minutes) minute\(minutes == 1 ? "" : "s").",
            hints: .init(retryAfter: Int(seconds)),
            cause: LoginRefusal("too many wrong passwords are counted (\(limits[String(kind)] ?? "here"))")
        )
    }

    /// The kinds of keys under which tries are counted.
    private static let limits = [
        "account": "of this account from this address", "address": "from this address",
        "anywhere": "of this account from all addresses",
        "browser": "of this account from a browser known to it",
    ]
}
