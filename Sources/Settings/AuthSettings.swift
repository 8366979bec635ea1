package import Base

/// Who gets in.
package struct AuthSettings: Sendable {
    package enum Mode: String, Sendable, Hashable, CaseIterable {
        /// API tokens.
        case token
        /// Everybody; on loopback only.
        case disabled
    }

    package enum Hashing: String, Sendable, Hashable, CaseIterable {
        case sha256, bcrypt
    }

    package let mode: Mode
    /// The workspace that callers without a credential may read.
    package let anonymousWorkspace: String?
    /// Whether callers of other machines may too.
    package let anonymousAnywhere: Bool
    package let cacheSeconds: Int
    package let failuresPerMinute: Int
    package let hashing: Hashing
    /// A credential of the operator's choice, and the user it acts as.
    package let preset: Secret?
    package let presetUser: String
    /// Identity providers whose access tokens are accepted beside API tokens.
    package let issuers: [IssuerSettings]

    /// - Parameter issuesTokens: whether people can also get tokens from a server of our own.
    init(_ s: SettingReader, issuesTokens: Bool) {
        mode = s.choice(
            "auth.mode",
            default: Mode.token,
            "`token` asks for a credential; `disabled` lets everybody in, and is refused unless `http.host` is loopback."
        )
        anonymousWorkspace = s.optional(
            "auth.anonymous.workspace",
            form: "name",
            "A team workspace that callers without a credential may read; what people keep private there stays private, and all else needs a "
                + "credential. Refused unless only this machine reaches the server. `open` is made when absent."
        )
        anonymousAnywhere = s.bool(
            "auth.anonymous.anywhere",
            default: false,
            "Let callers of other machines read `auth.anonymous.workspace` too."
        )
        cacheSeconds = s.int(
            "auth.cacheSeconds",
            default: 30,
            in: 0...30,
            "Seconds that a verified token is believed without asking the database again. One that is removed stops at once all the same."
        )
        failuresPerMinute = s.int(
            "auth.failuresPerMinute",
            default: 60,
            in: 1...1_000_000,
            "Refused credentials per minute and client address, after which unknown ones get 429 with `Retry-After`. What was good lately, and signed tokens, are judged first."
        )
        hashing = s.choice(
            "tokens.hashing",
            default: Hashing.sha256,
            "How the secret of a new API token is stored. `sha256` is enough for 256 random bits; `bcrypt` makes the first use slow."
        )
        preset = s.secret(
            "tokens.preset",
            "A credential of your own, taken as bearer token and in `X-API-Key` beside the API tokens; 32 characters at least, of those a "
                + "bearer token may have: letters, digits, `-._~+/` and `=` at the end. Only its digest is kept."
        )
        presetUser = s.string(
            "tokens.presetUser",
            default: "admin",
            form: "name",
            "The user that `tokens.preset` acts as, with all scopes."
        )
        let names = s.names(
            "auth.issuers",
            "Identity providers whose access tokens are accepted, by names of your choice: `okta,entra`."
        )
        issuers = names.map { IssuerSettings($0, isOnlyWayIn: names.count == 1 && !issuesTokens, s) }
        checkPreset(s)
    }

    /// Chosen by a person, it may be guessed by anybody: so it has a length. Its text is not repeated.
    private func checkPreset(_ s: SettingReader) {
        guard let text = preset?.reveal() else { return }
        let body = text.utf8.dropLast(text.utf8.reversed().prefix { $0 == UInt8(ascii: "=") }.count)
        let fits = body.allSatisfy { $0.isLetterOrDigit || "-._~+/".utf8.contains($0) }
        let name = "tokens.preset (\(s.source(of: "tokens.preset").description))"
        if text.utf8.count < 32 {
            s.note(
                "\(name) has \(text.utf8.count) characters and needs 32 at least, since anybody may try to guess it: openssl rand -hex 32"
            )
        } else if !fits {
            s.note(
                "\(name) holds a character that no bearer token can have; use letters, digits and - . _ ~ + / only: openssl rand -hex 32"
            )
        } else if text.hasPrefix("amt_") {
            s.note(
                "\(name) begins as our API tokens do and would be looked for among them; choose another: openssl rand -hex 32"
            )
        }
    }
}
