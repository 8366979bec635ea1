import GRDB
import GRDBSQLite

/// `pack_codes(partition, row, scale, codes)`, an aggregate function of SQLite: the codes of many vectors as one blob. A
/// hundred thousand rows of a statement, with a value for each column, take longer to create than to read.
///
/// Each vector is the partition and the row (64 bits), the scale and the number of codes (32 bits) and the codes. All
/// numbers are little-endian.
enum SQLiteCodePack {
    private static let headSize = 24

    static func add(to db: Database) throws {
        let code = sqlite3_create_function_v2(
            db.sqliteConnection,
            "pack_codes",
            4,
            SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY,
            nil,
            nil,
            step,
            final,
            nil
        )
        guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
    }

    private final class Packed {
        var bytes: [UInt8] = []
    }

    private typealias Slot = UnsafeMutablePointer<Unmanaged<Packed>?>

    /// The memory that SQLite keeps for the group; filled with zeros, which is nil, at first.
    private static func slot(_ context: OpaquePointer?, size: Int) -> Slot? {
        sqlite3_aggregate_context(context, Int32(size))?.assumingMemoryBound(to: Unmanaged<Packed>?.self)
    }

    private static let step: @convention(c) (OpaquePointer?, Int32, UnsafeMutablePointer<OpaquePointer?>?) -> Void = {
        context,
        _,
        arguments in
        guard let slot = slot(context, size: MemoryLayout<Unmanaged<Packed>?>.size), let arguments else {
            return sqlite3_result_error_nomem(context)
        }
        if slot.pointee == nil { slot.pointee = Unmanaged.passRetained(Packed()) }
        guard let packed = slot.pointee?.takeUnretainedValue() else { return }
        let codes = UnsafeRawBufferPointer(
            start: sqlite3_value_blob(arguments[3]),
            count: Int(sqlite3_value_bytes(arguments[3]))
        )
        let scale = Float(sqlite3_value_double(arguments[2]))
        append(sqlite3_value_int64(arguments[0]), to: &packed.bytes)
        append(sqlite3_value_int64(arguments[1]), to: &packed.bytes)
        append(scale.bitPattern, to: &packed.bytes)
        append(UInt32(truncatingIfNeeded: codes.count), to: &packed.bytes)
        packed.bytes.append(contentsOf: codes)
    }

    private static let final: @convention(c) (OpaquePointer?) -> Void = { context in
        // With a size of zero SQLite gives no memory to a group without rows.
        guard let slot = slot(context, size: 0), let packed = slot.pointee?.takeRetainedValue() else {
            return sqlite3_result_zeroblob(context, 0)
        }
        slot.pointee = nil
        packed.bytes.withUnsafeBytes { bytes in
            // SQLITE_TRANSIENT: SQLite copies them.
            sqlite3_result_blob64(
                context,
                bytes.baseAddress,
                UInt64(bytes.count),
                unsafeBitCast(-1, to: sqlite3_destructor_type.self)
            )
        }
    }

    private static func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// One vector of a blob; `codes` is valid during the call.
    struct Vector {
        let partition: Int64
        let row: Int64
        let scale: Float
        let codes: UnsafeRawBufferPointer
    }

    /// Calls `body` with every vector, in order.
    /// - Returns: whether the blob is complete.
    static func each(_ bytes: UnsafeRawBufferPointer, _ body: (Vector) throws -> Void) rethrows -> Bool {
        func number<Number: FixedWidthInteger>(at offset: Int, _: Number.Type) -> Number {
            Number(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Number.self))
        }
        var offset = 0
        while offset < bytes.count {
            guard bytes.count - offset >= headSize else { return false }
            let count = Int(number(at: offset + 20, UInt32.self))
            let start = offset + headSize
            guard bytes.count - start >= count else { return false }
            try body(
                Vector(
                    partition: number(at: offset, Int64.self),
                    row: number(at: offset + 8, Int64.self),
                    scale: Float(bitPattern: number(at: offset + 16, UInt32.self)),
                    codes: UnsafeRawBufferPointer(rebasing: bytes[start..<start + count])
                )
            )
            offset = start + count
        }
        return true
    }
}
