/// Porter's stemmer for English (Porter 1980, "An algorithm for suffix stripping"), with the same results as the
/// `porter` tokenizer of SQLite's FTS5: "climbing", "climbed" and "climbs" are one word.
enum PorterStem {
    /// Lengths of words that are stemmed; longer ones are codes, not English.
    private static let lengths = 3...64

    /// Cuts the suffix of a word.
    /// - Parameter word: lower-case ASCII letters and digits; changed in place.
    static func reduce(_ word: inout [UInt8]) {
        guard lengths.contains(word.count) else { return }
        removePlural(&word)
        if removePastTense(&word), !replace(&word, restored, if: { _ in true }) { tidy(&word) }
        if word.last == Letter.y, hasVowel(word[..<(word.count - 1)]) { word[word.count - 1] = Letter.i }
        replace(&word, doubleSuffixes) { hasMeasure($0) }
        replace(&word, furtherSuffixes) { hasMeasure($0) }
        removeLastSuffix(&word)
        if word.last == Letter.e {
            let stem = word[..<(word.count - 1)]
            if hasMeasureAboveOne(stem) || hasMeasureOne(stem) && !endsShort(stem) { word.removeLast() }
        }
        if word.count > 1, word.hasSuffix("ll"), hasMeasureAboveOne(word[..<(word.count - 1)]) { word.removeLast() }
    }

    private enum Letter {
        static let e = UInt8(ascii: "e")
        static let i = UInt8(ascii: "i")
        static let l = UInt8(ascii: "l")
        static let s = UInt8(ascii: "s")
        static let t = UInt8(ascii: "t")
        static let w = UInt8(ascii: "w")
        static let x = UInt8(ascii: "x")
        static let y = UInt8(ascii: "y")
        static let z = UInt8(ascii: "z")
    }

    private static let restored: [(StaticString, StaticString)] = [("at", "ate"), ("bl", "ble"), ("iz", "ize")]

    private static let doubleSuffixes: [(StaticString, StaticString)] = [
        ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("logi", "log"),
        ("bli", "ble"),
        ("alli", "al"), ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"),
        ("ator", "ate"),
        ("alism", "al"), ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"), ("iviti", "ive"),
        ("biliti", "ble"),
    ]

    private static let furtherSuffixes: [(StaticString, StaticString)] = [
        ("ical", "ic"), ("ness", ""), ("icate", "ic"), ("iciti", "ic"), ("ful", ""), ("ative", ""), ("alize", "al"),
    ]

    private static let lastSuffixes: [StaticString] = [
        "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism", "ate",
        "iti", "ous", "ive",
        "ize",
    ]
}

extension PorterStem {
    private typealias Stem = ArraySlice<UInt8>

    private static func removePlural(_ word: inout [UInt8]) {
        guard word.last == Letter.s else { return }
        if word.hasSuffix("es") {
            let isLong = word.count > 4 && word.hasSuffix("sses") || word.count > 3 && word.hasSuffix("ies")
            word.removeLast(isLong ? 2 : 1)
        } else if !word.hasSuffix("ss") {
            word.removeLast()
        }
    }

    /// Whether "ed" or "ing" was removed.
    private static func removePastTense(_ word: inout [UInt8]) -> Bool {
        if word.count > 3, word.hasSuffix("eed") {
            if hasMeasure(word[..<(word.count - 3)]) { word.removeLast() }
            return false
        }
        for suffix: StaticString in ["ed", "ing"] where word.count > suffix.utf8CodeUnitCount && word.hasSuffix(suffix)
        {
            let length = suffix.utf8CodeUnitCount
            guard hasVowel(word[..<(word.count - length)]) else { return false }
            word.removeLast(length)
            return true
        }
        return false
    }

