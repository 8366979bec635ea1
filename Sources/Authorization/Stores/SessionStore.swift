package import Base
package import Identity

/// Browser sessions, stored by the digest of their cookie.
package protocol SessionStore: Sendable {
    /// Stores nothing when the user is gone or was disabled meanwhile.
    func add(_ session: BrowserSession, digest: Digest256) async throws
    /// Nil when expired, ended, or the user is gone or disabled.
    func session(_ digest: Digest256, at now: Timestamp) async throws -> (session: BrowserSession, user: User)?
    func sessions(of user: ID<User>, at now: Timestamp) async throws -> [BrowserSession]
    /// Notes when and from where a session was used, unless that was noted within `interval`.
    func see(_ id: ID<BrowserSession>, from address: String?, at now: Timestamp, interval: Duration) async throws
    /// Ends a session of this user; false when it does not exist.
    func end(_ id: ID<BrowserSession>, of user: ID<User>) async throws -> Bool
    /// Ends every session of the user but one.
    func endAll(of user: ID<User>, except: ID<BrowserSession>?) async throws -> Int
    func purge(expiredBefore: Timestamp) async throws -> Int

    /// Stores at most `limit` of them and then evicts the one that ends soonest, because everyone may start one.
    func begin(_ transaction: LoginTransaction, state: Digest256, limit: Int) async throws
    /// Removes and returns the transaction; at most one caller receives it.
    func claim(state: Digest256, at now: Timestamp) async throws -> LoginTransaction?
}

/// Local passwords.
package protocol PasswordStore: Sendable {
    func setPassword(_ hash: PasswordHash, of user: ID<User>) async throws -> Bool
    func password(of user: ID<User>) async throws -> PasswordHash?
    /// Counts a wrong password against a key (account or address) and returns their number in the window, a day at
    /// most. Of racing callers each counts and receives a different number.
    func countFailure(_ key: String, window: Duration, at now: Timestamp) async throws -> Int
    func failures(_ key: String, window: Duration, at now: Timestamp) async throws -> Int
    /// The time of the `number`th newest failure in the window, from 1; nil when there are fewer.
    func failure(_ number: Int, of key: String, window: Duration, at now: Timestamp) async throws -> Timestamp?
    func clearFailures(_ key: String) async throws
    /// Stores how long a browser counts as known to a person; keeps each person's twenty browsers with the latest
    /// expiry.
    func remember(_ browser: Digest256, of user: ID<User>, until expiresAt: Timestamp, at now: Timestamp) async throws
    /// Whether the person logged in with a password in that browser, and the record has not expired.
    func remembers(_ browser: Digest256, of user: ID<User>, at now: Timestamp) async throws -> Bool
}

/// Identifiers that may be used once: assertions' `jti`.
package protocol OneTimeStore: Sendable {
    /// True for exactly one of racing callers; kept until `expiresAt`.
    func claim(_ id: String, purpose: String, until expiresAt: Timestamp, at now: Timestamp) async throws -> Bool
}
