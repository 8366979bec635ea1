/// A recursive descent parser over bytes, bounded by `maxDepth`, in one pass and without Foundation. When a method
/// throws, `index` is the place of the error.
struct StrictJSONReader {
    let bytes: UnsafeBufferPointer<UInt8>
    let maxDepth: Int
    private var index = 0

    init(bytes: UnsafeBufferPointer<UInt8>, maxDepth: Int) {
        self.bytes = bytes
        self.maxDepth = maxDepth
    }

    mutating func document() throws(StrictJSON.Refusal) -> JSONValue {
        try whole { (reader) throws(StrictJSON.Flaw) in try reader.value(depth: 0) }
    }

    /// Passes on the members of the object that the text contains.
    mutating func document(_ isNew: (String, JSONValue) -> Bool) throws(StrictJSON.Refusal) -> Bool {
        try whole { (reader) throws(StrictJSON.Flaw) in
            reader.skipSpace()
            guard reader.index < reader.bytes.count, reader.bytes[reader.index] == UInt8(ascii: "{") else {
                _ = try reader.value(depth: 0)
                return false
            }
            try reader.members(depth: 1, isNew)
            return true
        }
    }

    private mutating func whole<Result>(_ body: (inout Self) throws(StrictJSON.Flaw) -> Result) throws(StrictJSON
        .Refusal) -> Result
    {
        do throws(StrictJSON.Flaw) {
            let result = try body(&self)
            skipSpace()
            guard index == bytes.count else { throw .trailingBytes }
            return result
        } catch {
            let isMarked = index == 0 && bytes.starts(with: [0xef, 0xbb, 0xbf])
            throw StrictJSON.Refusal(isMarked ? .byteOrderMark : error, at: index, of: bytes)
        }
    }

    private mutating func flaw(_ flaw: StrictJSON.Flaw, at place: Int) -> StrictJSON.Flaw {
        index = place
        return flaw
    }

    private mutating func value(depth: Int) throws(StrictJSON.Flaw) -> JSONValue {
        skipSpace()
        guard index < bytes.count else { throw .syntax }
        switch bytes[index] {
        case UInt8(ascii: "{"): return try object(depth: depth + 1)
        case UInt8(ascii: "["): return try array(depth: depth + 1)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: return try number()
        }
    }

    private mutating func object(depth: Int) throws(StrictJSON.Flaw) -> JSONValue {
        var members = [String: JSONValue](minimumCapacity: 8)
        try self.members(depth: depth) { members.updateValue($1, forKey: $0) == nil }
        return .object(members)
    }

    @inline(__always)
    private mutating func members(depth: Int, _ isNew: (String, JSONValue) -> Bool) throws(StrictJSON.Flaw) {
        guard depth <= maxDepth else { throw .tooDeep }
        index += 1
        if takes(UInt8(ascii: "}")) { return }
        repeat {
            skipSpace()
            guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { throw .syntax }
            let start = index
            let name = try string()
            guard takes(UInt8(ascii: ":")) else { throw .syntax }
            let value = try self.value(depth: depth)
            guard isNew(name, value) else { throw flaw(.duplicateMember, at: start) }
        } while takes(UInt8(ascii: ","))
        guard takes(UInt8(ascii: "}")) else { throw .syntax }
    }

    private mutating func array(depth: Int) throws(StrictJSON.Flaw) -> JSONValue {
        guard depth <= maxDepth else { throw .tooDeep }
        index += 1
        if takes(UInt8(ascii: "]")) { return .array([]) }
        var elements: [JSONValue] = []
        repeat {
            elements.append(try value(depth: depth))
        } while takes(UInt8(ascii: ","))
        guard takes(UInt8(ascii: "]")) else { throw .syntax }
        return .array(elements)
    }

    private mutating func literal(_ text: StaticString, _ value: JSONValue) throws(StrictJSON.Flaw) -> JSONValue {
        let count = text.utf8CodeUnitCount
        guard bytes.count - index >= count else { throw .syntax }
        for offset in 0..<count where bytes[index + offset] != text.utf8Start[offset] { throw .syntax }
        index += count
        return value
    }

    // MARK: Strings

