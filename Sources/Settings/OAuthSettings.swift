package import Base

/// Our own authorization server.
package struct OAuthSettings: Sendable {
    package enum Registration: String, Sendable, Hashable, CaseIterable {
        case open, token, off
    }

    package enum SigningAlgorithm: String, Sendable, Hashable, CaseIterable {
        case rs256 = "RS256"
        case es256 = "ES256"
        case ed25519 = "EdDSA"
        case ps256 = "PS256"
        case hs256 = "HS256"
    }

    package let enabled: Bool
    package let issuer: String?
    package let registration: Registration
    package let registrationToken: Secret?
    package let clientLimit: Int
    package let unusedClientDays: Int
    package let documents: Bool
    package let documentDomains: [String]
    /// In lower case; each may be one.
    package let redirectSchemes: [String]
    package let algorithm: SigningAlgorithm
    package let privateKey: Secret?
    package let sharedSecret: Secret?
    package let keyEncryption: Secret?
    /// The same with the white space around it, when it has some: earlier versions sealed keys with it.
    package let untrimmedKeyEncryption: Secret?
    package let accessTokenSeconds: Int
    package let refreshTokenDays: Int
    package let codeSeconds: Int
    package let sessionHours: Int
    package let forgets: Bool
    package let localLogin: Bool
    package let idTokenKilobytes: Int
    package let providers: [LoginProviderSettings]

    init(_ s: SettingReader) {
        enabled = s.bool(
            "oauth.enabled",
            default: true,
            "MCP clients connect by themselves: they register, send the person here to log in and consent, and get tokens."
        )
        issuer = s.origin(
            "oauth.issuer",
            "Our name to clients, an origin such as `https://memory.example`; `http.publicUrl` by default."
        )
        registration = s.choice(
            "oauth.registration",
            default: Registration.open,
            "Who may register a client: anybody within the limits, whoever has `oauth.registrationToken`, or nobody."
        )
        registrationToken = s.secret(
            "oauth.registrationToken",
            form: .bearer,
            "The initial access token for registration."
        )
        clientLimit = s.int(
            "oauth.clientLimit",
            default: 10_000,
            in: 1...10_000_000,
            "Clients that may have registered by themselves."
        )
        unusedClientDays = s.int(
            "oauth.unusedClientDays",
            default: 90,
            in: 1...3_650,
            "Days after which a client that nobody uses is removed."
        )
        documents = s.bool("oauth.documents", default: true, "Accept clients whose id is a URL to their metadata.")
        documentDomains = s.list(
            "oauth.documentDomains",
            default: [],
            "Hosts such clients may come from; any when empty.",
            each: ListEntry.documentHost
        )
        redirectSchemes = Self.schemes(s)
        algorithm = s.choice(
            "oauth.algorithm",
            default: SigningAlgorithm.rs256,
            "What our tokens are signed with. `HS256` is for a closed deployment: a secret in place of a key pair, so that nobody without it "
                + "can verify a token, ID tokens included, and whoever has it can make one."
        )
        privateKey = s.secret("oauth.privateKey", "A signing key of your own, PKCS #8 PEM; one is made when not set.")
            .map(PEMText.repaired)
        sharedSecret = s.secret(
            "oauth.sharedSecret",
            "The secret of `HS256`, at least 32 characters, for services that verify our tokens; one is made when not set."
        )
        keyEncryption = s.secret(
            "oauth.keyEncryption",
            "Seals the signing keys in the database; at least 32 characters."
        )
        untrimmedKeyEncryption = s.untrimmed("oauth.keyEncryption")
        accessTokenSeconds = s.int(
            "oauth.accessTokenSeconds",
            default: 900,
            in: 30...43_200,
            "Seconds an access token lives."
        )
        refreshTokenDays = s.int(
            "oauth.refreshTokenDays",
            default: 30,
            in: 1...365,
            "Days a refresh token lives unused."
        )
        codeSeconds = s.int("oauth.codeSeconds", default: 60, in: 10...600, "Seconds an authorization code lives.")
        sessionHours = s.int("oauth.sessionHours", default: 12, in: 1...720, "Hours a login in a browser lasts.")
        forgets = s.bool(
            "oauth.forgets",
            default: false,
            "Forget at every start who registered, consented and logged in, as a server does that keeps it in memory."
        )
        localLogin = s.bool("login.local", default: true, "People may log in with a password kept here.")
        idTokenKilobytes = s.int(
            "login.idTokenKilobytes",
            default: 256,
            in: 16...512,
            "KiB that a provider's ID token may have. A person in hundreds of groups has a long one."
        )
        providers = s.names("login.providers", "OpenID providers people may log in at: `authentik,google`.").map {
            LoginProviderSettings($0, s)
        }
        if registration == .token, registrationToken == nil {
            s.note("oauth.registration is token, but oauth.registrationToken is not set.")
        }
        checkKeys(s)
    }

    /// Those that browsers carry out themselves are refused: nobody's application answers there.
    private static func schemes(_ s: SettingReader) -> [String] {
        let key = "oauth.redirectSchemes"
        let names = s.list(
            key,
            default: [],
            "Schemes without a dot that redirect URIs of applications may have, besides those of known clients: `myapp` for `myapp://callback`."
        ).map { $0.lowercased() }
        return names.filter { name in
            let isUsable = URIScheme.isWellFormed(name) && !URIScheme.reserved.contains(name)
            if !isUsable {
                s.note(
                    "\(key): “\(name)” cannot be the scheme of an application. Name the part before the colon: myapp."
                )
            }
            return isUsable
        }
    }

    /// A secret that another system's name brought may lie unused: that system uses it for want of better only.
    private func checkKeys(_ s: SettingReader) {
        guard algorithm == .hs256 else {
            if sharedSecret != nil, !s.source(of: "oauth.sharedSecret").isForeign {
                s.note("oauth.sharedSecret is set, but oauth.algorithm is \(algorithm.rawValue) and not HS256.")
            }
            return
        }
        if privateKey != nil { s.note("oauth.privateKey is set, but oauth.algorithm is HS256, which has no key pair.") }
        // RFC 7518 §3.2.
        if let length = sharedSecret?.reveal().utf8.count, length < 32 {
            s.note("oauth.sharedSecret has \(length) bytes, and HS256 needs 32 at least: openssl rand -base64 48")
        }
    }
}

