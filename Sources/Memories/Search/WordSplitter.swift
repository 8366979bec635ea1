@_spi(_Unicode) import Swift

/// Cuts a text into words, scalar by scalar, and folds each. Texts and questions both use it, so that they are cut
/// alike.
struct WordSplitter {
    enum Kind {
        /// - Parameter isPlain: whether it has ASCII letters and digits only, and so may be English.
        case word(isPlain: Bool)
        /// Letters of scripts without spaces, cut into units: one character of Chinese, Japanese or Korean; one
        /// consonant with its vowels of Thai, Lao, Khmer or Myanmar.
        case run
        /// An emoji.
        case symbol
    }

    /// The most bytes of a word; a longer word is cut.
    private static let mostBytes = 128

    private var kind: Kind?
    private var bytes: [UInt8] = []
    /// Where the units of a run begin.
    private var starts: [Int] = []
    /// Whether the next letter belongs to the unit before it.
    private var isStacking = false

    /// - Parameters:
    ///   - text: UTF-8.
    ///   - body: called with each folded word and the starts of a run's units in it.
    static func split(_ text: UnsafeBufferPointer<UInt8>, _ body: (Kind, [UInt8], [Int]) -> Void) {
        var splitter = WordSplitter()
        guard TextForm.mustBeComposed(text) else {
            splitter.read(text, body)
            return splitter.end(body)
        }
        var composed = TextForm.composed(String(decoding: text, as: UTF8.self))
        composed.withUTF8 { splitter.read($0, body) }
        splitter.end(body)
    }

    private mutating func read(_ text: UnsafeBufferPointer<UInt8>, _ body: (Kind, [UInt8], [Int]) -> Void) {
        var index = 0
        while index < text.count {
            let byte = text[index]
            guard byte >= 0x80 else {
                index += 1
                switch byte {
                case 0x61...0x7A, 0x30...0x39: addPlain(byte, body)
                case 0x41...0x5A: addPlain(byte | 0x20, body)
                default: end(body)
                }
                continue
            }
            let (scalar, length) = TextForm.scalar(text, at: index)
            index += length
            add(ScalarClass.of(scalar), body)
        }
    }

    private mutating func addPlain(_ byte: UInt8, _ body: (Kind, [UInt8], [Int]) -> Void) {
        if case .word = kind {
        } else {
            end(body)
            kind = .word(isPlain: true)
        }
        if bytes.count < Self.mostBytes { bytes.append(byte) }
    }

    private mutating func add(_ scalar: ScalarClass, _ body: (Kind, [UInt8], [Int]) -> Void) {
        switch scalar.kind {
        case .separator: end(body)
        case .ignored: break
        case .mark:
            guard kind != nil else { return }
            append(scalar.folded)
        case .letter:
            if scalar.folded.isASCII {
                addPlain(UInt8(scalar.folded.value), body)
                if !Self.isDigit(scalar.folded) { kind = .word(isPlain: false) }
            } else {
                beginWord(body)
                append(scalar.folded)
            }
        case .sharpS:
            beginWord(body)
            append("s")
            append("s")
        case .unspaced, .leading, .following, .stacking: addUnit(scalar, body)
        case .symbol:
            end(body)
            kind = .symbol
            append(scalar.folded)
            end(body)
        case .regional: addHalfFlag(scalar.folded, body)
        }
    }

    private mutating func beginWord(_ body: (Kind, [UInt8], [Int]) -> Void) {
        if case .word = kind {} else { end(body) }
        kind = .word(isPlain: false)
    }

    private mutating func addUnit(_ scalar: ScalarClass, _ body: (Kind, [UInt8], [Int]) -> Void) {
        if case .run = kind {
        } else {
            end(body)
            kind = .run
        }
        let continues = scalar.kind == .following || scalar.kind == .stacking || isStacking && scalar.kind == .unspaced
        if !continues || starts.isEmpty { starts.append(bytes.count) }
        isStacking = scalar.kind == .stacking || scalar.kind == .leading
        append(scalar.folded)
    }

    /// Adds half a flag; two halves make one flag.
    private mutating func addHalfFlag(_ half: Unicode.Scalar, _ body: (Kind, [UInt8], [Int]) -> Void) {
        if case .symbol = kind {
            append(half)
            end(body)
        } else {
            end(body)
            kind = .symbol
            append(half)
        }
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        let encoded = UTF8.encode(scalar)
        guard let encoded else { return }
        if case .run = kind {} else if bytes.count + encoded.count > Self.mostBytes { return }
        bytes.append(contentsOf: encoded)
    }

    private mutating func end(_ body: (Kind, [UInt8], [Int]) -> Void) {
        guard let ended = kind else { return }
        if !bytes.isEmpty { body(ended, bytes, starts) }
        kind = nil
        isStacking = false
        bytes.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { (0x30...0x39).contains(scalar.value) }
}
