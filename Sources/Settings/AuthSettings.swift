package import Base
package import Identity

/// The settings that decide who gets in.
package struct AuthSettings: Sendable {
    package enum Mode: String, Sendable, Hashable, CaseIterable {
        /// Requests need a credential.
        case token
        /// Requests need none; on loopback only.
        case disabled
    }

    package let mode: Mode
    /// The workspace that callers without a credential can read.
    package let anonymousWorkspace: String?
    /// Whether callers on other machines can read it too.
    package let anonymousAnywhere: Bool
    package let cacheSeconds: Int
    package let failuresPerMinute: Int
    /// The number of servers among which the limits of an address are divided.
    package let instances: Int
    package let hashing: APITokenMint.Hashing
    /// A credential of the operator's choice, and the user it acts as.
    package let preset: Secret?
    package let presetUser: String
    /// Identity providers whose access tokens are accepted in addition to API tokens.
    package let issuers: [IssuerSettings]

    /// - Parameter issuesTokens: whether people can also get tokens from this server.
    init(_ s: SettingReader, issuesTokens: Bool) {
        mode = s.choice(
            "auth.mode",
            default: Mode.token,
            "`token`: every request needs a credential. `disabled`: nobody needs one; the server then starts only on a loopback address."
        )
        anonymousWorkspace = s.optional(
            "auth.anonymous.workspace",
            form: "name",
            "A team workspace that callers without a credential can read. They see shared memories only and cannot write. The server "
                + "starts only if no other machine can reach it, unless `auth.anonymous.anywhere` is true. The workspace `open` is "
                + "created if it does not exist."
        )
        anonymousAnywhere = s.bool(
            "auth.anonymous.anywhere",
            default: false,
            "Also let callers on other machines read `auth.anonymous.workspace`."
        )
        cacheSeconds = s.int(
            "auth.cacheSeconds",
            default: 30,
            in: 0...30,
            "How many seconds a verified token is cached. A revoked token still stops working at once."
        )
        failuresPerMinute = s.int(
            "auth.failuresPerMinute",
            default: 60,
            in: 1...1_000_000,
            "Rejected credentials per minute and client address. Above this, unknown tokens get 429 with `Retry-After`; recently valid "
                + "tokens and signed JWTs are still checked."
        )
        instances = s.int(
            "auth.instances",
            default: 1,
            in: 1...100,
            "The number of servers on the same database. Each counts rejected credentials, registrations and logins of an address by "
                + "itself, and allows its part of the limit."
        )
        hashing = s.choice(
            "tokens.hashing",
            default: APITokenMint.Hashing.sha256,
            "How the secrets of new API tokens are stored. They have 256 random bits, so `sha256` is safe. `bcrypt` makes the first use of "
                + "each token slow."
        )
        preset = s.secret(
            "tokens.preset",
            "A credential of your choice, accepted as a bearer token and in `X-API-Key`. At least 32 characters: letters, digits and "
                + "`-._~+/`, with `=` at the end. Only its hash is kept."
        )
        presetUser = s.string(
            "tokens.presetUser",
            default: "admin",
            form: "name",
            "The user that `tokens.preset` acts as, with all scopes."
        )
        let names = s.names(
            "auth.issuers",
            "Names you choose for the identity providers whose access tokens are accepted, such as `okta,entra`. Each has settings under "
                + "`auth.issuer.NAME`."
        )
        issuers = names.map { IssuerSettings($0, isOnlyWayIn: names.count == 1 && !issuesTokens, s) }
        checkPreset(s)
    }

    /// Checks the preset credential. A text that a person chose may be guessed, so it has a minimum length. No message
    /// repeats it.
    private func checkPreset(_ s: SettingReader) {
        guard let text = preset?.reveal() else { return }
        let body = text.utf8.dropLast(text.utf8.reversed().prefix { $0 == UInt8(ascii: "=") }.count)
        let fits = body.allSatisfy { $0.isLetterOrDigit || "-._~+/".utf8.contains($0) }
        let name = "tokens.preset (\(s.source(of: "tokens.preset").description))"
        if text.utf8.count < 32 {
            s.note(
                "\(name) has \(text.utf8.count) characters and needs 32 or more, because anyone may try to guess it. Create one with: openssl rand -hex 32"
            )
        } else if !fits {
            s.note(
                "\(name) contains a character that no bearer token can have. Use only letters, digits and - . _ ~ + /. Create one with: openssl rand -hex 32"
            )
        } else if text.hasPrefix("amt_") {
            s.note(
                "\(name) begins with amt_, which is reserved for the API tokens of this server. Create another with: openssl rand -hex 32"
            )
        }
    }
}