    private mutating func string() throws(StrictJSON.Flaw) -> String {
        index += 1
        let start = index
        skipPlain()
        var seen: UInt8 = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                let text = UnsafeBufferPointer(rebasing: bytes[start..<index])
                index += 1
                if seen < 0x80 { return String(decoding: text, as: UTF8.self) }
                guard let string = String(validating: text, as: UTF8.self) else { throw flaw(.notUTF8, at: start) }
                return string
            }
            if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
            guard byte >= 0x20 else { throw .syntax }
            seen |= byte
            index += 1
        }
        throw .syntax
    }

    /// Skips eight bytes at a time while none of them is a quote, a backslash, a control character or beyond ASCII. A
    /// zero byte borrows into its own high bit, and so does one below 0x20. There are no false negatives; the caller
    /// checks false positives again.
    private mutating func skipPlain() {
        let (ones, highs): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
        while bytes.count - index >= 8 {
            let word = UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: index, as: UInt64.self)
            let (quotes, backslashes) = (
                word ^ ones &* UInt64(UInt8(ascii: "\"")), word ^ ones &* UInt64(UInt8(ascii: "\\"))
            )
            let strange =
                (quotes &- ones) & ~quotes | (backslashes &- ones) & ~backslashes | (word &- ones &* 0x20) & ~word
                | word
            guard strange & highs == 0 else { return }
            index += 8
        }
    }

    /// Continues reading a string at its first escape.
    private mutating func escapedString(from start: Int) throws(StrictJSON.Flaw) -> String {
        var text = Array(bytes[start..<index])
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else { throw flaw(.notUTF8, at: start) }
                return string
            case UInt8(ascii: "\\"):
                try escape(into: &text)
            case 0..<0x20:
                throw flaw(.syntax, at: index - 1)
            default:
                text.append(byte)
            }
        }
        throw .syntax
    }

    private mutating func escape(into text: inout [UInt8]) throws(StrictJSON.Flaw) {
        guard index < bytes.count else { throw .syntax }
        let byte = bytes[index]
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0c)
        case UInt8(ascii: "n"): text.append(0x0a)
        case UInt8(ascii: "r"): text.append(0x0d)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text.append(contentsOf: String(Character(try escapedScalar())).utf8)
        default: throw flaw(.syntax, at: index - 1)
        }
    }

    /// The scalar of `\uXXXX`, or of a surrogate pair. A lone surrogate has no UTF-8 form and is refused.
    private mutating func escapedScalar() throws(StrictJSON.Flaw) -> Unicode.Scalar {
        let start = index - 2
        let unit = try hexUnit()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard (0xd800..<0xdc00).contains(unit), index + 1 < bytes.count,
            bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u")
        else { throw flaw(.notUTF8, at: start) }
        index += 2
        let low = try hexUnit()
        guard (0xdc00..<0xe000).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (unit - 0xd800) << 10 + (low - 0xdc00))
        else { throw flaw(.notUTF8, at: start) }
        return scalar
    }

    private mutating func hexUnit() throws(StrictJSON.Flaw) -> UInt32 {
        guard bytes.count - index >= 4 else { throw .syntax }
        var unit: UInt32 = 0
        for _ in 0..<4 {
            let byte = bytes[index]
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: throw .syntax
            }
            unit = unit << 4 | UInt32(digit)
            index += 1
        }
        return unit
    }

    // MARK: Numbers

    private mutating func number() throws(StrictJSON.Flaw) -> JSONValue {
        let start = index
        let isNegative = index < bytes.count && bytes[index] == UInt8(ascii: "-")
        if isNegative { index += 1 }
        let first = index
        // Accumulated as a negative number, because Int64.min has no positive counterpart.
        var whole: Int64 = 0
        var fits = true
        while let digit = digit() {
            let (shifted, overflows) = whole.multipliedReportingOverflow(by: 10)
            let (sum, overflowsToo) = shifted.subtractingReportingOverflow(Int64(digit))
            fits = fits && !overflows && !overflowsToo
            whole = sum
        }
        guard index > first, bytes[first] != UInt8(ascii: "0") || index == first + 1 else {
            throw flaw(.syntax, at: first)
        }
        var isWhole = true
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            isWhole = false
            index += 1
            try digits()
        }
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            isWhole = false
            index += 1
            if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") {
                index += 1
            }
            try digits()
        }
        if isWhole, fits, isNegative || whole != .min { return .integer(isNegative ? whole : -whole) }
        let text = String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<index]), as: UTF8.self)
        guard let value = Double(text), value.isFinite else { throw flaw(.numberOutOfRange, at: start) }
        return DecimalText.isExactly(value, text) ? .number(value) : .decimal(text)
    }

    private mutating func digit() -> UInt8? {
        guard index < bytes.count else { return nil }
        let value = bytes[index] &- UInt8(ascii: "0")
        guard value <= 9 else { return nil }
        index += 1
        return value
    }

    private mutating func digits() throws(StrictJSON.Flaw) {
        let start = index
        while digit() != nil {}
        guard index > start else { throw .syntax }
    }

    // MARK: Punctuation

    private mutating func skipSpace() {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x09, 0x0a, 0x0d: index += 1
            default: return
            }
        }
    }

    private mutating func takes(_ byte: UInt8) -> Bool {
        skipSpace()
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }
}
