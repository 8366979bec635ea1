import Base
import JOSE

/// What an OpenID provider says of itself (OIDC Discovery §3), as far as we use it.
package struct OIDCMetadata: Sendable, Hashable {
    package let issuer: String
    package let authorizationEndpoint: String?
    package let tokenEndpoint: String?
    package let userinfoEndpoint: String?
    package let jwksURI: String
    package let endSessionEndpoint: String?
    package let introspectionEndpoint: String?
    /// The provider puts `iss` into its answers: then it must be there (RFC 9207 §2.3).
    package let sendsIssuerParameter: Bool
    package let tokenEndpointMethods: [String]
}

/// Why a discovery document cannot be trusted.
package enum DiscoveryFailure: Error, Sendable, Hashable, CustomStringConvertible {
    case unreachable(OutboundFailure)
    /// The document names another issuer: a wrong URL, or somebody in between (OIDC Discovery §4.3).
    case issuerMismatch(configured: String, found: String)
    case incomplete(String)

    package var description: String {
        switch self {
        case .unreachable(let failure): failure.description
        case .issuerMismatch(let configured, let found):
            "the issuer's document says it is “\(found)”, but “\(configured)” is configured; the two must be equal to the letter, trailing slash included"
        case .incomplete(let member): "the issuer's document lacks \(member)"
        }
    }
}

/// Fetches `/.well-known/openid-configuration`, and RFC 8414's form when there is none.
package struct OIDCDiscovery: Sendable {
    private let http: GuardedHTTP

    package init(http: GuardedHTTP) {
        self.http = http
    }

    /// - Parameters:
    ///   - issuer: as configured; the document must say the same to the letter.
    ///   - aliases: other names the document may have (Entra's `{tenantid}` template, Google without a scheme).
    /// - Throws: `DiscoveryFailure`.
    package func metadata(of issuer: String, aliases: [String] = [], url: String? = nil) async throws(DiscoveryFailure) -> OIDCMetadata {
        let response = try await fetch(url ?? Self.url(of: issuer))
        let document: JSONValue
        do { document = try StrictJSON.parse(response.body) } catch { throw .unreachable(.notJSON(host: Self.host(issuer))) }
        guard let found = document["issuer"]?.string else { throw .incomplete("issuer") }
        guard found == issuer || aliases.contains(found) else { throw .issuerMismatch(configured: issuer, found: found) }
        guard let keys = document["jwks_uri"]?.string else { throw .incomplete("jwks_uri") }
        return OIDCMetadata(
            issuer: found, authorizationEndpoint: document["authorization_endpoint"]?.string,
            tokenEndpoint: document["token_endpoint"]?.string, userinfoEndpoint: document["userinfo_endpoint"]?.string, jwksURI: keys,
            endSessionEndpoint: document["end_session_endpoint"]?.string,
            introspectionEndpoint: document["introspection_endpoint"]?.string,
            sendsIssuerParameter: document["authorization_response_iss_parameter_supported"]?.bool == true,
            tokenEndpointMethods: document["token_endpoint_auth_methods_supported"]?.array?.compactMap(\.string)
                ?? ["client_secret_basic"])
    }

    private func fetch(_ url: String) async throws(DiscoveryFailure) -> GuardedHTTP.Response {
        let response: GuardedHTTP.Response
        do {
            response = try await http.get(url)
        } catch let failure as OutboundFailure {
            throw .unreachable(failure)
        } catch {
            throw .unreachable(.connectionFailed(host: Self.host(url), reason: "\(error)"))
        }
        guard response.status == 200 else { throw .unreachable(.status(host: Self.host(url), code: response.status)) }
        return response
    }

    /// Appended to the issuer without making a double slash of its trailing one (OIDC Discovery §4.1).
    package static func url(of issuer: String) -> String {
        (issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer) + "/.well-known/openid-configuration"
    }

    private static func host(_ url: String) -> String { OutboundURL(url)?.host ?? "the issuer" }
}
