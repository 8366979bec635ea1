package import Base

/// The token endpoint (RFC 6749 §3.2): the same steps for every grant, with one gap that the grant fills.
package struct TokenEndpoint: Sendable {
    private let authenticator: ClientAuthenticator
    private let grants: [any Grant]
    private let issuer: TokenIssuer
    private let clients: any ClientStore

    package init(authenticator: ClientAuthenticator, grants: [any Grant], issuer: TokenIssuer, clients: any ClientStore) {
        self.authenticator = authenticator
        self.grants = grants
        self.issuer = issuer
        self.clients = clients
    }

    /// - Throws: `Fault` to be rendered as RFC 6749 §5.2.
    package func issue(
        _ parameters: FormParameters, authorization: String?, at now: Timestamp
    ) async throws -> TokenResponse {
        // 1. parse
        guard let name = try parameters.value("grant_type") else {
            throw Fault(.invalidRequest, "The parameter grant_type is missing.")
        }
        guard let grant = grants.first(where: { $0.type.rawValue == name }) else {
            throw Fault(.unsupportedGrantType, "The grant type is not supported.")
        }
        // 2. authenticate the client
        let client = try await authenticator.authenticate(parameters, authorization: authorization, at: now)
        // 3. may it use this grant?
        guard client.client.grantTypes.contains(grant.type) else {
            throw Fault(.unauthorizedClient, "The client is not registered for this grant type.")
        }
        // 4. the grant proves its case
        let result = try await grant.authorize(parameters, for: client, at: now)
        // 5. issue
        let response = try await issuer.issue(result, at: now)
        if client.client.origin != .document { try await clients.touch(client.id, at: now) }
        return response
    }
}
