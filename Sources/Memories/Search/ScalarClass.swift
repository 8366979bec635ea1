@_spi(_Unicode) import Swift

/// How the keyword index treats a Unicode scalar, and its folded form.
///
/// Texts that people consider the same get the same form. Folding removes differences of case, diacritics of Latin and
/// Greek letters, digits of every script, full-width forms, and vowel points of Arabic and Hebrew.
struct ScalarClass: Equatable {
    enum Kind: UInt8 {
        /// Ends a word.
        case separator
        /// Skipped without ending a word: joiners, direction marks, variation selectors, diacritics.
        case ignored
        /// Belongs to the letter before it.
        case mark
        case letter
        /// A letter of a script without spaces; it begins a unit.
        case unspaced
        /// A vowel of such a script that belongs to the unit before it.
        case following
        /// A vowel of such a script that is written before its consonant.
        case leading
        /// Belongs to the unit before it, and so does the next letter.
        case stacking
        /// An emoji: a word by itself.
        case symbol
        /// Half a flag.
        case regional
        /// ß.
        case sharpS
    }

    let kind: Kind
    /// The scalar that the index holds instead.
    let folded: Unicode.Scalar

    init(_ kind: Kind, _ folded: Unicode.Scalar) {
        (self.kind, self.folded) = (kind, folded)
    }

    /// Scalars below this are looked up in a table; the rest are computed each time.
    private static let tableEnd: UInt32 = 0x3000
    private static let table: [ScalarClass] = (0..<tableEnd).map { value in
        Unicode.Scalar(value).map(judged) ?? ScalarClass(.separator, " ")
    }

    static func of(_ scalar: Unicode.Scalar) -> ScalarClass {
        scalar.value < tableEnd ? table[Int(scalar.value)] : judged(scalar)
    }
}

extension ScalarClass {
    private static func judged(_ scalar: Unicode.Scalar) -> ScalarClass {
        if let special = special(scalar) { return special }
        let properties = scalar.properties
        switch properties.generalCategory {
        case .decimalNumber:
            let digit = properties.numericValue.flatMap { Unicode.Scalar(0x30 + UInt32($0)) }
            return ScalarClass(.letter, digit ?? scalar)
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .letterNumber,
            .otherNumber, .privateUse:
            return ScalarClass(.letter, folded(scalar))
        case .nonspacingMark, .spacingMark:
            return ScalarClass(isOptionalMark(scalar.value) ? .ignored : .mark, scalar)
        case .enclosingMark, .format:
            // A zero-width space separates words, where scripts without spaces use one.
            return ScalarClass(scalar.value == 0x200B ? .separator : .ignored, scalar)
        default:
            let isSymbol = properties.isEmojiPresentation || properties.isEmoji && scalar.value >= 0x2300
            return ScalarClass(isSymbol ? .symbol : .separator, scalar)
        }
    }

    private static func special(_ scalar: Unicode.Scalar) -> ScalarClass? {
        switch scalar.value {
        case 0xDF, 0x1E9E: ScalarClass(.sharpS, scalar)
        case 0x1F1E6...0x1F1FF: ScalarClass(.regional, scalar)
        // Skin tones.
        case 0x1F3FB...0x1F3FF: ScalarClass(.ignored, scalar)
        // Arabic tatweel stretches a word.
        case 0x640: ScalarClass(.ignored, scalar)
        // Superscript and subscript digits.
        case 0xB9: ScalarClass(.letter, "1")
        case 0xB2, 0xB3: ScalarClass(.letter, Unicode.Scalar(UInt8(scalar.value - 0x80)))
        case 0x2070, 0x2074...0x2079: ScalarClass(.letter, Unicode.Scalar(UInt8(scalar.value - 0x2040)))
        case 0x2080...0x2089: ScalarClass(.letter, Unicode.Scalar(UInt8(scalar.value - 0x2050)))
        // Thai and Lao vowels before and behind their consonant.
        case 0xE40...0xE44, 0xEC0...0xEC4: ScalarClass(.leading, scalar)
        case 0xE2F, 0xE30, 0xE32, 0xE33, 0xE45, 0xE46, 0xEAF, 0xEB0, 0xEB2, 0xEB3, 0xEC6:
            ScalarClass(.following, scalar)
        // Khmer coeng, Myanmar virama.
        case 0x17D2, 0x1039: ScalarClass(.stacking, scalar)
        // Thai, Lao, Khmer, Myanmar letters.
        case 0xE01...0xE33, 0xE81...0xEB3, 0xEDC...0xEDF, 0x1780...0x17B3, 0x1000...0x102A, 0x103F, 0x1050...0x1055,
            0xAA60...0xAA76:
            scalar.properties.generalCategory == .otherLetter ? ScalarClass(.unspaced, scalar) : nil
        // Han, Kana, Bopomofo, Hangul.
        case 0x1100...0x11FF, 0x3005...0x3007, 0x3021...0x3029, 0x3041...0x3096, 0x309D...0x309F, 0x30A1...0x30FA,
            0x30FC...0x30FF,
            0x3105...0x312F, 0x3131...0x318E, 0x31A0...0x31BF, 0x31F0...0x31FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
            0xA960...0xA97F,
            0xAC00...0xD7FF, 0xF900...0xFAFF, 0x1B000...0x1B16F, 0x20000...0x3FFFD:
            ScalarClass(.unspaced, scalar)
        default: nil
        }
    }

    /// Vowel points and accents that writers may omit.
    private static func isOptionalMark(_ value: UInt32) -> Bool {
        switch value {
        case 0x300...0x36F, 0x591...0x5C7, 0x610...0x61A, 0x64B...0x65F, 0x670, 0x6D6...0x6ED, 0x1AB0...0x1AFF,
            0x1DC0...0x1DFF,
            0x20D0...0x20FF, 0xFE00...0xFE0F, 0xFE20...0xFE2F, 0xE0100...0xE01EF:
            true
        default: false
        }
    }

    /// Lower case, without the diacritics of Latin and Greek letters.
    private static func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        if let alike = lookAlikes[scalar.value] { return alike }
        let base = String(scalar)._nfd.first { _ in true } ?? scalar
        let isAccented = base.value < 0x250 || (0x370..<0x400).contains(base.value)
        let letter = isAccented ? base : scalar
        let lower = letter.properties.lowercaseMapping.unicodeScalars.first ?? letter
        return lookAlikes[lower.value] ?? lower
    }

    /// Letters that people type for one another: final sigma, dotless i, ё, Arabic letters with hamza, Persian ones.
    private static let lookAlikes: [UInt32: Unicode.Scalar] = [
        0x3C2: "σ", 0x131: "i", 0x17F: "s", 0x401: "е", 0x451: "е", 0x622: "\u{627}", 0x623: "\u{627}",
        0x625: "\u{627}",
        0x624: "\u{648}", 0x626: "\u{64A}", 0x649: "\u{64A}", 0x6CC: "\u{64A}", 0x6A9: "\u{643}",
    ]
}
