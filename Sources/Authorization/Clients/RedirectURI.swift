import Base
import Identity

/// A redirect URI that may be registered: absolute, without fragment, user information, dot segments or a scheme that
/// runs code.
///
/// https anywhere, http on loopback only (RFC 8252 §7.3), or a private-use scheme (RFC 8252 §7.1).
package struct RedirectURI: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case https, loopback, privateUse
    }

    package let text: String
    package let kind: Kind
    /// Empty for a private-use scheme without authority.
    package let host: String
    private let scheme: String
    /// Everything after the authority.
    private let rest: String

    package static let maximumLength = 2_048

    /// Checks a URI that a client wants to register.
    /// - Throws: `invalidRedirectURI` with what is wrong, never with the text itself.
    package init(_ text: String, schemes: RedirectSchemes = .known) throws {
        try self.init(registered: text)
        guard kind != .privateUse || schemes.admits(scheme) else {
            throw Self.fault(
                "must be https, http on loopback, or a private-use scheme in reverse-domain form or of a known application "
                    + "(the operator can allow more by oauth.redirectSchemes)"
            )
        }
    }

    /// Reads a URI that was registered, or one to compare with registered ones. Does not check the scheme again,
    /// because the schemes that the operator allows may have changed since.
    /// - Throws: `invalidRedirectURI` with what is wrong, never with the text itself.
    package init(registered text: String) throws {
        guard !text.isEmpty, text.utf8.count <= Self.maximumLength else {
            throw Self.fault("must have 1 to \(Self.maximumLength) characters")
        }
        // Other characters make parsers disagree: backslashes, tabs, newlines, IDN look-alikes.
        guard text.utf8.allSatisfy({ (0x21...0x7e).contains($0) && !Self.forbidden.contains($0) }) else {
            throw Self.fault("may only hold visible ASCII characters without backslashes, quotes or angle brackets")
        }
        guard !text.contains("#") else { throw Self.fault("must not have a fragment") }
        guard text.contains(":") else { throw Self.fault("must be absolute") }
        guard let parts = URIParts(text) else { throw Self.fault("must begin with a scheme") }
        let authority = (parts.authority ?? "").lowercased()
        rest = String(parts.rest)
        guard !authority.contains("@") else { throw Self.fault("must not have user information") }
        guard !Self.hasDotSegment(rest) else { throw Self.fault("must not have dot segments") }
        self.text = text
        scheme = parts.scheme
        switch scheme {
        case "https", "http":
            host = try Self.host(authority)
            kind = scheme == "https" ? .https : .loopback
        default:
            guard !authority.contains(":"), !URIScheme.reserved.contains(scheme) else {
                throw Self.fault("must be https, http on loopback, or a private-use scheme of an application")
            }
            host = authority
            kind = .privateUse
        }
        guard kind != .loopback || Host(host)?.isLoopbackName == true else {
            throw Self.fault("must be https, or http on localhost, 127.0.0.1 or [::1]")
        }
    }

    /// Exact comparison of texts, except that a loopback URI may come back on any port (RFC 8252 §7.3, OAuth 2.1 §2.3).
    package func matches(_ requested: RedirectURI) -> Bool {
        if text.isExactly(requested.text) { return true }
        return kind == .loopback && requested.kind == .loopback && scheme.isExactly(requested.scheme)
            && host.isExactly(requested.host)
            && rest.isExactly(requested.rest)
    }

    /// The part that all connections of one application share: the text, without the port of a loopback address.
    package var target: String { kind == .loopback ? "\(scheme)://\(host)\(rest)" : text }

    /// This URI with parameters added to its query, every value percent-encoded.
    package func adding(_ parameters: [(String, String)]) -> String {
        let query = Percent.encode(parameters)
        guard !query.isEmpty else { return text }
        guard let mark = text.firstIndex(of: "?") else { return "\(text)?\(query)" }
        return text.index(after: mark) == text.endIndex ? text + query : "\(text)&\(query)"
    }

    private static let forbidden = Set("\\\"<>^`{|}".utf8)

    /// A host as it is spelled canonically, since redirect URIs are compared as texts: no trailing dot, no
    /// `[::ffff:127.0.0.1]`. Host names of the internet have no underscore.
    private static func host(_ authority: String) throws -> String {
        guard !authority.isEmpty else { throw fault("must name a host") }
        guard let place = Authority(authority), place.description.isExactly(authority), !authority.contains("_") else {
            throw fault("has no valid host or port")
        }
        return place.host.description
    }

    private static func hasDotSegment(_ rest: String) -> Bool {
        let path = rest.prefix { $0 != "?" }.lowercased()
        return path.split(separator: "/").contains { segment in
            [".", ".."].contains(segment.replacing("%2e", with: "."))
        }
    }

    private static func fault(_ problem: String) -> Fault {
        Fault(.invalidRedirectURI, "A redirect URI \(problem).")
    }
}
