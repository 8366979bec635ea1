import CVectorScan

/// The vectors of one user in one model, quantised to bytes, contiguous, and scanned completely: it needs no index,
/// misses no vector, and deletes at no cost. A memory takes 384 + 48 bytes at 384 dimensions.
///
/// A similarity from here is within about 0.01 of the exact one. Take several times as many rows as needed and score
/// those with the floats.
package struct VectorPartition: Sendable {
    package let dimension: Int
    let level: CVSLevel
    private let bitsFirst: BitsFirst
    private let stride: Int
    private let words: Int
    private var codes: [Int8] = []
    private var bits: [UInt64] = []
    private var scales: [Float] = []
    private var rows: [Int64] = []
    private var positions: [Int64: UInt32] = [:]
    /// For how many vectors memory is reserved.
    private var room = 0

    /// When sign bits choose which vectors are scored.
    struct BitsFirst {
        /// Used for more vectors than this.
        var above = 50_000
        /// The fewest vectors that they choose: with 4,000 of 725,000, 0.9995 of the true ten nearest are among them.
        var chosen = 4_000
    }

    /// - Parameter dimension: 1…16,384.
    package init(dimension: Int) {
        self.init(dimension: dimension, level: cvs_best_level())
    }

    /// - Parameter level: one that this processor supports.
    init(dimension: Int, level: CVSLevel, bitsFirst: BitsFirst = BitsFirst()) {
        precondition((1...16_384).contains(dimension), "a vector has 1 to 16,384 elements")
        self.dimension = dimension
        self.level = level
        self.bitsFirst = bitsFirst
        stride = (dimension + 63) / 64 * 64
        words = stride / 64
    }

    package var count: Int { rows.count }

    /// The bytes that the vectors occupy, with the memory reserved for more: codes, bits, scale and row number of each, and
    /// its place in the dictionary.
    package var byteCount: Int {
        room * (stride + words * 8 + MemoryLayout<Float>.size + MemoryLayout<Int64>.size + Self.placeSize)
    }

    /// Bytes of a dictionary entry: 12, and one to two thirds of the entries are used.
    private static let placeSize = 24

    /// Reserves memory for this many vectors in all.
    package mutating func reserve(_ count: Int) {
        guard count > room else { return }
        room = count
        codes.reserveCapacity(count * stride)
        bits.reserveCapacity(count * words)
        scales.reserveCapacity(count)
        rows.reserveCapacity(count)
        positions.reserveCapacity(count)
    }

    /// Adds the vector of a row, or replaces it.
    /// - Parameter codes: from `quantise`, one byte an element.
    /// - Returns: false, with nothing changed, when the number of codes differs from the dimension or the scale is NaN
    ///   or infinite.
    @discardableResult
    package mutating func append(row: Int64, codes new: UnsafeRawBufferPointer, scale: Float) -> Bool {
        guard new.count == dimension, scale.isFinite else { return false }
        let position: Int
        if let known = positions[row] {
            position = Int(known)
        } else {
            position = count
            // By an eighth: arrays that grow by themselves double.
            if count == room { reserve(count + max(4, count / 8)) }
            codes.append(contentsOf: new.bindMemory(to: Int8.self))
            for _ in dimension..<stride { codes.append(0) }
            for _ in 0..<words { bits.append(0) }
            scales.append(0)
            rows.append(row)
            positions[row] = UInt32(position)
        }
        scales[position] = scale
        codes.withUnsafeMutableBytes { codes in
            UnsafeMutableRawBufferPointer(rebasing: codes[position * stride..<position * stride + dimension])
                .copyMemory(from: new)
        }
        codes.withUnsafeBufferPointer { codes in
            bits.withUnsafeMutableBufferPointer { bits in
                cvs_signs(codes.baseAddress! + position * stride, stride, bits.baseAddress! + position * words)
            }
        }
        return true
    }

    /// Removes a row; the last vector takes its place.
    package mutating func remove(row: Int64) {
        guard let position = positions.removeValue(forKey: row).map(Int.init) else { return }
        let last = count - 1
        if position != last {
            codes.withUnsafeMutableBufferPointer {
                ($0.baseAddress! + position * stride).update(from: $0.baseAddress! + last * stride, count: stride)
            }
            bits.withUnsafeMutableBufferPointer {
                ($0.baseAddress! + position * words).update(from: $0.baseAddress! + last * words, count: words)
            }
            scales[position] = scales[last]
            rows[position] = rows[last]
            positions[rows[last]] = UInt32(position)
        }
        codes.removeLast(stride)
        bits.removeLast(words)
        scales.removeLast()
        rows.removeLast()
        // Frees the memory.
        if rows.isEmpty { self = VectorPartition(dimension: dimension, level: level, bitsFirst: bitsFirst) }
    }

    /// The nearest rows by cosine similarity, best first; of equal ones the lower row first.
    /// - Parameters:
    ///   - query: of this partition's dimension; for any other dimension the result is empty.
    ///   - allowed: rows to choose from; nil means all. An empty set finds nothing.
    package func nearest(_ query: Vector, limit: Int, allowed: Set<Int64>?) -> [(row: Int64, similarity: Float)] {
        guard query.dimension == dimension, limit > 0, count > 0 else { return [] }
        var list = allowed.map { allowed in allowed.compactMap { positions[$0] } }
        guard list?.isEmpty != true else { return [] }
        let (queryCodes, queryScale) = padded(query)
        if (list?.count ?? count) > bitsFirst.above {
            list = chosenByBits(queryCodes, wanted: max(bitsFirst.chosen, limit), from: list)
        }
        return best(queryCodes, scale: queryScale, among: list, limit: limit)
    }

    /// The codes of a vector and their scale: `element ≈ code × scale`.
    package static func quantise(_ vector: Vector) -> (codes: [Int8], scale: Float) {
        var scale: Float = 0
        let codes = [Int8](unsafeUninitializedCapacity: vector.dimension) { buffer, count in
            scale = cvs_quantise(vector.elements, vector.dimension, buffer.baseAddress)
            count = vector.dimension
        }
        return (codes, scale)
    }
}

