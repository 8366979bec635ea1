import Base
import TestSupport

/// Possible responses of a hostile or broken server: a valid response with damaged bytes and numbers. The same for the
/// same seed.
struct Damage: RandomNumberGenerator {
    static let seed: UInt64 = 20_261_129

    /// Numbers, and other texts in the place of a number.
    static let numbers = [
        "9223372036854775807", "-9223372036854775808", "9223372036854775808", "1e308", "-1e308", "1e999", "-1", "0",
        "-0", "0.5", "1e-320",
        "253402300800", "99999999999", "4294967296", "\"NaN\"", "NaN", "\"9223372036854775807\"", "null", "[]", "{}",
        "true",
        String(repeating: "9", count: 400),
    ]
    static let seconds =
        numbers + ["-9223372036854775807", "+5", "5, 6", "5;6", "0x10", " ", "", "Sun, 06 Nov 1994 08:49:37 GMT"]

    private static let tokens = [
        ".", "\"", "{", "}", "[", "]", ",", ":", "\\u0000", "\\ud800", "é", "\u{0}", "null", "1e999", "\"\":",
    ]

    private var generator: SplitMix64

    init(seed: UInt64) {
        generator = SplitMix64(seed: seed)
    }

    mutating func next() -> UInt64 { generator.next() }

    mutating func pick<T>(_ choices: [T]) -> T { choices[Int.random(in: choices.indices, using: &self)] }

    mutating func chance(_ part: Double) -> Bool { Double.random(in: 0..<1, using: &self) < part }

    /// A JSON text with one to three defects, mostly in its numbers, so that it often stays valid JSON.
    mutating func damaged(_ text: String) -> String {
        var text = text
        for _ in 0..<Int.random(in: 1...3, using: &self) {
            text = chance(0.6) ? withHostileNumber(text) : withBrokenBytes(text)
        }
        return text
    }

    private mutating func withHostileNumber(_ text: String) -> String {
        let numbers = text.matches(of: /-?[0-9]+(\.[0-9]+)?/)
        guard !numbers.isEmpty else { return withBrokenBytes(text) }
        return text.replacingCharacters(in: pick(numbers).range, with: pick(Self.numbers))
    }

    private mutating func withBrokenBytes(_ text: String) -> String {
        var bytes = Array(text.utf8)
        guard !bytes.isEmpty else { return text }
        let at = Int.random(in: bytes.indices, using: &self)
        switch Int.random(in: 0..<5, using: &self) {
        case 0: bytes[at] ^= 1 << UInt8.random(in: 0..<7, using: &self)
        case 1: bytes.remove(at: at)
        case 2: bytes = Array(bytes.prefix(at))
        case 3: bytes.insert(contentsOf: pick(Self.tokens).utf8, at: at)
        default:
            bytes.insert(
                contentsOf: bytes[at..<min(bytes.count, at + 40)],
                at: Int.random(in: bytes.indices, using: &self)
            )
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension String {
    func replacingCharacters(in range: Range<Index>, with text: String) -> String {
        String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
    }
}
