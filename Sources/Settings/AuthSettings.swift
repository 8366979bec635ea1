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
    package let cacheSeconds: Int
    package let failuresPerMinute: Int
    package let hashing: Hashing
    /// Identity providers whose access tokens are accepted beside API tokens.
    package let issuers: [IssuerSettings]

    /// - Parameter issuesTokens: whether people can also get tokens from a server of our own.
    init(_ s: SettingReader, issuesTokens: Bool) {
        mode = s.choice(
            "auth.mode", default: Mode.token,
            "`token` asks for an API token; `disabled` lets everybody in, and is refused unless `http.host` is loopback.")
        cacheSeconds = s.int(
            "auth.cacheSeconds", default: 30, in: 0...30,
            "Seconds that a verified token is believed without asking the database again. "
                + "A token removed by another machine works at most this long; one removed on this machine stops at once.")
        failuresPerMinute = s.int(
            "auth.failuresPerMinute", default: 60, in: 1...1_000_000,
            "Refused credentials per minute and client address, after which it gets 429 with `Retry-After`.")
        hashing = s.choice(
            "tokens.hashing", default: Hashing.sha256,
            "How the secret of a new API token is stored. `sha256` is enough for 256 random bits; `bcrypt` makes the first use slow.")
        let names = s.names(
            "auth.issuers", "Identity providers whose access tokens are accepted, by names of your choice: `okta,entra`.")
        issuers = names.map { IssuerSettings($0, isOnlyWayIn: names.count == 1 && !issuesTokens, s) }
    }
}
