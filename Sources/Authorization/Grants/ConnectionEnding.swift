import Base
import Identity
import Logging

/// Ends a connection whose client presented something that only a thief, or a broken client, presents.
struct ConnectionEnding: Sendable {
    let grants: any GrantStore
    let revocations: RevocationEpoch
    let log: Logger

    /// Ends the grant, with its access tokens, cached ones too.
    func end(_ grant: ID<AuthorizationGrant>, because reason: EndReason, by request: GrantRequest) async throws {
        // Also after a failure: the store may have committed before its answer was lost.
        defer { revocations.bump() }
        let ended = try await grants.end(grant, because: reason, from: request.address, at: request.now)
        ended.map { log.note($0, of: request.client.client) }
    }

    /// Ends the access tokens of a connection that the store has ended already, cached ones too.
    func finish(_ ended: EndedConnection, by request: GrantRequest) {
        revocations.bump()
        log.note(ended, of: request.client.client)
    }
}

extension Logger {
    /// Tells operators that a connection was ended, and why. The person reads the same on the page Applications.
    fileprivate func note(_ ended: EndedConnection, of client: Client) {
        warning(
            "the server ended a connection; the application has to connect again",
            metadata: [
                "application": "\(client.name ?? client.id.rawValue)", "client": "\(ended.client)",
                "user": "\(ended.user)", "address": "\(ended.address ?? "unknown")",
                "reason": "\(ended.reason.sentence)",
            ]
        )
    }
}
