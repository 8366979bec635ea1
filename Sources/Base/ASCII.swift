/// Classes of ASCII bytes. No byte of a character outside ASCII is in any of them.
extension UInt8 {
    package var isDigit: Bool { (0x30...0x39).contains(self) }
    package var isUpperCaseLetter: Bool { (0x41...0x5a).contains(self) }
    package var isLowerCaseLetter: Bool { (0x61...0x7a).contains(self) }
    package var isLetterOrDigit: Bool { isLowerCaseLetter || isDigit || isUpperCaseLetter }

    /// 0 to 15; nil for a byte that is not a hexadecimal digit.
    package var hexadecimalValue: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x41 + 10
        case 0x61...0x66: self - 0x61 + 10
        default: nil
        }
    }
}
