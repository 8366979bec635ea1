import Glibc

/// Whose `X-Forwarded-For` is believed. Anybody can send that header, so it counts only as far as it was written by
/// hops we know: it is read from the right, and the first address that is no proxy of ours is the caller.
package struct TrustedProxies: Sendable, Hashable {
    /// A block of addresses, IPv4 in its mapped form so that both families compare alike.
    private struct Block: Sendable, Hashable {
        let bytes: [UInt8]
        let bits: Int

        func contains(_ address: [UInt8]) -> Bool {
            let whole = bits / 8
            guard bytes[..<whole] == address[..<whole] else { return false }
            let rest = bits % 8
            return rest == 0 || (bytes[whole] ^ address[whole]) >> (8 - rest) == 0
        }
    }

    private let blocks: [Block]

    /// No proxy is trusted.
    package init() {
        blocks = []
    }

    /// - Parameter texts: addresses or blocks: `10.0.0.7`, `10.0.0.0/8`, `fd00::/8`. Nil when one of them is neither.
    package init?(_ texts: [String]) {
        var blocks: [Block] = []
        for text in texts {
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count <= 2, let bytes = Self.bytes(of: String(parts[0])) else { return nil }
            let isV4 = !parts[0].contains(":")
            var bits = 128
            if parts.count == 2 {
                guard let length = Int(parts[1]), (0...(isV4 ? 32 : 128)).contains(length) else { return nil }
                bits = isV4 ? 96 + length : length
            }
            blocks.append(Block(bytes: bytes, bits: bits))
        }
        self.blocks = blocks
    }

    /// The address a request comes from: the peer, or what trusted proxies say.
    package func caller(peer: String?, forwardedFor fields: [String]) -> String? {
        guard let peer, !blocks.isEmpty, trusts(peer) else { return peer }
        var caller = peer
        for hop in fields.joined(separator: ",").split(separator: ",").reversed() {
            let hop = Self.trimmed(hop)
            // What is not an address was not written by a proxy of ours.
            guard Self.bytes(of: hop) != nil else { return caller }
            caller = hop
            guard trusts(hop) else { return caller }
        }
        return caller
    }

    private func trusts(_ address: String) -> Bool {
        guard let bytes = Self.bytes(of: address) else { return false }
        return blocks.contains { $0.contains(bytes) }
    }

    /// Without white space and, as some proxies write it, brackets.
    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while let first = text.first, " \t[".contains(first) { text.removeFirst() }
        while let last = text.last, " \t]".contains(last) { text.removeLast() }
        return String(text)
    }

    private static func bytes(of text: String) -> [UInt8]? {
        var v4 = [UInt8](repeating: 0, count: 4)
        if inet_pton(AF_INET, text, &v4) == 1 { return [UInt8](repeating: 0, count: 10) + [0xff, 0xff] + v4 }
        var v6 = [UInt8](repeating: 0, count: 16)
        return inet_pton(AF_INET6, String(text.prefix { $0 != "%" }), &v6) == 1 ? v6 : nil
    }
}
