package import Base
package import Identity

/// A valid authorization request (RFC 6749 §4.1.1, RFC 7636 §4.3, RFC 8707 §2, OIDC Core §3.1.2.1).
/// Cannot be created without a `RedirectTarget`; errors here are sent to the client as a redirect.
package struct AuthorizationRequest: Sendable, Hashable {
    package enum Prompt: String, Sendable, Hashable, CaseIterable {
        case none, login, consent
        case selectAccount = "select_account"

        /// The client wants a new login in any case (OIDC Core §3.1.2.1).
        package var demandsLogin: Bool { self == .login || self == .selectAccount }
    }

    package let target: RedirectTarget
    package let scopes: OAuthScopes
    package let resources: [String]
    package let challenge: String
    package let nonce: String?
    package let prompts: Set<Prompt>
    package let maxAge: Duration?
    /// The user name that the application expects; the person may be another.
    package let loginHint: String?

    /// - Throws: `Fault` with the OAuth error to redirect with.
    package init(_ parameters: FormParameters, target: RedirectTarget, resources: ResourceCatalogue) throws {
        guard try parameters.value("request") == nil else {
            throw Fault(.requestNotSupported, "Request objects are not supported.")
        }
        // Never fetched: that would be a server-side request forgery (RFC 9101 §10.4).
        guard try parameters.value("request_uri") == nil else {
            throw Fault(.requestURINotSupported, "Request objects by reference are not supported.")
        }
        guard try parameters.required("response_type") == "code" else {
            throw Fault(.unsupportedResponseType, "Only response_type=code is supported.")
        }
        guard try ["query", nil].contains(parameters.value("response_mode")) else {
            throw Fault(.invalidRequest, "Only response_mode=query is supported.")
        }
        guard target.client.grantTypes.contains(.authorizationCode) else {
            throw Fault(.unauthorizedClient, "The client is not registered for authorization codes.")
        }
        challenge = try PKCE.challenge(parameters)
        scopes = try Self.scopes(parameters, client: target.client)
        self.resources = try resources.resolve(parameters.values("resource"))
        nonce = try parameters.value("nonce")
        guard (nonce?.utf8.count ?? 0) <= 1_024 else {
            throw Fault(.invalidRequest, "The parameter nonce is too long.")
        }
        prompts = try Self.prompts(parameters)
        maxAge = try Self.maxAge(parameters)
        loginHint = try parameters.value("login_hint").map { String($0.prefix(256)) }
        self.target = target
    }

    private static func scopes(_ parameters: FormParameters, client: Client) throws -> OAuthScopes {
        let scopes =
            try parameters.value("scope").map { AskedScopes($0).within(client.grantable) } ?? client.defaultScopes
        guard !scopes.isEmpty else {
            throw Fault(
                .invalidScope,
                "None of the scopes asked for can be granted to this application. It can have: "
                    + (client.grantable.isEmpty
                        ? "none." : client.grantable.ordered.map(\.rawValue).joined(separator: ", ") + ".")
            )
        }
        return scopes
    }

    private static func prompts(_ parameters: FormParameters) throws -> Set<Prompt> {
        let words = try parameters.value("prompt")?.split(separator: " ").map(String.init) ?? []
        let prompts = Set(words.compactMap(Prompt.init(rawValue:)))
        guard !prompts.contains(.none) || words.count == 1 else {
            throw Fault(.invalidRequest, "prompt=none cannot be combined with another.")
        }
        return prompts
    }

    private static func maxAge(_ parameters: FormParameters) throws -> Duration? {
        guard let text = try parameters.value("max_age") else { return nil }
        guard let seconds = Int64(text), (0...31_536_000).contains(seconds) else {
            throw Fault(.invalidRequest, "The parameter max_age must be a number of seconds.")
        }
        return .seconds(seconds)
    }
}
