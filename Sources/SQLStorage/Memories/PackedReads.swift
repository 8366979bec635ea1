import Memories

/// The memories of an event of reading, packed into one column: sorted row numbers, as distances from the one before,
/// each with how often it was read. All numbers have seven bits a byte, the highest bit of a byte says that more follow.
///
/// A text may be several packed ones after another, so that a statement can join two without reading them.
enum PackedReads {
    /// - Parameter rows: each as often as it was read, in any order. None are one byte: SQLite would bind no bytes as NULL.
    static func pack(_ rows: [Int64]) -> [UInt8] {
        let sorted = rows.sorted()
        var pairs: [UInt8] = []
        var (count, last, start) = (UInt64(0), Int64(0), 0)
        while start < sorted.count {
            let row = sorted[start]
            var end = start + 1
            while end < sorted.count, sorted[end] == row { end += 1 }
            append(UInt64(row - last), to: &pairs)
            append(UInt64(end - start), to: &pairs)
            (count, last, start) = (count + 1, row, end)
        }
        var packed: [UInt8] = []
        append(count, to: &packed)
        return packed + pairs
    }

    /// How often each row was read. Reading ends at damaged bytes.
    static func each(_ packed: [UInt8], _ body: (_ row: Int64, _ times: Int) -> Void) {
        var rest = packed[...]
        while let count = next(&rest) {
            var last: Int64 = 0
            for _ in 0..<count {
                guard let distance = next(&rest), let times = next(&rest) else { return }
                last &+= Int64(truncatingIfNeeded: distance)
                body(last, Int(truncatingIfNeeded: times & 0xff_ffff_ffff))
            }
        }
    }

    private static func append(_ number: UInt64, to bytes: inout [UInt8]) {
        var number = number
        while number >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: number) | 0x80)
            number >>= 7
        }
        bytes.append(UInt8(number))
    }

    private static func next(_ bytes: inout ArraySlice<UInt8>) -> UInt64? {
        var (number, shift): (UInt64, UInt64) = (0, 0)
        while let byte = bytes.popFirst(), shift < 64 {
            number |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return number }
            shift += 7
        }
        return nil
    }
}
