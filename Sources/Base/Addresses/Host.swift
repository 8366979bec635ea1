/// A host as written in URLs and `Host` fields, in one canonical form: a name in lower case without its trailing dot,
/// or an address. Two spellings of one host are equal.
///
/// Names are ASCII: letters, digits and hyphens in labels of 1 to 63 characters (RFC 1123 §2.1), IDNs as `xn--` labels,
/// and the underscore, which container networks use. A host whose last label is a number is an IPv4 address (WHATWG
/// URL, "ends in a number"), so `127.1`, `0x7f.1` and `2130706433` are refused.
package struct Host: Hashable, Sendable {
    private enum Form: Hashable {
        case name(String)
        case address(IPAddress)
    }

    private let form: Form

    /// Reads a host from a URL or a `Host` field, without a port: `memory.example`, `192.0.2.7`, `[2001:db8::7]`.
    package init?(_ text: some StringProtocol) {
        let text = Substring(text)
        if text.utf8.first == UInt8(ascii: "[") {
            let inner = text.dropFirst().dropLast()
            guard text.utf8.last == UInt8(ascii: "]"), inner.utf8.contains(UInt8(ascii: ":")),
                let address = IPAddress(inner)
            else { return nil }
            form = .address(address)
        } else if let form = Self.nameOrIPv4(text) {
            self.form = form
        } else {
            return nil
        }
    }

    package init(_ address: IPAddress) {
        form = .address(address)
    }

    private static func nameOrIPv4(_ text: Substring) -> Form? {
        let dot = UInt8(ascii: "."), hyphen = UInt8(ascii: "-")
        let name = text.utf8.last == dot ? text.dropLast() : text
        guard (1...253).contains(name.utf8.count) else { return nil }
        var previous = dot
        var label = 0
        var hasUpperCase = false
        for byte in name.utf8 {
            if byte == dot {
                guard label > 0, previous != hyphen else { return nil }
                label = 0
            } else {
                guard byte.isLetterOrDigit || byte == UInt8(ascii: "_") || (byte == hyphen && label > 0), label < 63
                else { return nil }
                label += 1
                hasUpperCase = hasUpperCase || byte.isUpperCaseLetter
            }
            previous = byte
        }
        guard label > 0, previous != hyphen else { return nil }
        if isNumber(name.utf8.suffix(label)) { return IPAddress(name).map(Form.address) }
        return .name(hasUpperCase ? name.lowercased() : String(name))
    }

    /// Whether the label is digits, or `0x` and hexadecimal digits.
    private static func isNumber(_ label: Substring.UTF8View) -> Bool {
        if label.allSatisfy(\.isDigit) { return true }
        let prefix = label.prefix(2)
        guard prefix.elementsEqual("0x".utf8) || prefix.elementsEqual("0X".utf8) else { return false }
        return label.dropFirst(2).allSatisfy { $0.hexadecimalValue != nil }
    }

    package var address: IPAddress? {
        switch form {
        case .name: nil
        case .address(let address): address
        }
    }

    /// The form for sockets and resolvers: an IPv6 address without brackets.
    package var bare: String {
        switch form {
        case .name(let name): name
        case .address(let address): address.description
        }
    }

    /// Whether only this machine can be reached at it: `localhost` (RFC 6761 §6.3), `127.0.0.0/8` or `::1`.
    package var isLoopback: Bool { address?.isLoopback ?? (self == Self.loopbackNames[0]) }

    /// The three spellings of loopback that people and clients type. No other server can have these names, so a `Host`
    /// field with one of them can be trusted.
    package static let loopbackNames = [
        Host(named: "localhost"), Host(IPAddress(ipv4: 0x7f00_0001)), Host(IPAddress(bits: 1)),
    ]

    package var isLoopbackName: Bool { Self.loopbackNames.contains(self) }

    private init(named name: String) {
        form = .name(name)
    }
}

extension Host: CustomStringConvertible {
    /// The form for URLs and `Host` fields (RFC 3986 §3.2.2): an IPv6 address in brackets.
    package var description: String {
        address.map { !$0.isIPv4 } == true ? "[\(bare)]" : bare
    }
}
