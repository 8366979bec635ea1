package import Base
import Identity

/// One grant type at the token endpoint. The endpoint has parsed the form and authenticated the client already,
/// so that a grant cannot forget either; what is left is for the grant to prove its case.
package protocol Grant: Sendable {
    var type: GrantType { get }
    /// - Throws: `invalidGrant`, `invalidRequest`, `invalidScope`, `invalidTarget`.
    func authorize(_ parameters: FormParameters, for client: AuthenticatedClient, at now: Timestamp) async throws
        -> GrantResult
}

/// What a grant allows to be issued.
package struct GrantResult: Sendable {
    package let grant: AuthorizationGrant
    /// May be fewer than the grant's: a refresh may narrow (RFC 6749 §6).
    package let scopes: OAuthScopes
    /// What the access token is meant for; within the grant's resources.
    package let resources: [String]
    /// The refresh token to hand out, when there is one.
    package let refreshToken: Secret?
    /// Whether an ID token goes with it: only where a person logged in for this answer.
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
    /// A grant without a scope, which earlier versions made: a token of it could do nothing, and `scope=""` is not in
    /// the grammar (RFC 6749 §3.3).
    static var nothingGranted: Fault {
        Fault(.invalidScope, "No scope was granted. Ask for memory:read or memory:write and connect again.")
    }
}
