/// Percent-encoding (RFC 3986 §2.1) and the form encoding of queries and bodies (WHATWG URL,
/// `application/x-www-form-urlencoded`).
package enum Percent {
    /// Encodes everything but the unreserved characters (RFC 3986 §2.3), so that the result is safe as a query value.
    package static func encode(_ text: String) -> String {
        var result = [UInt8]()
        for byte in text.utf8 {
            if isUnreserved(byte) {
                result.append(byte)
            } else {
                result += [0x25, hexDigit(byte >> 4), hexDigit(byte & 15)]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The query or form of these parameters: `name=value`, joined by `&`.
    package static func encode(_ parameters: [(String, String)]) -> String {
        parameters.map { "\(encode($0.0))=\(encode($0.1))" }.joined(separator: "&")
    }

    /// Decodes `%XX`, and `+` as a space when `plusIsSpace`; nil for a broken escape or bytes that are not UTF-8.
    package static func decode(_ text: some StringProtocol, plusIsSpace: Bool) -> String? {
        var result = [UInt8]()
        var bytes = text.utf8.makeIterator()
        while let byte = bytes.next() {
            switch byte {
            case 0x25:
                guard let high = bytes.next()?.hexadecimalValue, let low = bytes.next()?.hexadecimalValue else {
                    return nil
                }
                result.append(high << 4 | low)
            case 0x2b where plusIsSpace: result.append(0x20)
            default: result.append(byte)
            }
        }
        return String(validating: result, as: UTF8.self)
    }

    /// RFC 3986 §2.3, RFC 7636 §4.1.
    package static func isUnreserved(_ byte: UInt8) -> Bool { byte.isLetterOrDigit || "-._~".utf8.contains(byte) }

    private static func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x37 + value }
}

/// The parameters of a query or form, in order. Repetitions are kept so that they can be refused (RFC 6749 §3.1).
package struct FormParameters: Sendable, Hashable {
    package let pairs: [(name: String, value: String)]

    /// - Throws: `invalidRequest` for a broken escape or too many parameters.
    package init(parsing text: String, atMost limit: Int = 100) throws {
        let parts = text.split(separator: "&")
        guard parts.count <= limit else { throw Fault(.invalidRequest, "There are too many parameters.") }
        pairs = try parts.map { part in
            let name = part.prefix { $0 != "=" }
            let value = part.dropFirst(name.count + 1)
            guard let name = Percent.decode(name, plusIsSpace: true),
                let value = Percent.decode(value, plusIsSpace: true)
            else {
                throw Fault(.invalidRequest, "A parameter is not percent-encoded UTF-8.")
            }
            return (name, value)
        }
    }

    package init(_ pairs: [(String, String)]) {
        self.pairs = pairs.map { (name: $0.0, value: $0.1) }
    }

    /// The one value of a parameter; an empty value counts as absent (RFC 6749 §3.1).
    /// - Throws: `invalidRequest` when it is repeated.
    package func value(_ name: String) throws -> String? {
        let values = pairs.filter { $0.name == name }
        guard values.count <= 1 else { throw Fault(.invalidRequest, "The parameter \(name) is repeated.") }
        return values.first.flatMap { $0.value.isEmpty ? nil : $0.value }
    }

    /// The one value of a parameter that must be there.
    /// - Throws: `invalidRequest` when it is absent, empty or repeated.
    package func required(_ name: String) throws -> String {
        guard let value = try value(name) else { throw Fault(.invalidRequest, "The parameter \(name) is missing.") }
        return value
    }

    /// Every value of a parameter that may be repeated (`resource`, RFC 8707 §2).
    package func values(_ name: String) -> [String] {
        pairs.filter { $0.name == name && !$0.value.isEmpty }.map(\.value)
    }

    package static func == (lhs: Self, rhs: Self) -> Bool {
        lhs.pairs.elementsEqual(rhs.pairs) { $0 == $1 }
    }

    package func hash(into hasher: inout Hasher) {
        for pair in pairs {
            hasher.combine(pair.name)
            hasher.combine(pair.value)
        }
    }
}
