package import Base

extension AuthorizationStores {
    /// Removes what nobody can use any more: codes a day after their end, grants,
    /// clients that registered by themselves and were not used for the time, and retired keys.
    package func removeExpired(at now: Timestamp, clientsUnusedFor unused: Duration) async throws {
        _ = try await codes.purge(expiredBefore: now.advanced(by: .seconds(-86_400)))
        _ = try await grants.purge(expiredBefore: now)
        _ = try await clients.purge(unusedSince: now.advanced(by: .zero - unused))
        _ = try await keys.purge(retiredBefore: now)
    }
}
