import Base

/// Decompresses DEFLATE (RFC 1951), never beyond a limit: a small file cannot become a large one unnoticed.
struct Inflater {
    enum Flaw: Error {
        case damaged
        case tooLarge
    }

    private let bytes: ArraySlice<UInt8>
    private var at: Int
    private var hold: UInt32 = 0
    private var held: UInt32 = 0
    private let limit: Int
    private var output: [UInt8] = []

    /// - Parameter limit: the most bytes of the result.
    static func inflate(_ bytes: ArraySlice<UInt8>, upTo limit: Int) throws(Flaw) -> [UInt8] {
        var inflater = Inflater(bytes: bytes, at: bytes.startIndex, limit: limit)
        return try inflater.run()
    }

    private init(bytes: ArraySlice<UInt8>, at: Int, limit: Int) {
        self.bytes = bytes
        self.at = at
        self.limit = limit
    }

    private mutating func run() throws(Flaw) -> [UInt8] {
        while true {
            let isLast = try bits(1) == 1
            switch try bits(2) {
            case 0: try stored()
            case 1: try codes(Self.fixedLengths, Self.fixedDistances)
            case 2:
                let (lengths, distances) = try tables()
                try codes(lengths, distances)
            default: throw .damaged
            }
            if isLast { return output }
        }
    }

    private mutating func bits(_ count: UInt32) throws(Flaw) -> Int {
        while held < count {
            guard at < bytes.endIndex else { throw .damaged }
            hold |= UInt32(bytes[at]) << held
            held += 8
            at += 1
        }
        let value = hold & ((1 << count) - 1)
        hold >>= count
        held -= count
        return Int(value)
    }

    /// A block that is not compressed (§3.2.4).
    private mutating func stored() throws(Flaw) {
        hold = 0
        held = 0
        let size = try bits(16)
        guard try bits(16) == 65_535 - size, size <= bytes.endIndex - at else { throw .damaged }
        guard size <= limit - output.count else { throw .tooLarge }
        output += bytes[at..<at + size]
        at += size
    }

    /// A Huffman code in canonical form (§3.2.2): how many codes each length has, and the symbols in order.
    private struct Code {
        private(set) var counts = [Int](repeating: 0, count: 16)
        private(set) var symbols: [Int] = []

        /// Nil when more codes are said to exist than fit.
        init?(_ lengths: ArraySlice<Int>) {
            for length in lengths { counts[length] += 1 }
            counts[0] = 0
            var room = 1
            for length in 1...15 {
                room = room * 2 - counts[length]
                guard room >= 0 else { return nil }
            }
            for length in 1...15 {
                for (symbol, own) in lengths.enumerated() where own == length { symbols.append(symbol) }
            }
        }
    }

    private mutating func symbol(_ code: Code) throws(Flaw) -> Int {
        var (value, first, index) = (0, 0, 0)
        for length in 1...15 {
            value |= try bits(1)
            let count = code.counts[length]
            if value - count < first { return code.symbols[index + value - first] }
            index += count
            first = (first + count) << 1
            value <<= 1
        }
        throw .damaged
    }

    /// A block of literals and of copies (§3.2.5).
    private mutating func codes(_ lengths: Code, _ distances: Code) throws(Flaw) {
        while true {
            let symbol = try symbol(lengths)
            guard symbol != 256 else { return }
            guard symbol > 256 else {
                guard output.count < limit else { throw .tooLarge }
                output.append(UInt8(symbol))
                continue
            }
            guard symbol - 257 < Self.lengthBases.count else { throw .damaged }
            let length = try Self.lengthBases[symbol - 257] + bits(Self.lengthBits[symbol - 257])
            let sign = try self.symbol(distances)
            guard sign < Self.distanceBases.count else { throw .damaged }
            let distance = try Self.distanceBases[sign] + bits(Self.distanceBits[sign])
            guard distance <= output.count else { throw .damaged }
            guard length <= limit - output.count else { throw .tooLarge }
            for _ in 0..<length { output.append(output[output.count - distance]) }
        }
    }

    /// The codes of a block, themselves compressed (§3.2.7).
    private mutating func tables() throws(Flaw) -> (lengths: Code, distances: Code) {
        let (literals, distances, count) = (try bits(5) + 257, try bits(5) + 1, try bits(4) + 4)
        guard literals <= 286, distances <= 30 else { throw .damaged }
        var order = [Int](repeating: 0, count: 19)
        for place in Self.codeOrder.prefix(count) { order[place] = try bits(3) }
        guard let code = Code(order[...]) else { throw .damaged }
        var lengths: [Int] = []
        while lengths.count < literals + distances {
            let symbol = try symbol(code)
            switch symbol {
            case 0..<16: lengths.append(symbol)
            case 16:
                guard let last = lengths.last else { throw .damaged }
                lengths += [Int](repeating: last, count: 3 + (try bits(2)))
            case 17: lengths += [Int](repeating: 0, count: 3 + (try bits(3)))
            default: lengths += [Int](repeating: 0, count: 11 + (try bits(7)))
            }
        }
        guard lengths.count == literals + distances, lengths[256] > 0, let own = Code(lengths[..<literals]),
            let far = Code(lengths[literals...])
        else { throw .damaged }
        return (own, far)
    }

    private static let codeOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
    private static let lengthBases = [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258,
    ]
    private static let lengthBits: [UInt32] = [
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
    ]
    private static let distanceBases = [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1_025, 1_537, 2_049, 3_073,
        4_097,
        6_145, 8_193, 12_289, 16_385, 24_577,
    ]
    private static let distanceBits: [UInt32] = [
        0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
    ]

    /// The codes of §3.2.6.
    private static let fixedLengths = fixed(
        (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 }
    )
    private static let fixedDistances = fixed([Int](repeating: 5, count: 30))

    private static func fixed(_ lengths: [Int]) -> Code {
        guard let code = Code(lengths[...]) else { preconditionFailure("The codes of RFC 1951 fit.") }
        return code
    }
}
