import Base
import CPostgres

/// The values of a statement as libpq takes them: numbers and texts as text, whose types the server finds out; blobs in
/// binary.
struct PostgresValues {
    private static let bytea: UInt32 = 17

    private var bytes: [UInt8] = []
    private var starts: [Int?] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []
    private var types: [UInt32] = []

    init(_ values: [SQLValue]) {
        for value in values {
            let start = bytes.count
            switch value {
            case .null: break
            case .integer(let number): bytes += "\(number)".utf8
            case .real(let number): bytes += "\(number)".utf8
            case .text(let text): bytes += text.utf8
            case .blob(let blob): bytes += blob
            }
            starts.append(value == .null ? nil : start)
            lengths.append(Int32(bytes.count - start))
            if case .blob = value {
                formats.append(1)
                types.append(Self.bytea)
            } else {
                formats.append(0)
                types.append(0)
            }
            bytes.append(0)
        }
    }

    var count: Int32 { Int32(starts.count) }

    /// The arrays that libpq takes, valid during `pass`.
    struct Arrays {
        let values: UnsafePointer<UnsafePointer<CChar>?>?
        let lengths: UnsafePointer<Int32>?
        let formats: UnsafePointer<Int32>?
        let types: UnsafePointer<UInt32>?
    }

    func pass<Result>(_ body: (Arrays) -> Result) -> Result {
        bytes.withUnsafeBytes { buffer in
            let start = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            let pointers = starts.map { offset in offset.flatMap { offset in start.map { UnsafePointer($0 + offset) } }
            }
            return pointers.withUnsafeBufferPointer { pointers in
                lengths.withUnsafeBufferPointer { lengths in
                    formats.withUnsafeBufferPointer { formats in
                        types.withUnsafeBufferPointer { types in
                            body(
                                Arrays(
                                    values: pointers.baseAddress,
                                    lengths: lengths.baseAddress,
                                    formats: formats.baseAddress,
                                    types: types.baseAddress
                                )
                            )
                        }
                    }
                }
            }
        }
    }
}

extension SQLValue {
    /// A value of a result in PostgreSQL's binary form.
    /// - Throws: `StoreFailure(.broken)` for a type that no statement should return.
    init(_ result: OpaquePointer?, row: Int32, column: Int32) throws {
        guard am_pq_is_null(result, row, column) == 0 else {
            self = .null
            return
        }
        let bytes = UnsafeRawBufferPointer(
            start: am_pq_bytes(result, row, column),
            count: Int(am_pq_length(result, row, column))
        )
        func number<Number: FixedWidthInteger>(_ type: Number.Type) -> Number {
            Number(bigEndian: bytes.loadUnaligned(as: type))
        }
        switch am_pq_column_type(result, column) {
        case 20: self = .integer(number(Int64.self))
        case 23: self = .integer(Int64(number(Int32.self)))
        case 21: self = .integer(Int64(number(Int16.self)))
        case 16: self = .integer(bytes[0] == 0 ? 0 : 1)
        case 701: self = .real(Double(bitPattern: number(UInt64.self)))
        case 700: self = .real(Double(Float(bitPattern: number(UInt32.self))))
        case 17: self = .blob([UInt8](bytes))
        case 18, 19, 25, 1042, 1043: self = .text(String(decoding: bytes, as: UTF8.self))
        case 1700: self = try Self.decimal(bytes)
        case 2278: self = .null
        case let type: throw StoreFailure(.broken, "a result has a column of PostgreSQL's type \(type)")
        }
    }

    /// A sum of integers, which PostgreSQL returns as a decimal number: digits to the base 10,000, the first of which counts
    /// 10,000 to the power of `weight`.
    private static func decimal(_ bytes: UnsafeRawBufferPointer) throws -> SQLValue {
        let words = stride(from: 0, to: bytes.count - 1, by: 2).map {
            Int16(bigEndian: bytes.loadUnaligned(fromByteOffset: $0, as: Int16.self))
        }
        guard words.count >= 4, words[3] == 0, words[1] < 5, words[2] == 0 || words[2] == 0x4000 else {
            throw StoreFailure(.broken, "a result has a number that is not an integer")
        }
        var sum: Int64 = 0
        for place in 0...Int(max(0, words[1])) where words[0] > 0 {
            sum = sum &* 10_000 &+ (place < Int(words[0]) ? Int64(words[4 + place]) : 0)
        }
        return .integer(words[2] == 0 ? sum : -sum)
    }
}
