import Base
package import Identity

/// An identity provider whose access tokens are accepted.
package struct IssuerSettings: Sendable {
    package let name: String
    /// As the operator wrote it.
    package let url: String
    package let preset: IssuerPreset
    package let jwksURL: String?
    package let discoveryURL: String?
    /// Whether `localhost` and `host.docker.internal` in its addresses mean the same machine.
    package let localhostAliases: Bool
    /// Whether the server must not start without its keys.
    package let required: Bool
    /// How its tokens are verified: the defaults of the product, overridden by the settings.
    package let trust: IssuerTrust

    init(_ name: String, isOnlyWayIn: Bool, _ s: SettingReader) {
        self.name = name
        let key = "auth.issuer.\(name)"
        let kind: IssuerPreset? = s.optionalChoice(
            "\(key).kind",
            "The product. It sets the defaults of the other settings. By default it is recognized by the URL, else `generic`. Google's "
                + "access tokens cannot be verified by others: use `login.providers` for Google."
        )
        url = s.string(
            "\(key).url",
            default: "",
            form: "URL",
            "The issuer URL, exactly as it appears in `iss`."
        )
        let audiences = s.list(
            "\(key).audiences",
            "The `aud` values of tokens for this server. At least one is required: otherwise tokens issued for other services would be "
                + "accepted."
        )
        for audience in audiences where audience.contains(where: \.isWhitespace) {
            s.warn(
                "\(key).audiences: “\(ShownText.of(audience))” contains a space. If these are several audiences, separate them with commas."
            )
        }
        preset = IssuerPreset(kind, at: url)
        var trust = preset.trust(name: name, issuer: url, audiences: audiences)
        trust.aliases.formUnion(s.list("\(key).aliases", "Other values of `iss` that its tokens may have.").identifiers)
        jwksURL = s.optional(
            "\(key).jwksUrl",
            form: "URL",
            "The URL of its signing keys. By default found by discovery, else `/.well-known/jwks.json`."
        )
        discoveryURL = s.optional(
            "\(key).discoveryUrl",
            form: "URL",
            "The URL of its discovery document, if it is not below the issuer URL."
        )
        trust.readTokens(key, s)
        trust.readClaims(key, s)
        trust.readScopes(key, s)
        trust.readPeople(key, s)
        localhostAliases = s.bool(
            "\(key).localhostAliases",
            default: false,
            "Treat `localhost` and `host.docker.internal` in the issuer URL as the same host, and allow http for both."
        )
        if localhostAliases { trust.aliases.formUnion(Self.localhosts(trust.issuer).identifiers) }
        required = s.bool(
            "\(key).required",
            default: isOnlyWayIn,
            "Do not start until its keys can be fetched. By default true if this is the only issuer and this server issues no tokens itself "
                + "(`oauth.enabled` is off, or `http.publicUrl` is not known)."
        )
        self.trust = trust
        if s.isMissing("\(key).url") { s.note("\(Self.named("\(key).url")) is not set.") }
        if s.isMissing("\(key).audiences") {
            s.note(
                "\(Self.named("\(key).audiences")) is not set. An audience is required: otherwise tokens issued for other services of that "
                    + "issuer would be accepted."
            )
        }
    }

    /// The setting with the names that other systems use for it: an operator who used one of those names looks for the
    /// next.
    private static func named(_ key: String) -> String {
        let names = PeerReading.names(of: key)
        return names.isEmpty ? key : "\(key) (\(names.joined(separator: ", ")))"
    }

    /// The same issuer under the names that a container and its host use for it.
    private static func localhosts(_ issuer: String) -> [String] {
        let names = ["host.docker.internal", "localhost"]
        // A name with another spelling stays unchanged: `iss` is compared by its bytes.
        guard let authority = URIParts(issuer)?.authority, let host = Authority(authority)?.host.bare,
            names.contains(host), authority.hasPrefix(host)
        else { return [] }
        let rest = issuer[authority.startIndex...].dropFirst(host.count)
        return names.filter { $0 != host }.map { "\(issuer[..<authority.startIndex])\($0)\(rest)" }
    }
}

extension IssuerPreset {
    /// The product that the operator named, or else the one that the address reveals.
    init(_ kind: IssuerPreset?, at address: String) {
        self = kind ?? IssuerPreset(address: address)
    }
}
