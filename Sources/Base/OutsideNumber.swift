/// The range of a whole number that comes from outside. The number is clamped where it is read: an issuer, an endpoint
/// or a client may write any number, and an overflow in later arithmetic would crash the process.
package struct OutsideNumber: Sendable, Hashable {
    package let range: ClosedRange<Int>

    package init(_ range: ClosedRange<Int>) {
        self.range = range
    }

    /// Seconds of `Retry-After` (RFC 9110 §10.2.3): at most a day.
    package static let retryAfter = OutsideNumber(1...86_400)
    /// Seconds of `Cache-Control: max-age` (RFC 9111 §5.2.2.1): at most a year.
    package static let maxAge = OutsideNumber(0...31_536_000)
    /// The number of elements of an embedding.
    package static let dimension = OutsideNumber(1...8_192)

    package func clamp(_ value: Int) -> Int { min(max(value, range.lowerBound), range.upperBound) }

    /// Reads decimal digits with optional blanks around them. A number above the range, however long, becomes the upper
    /// bound (RFC 9111 §1.2.2). Nil when the text is not a number: a sign, a fraction, letters or nothing.
    package func read(_ text: some StringProtocol) -> Int? {
        let blanks: [UInt8] = [0x20, 0x09]
        let digits = text.utf8.drop { blanks.contains($0) }.reversed().drop { blanks.contains($0) }.reversed()
        guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        var value = 0
        for digit in digits where value <= range.upperBound {
            let (product, overflows) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflowsToo) = product.addingReportingOverflow(Int(digit - 0x30))
            guard !overflows, !overflowsToo else { return range.upperBound }
            value = sum
        }
        return clamp(value)
    }
}
