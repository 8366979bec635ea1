import Authorization
import Base
import Identity
import Settings

extension OwnAccessTokens {
    /// Verifies access tokens of the server that runs alongside this process. It only reads the keys, and neither
    /// creates nor changes them.
    /// - Throws: when there are no keys yet, or they cannot be opened with these settings.
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

extension ReceiptSigner {
    /// Signs receipts in a command, with the keys of the server; nil while there are none that it can open.
    static func reading(_ settings: ServerSettings, _ tools: OperatorTools) async -> ReceiptSigner? {
        guard let (issuer, _) = settings.authorizationNames,
            let keys = try? await KeyRing(settings.oauth, tools, at: tools.time.now())
        else { return nil }
        return ReceiptSigner(keys: keys, issuer: issuer)
    }
}

extension ServerSettings {
    /// The issuer and the resources of our tokens, which may have different names; nil without an authorization server.
    var authorizationNames: (issuer: String, resources: ResourceCatalogue)? {
        guard let issuer = ownIssuer, let resources else { return nil }
        return (issuer, resources)
    }
}

extension KeyRing {
    /// The keys in the store, opened with these settings.
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
