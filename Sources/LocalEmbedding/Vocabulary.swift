/// The pieces of a WordPiece vocabulary, looked up by their bytes.
///
/// Not a `Dictionary` of `String`: Swift compares strings by canonical equivalence, which would merge different pieces.
struct Vocabulary: Sendable {
    /// The prefix in the file of pieces that continue a word.
    static let continuationMark: [UInt8] = Array("##".utf8)

    let count: Int
    private(set) var unknown: Int32 = 0, classifier: Int32 = 0, separator: Int32 = 0
    private let text: [UInt8]
    private let ranges: [Range<Int>]
    /// A hash table with open addressing; -1 is empty.
    private let slots: [Int32]

    /// Reads vocab.txt: one piece on each line; the line number is the id.
    init(file: UnsafeRawBufferPointer) throws {
        text = Array(file)
        var ranges: [Range<Int>] = []
        ranges.reserveCapacity(32_768)
        var start = 0
        for index in text.indices where text[index] == UInt8(ascii: "\n") {
            ranges.append(start..<index)
            start = index + 1
        }
        if start < text.count { ranges.append(start..<text.count) }
        self.ranges = ranges
        count = ranges.count
        var size = 1024
        while size < 4 * ranges.count { size *= 2 }
        var slots = [Int32](repeating: -1, count: size)
        for (id, range) in ranges.enumerated() {
            var slot = Int(truncatingIfNeeded: Self.fold(Self.seed, text[range]) >> 32) & (size - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = Int32(id)
        }
        self.slots = slots
        guard let unknown = id("[UNK]"), let classifier = id("[CLS]"), let separator = id("[SEP]") else {
            throw MalformedModel("the vocabulary lacks its special pieces")
        }
        (self.unknown, self.classifier, self.separator) = (unknown, classifier, separator)
    }

    private func id(_ piece: String) -> Int32? {
        let bytes = Array(piece.utf8)
        return id(of: bytes[...], hash: Self.fold(Self.seed, bytes[...]), continuing: false)
    }

    /// The id of a piece; with `continuing`, of the piece after the mark, which the hash must then include.
    func id(of piece: ArraySlice<UInt8>, hash: UInt64, continuing: Bool) -> Int32? {
        let mark = continuing ? Self.continuationMark.count : 0
        var slot = Int(truncatingIfNeeded: hash >> 32) & (slots.count - 1)
        while slots[slot] >= 0 {
            let range = ranges[Int(slots[slot])]
            if range.count == piece.count + mark, text[range].starts(with: Self.continuationMark.prefix(mark)),
                text[(range.lowerBound + mark)..<range.upperBound].elementsEqual(piece)
            {
                return slots[slot]
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// Whether a piece is a single scalar, at the start of a word or inside it.
    func isOneLetter(_ id: Int32) -> Bool {
        var piece = text[ranges[Int(id)]]
        if piece.count > Self.continuationMark.count, piece.starts(with: Self.continuationMark) {
            piece = piece.dropFirst(Self.continuationMark.count)
        }
        return piece.count { $0 & 0xC0 != 0x80 } == 1
    }

    /// FNV-1a, one byte at a time, so that the hashes of all prefixes of a word cost one pass.
    static let seed: UInt64 = 0xcbf2_9ce4_8422_2325
    static let continuationSeed = fold(seed, continuationMark[...])

    static func fold(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
        (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }

    private static func fold(_ hash: UInt64, _ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(hash) { fold($0, $1) }
    }
}
