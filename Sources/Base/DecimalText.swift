/// The number in a JSON text, as its digits and the position of the decimal point.
struct DecimalText: Equatable {
    /// The significant digits, without zeros at either end.
    private var digits: [UInt8] = []
    /// The power of ten of the last digit; 0 when there are no digits.
    private var exponent = 0
    private var isNegative = false

    /// - Parameter text: a number in the grammar of RFC 8259 §6.
    init(_ text: String) {
        var place: Int?
        var rest = text.utf8[...]
        if rest.first == UInt8(ascii: "-") {
            isNegative = true
            rest = rest.dropFirst()
        }
        while let byte = rest.first, byte | 0x20 != UInt8(ascii: "e") {
            if byte == UInt8(ascii: ".") {
                place = digits.count
            } else {
                digits.append(byte)
            }
            rest = rest.dropFirst()
        }
        let power = Int(Substring(rest.dropFirst()).drop { $0 == "+" }) ?? 0
        exponent = power - (place.map { digits.count - $0 } ?? 0)
        while digits.last == UInt8(ascii: "0") {
            digits.removeLast()
            exponent += 1
        }
        digits = Array(digits.drop { $0 == UInt8(ascii: "0") })
        if digits.isEmpty { (exponent, isNegative) = (0, false) }
    }

    /// Whether `value` is exactly the number in `text`: it has few enough digits that a `Double` always keeps them, or
    /// it prints with the same digits.
    static func isExactly(_ value: Double, _ text: String) -> Bool {
        let written = DecimalText(text)
        return written.digits.count <= 15 && value.isNormal || written == DecimalText(value.description)
    }
}
