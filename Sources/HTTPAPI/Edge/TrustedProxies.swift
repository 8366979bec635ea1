package import Base

/// The proxies whose `X-Forwarded-For` is trusted. Anyone can send that header, so only entries written by known
/// proxies count: it is read from the right, and the first address that is not a trusted proxy is the caller.
package struct TrustedProxies: Sendable, Hashable {
    private let blocks: [IPBlock]

    package init(_ blocks: [IPBlock] = []) {
        self.blocks = blocks
    }

    /// The address of the caller: the peer, or the address reported by trusted proxies.
    package func caller(peer: String?, forwardedFor fields: [String]) -> String? {
        guard let peer, !blocks.isEmpty, trusts(peer) else { return peer }
        var caller = peer
        for hop in fields.joined(separator: ",").split(separator: ",").reversed() {
            let hop = Self.trimmed(hop)
            // A trusted proxy writes only addresses.
            guard IPAddress(zoned: hop) != nil else { return caller }
            caller = hop
            guard trusts(hop) else { return caller }
        }
        return caller
    }

    private func trusts(_ address: String) -> Bool {
        guard let address = IPAddress(zoned: address) else { return false }
        return blocks.contains { $0.contains(address) }
    }

    /// The text without white space and without the brackets that some proxies write.
    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while let first = text.first, " \t[".contains(first) { text.removeFirst() }
        while let last = text.last, " \t]".contains(last) { text.removeLast() }
        return String(text)
    }
}
