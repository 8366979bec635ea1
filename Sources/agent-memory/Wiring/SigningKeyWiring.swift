import Authorization
import Base
import Identity
import Settings

extension OwnAccessTokens {
    /// Judges the access tokens of the server beside which this process works, by keys that it reads and neither makes
    /// nor changes.
    /// - Throws: where there are none yet, or they do not open with these settings.
    static func reading(_ settings: ServerSettings, tools: OperatorTools, at now: Timestamp) async throws
        -> OwnAccessTokens?
    {
        guard let (issuer, resources) = settings.authorizationNames else { return nil }
        return OwnAccessTokens(
            issuer: issuer,
            resources: resources,
            keys: try await KeyRing(settings.oauth, tools, at: now),
            grants: tools.authorization.grants
        )
    }
}

extension ServerSettings {
    /// Who we are to clients, and what our tokens are for, which may have other names; nil when there is no
    /// authorization server.
    var authorizationNames: (issuer: String, resources: ResourceCatalogue)? {
        guard let issuer = ownIssuer, let resources else { return nil }
        return (issuer, resources)
    }
}

extension KeyRing {
    /// The keys that the store holds, opened with these settings.
    convenience init(_ oauth: OAuthSettings, _ tools: OperatorTools, at now: Timestamp) async throws {
        try await self.init(
            store: tools.authorization.keys,
            vault: oauth.signing.vault,
            algorithm: oauth.signing.algorithm,
            revocations: tools.revocations,
            at: now
        )
    }
}
