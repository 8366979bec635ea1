package import Base

/// A value that one request leaves for a later one, which another server of the database may get.
package struct PassingValue: Sendable, Hashable {
    package let id: String
    /// For whom it is: a purpose with the id of a session.
    package let topic: String
    /// Sealed by the caller (`PageSecret.seal`).
    package let sealed: [UInt8]
    package let expiresAt: Timestamp

    package init(id: String, topic: String, sealed: [UInt8], expiresAt: Timestamp) {
        (self.id, self.topic, self.sealed, self.expiresAt) = (id, topic, sealed, expiresAt)
    }
}

/// Values that are kept for some minutes.
package protocol PassingStore: Sendable {
    func leave(_ values: [PassingValue]) async throws
    /// In the order of their ids, without expired ones.
    func values(of topic: String, at now: Timestamp) async throws -> [PassingValue]
    /// Removes and returns the value; nil when it is absent or expired. One of several racing callers gets it.
    func take(_ id: String, of topic: String, at now: Timestamp) async throws -> PassingValue?
    func removeAll(of topic: String) async throws
    /// Returns how many were removed.
    func purge(expiredBefore: Timestamp) async throws -> Int
}
