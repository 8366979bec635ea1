import Base

/// A text that was presented as a token and whose form alone shows that it is not one. Saying so reveals nothing that
/// only this server knows.
enum MistakenToken: Sendable {
    /// A JWT begins with `eyJ` (`{"` in base64url) and has two dots; one with fewer was cut.
    case cutAccessToken
    /// A value of this server that is not valid as a bearer token.
    case other(TokenPrefix)

    /// Nil for text that may be a token. API tokens have their own checksum (`APITokenSecret`).
    init?(_ token: BearerToken) {
        let bytes = token.utf8
        if bytes.starts(with: "eyJ".utf8), bytes.count(where: { $0 == UInt8(ascii: ".") }) < 2 {
            self = .cutAccessToken
        } else if let prefix = TokenPrefix.allCases.first(where: { bytes.starts(with: $0.rawValue.utf8) }),
            prefix != .apiToken
        {
            self = .other(prefix)
        } else {
            return nil
        }
    }

    /// The advice for the caller; nil for prefixes that any foreign token may have.
    var advice: String? {
        switch self {
        case .cutAccessToken: "This is not a complete access token; copy it again."
        case .other(.refreshToken): "This is a refresh token. Send the access_token that came with it."
        case .other(.clientSecret): Self.advice("a client secret")
        case .other(.client): Self.advice("a client id")
        case .other(.registrationToken): Self.advice("a registration token")
        case .other(.authorizationCode): Self.advice("an authorization code")
        case .other(.apiToken), .other(.grant), .other(.session): nil
        }
    }

    private static func advice(_ what: String) -> String {
        "This is \(what). Send an access token from the token endpoint, or an API token."
    }
}

extension Fault {
    /// Adds better advice when the form of the token shows that it is not one.
    func advised(on token: BearerToken) -> Fault {
        guard let advice = MistakenToken(token)?.advice else { return self }
        var hints = hints
        hints.advice = advice
        return Fault(code, detail, hints: hints, cause: cause)
    }
}
