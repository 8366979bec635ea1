package import Base
import Crypto
package import Identity

/// Dynamic client registration (RFC 7591) and its management (RFC 7592).
package struct ClientRegistration: Sendable {
    /// `oauth.registration`
    package enum Policy: Sendable, Hashable {
        /// Everyone, within the limits.
        case open
        /// Callers with the initial access token (RFC 7591 §3).
        case token(Secret)
        case off
    }

    /// The result of a registration: the client and the secrets that are shown once.
    package struct Registered: Sendable {
        package let client: Client
        package let secret: Secret?
        /// After a read or update, the token used for it (RFC 7592 §3).
        package let registrationToken: Secret
    }

    let clients: any ClientStore
    let random: any RandomSource
    let policy: Policy
    /// The largest number of clients that registered themselves.
    let limit: Int
    /// The private-use schemes that redirect URIs may have.
    let schemes: RedirectSchemes
    let revocations: RevocationEpoch
    /// How clients that act for themselves may register; nil when they may not.
    var services: MachineRegistration?

    /// - Throws: `invalidToken`/`missingCredential` for the initial access token, `accessDenied` when registration is
    ///   off, `invalidRedirectURI`, `invalidClientMetadata`, `unavailable` when there are too many clients.
    package func register(_ json: JSONValue, initialAccessToken: BearerToken?, at now: Timestamp) async throws
        -> Registered
    {
        try admit(initialAccessToken)
        let metadata = try ClientMetadata(json, schemes: schemes)
        // A client that anyone can register acts only for people, never for itself (GHSA-6mvm-q4j3-27qg in another
        // server).
        let workspace = try await MachineRegistration.workspace(for: metadata, services, policy)
        var client = Client(id: ID(random.token(.client, bytes: 16)), origin: .registered, createdAt: now)
        client.apply(metadata)
        client.workspace = workspace
        let secret = client.method.usesSecret ? Secret(random.token(.clientSecret)) : nil
        client.secretDigest = secret.map(Digest256.init(of:))
        let registrationToken = Secret(random.token(.registrationToken))
        client.registrationDigest = Digest256(of: registrationToken)
        guard try await clients.add(client, limit: limit) else {
            throw Fault(
                .unavailable,
                "Too many clients are registered; try again later.",
                hints: .init(retryAfter: 3_600)
            )
        }
        return Registered(client: client, secret: secret, registrationToken: registrationToken)
    }

    /// - Throws: `invalidToken` for a wrong token and for an unknown client alike (RFC 7592 §2.1).
    package func read(_ id: ID<Client>, token: BearerToken) async throws -> Registered {
        Registered(client: try await managed(id, token), secret: nil, registrationToken: Secret(token.reveal()))
    }

    /// Replaces the metadata (RFC 7592 §2.2); secrets stay as they are.
    package func update(_ id: ID<Client>, _ json: JSONValue, token: BearerToken) async throws -> Registered {
        var client = try await managed(id, token)
        // The request may repeat the client's id but not choose another one, so a mistake cannot overwrite another
        // client.
        guard json["client_id"].map({ id.rawValue.isExactly($0.string) }) ?? true,
            json["client_secret"].map({ $0.string.map { Digest256(of: $0) } == client.secretDigest }) ?? true
        else { throw Fault(.invalidClientMetadata, "client_id and client_secret must be those that were given out.") }
        let metadata = try ClientMetadata(json, defaultMethod: client.method, schemes: schemes)
        let isService = metadata.grantTypes.contains(.clientCredentials)
        guard metadata.method == client.method, !isService || client.workspace != nil else {
            throw Fault(
                .invalidClientMetadata,
                "token_endpoint_auth_method cannot be changed, nor client_credentials added."
            )
        }
        client.apply(metadata)
        guard try await clients.update(client) else { throw Self.unknown }
        return Registered(client: client, secret: nil, registrationToken: Secret(token.reveal()))
    }

    /// Deletes the client with its grants and tokens, cached access tokens included (RFC 7592 §2.3).
    package func delete(_ id: ID<Client>, token: BearerToken) async throws {
        _ = try await managed(id, token)
        if try await clients.delete(id) { revocations.bump() }
    }

    private func admit(_ token: BearerToken?) throws {
        switch policy {
        case .open: return
        case .off:
            throw Fault(.accessDenied, "Dynamic client registration is off; ask the administrator for a client id.")
        case .token(let expected):
            guard let token else { throw Fault(.missingCredential, "Registration needs the initial access token.") }
            guard token.digest == Digest256(of: expected) else { throw Fault(.invalidToken, "Invalid token") }
        }
    }

    private func managed(_ id: ID<Client>, _ token: BearerToken) async throws -> Client {
        guard let client = try await clients.client(id), client.registrationDigest == token.digest else {
            throw Self.unknown
        }
        return client
    }

    private static var unknown: Fault { Fault(.invalidToken, "Invalid token") }
}

extension Client {
    fileprivate mutating func apply(_ metadata: ClientMetadata) {
        name = metadata.name
        uri = metadata.uri
        logoURI = metadata.logoURI
        softwareID = metadata.softwareID
        softwareVersion = metadata.softwareVersion
        redirectURIs = metadata.redirectURIs
        applicationType = metadata.applicationType
        method = metadata.method
        grantTypes = metadata.grantTypes
        scopes = metadata.scopes
        keys = metadata.keys
        keysURI = metadata.keysURI
    }
}

extension ClientAuthenticationMethod {
    package var usesSecret: Bool {
        switch self {
        case .clientSecretBasic, .clientSecretPost: true
        case .none, .privateKeyJWT: false
        }
    }
}
