/// Writes the few kinds of ASN.1 that a certificate request needs, in their distinguished encoding (X.690 §10).
enum DER {
    /// - Parameter tag: the identifier octet.
    static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        guard content.count >= 0x80 else { return [tag, UInt8(content.count)] + content }
        var length: [UInt8] = []
        var rest = content.count
        while rest > 0 {
            length.insert(UInt8(truncatingIfNeeded: rest), at: 0)
            rest >>= 8
        }
        return [tag, 0x80 | UInt8(length.count)] + length + content
    }

    static func sequence(_ parts: [UInt8]...) -> [UInt8] { element(0x30, parts.flatMap(\.self)) }

    static func set(_ parts: [UInt8]...) -> [UInt8] { element(0x31, parts.flatMap(\.self)) }

    /// 0…127.
    static func integer(_ value: UInt8) -> [UInt8] { element(0x02, [value]) }

    static func text(_ value: String) -> [UInt8] { element(0x0c, Array(value.utf8)) }

    static func octets(_ content: [UInt8]) -> [UInt8] { element(0x04, content) }

    /// Whole bytes.
    static func bits(_ content: [UInt8]) -> [UInt8] { element(0x03, [0] + content) }

    static func identifier(_ first: UInt32, _ second: UInt32, _ rest: UInt32...) -> [UInt8] {
        element(0x06, ([first * 40 + second] + rest).flatMap(base128))
    }

    /// Seven bits a byte, the highest bit set in all but the last.
    private static func base128(_ value: UInt32) -> [UInt8] {
        var bytes = [UInt8(value & 0x7f)]
        var rest = value >> 7
        while rest > 0 {
            bytes.insert(UInt8(rest & 0x7f) | 0x80, at: 0)
            rest >>= 7
        }
        return bytes
    }
}
