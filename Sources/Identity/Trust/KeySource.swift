package import Base

/// The source of a trusted issuer's keys.
package protocol KeySource: Sendable {
    /// The current keys for verification. Waits for the network only when no keys are known.
    /// - Throws: `unavailable` when no keys are known and none can be fetched.
    func keys(at now: Timestamp) async throws -> IssuerKeys
    /// Newer keys than those a token has just failed with; nil when a new fetch is not allowed yet, or has no newer
    /// keys. Failing tokens cause at most one fetch per interval, however many they are.
    func keys(newerThan seen: IssuerKeys, at now: Timestamp) async -> IssuerKeys?
}
