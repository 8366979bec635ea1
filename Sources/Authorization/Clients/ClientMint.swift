package import Base
package import Identity

/// Creates clients for operators: applications that cannot register themselves, and services. The secret is only visible
/// in the returned value.
package struct ClientMint: Sendable {
    /// The properties of the client to create.
    package struct Request: Sendable {
        /// The name that people see on the consent page.
        package let name: String
        package var redirectURIs: [String] = []
        /// An application on people's devices, which cannot keep a secret.
        package var isPublic = false
        /// An application that acts for itself, in `workspace`.
        package var isService = false
        package var workspace: ID<Workspace>?
        /// The maximum scopes; the default ones of its kind when empty.
        package var scopes: Set<OAuthScope> = []
        /// Its public keys (RFC 7517 §5), instead of a secret.
        package var keys: JSONValue?

        package init(name: String) {
            self.name = name
        }
    }

    private let clients: any ClientStore
    private let schemes: RedirectSchemes
    private let random: any RandomSource

    /// - Parameter schemes: the private-use schemes that redirect URIs may have.
    package init(clients: any ClientStore, schemes: RedirectSchemes, random: any RandomSource) {
        self.clients = clients
        self.schemes = schemes
        self.random = random
    }

    /// - Returns: the client, and its secret unless it is public or has keys.
    /// - Throws: `validationFailed` for the name; `invalidRedirectURI`; `invalidClientMetadata` for keys that cannot
    ///   verify an assertion.
    package func mint(_ request: Request, at now: Timestamp) async throws -> (client: Client, secret: Secret?) {
        var client = Client(
            id: ID(random.token(.client, bytes: 16)),
            origin: .preregistered,
            name: try DisplayText.check(request.name, field: "name", limit: 200),
            redirectURIs: try request.redirectURIs.map { try RedirectURI($0, schemes: schemes) },
            applicationType: request.isPublic ? .native : .web,
            method: request.isPublic ? .none : request.keys == nil ? .clientSecretBasic : .privateKeyJWT,
            grantTypes: request.isService ? [.clientCredentials] : [.authorizationCode, .refreshToken],
            scopes: scopes(request),
            createdAt: now
        )
        if let keys = request.keys, try ClientMetadata.publicKeys(keys).isEmpty {
            let names = ClientAssertionVerifier.algorithmNames.joined(separator: ", ")
            throw Fault(.invalidClientMetadata, "The key set contains no public key for \(names).")
        }
        client.keys = request.keys
        client.workspace = request.workspace
        let secret = client.method.usesSecret ? Secret(random.token(.clientSecret)) : nil
        client.secretDigest = secret.map { Digest256(of: $0) }
        guard try await clients.add(client, limit: nil) else {
            throw Fault(.internal, "Could not find an unused client id.")
        }
        return (client, secret)
    }

    private func scopes(_ request: Request) -> OAuthScopes {
        guard request.scopes.isEmpty else { return OAuthScopes(request.scopes) }
        return request.isService ? .defaults : .allButAdministration
    }
}
