import Base

/// Host names in other scripts, whose labels begin with `xn--` (RFC 5890 §2.3.2.1).
enum InternationalName {
    /// The rest of a sentence that begins with the name, about its first label that encodes no name: no browser or
    /// client can ever send it. Nil when there is none.
    static func flaw(in host: Host) -> String? {
        guard host.address == nil else { return nil }
        let labels = host.description.split(separator: ".")
        guard let wrong = labels.first(where: { $0.hasPrefix("xn--") && !isValid($0.dropFirst(4)) }) else { return nil }
        return
            "contains \(wrong), which is not valid punycode, so that no client can send it; copy the name again from a browser"
    }

    /// Whether the text after `xn--` encodes letters, marks, digits or symbols, not all of them ASCII, in Normalization
    /// Form C and without capital letters (RFC 5891 §4.2; symbols as UTS #46 allows them).
    private static func isValid(_ encoded: Substring) -> Bool {
        guard let scalars = decode(encoded), scalars.contains(where: { !$0.isASCII }) else { return false }
        let text = String(String.UnicodeScalarView(scalars))
        return text.normalFormC.isExactly(text) && scalars.allSatisfy(isAllowed)
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return true }
        switch scalar.properties.generalCategory {
        case .lowercaseLetter, .modifierLetter, .otherLetter, .nonspacingMark, .spacingMark, .decimalNumber,
            .otherSymbol:
            return true
        // The middle dot of Catalan, the hyphen of Hebrew and the joiners (RFC 5892 appendix A).
        default:
            return ["\u{b7}", "\u{375}", "\u{5f3}", "\u{5f4}", "\u{30fb}", "\u{200c}", "\u{200d}"].contains(scalar)
        }
    }

    /// RFC 3492 §6.2, for text in lower case; nil when it is not Punycode.
    private static func decode(_ text: Substring) -> [Unicode.Scalar]? {
        let bytes = Array(text.utf8)
        let hyphen = bytes.lastIndex(of: UInt8(ascii: "-"))
        var output = bytes[..<(hyphen ?? 0)].map { Unicode.Scalar($0) }
        var input = bytes[(hyphen.map { $0 + 1 } ?? 0)...]
        guard !input.isEmpty else { return nil }
        var (code, index, bias) = (128, 0, 72)
        while !input.isEmpty {
            let start = index
            var weight = 1
            for step in stride(from: 36, to: 36 * 64, by: 36) {
                guard let byte = input.popFirst(), let digit = value(of: byte) else { return nil }
                index += digit * weight
                let threshold = min(max(step - bias, 1), 26)
                if digit < threshold { break }
                weight *= 36 - threshold
                // A label has at most 63 characters: larger numbers cannot occur.
                guard index < 1 << 32, weight < 1 << 32 else { return nil }
            }
            bias = adapted(index - start, count: output.count + 1, isFirst: start == 0)
            code += index / (output.count + 1)
            index %= output.count + 1
            guard let scalar = UInt32(exactly: code).flatMap(Unicode.Scalar.init) else { return nil }
            output.insert(scalar, at: index)
            index += 1
        }
        return output
    }

    private static func value(of byte: UInt8) -> Int? {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(byte) - 97
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte) - 48 + 26
        default: nil
        }
    }

    /// RFC 3492 §6.1.
    private static func adapted(_ delta: Int, count: Int, isFirst: Bool) -> Int {
        var delta = isFirst ? delta / 700 : delta / 2
        delta += delta / count
        var bias = 0
        while delta > 455 {
            delta /= 35
            bias += 36
        }
        return bias + 36 * delta / (delta + 38)
    }
}
