package import Base
package import Identity
import Synchronization

/// A trusted issuer that may not have been reached yet. Until then its tokens get 503 and not 401, because they could
/// not be verified.
package final class IssuerConnection: KeySource {
    /// Its short name in the settings, for messages.
    package let name: String
    package let issuer: String
    private let cache: JWKSKeyCache
    private let time: any TimeSource
    private let isOpen = Mutex(false)

    package init(name: String, issuer: String, cache: JWKSKeyCache, time: any TimeSource) {
        self.name = name
        self.issuer = issuer
        self.cache = cache
        self.time = time
    }

    package func keys(at now: Timestamp) async throws -> IssuerKeys {
        guard isOpen.withLock({ $0 }) else {
            throw Fault(.unavailable, "OIDC provider not initialized", hints: .init(retryAfter: 5))
        }
        return try await cache.keys(at: now)
    }

    package func keys(newerThan seen: IssuerKeys, at now: Timestamp) async -> IssuerKeys? {
        await cache.keys(newerThan: seen, at: now)
    }

    /// Whether it was reached, so that its tokens can be verified.
    package var isKnown: Bool { isOpen.withLock { $0 } }

    /// Tries once: discovery, key set, a usable key. Afterwards its tokens are verified with these keys.
    func open() async throws {
        try await cache.renew(at: time.now())
        isOpen.withLock { $0 = true }
    }

    /// Fetches the keys again when they are due; does nothing before the issuer was first reached.
    package func renewIfDue() async throws {
        guard isOpen.withLock({ $0 }) else { return }
        try await cache.renewIfDue(at: time.now())
    }
}
