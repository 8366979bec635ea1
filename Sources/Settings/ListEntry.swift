import Base

/// An entry of a list in the form in which it is compared, or the reason why it could never match. Most lists protect
/// something, and an entry that never matches protects nothing.
package enum ListEntry<Value> {
    case usable(Value)
    /// The rest of a sentence that begins with the entry, with an example and without its full stop.
    case refused(String)
}

extension ListEntry<String> {
    /// A name of this server. `Host` is compared without its port, so the port of an entry is dropped, and with a URL
    /// all but its host.
    static func host(_ text: String) -> ListEntry {
        guard let host = hostName(text) else {
            return .refused(
                "is not the name of a host; write each name in full, such as memory.example, with xn-- for other scripts"
            )
        }
        return .usable(host)
    }

    /// The host of a client's document, as `OutboundURL` has it: an IPv6 address without brackets.
    static func documentHost(_ text: String) -> ListEntry {
        guard let host = hostName(text) else {
            return .refused(
                "is not the name of a host; write each name in full, such as app.example, with xn-- for other scripts"
            )
        }
        return .usable(host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host)
    }

    /// A web origin as browsers write it. Those of extensions and apps have schemes of their own and are taken as they
    /// are.
    static func origin(_ text: String) -> ListEntry {
        if let origin = Origin.normalized(text) { return .usable(origin) }
        let lowered = text.lowercased()
        let isOther = ["http://", "https://"].allSatisfy { !lowered.hasPrefix($0) }
        if lowered == "null" || (isOther && lowered.wholeMatch(of: /[a-z][a-z0-9+.-]*:\/\/[a-z0-9._-]+\/?/) != nil) {
            return .usable(lowered.hasSuffix("/") ? String(lowered.dropLast()) : lowered)
        }
        return .refused(
            "is not an origin; write scheme and host, and the port unless it is the default, without a path: https://app.example"
        )
    }

    /// What stands behind the `@` of email addresses, compared as a whole: subdomains are domains of their own.
    static func emailDomain(_ text: String) -> ListEntry {
        var domain = text.lowercased()[...]
        if domain.hasPrefix("@") { domain.removeFirst() }
        if domain.hasSuffix(".") { domain.removeLast() }
        guard !domain.isEmpty, !domain.contains(where: { "@*/:?#,".contains($0) || $0.isWhitespace }),
            !domain.hasPrefix(".")
        else {
            return .refused(
                "is not an email domain; write each one in full, such as example.com, or remove the setting to let any in"
            )
        }
        return .usable(String(domain))
    }

    /// A group of an identity provider: any text but the one that would mean all of them elsewhere.
    static func group(_ text: String) -> ListEntry {
        text == "*" ? .refused("is not the name of a group; name each one, or remove the setting") : .usable(text)
    }

    /// The scheme of an application's redirect URIs; of a whole URI, its scheme. Schemes that browsers act on themselves
    /// belong to no application.
    static func redirectScheme(_ text: String) -> ListEntry {
        let scheme = String(text.lowercased().prefix { $0 != ":" })
        guard URIScheme.isWellFormed(scheme), !URIScheme.reserved.contains(scheme) else {
            return .refused("cannot be the scheme of an application; write the part before the colon, such as myapp")
        }
        return .usable(scheme)
    }

    /// Lower case, without scheme, path and port; an IPv6 address in brackets. Nil for patterns and anything else that is
    /// not a host.
    private static func hostName(_ text: String) -> String? {
        var rest = text.lowercased()[...]
        if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...].prefix { !"/?#".contains($0) } }
        // More than one colon outside brackets: an IPv6 address as it stands.
        if rest.count(where: { $0 == ":" }) > 1, !rest.hasPrefix("[") { rest = "[\(rest)]" }
        guard let (host, port) = Origin.split(rest), port.map({ UInt16($0) != nil }) ?? true,
            Origin.isHost(host, more: "_")
        else {
            return nil
        }
        return String(host)
    }
}
