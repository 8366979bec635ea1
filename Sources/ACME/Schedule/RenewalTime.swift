package import Base

/// When a certificate is renewed.
package enum RenewalTime {
    /// After two thirds of its lifetime, and up to a twenty-fourth of it later, so that many servers do not ask at the
    /// same moment.
    /// - Parameter spread: 0..<1.
    package static func of(validFrom start: Timestamp, until end: Timestamp, spread: Double) -> Timestamp {
        let lifetime = max(.zero, end.since(start))
        return start.advanced(by: lifetime * 2 / 3 + lifetime / 24 * spread)
    }
}
