extension UInt16 {
    /// A TCP port as a URL writes it: digits only, 1 to 65535, without leading zeros. `UInt16("+80")` and
    /// `UInt16("080")` succeed too, but another parser may read such a port differently.
    package init?(port text: some StringProtocol) {
        guard let number = UInt16(text), number > 0, String(number) == text else { return nil }
        self = number
    }
}
