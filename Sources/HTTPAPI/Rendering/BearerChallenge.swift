package import Base

/// The `WWW-Authenticate` of a protected resource (RFC 6750 §3, RFC 9728 §5.1): one challenge, every value quoted.
package struct BearerChallenge: Sendable, Hashable {
    /// Where clients find out which authorization server to ask; absolute, from configuration, and of a request no more
    /// than which spelling of loopback it used: a client refuses metadata about another name than the one it called
    /// (RFC 9728 §3.3).
    private let resourceMetadata: String?
    private let loopback: LoopbackNames?
    private let scopes: RequestedScopes?

    /// - Parameter scopes: what to ask for; nil where no scope opens the door.
    package init(resourceMetadata: String? = nil, loopback: LoopbackNames? = nil, scopes: RequestedScopes? = .ours) {
        self.resourceMetadata = resourceMetadata
        self.loopback = loopback
        self.scopes = scopes
    }

    /// Nil for faults that another credential would not mend.
    /// - Parameter authority: the `Host` of the request.
    package func value(for fault: Fault, calledAs authority: String? = nil) -> String? {
        let metadata = resourceMetadata.map { loopback?.url($0, for: authority) ?? $0 }
        return value(for: fault, metadata: metadata)
    }

    private func value(for fault: Fault, metadata: String?) -> String? {
        switch fault.code.challenge {
        case .bare:
            // A caller that presented nothing is told no error: it did nothing wrong (RFC 6750 §3.1).
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

    /// Only what RFC 6750 §3 allows in these values: printable ASCII without `"` and `\`. Nothing can end the quotes or
    /// the line.
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
