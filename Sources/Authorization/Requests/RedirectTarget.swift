package import Base
import Identity

/// Proof that a response may be sent to this URI: the client exists and registered it. Without this proof, an error is
/// a page, never a redirect (RFC 6749 §4.1.2.1), so the server is not an open redirector.
package struct RedirectTarget: Sendable, Hashable {
    package let client: Client
    package let uri: RedirectURI
    /// The registered URI that matches `uri`; only the port of a loopback address may differ.
    package let registered: RedirectURI
    /// The URI as sent; nil if the request left it out, which the token request must repeat (RFC 6749 §4.1.3).
    package let sent: String?
    package let state: String?

    fileprivate init(client: Client, uri: RedirectURI, registered: RedirectURI, sent: String?, state: String?) {
        self.client = client
        self.uri = uri
        self.registered = registered
        self.sent = sent
        self.state = state
    }

    /// - Throws: `invalidRequest` or `invalidClient`, to be shown as a page with status 400.
    package static func validate(
        _ parameters: FormParameters,
        clients: ClientDirectory,
        at now: Timestamp
    ) async throws -> RedirectTarget {
        let id = try parameters.required("client_id")
        // 400 makes clients that this server no longer knows register again.
        guard let client = try await clients.client(id, at: now) else {
            throw Fault(
                .invalidRequest,
                "This server does not know the application, or has forgotten it.",
                hints: .init(advice: "Remove this server in the application and add it again.")
            )
        }
        let state = try parameters.value("state")
        guard (state?.utf8.count ?? 0) <= 8_192 else {
            throw Fault(.invalidRequest, "The parameter state is too long.")
        }
        guard let sent = try parameters.value("redirect_uri") else {
            guard client.redirectURIs.count == 1, let only = client.redirectURIs.first else {
                throw Fault(.invalidRequest, "The parameter redirect_uri is missing.")
            }
            return RedirectTarget(client: client, uri: only, registered: only, sent: nil, state: state)
        }
        guard let uri = try? RedirectURI(registered: sent),
            let registered = client.redirectURIs.first(where: { $0.matches(uri) })
        else {
            let shown = String(String.UnicodeScalarView(sent.unicodeScalars.prefix(200))).escaped
            throw Fault(
                .invalidRequest,
                "The redirect URI is not one the application registered.",
                hints: .init(advice: "It sent \(shown). Remove this server in the application and add it again.")
            )
        }
        return RedirectTarget(client: client, uri: uri, registered: registered, sent: sent, state: state)
    }

    /// Whether an error may go there before login. Everyone can register, so sending errors to an address on another
    /// machine would make the server an open redirector (RFC 9700 §4.11.2).
    package var mayReceiveErrorsBeforeLogin: Bool { client.origin == .preregistered || uri.kind != .https }

    /// The URL that takes a code to the client. `iss` tells the client which server responded (RFC 9207 §2).
    package func success(code: String, issuer: String) -> String {
        uri.adding([("code", code)] + stateParameter + [("iss", issuer)])
    }

    /// The URL that takes an error to the client.
    package func failure(_ fault: Fault, issuer: String) -> String {
        uri.adding(
            [("error", fault.code.oauthError), ("error_description", fault.detail)] + stateParameter + [("iss", issuer)]
        )
    }

    private var stateParameter: [(String, String)] { state.map { [("state", $0)] } ?? [] }
}
