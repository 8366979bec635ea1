/// A value of CBOR (RFC 8949), as far as authenticators write it: definite lengths, no tags.
enum CBOR: Sendable, Hashable {
    case unsigned(UInt64)
    /// The number -1 - n.
    case negative(UInt64)
    case bytes([UInt8])
    case text(String)
    case array([CBOR])
    case map([CBOR: CBOR])
    /// The argument of major type 7: booleans, null and floating-point numbers, which nothing here reads.
    case simple(UInt64)

    /// The deepest nesting; CTAP2 allows four levels.
    static let maxDepth = 8

    /// - Throws: `cbor` unless the bytes are exactly one value.
    static func parse(_ bytes: [UInt8]) throws(PasskeyFlaw) -> CBOR {
        var reader = CBORReader(bytes[...])
        let value = try reader.value()
        guard reader.rest.isEmpty else { throw .cbor }
        return value
    }

    var map: [CBOR: CBOR]? { if case .map(let members) = self { members } else { nil } }
    var bytes: [UInt8]? { if case .bytes(let bytes) = self { bytes } else { nil } }

    /// A small integer; nil for everything else.
    var integer: Int? {
        switch self {
        case .unsigned(let value): Int(exactly: value)
        case .negative(let value): Int(exactly: value).map { -1 - $0 }
        case .bytes, .text, .array, .map, .simple: nil
        }
    }

    subscript(key: String) -> CBOR? { map?[.text(key)] }
    subscript(key: Int) -> CBOR? { map?[key < 0 ? .negative(UInt64(-1 - key)) : .unsigned(UInt64(key))] }
}

/// Reads CBOR from bytes of a stranger: every length is checked against the bytes that are left before anything is
/// reserved, and repeated keys are refused, so that two readers never see two values.
struct CBORReader {
    private(set) var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    mutating func value(depth: Int = CBOR.maxDepth) throws(PasskeyFlaw) -> CBOR {
        guard depth > 0, let first = rest.popFirst() else { throw .cbor }
        let (kind, argument) = (first >> 5, try argument(first & 0x1f))
        switch kind {
        case 0: return .unsigned(argument)
        case 1: return .negative(argument)
        case 2: return .bytes(Array(try take(argument)))
        case 3:
            guard let text = String(validating: try take(argument), as: UTF8.self) else { throw .cbor }
            return .text(text)
        case 4:
            var items: [CBOR] = []
            for _ in 0..<(try count(argument, each: 1)) { items.append(try value(depth: depth - 1)) }
            return .array(items)
        case 5:
            var members: [CBOR: CBOR] = [:]
            for _ in 0..<(try count(argument, each: 2)) {
                let key = try value(depth: depth - 1)
                guard members.updateValue(try value(depth: depth - 1), forKey: key) == nil else { throw .cbor }
            }
            return .map(members)
        case 7: return .simple(argument)
        default: throw .cbor
        }
    }

    /// The argument of the first byte (RFC 8949 §3). Indefinite lengths and the reserved values are refused.
    private mutating func argument(_ short: UInt8) throws(PasskeyFlaw) -> UInt64 {
        switch short {
        case 0..<24: return UInt64(short)
        case 24...27: return try take(1 << UInt64(short - 24)).reduce(0) { $0 << 8 | UInt64($1) }
        default: throw .cbor
        }
    }

    private mutating func take(_ count: UInt64) throws(PasskeyFlaw) -> ArraySlice<UInt8> {
        guard count <= rest.count else { throw .cbor }
        defer { rest = rest.dropFirst(Int(count)) }
        return rest.prefix(Int(count))
    }

    /// The number of items, each of which takes at least `each` of the bytes that are left.
    private func count(_ items: UInt64, each: Int) throws(PasskeyFlaw) -> Int {
        guard items <= rest.count / each else { throw .cbor }
        return Int(items)
    }
}
