import Base
import Identity

/// One grant type at the token endpoint. The endpoint has parsed the form and authenticated the client already,
/// so that a grant cannot forget either. The grant only checks its own conditions.
package protocol Grant: Sendable {
    var type: GrantType { get }
    /// - Throws: `invalidGrant`, `invalidRequest`, `invalidScope`, `invalidTarget`.
    func authorize(_ request: GrantRequest) async throws -> GrantResult
}

/// A token request whose client is authenticated.
package struct GrantRequest: Sendable {
    let parameters: FormParameters
    let client: AuthenticatedClient
    /// The caller's address, for the record of a connection that this request ends.
    let address: String?
    let now: Timestamp
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
