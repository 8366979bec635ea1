import Foundation

/// The normaliser and pre-tokenizer of uncased BERT: turns a text into lower-case words and single punctuation marks.
enum WordSplitter {
    /// Calls `body` with each word's UTF-8 and its number of scalars, until it returns false.
    static func split(_ text: String, _ body: (_ word: [UInt8], _ scalars: Int) -> Bool) {
        if text.utf8.allSatisfy({ $0 < 0x80 }) {
            splitASCII(text, body)
        } else {
            splitUnicode(text, body)
        }
    }

    private static func splitASCII(_ text: String, _ body: ([UInt8], Int) -> Bool) {
        var word: [UInt8] = []
        func flush() -> Bool {
            guard !word.isEmpty else { return true }
            defer { word.removeAll(keepingCapacity: true) }
            return body(word, word.count)
        }
        for byte in text.utf8 {
            switch byte {
            case 0x09, 0x0a, 0x0d, 0x20:
                guard flush() else { return }
            case 0x00...0x1f, 0x7f:
                continue
            case UInt8(ascii: "A")...UInt8(ascii: "Z"):
                word.append(byte + 0x20)
            case _ where isPunctuation(Unicode.Scalar(byte)):
                guard flush(), body([byte], 1) else { return }
            default:
                word.append(byte)
            }
        }
        _ = flush()
    }

    /// Works on one stretch without white space at a time, because canonical decomposition never crosses a space.
    private static func splitUnicode(_ text: String, _ body: ([UInt8], Int) -> Bool) {
        var stretch = String.UnicodeScalarView()
        func flush() -> Bool {
            guard !stretch.isEmpty else { return true }
            defer { stretch = String.UnicodeScalarView() }
            return splitStretch(String(stretch), body)
        }
        for scalar in text.unicodeScalars {
            if isSpace(scalar) {
                guard flush() else { return }
            } else if isDropped(scalar) {
                continue
            } else if isIdeograph(scalar) {
                guard flush(), splitStretch(String(scalar), body) else { return }
            } else {
                stretch.append(scalar)
            }
        }
        _ = flush()
    }

    private static func splitStretch(_ stretch: String, _ body: ([UInt8], Int) -> Bool) -> Bool {
        var word: [UInt8] = []
        var scalars = 0
        func flush() -> Bool {
            guard scalars > 0 else { return true }
            defer {
                word.removeAll(keepingCapacity: true)
                scalars = 0
            }
            return body(word, scalars)
        }
        for scalar in stretch.decomposedStringWithCanonicalMapping.unicodeScalars
        where scalar.properties.generalCategory != .nonspacingMark {
            // Lower-cases one scalar at a time, without context: a final sigma becomes σ, not ς.
            for lower in scalar.properties.lowercaseMapping.unicodeScalars {
                if lower.properties.isWhitespace {
                    guard flush() else { return false }
                } else if isPunctuation(lower) {
                    guard flush(), body(Array(UTF8.encode(lower)!), 1) else { return false }
                } else {
                    word.append(contentsOf: UTF8.encode(lower)!)
                    scalars += 1
                }
            }
        }
        return flush()
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\t", "\n", "\r": true
        default: scalar.properties.isWhitespace && scalar.properties.generalCategory != .control
        }
    }

    /// Controls, formats, private use, NUL and the replacement character are removed before anything else.
    private static func isDropped(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse: true
        default: scalar.value == 0xfffd
        }
    }

    private static func isIdeograph(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x4e00...0x9fff, 0x3400...0x4dbf, 0x20000...0x2a6df, 0x2a700...0x2b73f, 0x2b740...0x2b81f,
            0x2b920...0x2ceaf,
            0xf900...0xfaff, 0x2f800...0x2fa1f:
            true
        default: false
        }
    }

    /// BERT calls every ASCII mark punctuation, also those that Unicode calls symbols ($, +, <, ^, `, |, ~).
    private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 33...47, 58...64, 91...96, 123...126: return true
        case 0..<128: return false
        default: break
        }
        switch scalar.properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation,
            .otherPunctuation:
            return true
        default: return false
        }
    }
}
