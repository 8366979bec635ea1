import Memories

/// The statements that store a vector for the memory (`memories m`) that matches a condition.
enum VectorStatement {
    static func storing(
        _ vector: Vector,
        codes: [Int8],
        scale: Float,
        model: Int64,
        where place: SQL,
        in dialect: SQLDialect
    ) -> [SQL] {
        switch dialect {
        case .sqlite:
            [
                """
                INSERT INTO memory_vectors (memory_row, model_id, elements)
                SELECT m.row_id, \(model), \(VectorBytes.bytes(vector)) FROM memories m WHERE \(place)
                ON CONFLICT (memory_row) DO UPDATE SET model_id = excluded.model_id, elements = excluded.elements
                """,
                """
                INSERT INTO memory_codes (partition_id, memory_row, model_id, scale, codes)
                SELECT m.partition_id, m.row_id, \(model), \(Double(scale)), \(codes.map { UInt8(bitPattern: $0) })
                FROM memories m WHERE \(place)
                ON CONFLICT (partition_id, memory_row) DO UPDATE
                    SET model_id = excluded.model_id, scale = excluded.scale, codes = excluded.codes
                """,
            ]
        case .postgres:
            [
                """
                INSERT INTO memory_vectors (memory_row, model_id, embedding)
                SELECT m.row_id, \(model), \(PostgresVectors.value(vector)) FROM memories m WHERE \(place)
                ON CONFLICT (memory_row) DO UPDATE SET model_id = excluded.model_id, embedding = excluded.embedding
                """
            ]
        }
    }
}
