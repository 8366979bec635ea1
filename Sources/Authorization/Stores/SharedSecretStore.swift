package import Base

/// Secrets that all servers of a database use, in their stored form (`KeyVault`).
package protocol SharedSecretStore: Sendable {
    /// The secret of this name; stores `material` when there is none. Racing first callers receive the same.
    func secret(_ name: String, orElse material: Secret) async throws -> Secret
    /// Replaces the secret if it still is `former`. Returns what is stored then: racing callers receive the same.
    func replace(_ name: String, _ former: Secret, by material: Secret) async throws -> Secret
}
