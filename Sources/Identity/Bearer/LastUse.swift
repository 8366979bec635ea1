import Base
import Synchronization

/// When and from where credentials were last used, collected in memory and written from time to time, so that requests
/// never wait for it.
///
/// A use is noted when a token is not in the cache, so a token in constant use is noted once per cache lifetime. With a
/// flush every ten seconds, a list can be 40 seconds out of date.
package final class LastUse: Sendable {
    private let uses = Mutex<[Credential: CredentialUse]>([:])

    package init() {}

    func note(_ credential: Credential, from address: String?, at now: Timestamp) {
        switch credential {
        case .apiToken, .accessToken(_, .some): break
        case .accessToken, .browserSession, .preset, .none: return
        }
        let use = CredentialUse(at: now, address: address)
        uses.withLock { $0.merge([credential: use], uniquingKeysWith: Self.later) }
    }

    /// Writes the collected uses in one commit. Called by a background task every ten seconds, and at shutdown.
    /// When the store fails, nothing is lost: the next flush tries again.
    package func flush(to store: any CredentialUseStore) async throws {
        let gathered = uses.withLock { uses in
            defer { uses = [:] }
            return uses
        }
        guard !gathered.isEmpty else { return }
        do {
            try await store.note(gathered)
        } catch {
            uses.withLock { $0.merge(gathered, uniquingKeysWith: Self.later) }
            throw error
        }
    }

    private static func later(_ one: CredentialUse, _ other: CredentialUse) -> CredentialUse {
        other.at >= one.at ? other : one
    }
}
