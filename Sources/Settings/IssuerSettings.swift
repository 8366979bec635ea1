/// An identity provider whose access tokens are accepted.
package struct IssuerSettings: Sendable {
    /// What is peculiar to a provider comes from its kind, so that issuer and audience are enough.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case auth0, okta, entra, cognito, keycloak, authentik, google, generic
    }

    package let name: String
    /// Nil: known by its address.
    package let kind: Kind?
    package let url: String
    package let audiences: [String]
    package let aliases: [String]
    package let jwksURL: String?
    package let discoveryURL: String?
    package let audienceClaims: [String]
    package let algorithms: [String]
    package let types: [String]
    package let subjectClaim: String?
    package let userClaims: [String]
    package let emailClaims: [String]
    package let clientClaims: [String]
    package let scopeClaims: [String]
    /// `name=scope` pairs.
    package let scopes: [String]
    package let scopePrefixes: [String]
    package let requestScopes: [String]
    package let roleClaims: [String]
    /// `role=scope` pairs.
    package let roles: [String]
    /// `client=workspace` pairs.
    package let services: [String]
    package let requiredClaims: [String]
    package let accessTokenClaims: [String]
    /// Whoever has a person's ID token, which every application they log in to does, can then act as them.
    package let acceptIDTokens: Bool
    package let defaultScopes: [String]
    package let leewaySeconds: Int
    package let emailAsUser: Bool
    package let requireVerifiedEmail: Bool
    package let localhostAliases: Bool
    package let required: Bool

    init(_ name: String, isOnlyWayIn: Bool, _ s: SettingReader) {
        self.name = name
        let key = "auth.issuer.\(name)"
        kind = s.optionalChoice(
            "\(key).kind",
            "The provider: fills in what is peculiar to it. When not set, known by its address, else `generic`. Google's access tokens are "
                + "opaque: people log in at it (`login.providers`)."
        )
        url = s.string(
            "\(key).url",
            default: "",
            form: "URL",
            "The issuer to the letter, as its tokens name it in `iss`."
        )
        audiences = s.list(
            "\(key).audiences",
            default: [],
            "What its tokens for this server carry in `aud`. At least one is needed."
        )
        for audience in audiences where audience.contains(where: \.isWhitespace) {
            s.warn(
                "\(key).audiences: “\(ShownText.of(audience))” holds a space. If these are several audiences, separate them with commas."
            )
        }
        aliases = s.list("\(key).aliases", default: [], "Other spellings of the issuer that its tokens may carry.")
        jwksURL = s.optional(
            "\(key).jwksUrl",
            form: "URL",
            "Where its keys are; when not set, found by discovery, or without a discovery document at `/.well-known/jwks.json`."
        )
        discoveryURL = s.optional(
            "\(key).discoveryUrl",
            form: "URL",
            "Where its discovery document is, when not below the issuer."
        )
        audienceClaims = s.list(
            "\(key).audienceClaims",
            default: [],
            "Claims that may hold the audience, when not those of the kind: `aud`, `azp`."
        )
        algorithms = s.list(
            "\(key).algorithms",
            default: [],
            "Signature algorithms accepted; RS256, ES256 and EdDSA by default."
        )
        types = s.list(
            "\(key).types",
            default: [],
            "Values of the header's `typ` accepted; `at+jwt`, `JWT` or none by default."
        )
        subjectClaim = s.optional(
            "\(key).subjectClaim",
            "The claim that identifies a person for ever; `sub`, or what the kind has instead (Entra: `oid`)."
        )
        userClaims = s.list(
            "\(key).userClaims",
            default: [],
            "Claims for the person's name here, the first that is there: `preferred_username`."
        )
        emailClaims = s.list("\(key).emailClaims", default: [], "Claims for the email address.")
        clientClaims = s.list("\(key).clientClaims", default: [], "Claims for the client.")
        scopeClaims = s.list(
            "\(key).scopeClaims",
            default: [],
            "Claims for the scopes, of which the first that names one of ours counts: `scope`, `scp`, `scopes`."
        )
        scopes = s.list("\(key).scopes", default: [], "Its own names for our scopes: `notes.view=memory:read`.")
        scopePrefixes = s.list(
            "\(key).scopePrefixes",
            default: [],
            "What it writes before our scopes, and is cut off: `https://api.example/` in `https://api.example/memory:read`. Of Cognito, "
                + "anything up to a slash, when not set."
        )
        requestScopes = s.list(
            "\(key).requestScopes",
            default: [],
            "What MCP clients are told to ask it for, where it is the one they are sent to: the first issuer, with `oauth.enabled` off. "
                + "`memory:read` and `memory:write` by default."
        )
        roleClaims = s.list(
            "\(key).roleClaims",
            default: [],
            "Claims for roles or groups, dots descending: `realm_access.roles`."
        )
        roles = s.list(
            "\(key).roles",
            default: [],
            "What each role allows: `editors=memory:write`. With one entry, a role is needed."
        )
        services = s.list(
            "\(key).services",
            default: [],
            "Clients that are application back ends, and the workspace each acts in: `client-id=workspace`."
        )
        requiredClaims = s.list(
            "\(key).requiredClaims",
            default: [],
            "Claims that must be there, or have a value: `tenant=acme`, `email_verified=true`."
        )
        accessTokenClaims = s.list(
            "\(key).accessTokenClaims",
            default: [],
            "Claims that its access tokens have, one at least, and its ID tokens have not; what the kind knows by default."
        )
        acceptIDTokens = s.bool(
            "\(key).acceptIdTokens",
            default: false,
            "Take ID tokens for access tokens, of an issuer whose access tokens are no different (Dex). Every application that a person logs "
                + "in to there with one of the `audiences` can then act as them here."
        )
        defaultScopes = s.list(
            "\(key).defaultScopes",
            default: [],
            "Scopes of a token that names none of ours, or `none`; read and write by default."
        )
        leewaySeconds = s.int(
            "\(key).leewaySeconds",
            default: 60,
            in: 0...300,
            "Seconds that its clock and ours may differ."
        )
        emailAsUser = s.bool(
            "\(key).emailAsUser",
            default: false,
            "The verified email address is the person's name here."
        )
        requireVerifiedEmail = s.bool(
            "\(key).requireVerifiedEmail",
            default: false,
            "Refuse people whose email is not verified."
        )
        localhostAliases = s.bool(
            "\(key).localhostAliases",
            default: false,
            "`host.docker.internal` and `localhost` in the issuer mean the same, and the former may be reached over http as the latter."
        )
        required = s.bool(
            "\(key).required",
            default: isOnlyWayIn,
            "Do not start without its keys; the default where nobody else gives out tokens: one issuer, and `oauth.enabled` off or our own "
                + "origin unknown (`http.publicUrl`)."
        )
        if url.isEmpty { s.note("\(Self.named("\(key).url")) is not set.") }
        if audiences.isEmpty {
            s.note(
                "\(Self.named("\(key).audiences")) is not set: without an audience, tokens meant for any other service of that issuer would "
                    + "be accepted."
            )
        }
    }

    /// With what other systems call it: whoever has set one of their names looks for another.
    private static func named(_ key: String) -> String {
        let names = PeerReading.names(of: key)
        return names.isEmpty ? key : "\(key) (\(names.joined(separator: ", ")))"
    }
}
