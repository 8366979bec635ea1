package import Base
import Identity
package import JOSE

/// Client metadata as a registration request or a client ID metadata document carries it (RFC 7591 §2), validated.
/// Unknown members are ignored; a member of the wrong type is refused.
package struct ClientMetadata: Sendable, Hashable {
    package let name: String?
    package let uri: String?
    package let logoURI: String?
    package let softwareID: String?
    package let softwareVersion: String?
    package let redirectURIs: [RedirectURI]
    package let applicationType: Client.ApplicationType
    package let method: ClientAuthenticationMethod
    package let grantTypes: Set<GrantType>
    /// Never empty, and never administration.
    package let scopes: OAuthScopes
    package let keys: JSONValue?
    package let keysURI: String?

    package static let maximumRedirectURIs = 20

    /// - Parameters:
    ///   - defaultMethod: RFC 7591 §2 says `client_secret_basic`; a client ID metadata document cannot keep a secret.
    ///   - schemes: the private-use schemes that its redirect URIs may have.
    /// - Throws: `invalidRedirectURI` or `invalidClientMetadata`.
    package init(
        _ json: JSONValue,
        defaultMethod: ClientAuthenticationMethod = .clientSecretBasic,
        schemes: RedirectSchemes = .known
    ) throws {
        guard case .object = json else { throw Self.fault("The body must be a JSON object.") }
        name = try Self.text(json, "client_name", limit: 200).flatMap(DisplayText.visible)
        uri = try Self.link(json, "client_uri")
        logoURI = try Self.link(json, "logo_uri")
        softwareID = try Self.text(json, "software_id", limit: 200)
        softwareVersion = try Self.text(json, "software_version", limit: 200)
        keysURI = try Self.link(json, "jwks_uri", schemes: ["https"])
        // `nil` alone would be a JSON null.
        let given = json["jwks"].flatMap { $0.isNull ? Optional.none : $0 }
        let usable = try given.map(Self.publicKeys)
        keys = given.map(Self.knownMembers)
        guard keys == nil || keysURI == nil else { throw Self.fault("jwks and jwks_uri must not both be given.") }

        switch try Self.text(json, "application_type", limit: 20) {
        case nil: applicationType = Self.inferredType(json)
        case "native": applicationType = .native
        case "web": applicationType = .web
        default: throw Self.fault("application_type must be native or web.")
        }

        let named = try Self.text(json, "token_endpoint_auth_method", limit: 50)
        guard let method = named.map(ClientAuthenticationMethod.init(rawValue:)) ?? defaultMethod else {
            throw Self.fault(
                "token_endpoint_auth_method must be one of none, client_secret_basic, client_secret_post, private_key_jwt."
            )
        }
        if method == .privateKeyJWT, keysURI == nil, usable?.isEmpty ?? true {
            let algorithms = ClientAssertionVerifier.algorithmNames.joined(separator: ", ")
            throw Self.fault("private_key_jwt needs jwks_uri, or jwks with a public key for \(algorithms).")
        }
        self.method = method

        grantTypes = try Self.grants(json)
        if let responses = try Self.texts(json, "response_types"), !responses.allSatisfy({ $0 == "code" }) {
            throw Self.fault("response_types may only hold code.")
        }

        let uris = try Self.texts(json, "redirect_uris") ?? []
        guard uris.count <= Self.maximumRedirectURIs else {
            throw Fault(.invalidRedirectURI, "There may be at most \(Self.maximumRedirectURIs) redirect URIs.")
        }
        redirectURIs = try uris.map { try Self.redirectURI($0, schemes) }
        guard !redirectURIs.isEmpty || !grantTypes.contains(.authorizationCode) else {
            throw Fault(.invalidRedirectURI, "At least one redirect URI is needed.")
        }
        // Web clients come back over https only (OIDC Registration §2; MCP SEP-837).
        let saysWeb = try Self.text(json, "application_type", limit: 20) == "web"
        guard !saysWeb || redirectURIs.allSatisfy({ $0.kind == .https }) else {
            throw Fault(.invalidRedirectURI, "A web client's redirect URIs must be https.")
        }

        let asked = try Self.text(json, "scope", limit: 1_000).map { AskedScopes($0).within(.allButAdministration) }
        scopes = asked.flatMap { $0.isEmpty ? nil : $0 } ?? .allButAdministration
        guard size <= Self.maximumBytes else {
            throw Self.fault("The names, URLs and keys have \(size) bytes together; \(Self.maximumBytes) are allowed.")
        }
    }

    /// Names the unusable one of several URIs, so that the client's author finds it.
    private static func redirectURI(_ text: String, _ schemes: RedirectSchemes) throws -> RedirectURI {
        do {
            return try RedirectURI(text, schemes: schemes)
        } catch let fault as Fault where fault.code == .invalidRedirectURI {
            let shown = String(
                decoding: text.utf8.prefix(120).map { (0x21...0x7e).contains($0) ? $0 : UInt8(ascii: "?") },
                as: UTF8.self
            )
            throw Fault(.invalidRedirectURI, "\(fault.detail) This one cannot be used: \(shown)")
        }
    }

    /// The keys that can verify an assertion; a set with a private or secret key is refused, because the server
    /// shows the metadata again.
    /// - Throws: `invalidClientMetadata`.
    package static func publicKeys(_ json: JSONValue) throws -> [VerificationKey] {
        guard let bytes = try? StrictJSON.encode(json), let set = try? JWKSet(json: bytes) else {
            throw fault("jwks must be a JWK set.")
        }
        let given: [JOSEError] = [.unusableKey(.privateMembers), .unusableKey(.symmetric)]
        guard !set.skipped.contains(where: { given.contains($0.reason) }) else {
            throw fault("jwks must hold public keys only.")
        }
        return set.keys.filter { ClientAssertionVerifier.algorithms.contains($0.algorithm) }
    }

    /// Unknown grants are ignored, not refused: VS Code also asks for the device grant.
    private static func grants(_ json: JSONValue) throws -> Set<GrantType> {
        guard let names = try texts(json, "grant_types"), !names.isEmpty else {
            return [.authorizationCode, .refreshToken]
        }
        let known = Set(names.compactMap(GrantType.init(rawValue:)))
        guard !known.isEmpty else {
            throw fault("grant_types must hold authorization_code, refresh_token or client_credentials.")
        }
        return known
    }

    private static func inferredType(_ json: JSONValue) -> Client.ApplicationType {
        let uris = json["redirect_uris"]?.array?.compactMap(\.string) ?? []
        return !uris.isEmpty && uris.allSatisfy { $0.hasPrefix("https://") } ? .web : .native
    }

    private static func text(_ json: JSONValue, _ name: String, limit: Int) throws -> String? {
        guard let value = json[name], !value.isNull else { return nil }
        guard let text = value.string else { throw fault("\(name) must be a string.") }
        guard text.utf8.count <= limit else { throw fault("\(name) may have at most \(limit) bytes.") }
        return text.isEmpty ? nil : text
    }

    private static func texts(_ json: JSONValue, _ name: String) throws -> [String]? {
        guard let value = json[name], !value.isNull else { return nil }
        guard let array = value.array, array.count <= 100 else {
            throw fault("\(name) must be a short array of strings.")
        }
        return try array.map {
            guard let text = $0.string else { throw fault("\(name) must be an array of strings.") }
            return text
        }
    }

    /// These URLs are shown, or fetched later (`jwks_uri`), but never fetched at registration (SSRF). `javascript:` is
    /// refused.
    private static func link(_ json: JSONValue, _ name: String, schemes: [String] = ["https", "http"]) throws -> String?
    {
        guard let text = try text(json, name, limit: 2_048) else { return nil }
        guard schemes.contains(where: { text.hasPrefix("\($0)://") }) else {
            throw fault("\(name) must be an \(schemes.joined(separator: " or ")) URL.")
        }
        return text
    }

    private static func fault(_ problem: String) -> Fault { Fault(.invalidClientMetadata, problem) }
}
