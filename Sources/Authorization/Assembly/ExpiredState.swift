package import Base

extension AuthorizationStores {
    /// Removes expired state: codes one day after they expired, expired grants, retired keys, old steps of connecting clients, and clients that
    /// registered themselves and were not used for the duration `unused`.
    package func removeExpired(at now: Timestamp, clientsUnusedFor unused: Duration) async throws {
        _ = try await codes.purge(expiredBefore: now.advanced(by: .seconds(-86_400)))
        _ = try await grants.purge(expiredBefore: now)
        _ = try await clients.purge(unusedSince: now.advanced(by: .zero - unused))
        _ = try await keys.purge(retiredBefore: now)
        _ = try await traces.purge(before: now.advanced(by: .zero - ConnectionStep.kept))
    }
}
