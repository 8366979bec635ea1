import Memories

/// Vectors in PostgreSQL with the extension pgvector: the database compares them itself, exactly.
///
/// The `+ 0` keeps an approximate index (HNSW) out of a search: among a million memories of others it would find one in
/// ten of a person's own, and take longer than comparing all of these.
struct PostgresVectors: Sendable {
    let database: any SQLDatabase

    /// The rows with the nearest vectors of a model.
    /// - Parameter conditions: on `memories m`.
    func nearest(_ query: Vector, model: Int64, where conditions: SQL, limit: Int) async throws -> [Int64] {
        try await database.rows(
            """
            SELECT m.row_id FROM memories m JOIN memory_vectors v ON v.memory_row = m.row_id
            WHERE v.model_id = \(model) AND \(conditions)
            ORDER BY (v.embedding <=> \(Self.value(query))) + 0, m.row_id LIMIT \(limit)
            """,
            effort: .scan
        ).map { try $0.integer("row_id") }
    }

    /// The cosine of the vector `v.embedding` and the query.
    static func similarity(to query: Vector) -> SQL { "1 - (v.embedding <=> \(value(query)))" }

    /// The vector of a text like `[0.6,0.8]`; nil for another text.
    static func vector(_ text: String) -> Vector? {
        Vector(normalising: text.dropFirst().dropLast().split(separator: ",").compactMap { Float(String($0)) })
    }

    /// The text of a vector that is given as `VectorBytes`. The database reads the same floats from it.
    static func text(of bytes: [UInt8]) -> String {
        let elements = bytes.withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count - 3, by: 4).map {
                Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt32.self)))
            }
        }
        return text(of: elements)
    }

    private static func text(of elements: [Float]) -> String { "[\(elements.map { "\($0)" }.joined(separator: ","))]" }

    static func value(_ vector: Vector) -> SQL {
        "CAST(\(text(of: vector.elements)) AS VECTOR)"
    }
}
