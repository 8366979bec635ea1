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
    /// As written; nil when it was left out.
    package let port: Int?
    private let scheme: String
    /// Everything after the authority.
    private let rest: String

    private static let loopbackHosts: Set<Identifier> = ["localhost", "127.0.0.1", "[::1]"]
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
        guard let colon = text.firstIndex(of: ":") else { throw Self.fault("must be absolute") }
        let scheme = text[..<colon].lowercased()
        guard URIScheme.isWellFormed(scheme) else { throw Self.fault("must begin with a scheme") }
        let afterScheme = text[text.index(after: colon)...]
        let authority: Substring
        if afterScheme.hasPrefix("//") {
            let tail = afterScheme.dropFirst(2)
            authority = tail.prefix { $0 != "/" && $0 != "?" }
            rest = String(tail.dropFirst(authority.count))
        } else {
            authority = ""
            rest = String(afterScheme)
        }
        guard !authority.contains("@") else { throw Self.fault("must not have user information") }
        guard !Self.hasDotSegment(rest) else { throw Self.fault("must not have dot segments") }
        let (host, port) = try Self.split(authority)
        self.text = text
        self.scheme = scheme
        self.host = host
        self.port = port
        switch scheme {
        case "https":
            guard !host.isEmpty, Self.isHost(host) else { throw Self.fault("must name a host") }
            kind = .https
        case "http":
            guard Self.loopbackHosts.contains(Identifier(host)) else {
                throw Self.fault("must be https, or http on localhost, 127.0.0.1 or [::1]")
            }
            kind = .loopback
        default:
            guard port == nil, !URIScheme.reserved.contains(scheme) else {
                throw Self.fault("must be https, http on loopback, or a private-use scheme of an application")
            }
            kind = .privateUse
        }
    }

    /// Exact comparison of texts, except that a loopback URI may come back on any port (RFC 8252 §7.3, OAuth 2.1 §2.3).
    package func matches(_ requested: RedirectURI) -> Bool {
        if text.isExactly(requested.text) { return true }
        return kind == .loopback && requested.kind == .loopback && scheme.isExactly(requested.scheme)
            && host.isExactly(requested.host)
            && rest.isExactly(requested.rest)
    }

    /// This URI with parameters added to its query, every value percent-encoded.
    package func adding(_ parameters: [(String, String)]) -> String {
        let query = Percent.encode(parameters)
        guard !query.isEmpty else { return text }
        guard let mark = text.firstIndex(of: "?") else { return "\(text)?\(query)" }
        return text.index(after: mark) == text.endIndex ? text + query : "\(text)&\(query)"
    }

    private static let forbidden = Set("\\\"<>^`{|}".utf8)

    /// A name or address in its canonical form: no trailing dot, no `0x7f.1`, no `0177.0.0.1`.
    private static func isHost(_ host: String) -> Bool {
        if host.hasPrefix("[") {
            return host.hasSuffix("]") && host.dropFirst().dropLast().utf8.allSatisfy(isAddressByte)
        }
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isHostByte) }) else { return false }
        let numeric = labels.last.map { $0.first?.isNumber == true } ?? true
        return !numeric || (labels.count == 4 && labels.allSatisfy { UInt8($0).map(String.init) == String($0) })
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        (0x61...0x7a).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2d
    }

    /// The canonical form of an IPv6 address, also with an IPv4 tail.
    private static func isAddressByte(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte) || byte == 0x3a || byte == 0x2e
    }

    private static func split(_ authority: Substring) throws -> (host: String, port: Int?) {
        let bracket = authority.lastIndex(of: "]")
        guard let colon = authority.lastIndex(of: ":"), bracket.map({ colon > $0 }) ?? true else {
            return (authority.lowercased(), nil)
        }
        guard let port = UInt16(port: authority[authority.index(after: colon)...]) else {
            throw fault("has no valid port")
        }
        return (authority[..<colon].lowercased(), Int(port))
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
