package import Base
import Identity

/// One grant type at the token endpoint. The endpoint has parsed the form and authenticated the client already,
/// so that a grant cannot forget either. The grant only checks its own conditions.
package protocol Grant: Sendable {
    var type: GrantType { get }
    /// - Throws: `invalidGrant`, `invalidRequest`, `invalidScope`, `invalidTarget`.
    func authorize(_ parameters: FormParameters, for client: AuthenticatedClient, at now: Timestamp) async throws
        -> GrantResult
}

/// The tokens that a grant allows.
package struct GrantResult: Sendable {
    package let grant: AuthorizationGrant
    /// May be fewer than the grant's: a refresh may narrow (RFC 6749 §6).
    package let scopes: OAuthScopes
    /// The resources of the access token; within those of the grant.
    package let resources: [String]
    /// The refresh token to return, if any.
    package let refreshToken: Secret?
    /// Whether to issue an ID token: only if a person logged in for this response.
    package let withIDToken: Bool

    package init(
        grant: AuthorizationGrant,
        scopes: OAuthScopes,
        resources: [String],
        refreshToken: Secret?,
        withIDToken: Bool
    ) {
        self.grant = grant
        self.scopes = scopes
        self.resources = resources
        self.refreshToken = refreshToken
        self.withIDToken = withIDToken
    }
}

extension AuthorizationGrant {
    /// The resources of one token: within those granted (RFC 8707 §2.2); all of them when none is named.
    func narrowed(to requested: [String], in catalogue: ResourceCatalogue) throws -> [String] {
        guard !requested.isEmpty else { return resources }
        let names = try catalogue.resolve(requested)
        guard names.allSatisfy(resources.contains) else {
            throw Fault(.invalidTarget, "The resource asked for was not granted.")
        }
        return names
    }
}

extension Fault {
    /// True for a grant without a scope, which earlier versions created: its tokens could do nothing, and the grammar
    /// does not allow `scope=""` (RFC 6749 §3.3).
    static var nothingGranted: Fault {
        Fault(.invalidScope, "No scope was granted. Ask for memory:read or memory:write and connect again.")
    }
}
