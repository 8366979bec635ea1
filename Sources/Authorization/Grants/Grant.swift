package import Base
import Identity

/// One grant type at the token endpoint. The endpoint has parsed the form and authenticated the client already,
/// so that a grant cannot forget either. The grant only checks its own conditions.
package protocol Grant: Sendable {
    var type: GrantType { get }
    /// - Parameter address: the caller's, for the record of a connection that this request ends.
    /// - Throws: `invalidGrant`, `invalidRequest`, `invalidScope`, `invalidTarget`.
    func authorize(
        _ parameters: FormParameters,
        for client: AuthenticatedClient,
        from address: String?,
        at now: Timestamp
    ) async throws -> GrantResult
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