/// An OpenID provider that people log in at.
package struct LoginProviderSettings: Sendable {
    package let name: String
    /// Nil: known by its address.
    package let kind: IssuerSettings.Kind?
    package let title: String
    package let issuer: String
    package let clientID: String
    package let clientSecret: Secret?
    package let scopes: String
    package let groupsClaim: String
    package let subjectClaim: String?
    package let discoveryURL: String?
    package let jwksURL: String?
    package let allowedDomains: [String]
    package let allowedGroups: [String]
    package let administratorGroups: [String]
    package let emailAsUser: Bool
    package let trustUnverifiedEmail: Bool
    package let linkByEmail: Bool

    init(_ name: String, _ s: SettingReader) {
        self.name = name
        let key = "login.provider.\(name)"
        kind = s.optionalChoice(
            "\(key).kind",
            "The provider: fills in what is peculiar to it. When not set, known by its address, else `generic`."
        )
        title = s.string(
            "\(key).title",
            default: name.prefix(1).uppercased() + name.dropFirst(),
            "What the button says."
        )
        issuer = s.string("\(key).url", default: "", form: "URL", "The issuer to the letter.")
        clientID = s.string("\(key).clientId", default: "", "Our client id there.")
        clientSecret = s.secret("\(key).clientSecret", "Our client secret there; none for a public client.")
        scopes = s.string("\(key).scopes", default: "openid profile email", "What to ask for.")
        groupsClaim = s.string("\(key).groupsClaim", default: "groups", "The claim that lists groups.")
        subjectClaim = s.optional(
            "\(key).subjectClaim",
            "The claim that identifies a person for ever; `sub`, or what the kind has instead (Entra: `oid`)."
        )
        discoveryURL = s.optional(
            "\(key).discoveryUrl",
            form: "URL",
            "Where its discovery document is, when not below the issuer."
        )
        jwksURL = s.optional("\(key).jwksUrl", form: "URL", "Where its keys are; found by discovery when not set.")
        allowedDomains = s.list(
            "\(key).allowedDomains",
            default: [],
            "Email domains that may log in; any when empty.",
            each: ListEntry.emailDomain
        )
        allowedGroups = s.list(
            "\(key).allowedGroups",
            default: [],
            "Groups that may log in; any when empty.",
            each: ListEntry.group
        )
        administratorGroups = s.list(
            "\(key).administratorGroups",
            default: [],
            "Groups whose members manage the users (`/users`) of every team they are in.",
            each: ListEntry.group
        )
        emailAsUser = s.bool(
            "\(key).emailAsUser",
            default: true,
            "The verified email address is the person's name here."
        )
        trustUnverifiedEmail = s.bool(
            "\(key).trustUnverifiedEmail",
            default: false,
            "Take emails the provider does not call verified (Authentik never does)."
        )
        linkByEmail = s.bool(
            "\(key).linkByEmail",
            default: false,
            "A person with the verified email of an account here is that account. Whoever runs the provider can then become anybody here."
        )
        if issuer.isEmpty { s.note("\(key).url is not set.") }
        if clientID.isEmpty { s.note("\(key).clientId is not set.") }
    }
}
