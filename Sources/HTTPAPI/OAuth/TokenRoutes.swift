import Authorization
import Base
import HTTPTypes
import Hummingbird
import Identity

/// The endpoints for tokens: token (RFC 6749 §3.2), revocation (RFC 7009), introspection (RFC 7662) and userinfo (OIDC
/// Core §5.3).
struct TokenRoutes: Sendable {
    let parts: AuthorizationParts
    let notes: StepNotes
    let time: any TimeSource

    func mount(on router: some RouterMethods<EdgeContext>) {
        for endpoint in [OAuthEndpoint.token, .guessedToken] { router.on(endpoint, .post, use: token) }
        for endpoint in [OAuthEndpoint.revoke, .guessedRevoke] { router.on(endpoint, .post, use: revoke) }
        router.on(.introspect, .post, use: introspect)
    }

    /// Userinfo accepts GET, so a person may open its address in a browser.
    func mountReadable(on router: some RouterMethods<EdgeContext>) {
        router.on(.userinfo, .get, use: person)
        router.on(.userinfo, .post, use: person)
    }

    @Sendable private func token(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let form = try await request.form()
        let client = ClientAuthenticator.claimedID(form, authorization: request.headers[.authorization])
        let answer = try await notes.failing(.token, of: client, request, context) {
            try await parts.tokens.issue(
                form,
                authorization: request.headers[.authorization],
                from: notes.proxies.caller(request, context),
                at: time.now()
            )
        }
        notes.note(.token, of: client, request, context)
        return .json { text in
            text.member("access_token", answer.accessToken.reveal())
            text.member("token_type", "Bearer")
            text.member("expires_in", answer.expiresIn)
            text.member("scope", answer.scopes.text)
            if let refreshToken = answer.refreshToken { text.member("refresh_token", refreshToken.reveal()) }
            if let idToken = answer.idToken { text.member("id_token", idToken.reveal()) }
        }
    }

    /// RFC 7009: responds with 200 for any token, once the client is authenticated.
    @Sendable private func revoke(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let (form, client) = try await authenticated(request)
        let token = try form.required("token")
        try await parts.revocation.revoke(token, by: client, at: time.now())
        return Response(status: .ok, headers: [.cacheControl: "no-store"])
    }

    @Sendable private func introspect(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let (form, client) = try await authenticated(request)
        guard !client.client.isPublic else {
            throw Fault(.invalidClient, "Introspection needs a client that can authenticate.")
        }
        let token = try form.required("token")
        return .json(try await parts.introspection.introspect(token, for: client, at: time.now()))
    }

    @Sendable private func person(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let token = try AuthorizationHeader.token(request.headers[values: .authorization])
        return .json(.object(try await parts.userinfo.claims(token, at: time.now())))
    }

    private func authenticated(_ request: Request) async throws -> (FormParameters, AuthenticatedClient) {
        let form = try await request.form()
        let client = try await parts.authenticator.authenticate(
            form,
            authorization: request.headers[.authorization],
            at: time.now()
        )
        return (form, client)
    }
}
