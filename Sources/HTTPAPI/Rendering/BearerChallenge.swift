package import Base

/// The `WWW-Authenticate` of a protected resource (RFC 6750 §3, RFC 9728 §5.1): one challenge, every value quoted.
package struct BearerChallenge: Sendable, Hashable {
    /// The URL at which clients find their authorization server. It is absolute and from configuration. Only the
    /// spelling of loopback is taken from the request, because a client refuses metadata about another name than the
    /// one it called (RFC 9728 §3.3).
    var resourceMetadata: String?
    var loopback: LoopbackNames?
    /// The scopes to request; nil when no scope gives access.
    var scopes: RequestedScopes? = .ours

    /// The challenge for a fault; nil when another credential would not help.
    /// - Parameter authority: the `Host` of the request.
    package func value(for fault: Fault, calledAs authority: String? = nil) -> String? {
        let metadata = resourceMetadata.map { loopback?.url($0, for: authority) ?? $0 }
        return value(for: fault, metadata: metadata)
    }

    private func value(for fault: Fault, metadata: String?) -> String? {
        switch fault.code.challenge {
        case .bare:
            // A caller without a credential made no error, so the challenge has none (RFC 6750 §3.1).
            text(
                scopes: fault.hints.scope.flatMap { scopes?.names(for: $0) } ?? scopes?.defaults,
                metadata: metadata
            )
        case .invalidToken:
            text(error: fault, scopes: scopes?.defaults, metadata: metadata)
        case .insufficientScope:
            text(
                error: fault,
                scopes: fault.hints.scope.flatMap { (scopes ?? .ours).names(for: $0) },
                metadata: metadata
            )
        case nil: nil
        }
    }

    private func text(error fault: Fault? = nil, scopes: [String]?, metadata: String?) -> String {
        var parts = ["realm=\"agent-memory\""]
        if let fault {
            parts.append("error=\"\(fault.code.oauthError)\"")
            parts.append("error_description=\"\(Self.quotable(fault.detail))\"")
        }
        if let scopes { parts.append("scope=\"\(Self.quotable(scopes.joined(separator: " ")))\"") }
        if let metadata { parts.append("resource_metadata=\"\(Self.quotable(metadata))\"") }
        return "Bearer " + parts.joined(separator: ", ")
    }

    /// The text with only the characters that RFC 6750 §3 allows: printable ASCII without `"` and `\`. So no text can
    /// end the quotes or the line.
    static func quotable(_ text: String) -> String {
        String(
            decoding: text.utf8.map { byte in
                (0x20...0x7e).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
                    ? byte : UInt8(ascii: "?")
            },
            as: UTF8.self
        )
    }
}
