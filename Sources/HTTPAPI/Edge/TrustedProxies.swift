package import Base

/// Whose `X-Forwarded-For` is believed. Anybody can send that header, so it counts only as far as it was written by
/// hops we know: it is read from the right, and the first address that is no proxy of ours is the caller.
package struct TrustedProxies: Sendable, Hashable {
    private let blocks: [IPBlock]

    package init(_ blocks: [IPBlock] = []) {
        self.blocks = blocks
    }

    /// The address a request comes from: the peer, or what trusted proxies say.
    package func caller(peer: String?, forwardedFor fields: [String]) -> String? {
        guard let peer, !blocks.isEmpty, trusts(peer) else { return peer }
        var caller = peer
        for hop in fields.joined(separator: ",").split(separator: ",").reversed() {
            let hop = Self.trimmed(hop)
            // What is not an address was not written by a proxy of ours.
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

    /// Without white space and, as some proxies write it, brackets.
    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while let first = text.first, " \t[".contains(first) { text.removeFirst() }
        while let last = text.last, " \t]".contains(last) { text.removeLast() }
        return String(text)
    }
}
