package import Base

/// Login with a local account's password: the same time and the same sentence for an unknown user and a wrong password,
/// and slower the more wrong ones there were, for the account and for the address.
package struct LocalLogin: Sendable {
    private let users: any UserStore
    private let passwords: any PasswordStore

    /// Wrong passwords within the window before a login has to wait.
    private static let perAccount = 10
    private static let perAddress = 30
    private static let window = Duration.seconds(900)

    package init(users: any UserStore, passwords: any PasswordStore) {
        self.users = users
        self.passwords = passwords
    }

    /// - Throws: `accessDenied` "Wrong user name or password."; `rateLimited` with `retryAfter`.
    package func login(name: String, password: Secret, address: String, at now: Timestamp) async throws -> User {
        let name = String(name.prefix(256))
        // Account and address together, so that a stranger elsewhere cannot lock the owner out; counted before the password is
        // looked at, so that guesses sent at once are counted all the same.
        let account = "account:\(name)@\(address)"
        let place = "address:\(address)"
        let ofAccount = try await passwords.countFailure(account, window: Self.window, at: now)
        let ofAddress = try await passwords.failures(place, window: Self.window, at: now)
        guard ofAccount <= Self.perAccount, ofAddress < Self.perAddress else {
            throw Fault(.rateLimited, "Too many wrong passwords; try again later.", hints: .init(retryAfter: 900))
        }
        let user = try await users.user(named: name)
        let known: PasswordHash? =
            if let user { try await passwords.password(of: user.id) } else { nil }
        // An unknown user costs a derivation too: time tells nothing.
        guard (known ?? .unmatchable).matches(password), known != nil, let user, user.status == .active else {
            _ = try await passwords.countFailure(place, window: Self.window, at: now)
            throw Fault(.accessDenied, "Wrong user name or password.")
        }
        try await passwords.clearFailures(account)
        return user
    }
}
