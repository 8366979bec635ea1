import Base

/// An entry of a list in the form in which it is compared, or the reason why it could never match. Most lists protect
/// something, and an entry that never matches protects nothing.
package enum ListEntry<Value> {
    case usable(Value)
    /// The rest of a sentence that begins with the entry, with an example and without its full stop.
    case refused(String)
}

extension ListEntry<String> {
    /// The part of email addresses behind the `@`, compared as a whole: a subdomain is a different domain.
    static func emailDomain(_ text: String) -> ListEntry {
        guard let host = Host(text.utf8.first == UInt8(ascii: "@") ? text.dropFirst() : text[...]), host.address == nil
        else {
            return .refused(
                "is not an email domain; write each one in full, such as example.com, with xn-- for other scripts, or remove the setting "
                    + "to allow any domain"
            )
        }
        if let flaw = InternationalName.flaw(in: host) { return .refused(flaw) }
        return .usable(host.description)
    }

    /// A group of an identity provider: any text except `*`, which means all groups in other programs.
    static func group(_ text: String) -> ListEntry {
        text == "*" ? .refused("is not the name of a group; name each one, or remove the setting") : .usable(text)
    }

    /// The scheme of an application's redirect URIs; of a whole URI, only its scheme counts. Schemes that browsers
    /// handle themselves cannot belong to an application.
    static func redirectScheme(_ text: String) -> ListEntry {
        let scheme = String(text.lowercased().prefix { $0 != ":" })
        guard URIScheme.isWellFormed(scheme), !URIScheme.reserved.contains(scheme) else {
            return .refused("cannot be the scheme of an application; write the part before the colon, such as myapp")
        }
        return .usable(scheme)
    }
}

extension ListEntry<Host> {
    /// A name of this server, or of a server that publishes metadata documents of clients. `Host` is compared without
    /// its port, so the port of an entry is dropped. Only the host of a URL counts.
    static func host(_ text: String) -> ListEntry {
        guard let host = hostOrURL(text) else {
            return .refused(
                "is not the name of a host; write each name in full, such as memory.example, with xn-- for other scripts"
            )
        }
        if let flaw = InternationalName.flaw(in: host) { return .refused(flaw) }
        return .usable(host)
    }

    /// The host of a name or URL; nil for patterns and anything else.
    private static func hostOrURL(_ text: String) -> Host? {
        let authority = URIParts(text)?.authority ?? text[...]
        // More than one colon outside brackets: an IPv6 address without them.
        return Authority(authority)?.host ?? IPAddress(authority).map { Host($0) }
    }
}

extension ListEntry<Origin> {
    /// A web origin as browsers write it. Those of extensions and apps have schemes of their own.
    static func origin(_ text: String) -> ListEntry {
        guard let origin = Origin(text) else {
            return .refused(
                "is not an origin; write scheme and host, and the port unless it is the default, without a path: https://app.example"
            )
        }
        if let flaw = origin.host.flatMap(InternationalName.flaw) { return .refused(flaw) }
        return .usable(origin)
    }
}

extension ListEntry<IPBlock> {
    /// A reverse proxy, or a block of addresses with proxies.
    static func block(_ text: String) -> ListEntry {
        guard let block = IPBlock(text) else {
            return .refused(
                "is not an address or a block of addresses; write it without a port or a name, such as 10.0.0.7, 10.0.0.0/8 or fd00::/8"
            )
        }
        return .usable(block)
    }
}