    /// Corrects a stem: "hopp" becomes "hop", "fil" becomes "file".
    private static func tidy(_ word: inout [UInt8]) {
        guard let last = word.last else { return }
        if word.count > 1, word[word.count - 2] == last, !isVowel(last, afterConsonant: false),
            ![Letter.l, Letter.s, Letter.z].contains(last)
        {
            word.removeLast()
        } else if hasMeasureOne(word[...]), endsShort(word[...]) {
            word.append(Letter.e)
        }
    }

    /// Replaces the first of the suffixes that the word has, if the stem passes the test. Returns whether the word has
    /// one.
    @discardableResult
    private static func replace(
        _ word: inout [UInt8],
        _ suffixes: [(StaticString, StaticString)],
        if isFit: (Stem) -> Bool
    ) -> Bool {
        for (suffix, replacement) in suffixes where word.count > suffix.utf8CodeUnitCount && word.hasSuffix(suffix) {
            if isFit(word[..<(word.count - suffix.utf8CodeUnitCount)]) {
                word.removeLast(suffix.utf8CodeUnitCount)
                replacement.withUTF8Buffer { word.append(contentsOf: $0) }
            }
            return true
        }
        return false
    }

    private static func removeLastSuffix(_ word: inout [UInt8]) {
        for suffix in lastSuffixes where word.count > suffix.utf8CodeUnitCount && word.hasSuffix(suffix) {
            let stem = word[..<(word.count - suffix.utf8CodeUnitCount)]
            let isIon = word.hasSuffix("ion")
            if hasMeasureAboveOne(stem), !isIon || stem.last == Letter.s || stem.last == Letter.t {
                word.removeLast(suffix.utf8CodeUnitCount)
            }
            return
        }
    }

    /// `y` is a vowel after a consonant.
    private static func isVowel(_ letter: UInt8, afterConsonant: Bool) -> Bool {
        switch Unicode.Scalar(letter) {
        case "a", "e", "i", "o", "u": true
        case "y": afterConsonant
        default: false
        }
    }

    private static func hasVowel(_ stem: Stem) -> Bool {
        stem.indices.contains { isVowel(stem[$0], afterConsonant: $0 > stem.startIndex) }
    }

    /// The rest after the first vowels and consonants; nil without both.
    private static func rest(_ stem: Stem, afterConsonant: Bool) -> Stem? {
        var isConsonant = afterConsonant
        var hasVowel = false
        for index in stem.indices {
            isConsonant = !isVowel(stem[index], afterConsonant: isConsonant)
            if isConsonant, hasVowel { return stem[(index + 1)...] }
            hasVowel = hasVowel || !isConsonant
        }
        return nil
    }

    private static func hasMeasure(_ stem: Stem) -> Bool { rest(stem, afterConsonant: false) != nil }

    private static func hasMeasureAboveOne(_ stem: Stem) -> Bool {
        rest(stem, afterConsonant: false).map { rest($0, afterConsonant: true) != nil } ?? false
    }

    private static func hasMeasureOne(_ stem: Stem) -> Bool {
        rest(stem, afterConsonant: false).map { rest($0, afterConsonant: true) == nil } ?? false
    }

    /// Whether it ends in consonant, vowel, consonant, and the last one is not w, x or y.
    private static func endsShort(_ stem: Stem) -> Bool {
        guard stem.count >= 3, let last = stem.last, ![Letter.w, Letter.x, Letter.y].contains(last) else {
            return false
        }
        var (isConsonant, shape) = (false, 0)
        for letter in stem {
            isConsonant = !isVowel(letter, afterConsonant: isConsonant)
            shape = shape << 1 | (isConsonant ? 1 : 0)
        }
        return shape & 7 == 5
    }
}

extension [UInt8] {
    fileprivate func hasSuffix(_ suffix: StaticString) -> Bool {
        let length = suffix.utf8CodeUnitCount
        guard count >= length else { return false }
        return suffix.withUTF8Buffer { suffix in suffix.indices.allSatisfy { self[count - length + $0] == suffix[$0] } }
    }
}