extension VectorPartition {
    private func padded(_ query: Vector) -> (codes: [Int8], scale: Float) {
        let (codes, scale) = Self.quantise(query)
        return (codes + repeatElement(0, count: stride - dimension), scale)
    }

    private func chosenByBits(_ query: [Int8], wanted: Int, from list: [UInt32]?) -> [UInt32] {
        let all = list?.count ?? count
        let queryBits = [UInt64](unsafeUninitializedCapacity: words) { buffer, filled in
            cvs_signs(query, stride, buffer.baseAddress)
            filled = words
        }
        return withUnsafeTemporaryAllocation(of: UInt16.self, capacity: all) { distances in
            [UInt32](unsafeUninitializedCapacity: min(wanted, all)) { chosen, filled in
                filled = withOptionalPointer(list) {
                    cvs_nearest_bits(
                        level,
                        bits,
                        words,
                        $0,
                        all,
                        queryBits,
                        wanted,
                        distances.baseAddress,
                        chosen.baseAddress
                    )
                }
            }
        }
    }

    private func best(
        _ query: [Int8],
        scale: Float,
        among list: [UInt32]?,
        limit: Int
    ) -> [(row: Int64, similarity: Float)] {
        let all = list?.count ?? count
        let found = withUnsafeTemporaryAllocation(of: Float.self, capacity: all) { scores in
            withOptionalPointer(list) {
                cvs_scores(level, codes, stride, scales, $0, all, query, scores.baseAddress)
            }
            let highest = [UInt32](unsafeUninitializedCapacity: all) { chosen, filled in
                filled = cvs_highest(scores.baseAddress, all, limit, chosen.baseAddress)
            }
            return highest.map { index in
                (row: rows[Int(list?[Int(index)] ?? index)], similarity: scores[Int(index)] * scale)
            }
        }
        let sorted = found.sorted { ($0.similarity, $1.row) > ($1.similarity, $0.row) }
        return Array(sorted.prefix(limit))
    }

    private func withOptionalPointer<Result>(_ list: [UInt32]?, _ body: (UnsafePointer<UInt32>?) -> Result) -> Result {
        guard let list else { return body(nil) }
        return list.withUnsafeBufferPointer { body($0.baseAddress) }
    }
}
