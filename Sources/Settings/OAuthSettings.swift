package import Authorization
import Base

/// The authorization server.
package struct OAuthSettings: Sendable {
    package let enabled: Bool
    package let issuer: String?
    package let registration: ClientRegistration.Policy
    package let registrationWorkspace: String?
    package let clientLimit: Int
    package let unusedClientDays: Int
    package let documents: Bool
    package let documentDomains: [String]
    /// In lower case, without the colon.
    package let redirectSchemes: [String]
    /// The signature algorithm of its tokens and the operator's key; without a key the server creates one.
    package let signing: SigningSettings
    package let accessTokenSeconds: Int
    package let longAccessTokenSeconds: Int
    package let refreshTokenDays: Int
    package let refreshReuseSeconds: Int
    package let codeSeconds: Int
    package let sessionHours: Int
    /// Days that an invitation is valid.
    package let invitationDays: Int
    /// Whether every start discards registrations, consents and sessions.
    package let resetsAtStart: Bool
    package let localLogin: Bool
    package let idTokenKilobytes: Int
    package let providers: [LoginProviderSettings]

    init(_ s: SettingReader) {
        enabled = s.bool(
            "oauth.enabled",
            default: true,
            "Run the authorization server: MCP clients register, the person logs in and consents on this server's pages, and the client "
                + "gets tokens. If false, only API tokens and the tokens of `auth.issuers` are accepted."
        )
        issuer = s.origin(
            "oauth.issuer",
            "The name of the authorization server, an origin such as `https://memory.example`. Default: `http.publicUrl`."
        )
        registration = Self.registration(s)
        registrationWorkspace = s.optional(
            "oauth.registrationWorkspace",
            form: "name",
            "The team workspace of clients that register with `oauth.registrationToken` to act for themselves (`client_credentials`). "
                + "They can read and write there, and never administer. Default: such clients cannot register."
        )
        clientLimit = s.int(
            "oauth.clientLimit",
            default: 10_000,
            in: 1...10_000_000,
            "How many clients can register themselves."
        )
        unusedClientDays = s.int(
            "oauth.unusedClientDays",
            default: 90,
            in: 1...3_650,
            "Days after which an unused client is removed."
        )
        documents = s.bool(
            "oauth.documents",
            default: true,
            "Accept clients whose id is the URL of their metadata (client ID metadata documents)."
        )
        documentDomains = s.list(
            "oauth.documentDomains",
            "Hosts that such clients can come from. Default: any.",
            each: ListEntry.host
        ).map(\.description)
        redirectSchemes = s.list(
            "oauth.redirectSchemes",
            "Additional URI schemes without a dot for the redirect URIs of applications: `myapp` for `myapp://callback`. Those of "
                + "well-known clients are already allowed.",
            each: ListEntry.redirectScheme
        )
        signing = SigningSettings(s)
        accessTokenSeconds = s.int(
            "oauth.accessTokenSeconds",
            default: 3_600,
            in: 30...43_200,
            "Lifetime of an access token in seconds. Disconnecting an application ends its access tokens at once."
        )
        longAccessTokenSeconds = s.int(
            "oauth.longAccessTokenSeconds",
            default: 86_400,
            in: 30...86_400,
            "Lifetime of an access token in seconds for hosts that are known not to refresh in time, such as claude.ai. "
                + "`oauth.accessTokenSeconds` counts if it is longer."
        )
        refreshTokenDays = s.int(
            "oauth.refreshTokenDays",
            default: 30,
            in: 1...365,
            "Days after which an unused refresh token expires."
        )
        refreshReuseSeconds = s.int(
            "oauth.refreshReuseSeconds",
            default: 60,
            in: 0...Int(RefreshAttempt.longestReuse.components.seconds),
            "Seconds in which a client that sends the same refresh token twice gets the same new token again. Later, and always with 0, "
                + "the second use ends the connection, because the token may be stolen."
        )
        codeSeconds = s.int(
            "oauth.codeSeconds",
            default: 60,
            in: 10...600,
            "Lifetime of an authorization code in seconds."
        )
        sessionHours = s.int("oauth.sessionHours", default: 12, in: 1...720, "Hours a browser stays logged in.")
        resetsAtStart = s.bool(
            "oauth.resetAtStart",
            default: false,
            "Discard registrations, consents and sessions at every start."
        )
        localLogin = s.bool("login.local", default: true, "Let people log in with a password stored in this server.")
        invitationDays = s.int(
            "login.invitationDays",
            default: 7,
            in: 1...Invitations.longestDays,
            "Days that an invitation to a team workspace is valid, unless its maker chooses another number."
        )
        idTokenKilobytes = s.int(
            "login.idTokenKilobytes",
            default: 256,
            in: 16...512,
            "Maximum size of a provider's ID token in KiB. The token of a person in hundreds of groups is large."
        )
        providers = s.names(
            "login.providers",
            "Names you choose for the OpenID providers that people can log in with, such as `authentik,google`. Each has settings under "
                + "`login.provider.NAME`."
        ).map { LoginProviderSettings($0, s) }
    }

    private static func registration(_ s: SettingReader) -> ClientRegistration.Policy {
        let policy = s.word(
            "oauth.registration",
            of: ["open", "token", "off"],
            default: "open",
            "Who can register a client: anyone within the limits (`open`), only callers with `oauth.registrationToken` (`token`), or nobody "
                + "(`off`)."
        )
        let token = s.secret(
            "oauth.registrationToken",
            form: .bearer,
            "The initial access token that `oauth.registration: token` requires."
        )
        switch policy {
        case "open": return .open
        case "token":
            if let token { return .token(token) }
            s.note("oauth.registration is token, but oauth.registrationToken is not set. Set it: openssl rand -hex 32")
            return .off
        default: return .off
        }
    }
}
