import Base
import Testing

@Suite struct ExactNumberTests {
    private static let numbers = [
        "0", "-0", "1", "9223372036854775807", "-9223372036854775808", "9223372036854775808", "18446744073709551615",
        "-9223372036854775809", "123456789012345678901234567890", "0.1", "0.12345678901234567890",
        "1.0000000000000000001", "2.5e-7",
        "3.141592653589793238462643", "1e308", "5e-324", "1.7976931348623157e308", "100000000000000000000", "1e-400",
    ]

    /// The digits of a number without zeros at the ends, and the exponent.
    private func value(_ text: String) -> String {
        let negative = text.hasPrefix("-")
        let parts = text.lowercased().drop { $0 == "-" }.split(separator: "e")
        let places = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        var digits = places.joined()
        var power = (parts.count > 1 ? Int(parts[1].drop { $0 == "+" })! : 0) - (places.count > 1 ? places[1].count : 0)
        while digits.hasSuffix("0") {
            digits.removeLast()
            power += 1
        }
        digits = String(digits.drop { $0 == "0" })
        return digits.isEmpty ? "0" : "\(negative ? "-" : "")\(digits)e\(power)"
    }

    @Test("A number is written with the value it was read with", arguments: numbers)
    func numbersKeepTheirValue(text: String) throws {
        let read = try StrictJSON.parse(Array("[\(text)]".utf8))
        let written = String(decoding: try StrictJSON.encode(read), as: UTF8.self)
        #expect(value(String(written.dropFirst().dropLast())) == value(text), "\(text) became \(written)")
        #expect(read.array?.first?.number == Double(text))
        #expect(try StrictJSON.parse(Array(written.utf8)) == read)
    }

    @Test("A number beyond the range of Double is refused")
    func numbersBeyondDoubleAreRefused() {
        #expect(throws: StrictJSON.Refusal.self) { try StrictJSON.parse(Array("1e400".utf8)) }
    }
}
