/// The numbers that a member may have.
package struct NumberRange: Sendable {
    package let bounds: ClosedRange<Double>
    /// Whether the lower bound itself is excluded.
    package let excludesLower: Bool

    private init(_ bounds: ClosedRange<Double>, excludesLower: Bool) {
        self.bounds = bounds
        self.excludesLower = excludesLower
    }

    package static let notNegative = from(0, to: .infinity)
    package static let any = from(-Double.infinity, to: .infinity)

    package static func from(_ lower: Double, to upper: Double) -> Self { Self(lower...upper, excludesLower: false) }
    package static func above(_ lower: Double, to upper: Double) -> Self { Self(lower...upper, excludesLower: true) }

    package func contains(_ number: Double) -> Bool {
        bounds.contains(number) && !(excludesLower && number == bounds.lowerBound)
    }

    /// `from 0 to 1`; follows "must be".
    package var sentence: String {
        let (lower, upper) = (Self.text(bounds.lowerBound), Self.text(bounds.upperBound))
        return excludesLower ? "above \(lower) and at most \(upper)" : "from \(lower) to \(upper)"
    }

    /// Omits the fraction of whole numbers.
    private static func text(_ number: Double) -> String { Int64(exactly: number).map { "\($0)" } ?? "\(number)" }
}
