package import Base
import FoundationEssentials
import Identity
import JOSE

/// Proof of a client's identity: by its secret, its key, or, for a public client, its id alone. Only
/// `ClientAuthenticator` can create one.
package struct AuthenticatedClient: Sendable {
    package let client: Client

    fileprivate init(client: Client) {
        self.client = client
    }

    package var id: ID<Client> { client.id }
}

/// Client authentication at the token, revocation and introspection endpoints (RFC 6749 §2.3, RFC 7523 §2.2).
package struct ClientAuthenticator: Sendable {
    let clients: ClientDirectory
    let assertions: ClientAssertionVerifier

    /// - Parameter authorization: the value of the Authorization header.
    /// - Throws: `invalidClient`, the same for an unknown client and a wrong secret; `invalidRequest` for two methods
    ///   at once.
    package func authenticate(
        _ parameters: FormParameters,
        authorization: String?,
        at now: Timestamp
    ) async throws -> AuthenticatedClient {
        let presented = try Presented(parameters, authorization: authorization)
        if let assertion = presented.assertion {
            let id = try assertions.subject(of: assertion)
            guard presented.id == nil || presented.id == id, let client = try await clients.client(id, at: now),
                client.mayAssert
            else { throw Self.failed }
            try await assertions.verify(assertion, of: client, at: now)
            return AuthenticatedClient(client: client)
        }
        guard let id = presented.id, let client = try await clients.client(id, at: now) else { throw Self.failed }
        switch client.method {
        case .none:
            // A public client cannot become confidential by sending a secret.
            guard presented.secret == nil else { throw Self.failed }
        case .clientSecretBasic, .clientSecretPost:
            // Digests of 256-bit secrets, compared in constant time.
            guard let secret = presented.secret, let expected = client.secretDigest, Digest256(of: secret) == expected
            else {
                throw Self.failed
            }
        case .privateKeyJWT:
            throw Self.failed
        }
        return AuthenticatedClient(client: client)
    }

    /// The client id that a request claims in its form or its Basic credentials, not verified; nil when it has none.
    package static func claimedID(_ parameters: FormParameters, authorization: String?) -> String? {
        (try? Presented(parameters, authorization: authorization))?.id
    }

    static var failed: Fault { Fault(.invalidClient, "Client authentication failed.") }
}

extension Client {
    /// Whether an assertion of it is verified: also of a public client with keys, which may prove more than it has to.
    fileprivate var mayAssert: Bool {
        switch method {
        case .privateKeyJWT: true
        case .none: keys != nil || keysURI != nil
        case .clientSecretBasic, .clientSecretPost: false
        }
    }
}

/// The credentials in a request, not yet verified.
private struct Presented {
    let id: String?
    let secret: String?
    let assertion: String?

    init(_ parameters: FormParameters, authorization: String?) throws {
        let bodyID = try parameters.value("client_id")
        let bodySecret = try parameters.value("client_secret")
        let assertion = try parameters.value("client_assertion")
        let basic = try authorization.flatMap(Self.basic)
        // One method per request (RFC 6749 §2.3); the body may repeat the id of Basic, as real clients do.
        guard [bodySecret != nil, assertion != nil, basic != nil].count(where: { $0 }) <= 1 else {
            throw Fault(.invalidRequest, "Use one way of client authentication only.")
        }
        if assertion != nil {
            let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
            guard try parameters.value("client_assertion_type") == kind else {
                throw Fault(.invalidRequest, "client_assertion_type must be \(kind).")
            }
        }
        if let basic {
            guard bodyID == nil || bodyID == basic.id else { throw ClientAuthenticator.failed }
            id = basic.id
            // An empty secret may be omitted (RFC 6749 §2.3.1), so an empty and a missing secret mean the same.
            secret = basic.secret.isEmpty ? nil : basic.secret
        } else {
            id = bodyID
            secret = bodySecret
        }
        self.assertion = assertion
    }

    /// Both halves are form-encoded before they are joined (RFC 6749 §2.3.1).
    private static func basic(_ authorization: String) throws -> (id: String, secret: String)? {
        let parts = authorization.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "basic" else { return nil }
        guard let decoded = Data(base64Encoded: String(parts[1])),
            let text = String(validating: decoded, as: UTF8.self),
            let colon = text.firstIndex(of: ":"),
            let id = Percent.decode(text[..<colon], plusIsSpace: true),
            let secret = Percent.decode(text[text.index(after: colon)...], plusIsSpace: true)
        else { throw ClientAuthenticator.failed }
        return (id, secret)
    }
}
