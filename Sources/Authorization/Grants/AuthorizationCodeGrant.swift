import Base
import Identity

/// `authorization_code` (RFC 6749 §4.1.3, RFC 7636 §4.6). Every kind of invalid code gets the same message.
package struct AuthorizationCodeGrant: Grant {
    package let type = GrantType.authorizationCode
    let codes: any AuthorizationCodeStore
    let resources: ResourceCatalogue
    let refreshTokens: RefreshTokenPolicy
    let ending: ConnectionEnding

    package func authorize(_ request: GrantRequest) async throws -> GrantResult {
        let (parameters, client, now) = (request.parameters, request.client, request.now)
        let text = try parameters.required("code")
        let verifier = try parameters.required("code_verifier")
        guard PKCE.isWellFormed(verifier: verifier) else {
            throw Fault(.invalidRequest, "code_verifier must have 43 to 128 unreserved characters.")
        }
        let digest = Digest256(of: text)
        // Everything that a stranger with a stolen code cannot know is checked before the code is spent: a wrong
        // attempt neither burns the code nor, on replay, revokes anything (OAuth 2.1 §4.1.3, denial of service).
        guard let code = try await codes.code(digest), code.grant.client == client.id,
            try redirectURI(parameters, fits: code), PKCE.matches(verifier: verifier, challenge: code.challenge)
        else { throw Self.bad }
        guard !code.grant.scopes.isEmpty else { throw Fault.nothingGranted }
        let audience = try code.grant.narrowed(to: parameters.values("resource"), in: resources)

        let refreshToken = client.client.grantTypes.contains(.refreshToken) ? refreshTokens.make() : nil
        let first = refreshToken.map { (digest: Digest256(of: $0), expiresAt: refreshTokens.expiry(at: now)) }
        switch try await codes.redeem(digest, first: first, at: now) {
        case .redeemed(let code):
            return GrantResult(
                grant: code.grant,
                scopes: code.grant.scopes,
                resources: audience,
                refreshToken: refreshToken,
                withIDToken: code.grant.scopes.contains(.openid)
            )
        case .replayed(let grant):
            try await ending.end(grant, because: .codeReused, by: request)
            throw Self.bad
        case .unknown:
            throw Self.bad
        }
    }

    /// OAuth 2.1 dropped the parameter, but a value that is sent must match. RFC 6749 requires it again if it was sent
    /// to the authorization endpoint, but OAuth 2.1 clients omit it. So only a contradiction is refused.
    private func redirectURI(_ parameters: FormParameters, fits code: AuthorizationCode) throws -> Bool {
        guard let sent = try parameters.value("redirect_uri") else { return true }
        return sent == code.grant.redirectURI || code.grant.redirectURI == nil
    }

    private static var bad: Fault {
        Fault(.invalidGrant, "The authorization code is not valid, or not for this request.")
    }
}
