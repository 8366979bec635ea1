@_spi(_Unicode) import Swift

extension String {
    /// The text in Normalization Form C (Unicode Standard Annex #15): "é" is one scalar, however it was typed. For text
    /// that people type and read; identifiers are never normalized.
    package var normalFormC: String {
        guard !utf8.allSatisfy({ $0 < 0x80 }) else { return self }
        var scalars = String.UnicodeScalarView()
        for scalar in _nfc { scalars.append(scalar) }
        return String(scalars)
    }
}
