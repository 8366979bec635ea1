package import Authorization
package import Base
import HTTPTypes
import Hummingbird
package import Identity

/// Everything the authorization server's routes are made of; the executable puts it together.
package struct AuthorizationDoor: Feature {
    package struct Options: Sendable {
        /// Our name (RFC 8414 §2): an origin without a trailing slash, fixed at start, never taken from a request.
        package let issuer: String
        /// What protects: the names of our resources, the default one first.
        package let resources: ResourceCatalogue
        /// Whether anybody may register (RFC 7591), and whether client ID metadata documents are accepted.
        package let registersClients: Bool
        package let acceptsDocuments: Bool
        package let algorithm: String
        package let localLogin: Bool

        package init(
            issuer: String,
            resources: ResourceCatalogue,
            registersClients: Bool,
            acceptsDocuments: Bool,
            algorithm: String,
            localLogin: Bool
        ) {
            self.issuer = issuer
            self.resources = resources
            self.registersClients = registersClients
            self.acceptsDocuments = acceptsDocuments
            self.algorithm = algorithm
            self.localLogin = localLogin
        }

        /// Cookies that only https may carry; on a loopback server without TLS they carry no prefix.
        package var isSecure: Bool { issuer.hasPrefix("https://") }
    }

    let options: Options
    let server: AuthorizationServer
    let tokens: TokenEndpoint
    let registration: ClientRegistration
    let authenticator: ClientAuthenticator
    let revocation: Revocation
    let introspection: Introspection
    let userinfo: Userinfo
    let keys: KeyRing
    /// Registrations, each an unauthenticated write, per address and per site: one that spreads them over its addresses
    /// must not fill the house for longer than `ClientStore.add` needs to empty it.
    let registrationLimits: [FailureLimit]
    /// Logins begun at a provider: each is a write that needs no credential, too.
    let providerLoginLimits = [FailureLimit(perMinute: 60), FailureLimit(perMinute: 240, by: .site)]
    let time: any TimeSource
    let proxies: TrustedProxies

    package init(
        options: Options,
        server: AuthorizationServer,
        tokens: TokenEndpoint,
        registration: ClientRegistration,
        authenticator: ClientAuthenticator,
        revocation: Revocation,
        introspection: Introspection,
        userinfo: Userinfo,
        keys: KeyRing,
        registrationLimits: [FailureLimit] = [FailureLimit(perMinute: 20), FailureLimit(perMinute: 60, by: .site)],
        time: any TimeSource,
        proxies: TrustedProxies
    ) {
        self.options = options
        self.server = server
        self.tokens = tokens
        self.registration = registration
        self.authenticator = authenticator
        self.revocation = revocation
        self.introspection = introspection
        self.userinfo = userinfo
        self.keys = keys
        self.registrationLimits = registrationLimits
        self.time = time
        self.proxies = proxies
    }

    package func mount(on doors: Doors) {
        let machines = doors.open().add(middleware: OpenOrigin()).add(middleware: FaultMiddleware(OAuthFault()))
        MetadataRoutes(door: self).mount(on: machines)
        RegistrationRoutes(door: self).mount(on: machines)
        for endpoint in [OAuthEndpoint.token, .guessedToken] { machines.on(endpoint, .post, use: token) }
        for endpoint in [OAuthEndpoint.revoke, .guessedRevoke] { machines.on(endpoint, .post, use: revoke) }
        machines.on(.introspect, .post, use: introspect)
        machines.on(.userinfo, .get, use: person)
        machines.on(.userinfo, .post, use: person)
        for endpoint in OAuthEndpoint.allCases where endpoint.isForMachines {
            machines.on(endpoint, .options) { _, _ in Response(status: .noContent) }
        }
    }

    @Sendable private func token(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let form = try await request.form()
        let answer = try await tokens.issue(form, authorization: request.headers[.authorization], at: time.now())
        return .json { text in
            text.member("access_token", answer.accessToken.reveal())
            text.member("token_type", "Bearer")
            text.member("expires_in", answer.expiresIn)
            text.member("scope", answer.scopes.text)
            if let refreshToken = answer.refreshToken { text.member("refresh_token", refreshToken.reveal()) }
            if let idToken = answer.idToken { text.member("id_token", idToken.reveal()) }
        }
    }

    /// RFC 7009: 200 whatever the token was, once the client is known.
    @Sendable private func revoke(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let (form, client) = try await authenticated(request)
        guard let token = try form.value("token") else {
            throw Fault(.invalidRequest, "The parameter token is missing.")
        }
        try await revocation.revoke(token, by: client, at: time.now())
        return Response(status: .ok, headers: [.cacheControl: "no-store"])
    }

    @Sendable private func introspect(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let (form, client) = try await authenticated(request)
        guard !client.client.isPublic else {
            throw Fault(.invalidClient, "Introspection needs a client that can authenticate.")
        }
        guard let token = try form.value("token") else {
            throw Fault(.invalidRequest, "The parameter token is missing.")
        }
        return .json(try await introspection.introspect(token, for: client, at: time.now()))
    }

    @Sendable private func person(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let token = try AuthorizationHeader.token(request.headers[values: .authorization])
        return .json(.object(try await userinfo.claims(token, at: time.now())))
    }

    /// Whose failures are counted together; the address as far as trusted proxies tell it.
    func caller(_ request: Request, _ context: EdgeContext) -> String {
        proxies.caller(peer: context.peer?.ipAddress, forwardedFor: request.headers[values: .forwardedFor]) ?? "unknown"
    }

    /// Counts a write that needs no credential.
    /// - Throws: `rateLimited` with `sentence` when the address or its site has made too many.
    func count(_ caller: String, against limits: [FailureLimit], _ sentence: String, at now: Timestamp) throws {
        do {
            for limit in limits { try limit.check(caller, at: now) }
        } catch let fault as Fault where fault.code == .rateLimited {
            throw Fault(.rateLimited, sentence, hints: fault.hints)
        }
        for limit in limits { limit.note(caller, at: now) }
    }

    private func authenticated(_ request: Request) async throws -> (FormParameters, AuthenticatedClient) {
        let form = try await request.form()
        let client = try await authenticator.authenticate(
            form,
            authorization: request.headers[.authorization],
            at: time.now()
        )
        return (form, client)
    }
}
