package import Base
import JOSE

/// The metadata of an OpenID provider (OIDC Discovery §3), as far as this server uses it.
package struct OIDCMetadata: Sendable, Hashable {
    package let issuer: String
    package let authorizationEndpoint: String?
    package let tokenEndpoint: String?
    package let userinfoEndpoint: String?
    package let jwksURI: String
    package let endSessionEndpoint: String?
    /// The provider puts `iss` into its authorization responses: then it must be present (RFC 9207 §2.3).
    package let sendsIssuerParameter: Bool
    package let tokenEndpointMethods: [String]
}

/// Why a discovery document cannot be trusted.
package enum DiscoveryFailure: Error, Sendable, Hashable, CustomStringConvertible {
    case unreachable(OutboundFailure)
    /// The document names another issuer: the URL is wrong, or an attacker answers in between (OIDC Discovery §4.3).
    case issuerMismatch(configured: String, found: String)
    case incomplete(String)
    case notJSON(url: String, StrictJSON.Refusal)
    /// An endpoint that is not a URL, or without TLS although the issuer has it: otherwise the author of the document
    /// could direct our requests to a service on this machine.
    case badEndpoint(String)
    /// The document names another host, with a private address.
    case privateKeySet(host: String)

    package var description: String {
        switch self {
        case .unreachable(let failure): failure.description
        case .issuerMismatch(let configured, let found):
            "the issuer's document names the issuer “\(found.escaped)”, but “\(configured)” is configured; both must be exactly equal, including a trailing slash"
        case .incomplete(let member): "the issuer's document lacks \(member)"
        case .notJSON(let url, let refusal): "the issuer's document (\(url)) is not valid JSON: \(refusal)"
        case .privateKeySet(let host):
            "the issuer's document says its keys are at \(host), another host with a private address; if that is right, set jwksUrl"
        case .badEndpoint(let member): "the issuer's document has a \(member) that is not an https URL"
        }
    }
}

/// Fetches and reads `/.well-known/openid-configuration` (OIDC Discovery §4).
package struct OIDCDiscovery: Sendable {
    let http: GuardedHTTP

    /// - Parameters:
    ///   - issuer: as configured; the document must name exactly the same.
    ///   - aliases: other names the document may have (Entra's `{tenantid}` template, Google without a scheme).
    /// - Throws: `DiscoveryFailure`.
    package func metadata(of issuer: String, aliases: [String] = [], url: String? = nil) async throws(DiscoveryFailure)
        -> OIDCMetadata
    {
        let url = url ?? Self.wellKnown("openid-configuration", of: issuer)
        let response = try await fetch(url)
        let document: JSONValue
        do { document = try StrictJSON.parse(response.body) } catch { throw .notJSON(url: Self.place(url), error) }
        guard let found = document["issuer"]?.string else { throw .incomplete("issuer") }
        guard found == issuer || aliases.contains(found) else {
            throw .issuerMismatch(configured: issuer, found: found)
        }
        let isSecure = OutboundURL(url)?.isSecure ?? true
        func endpoint(_ member: String) throws(DiscoveryFailure) -> String? {
            guard let text = document[member]?.string else { return nil }
            guard let url = OutboundURL(text), url.isSecure || !isSecure else { throw .badEndpoint(member) }
            return text
        }
        guard let keys = try endpoint("jwks_uri") else { throw .incomplete("jwks_uri") }
        return OIDCMetadata(
            issuer: found,
            authorizationEndpoint: try endpoint("authorization_endpoint"),
            tokenEndpoint: try endpoint("token_endpoint"),
            userinfoEndpoint: try endpoint("userinfo_endpoint"),
            jwksURI: keys,
            endSessionEndpoint: try endpoint("end_session_endpoint"),
            sendsIssuerParameter: document["authorization_response_iss_parameter_supported"]?.bool == true,
            tokenEndpointMethods: document["token_endpoint_auth_methods_supported"]?.array?.compactMap(\.string)
                ?? ["client_secret_basic"]
        )
    }

    private func fetch(_ url: String) async throws(DiscoveryFailure) -> GuardedHTTP.Response {
        do {
            return try await http.document(url)
        } catch let failure as OutboundFailure {
            throw .unreachable(failure)
        } catch {
            throw .unreachable(.connectionFailed(url: Self.place(url), reason: ConnectionPhrase.connection(error)))
        }
    }

    /// Appends to the issuer without a double slash after a trailing one (OIDC Discovery §4.1).
    static func wellKnown(_ name: String, of issuer: String) -> String {
        (issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer) + "/.well-known/\(name)"
    }

    private static func place(_ url: String) -> String { OutboundURL(url)?.withoutQuery ?? "the issuer" }
}
