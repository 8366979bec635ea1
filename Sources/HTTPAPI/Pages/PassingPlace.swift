package import Authorization
package import Base

/// The place for what one page leaves for the next one, when another server may show that: the database, sealed.
package struct PassingPlace: Sendable {
    private let store: any PassingStore
    private let secret: PageSecret
    private let random: any RandomSource

    package init(store: any PassingStore, secret: PageSecret, random: any RandomSource) {
        (self.store, self.secret, self.random) = (store, secret, random)
    }

    /// - Parameter id: nil for a new one.
    func value(_ content: [UInt8], id: String? = nil, topic: String, at now: Timestamp, until: Timestamp) throws
        -> PassingValue
    {
        PassingValue(
            id: id ?? ULID.make(at: now, random: random),
            topic: topic,
            sealed: try secret.seal(content, as: topic),
            expiresAt: until
        )
    }

    func leave(_ values: [PassingValue]) async throws { try await store.leave(values) }

    /// The values of a topic with their ids, oldest first.
    func values(of topic: String, at now: Timestamp) async throws -> [(id: String, content: [UInt8])] {
        try await store.values(of: topic, at: now).compactMap { value in
            secret.open(value.sealed, as: topic).map { (value.id, $0) }
        }
    }

    /// Removes and returns a value.
    func take(_ id: String, of topic: String, at now: Timestamp) async throws -> [UInt8]? {
        try await store.take(id, of: topic, at: now).flatMap { secret.open($0.sealed, as: topic) }
    }

    func removeAll(of topic: String) async throws { try await store.removeAll(of: topic) }
}
