package import Base
package import Identity

/// Passkeys of people. A passkey goes with its user.
package protocol PasskeyStore: Sendable {
    /// One of racing callers with one credential id gets `added`. Concurrent additions never exceed `limit` a person.
    func add(_ passkey: Passkey, limit: Int) async throws -> PasskeyAddition
    /// The passkey with this credential id, and its user; nil when unknown, or the user was disabled.
    func passkey(_ credential: [UInt8]) async throws -> (passkey: Passkey, user: User)?
    /// Oldest first.
    func passkeys(of user: ID<User>) async throws -> [Passkey]
    /// Notes a login, if its counter is greater than the stored one or both are 0. Of racing callers with one counter,
    /// one gets true.
    func use(_ id: ID<Passkey>, counter: UInt32, isBackedUp: Bool, at now: Timestamp) async throws -> Bool
    /// False when the person has no such passkey.
    func rename(_ id: ID<Passkey>, of user: ID<User>, to name: String) async throws -> Bool
    /// False when the person has no such passkey.
    func remove(_ id: ID<Passkey>, of user: ID<User>) async throws -> Bool
}

/// The outcome of adding a passkey.
package enum PasskeyAddition: Sendable, Hashable {
    case added
    /// The credential id is taken, by this person or another.
    case taken
    /// The person has as many as allowed, or is gone.
    case full
}
