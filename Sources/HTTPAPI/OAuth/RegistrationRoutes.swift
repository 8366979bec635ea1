import Authorization
import Base
import HTTPTypes
import Hummingbird
import Identity
import NIOCore

/// Dynamic client registration (RFC 7591 §3) and its management (RFC 7592 §2).
struct RegistrationRoutes: Sendable {
    let parts: AuthorizationParts
    let notes: StepNotes
    let time: any TimeSource
    /// Limits registrations, which are unauthenticated writes, per address and per site: a site that spreads them over
    /// its addresses must not fill the client table faster than `ClientStore.add` can evict unused clients.
    private let limits: [FailureLimit]

    init(parts: AuthorizationParts, notes: StepNotes, time: any TimeSource) {
        (self.parts, self.notes, self.time) = (parts, notes, time)
        let servers = parts.options.instances
        limits = [
            FailureLimit(perMinute: 20, among: servers), FailureLimit(perMinute: 60, by: .site, among: servers),
        ]
    }

    private var registration: ClientRegistration { parts.registration }

    func mount(on router: some RouterMethods<EdgeContext>) {
        for endpoint in [OAuthEndpoint.register, .guessedRegister] { router.on(endpoint, .post, use: register) }
        router.on(.registeredClient, .get, use: read)
        router.on(.registeredClient, .put, use: update)
        router.on(.registeredClient, .delete, use: delete)
    }

    @Sendable private func register(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let now = time.now()
        if let caller = notes.proxies.caller(request, context) {
            try limits.countWrite(by: caller, "Too many registrations from this address.", at: now)
        }
        let token =
            request.headers[.authorization] == nil
            ? nil : try AuthorizationHeader.token(request.headers[values: .authorization])
        let (registered, scopes) = try await notes.failing(.registration, of: nil, request, context) {
            let metadata = try await json(request)
            let registered = try await registration.register(metadata, initialAccessToken: token, at: now)
            return (registered, metadata["scope"]?.string)
        }
        let client = registered.client
        notes.note(
            .registration,
            of: client.id.rawValue,
            named: client.name,
            request,
            context,
            remark: StepNotes.unknownScopes(scopes)
        )
        return answer(registered, status: .created)
    }

    @Sendable private func read(_ request: Request, _ context: EdgeContext) async throws -> Response {
        answer(try await registration.read(id(context), token: token(request)), status: .ok)
    }

    @Sendable private func update(_ request: Request, _ context: EdgeContext) async throws -> Response {
        answer(
            try await registration.update(id(context), try await json(request), token: token(request)),
            status: .ok
        )
    }

    @Sendable private func delete(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try await registration.delete(id(context), token: token(request))
        return Response(status: .noContent, headers: [.cacheControl: "no-store"])
    }

    private func id(_ context: EdgeContext) throws -> ID<Client> { ID(try context.parameters.require("client_id")) }

    private func token(_ request: Request) throws -> BearerToken {
        try AuthorizationHeader.token(request.headers[values: .authorization])
    }

    private func json(_ request: Request) async throws -> JSONValue {
        let bytes = try await request.body(upTo: 65_536)
        guard bytes.readableBytes > 0 else {
            throw Fault(.invalidClientMetadata, "The body is empty; send a JSON object.")
        }
        do {
            return try Array(bytes.readableBytesView).withUnsafeBufferPointer {
                try StrictJSON.parse(StrictJSON.withoutMark($0))
            }
        } catch {
            throw Fault(.invalidClientMetadata, "The body is not valid JSON: \(error).")
        }
    }

    /// The complete registration as the server stored it (RFC 7591 §3.2.1).
    private func answer(_ registered: ClientRegistration.Registered, status: HTTPResponse.Status) -> Response {
        let client = registered.client
        var response = Response.json { text in
            text.member("client_id", client.id.rawValue)
            text.member("client_id_issued_at", Int(client.createdAt.seconds))
            if let secret = registered.secret { text.member("client_secret", secret.reveal()) }
            // Required with a secret; 0 means it does not expire.
            if client.method.usesSecret { text.member("client_secret_expires_at", 0) }
            text.member("registration_access_token", registered.registrationToken.reveal())
            text.member(
                "registration_client_uri",
                parts.options.issuer + OAuthEndpoint.registeredClient.path(client.id)
            )
            if let name = client.name { text.member("client_name", name) }
            if let uri = client.uri { text.member("client_uri", uri) }
            if let logo = client.logoURI { text.member("logo_uri", logo) }
            if let software = client.softwareID { text.member("software_id", software) }
            if let version = client.softwareVersion { text.member("software_version", version) }
            if let keys = client.keys { text.member("jwks", keys) }
            if let uri = client.keysURI { text.member("jwks_uri", uri) }
            text.member("application_type", client.applicationType.rawValue)
            text.member("token_endpoint_auth_method", client.method.rawValue)
            text.member("redirect_uris", client.redirectURIs.map(\.text))
            text.member("grant_types", client.grantTypes.map(\.rawValue).sorted())
            text.member("response_types", client.grantTypes.contains(.authorizationCode) ? ["code"] : [])
            text.member("scope", client.scopes.text)
        }
        response.status = status
        return response
    }
}
