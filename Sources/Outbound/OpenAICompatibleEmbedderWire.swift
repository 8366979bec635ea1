import Base
import FoundationEssentials

/// The request of OpenAI's embeddings API.
struct EmbeddingQuestion: Encodable {
    let model: String
    let input: [String]
    let encodingFormat = "float"
    let dimensions: Int?

    enum CodingKeys: String, CodingKey {
        case model, input, dimensions
        case encodingFormat = "encoding_format"
    }

    func encoded() throws -> [UInt8] { Array(try JSONEncoder().encode(self)) }
}

/// The response, checked strictly: a wrong vector in the store is worse than none.
enum EmbeddingAnswer {
    enum Flaw: Error, Hashable, CustomStringConvertible {
        case notJSON
        case count(expected: Int, got: Int)
        case order
        case dimension(expected: Int, got: Int)
        case noDirection
        case unusableDimension(Int)

        var description: String {
            switch self {
            case .notJSON: "its response is not an embeddings response"
            case .count(let expected, let got): "it answered \(expected) texts with \(got) vectors"
            case .order: "the order of its vectors is unknown"
            case .dimension(let expected, let got): "its vectors have \(got) elements, not \(expected)"
            case .noDirection: "one of its vectors is zero"
            case .unusableDimension(let got):
                "its vectors have \(got) elements; at most \(OutsideNumber.dimension.range.upperBound) can be stored"
            }
        }
    }

    /// The vectors in the order of the texts. Without an expected dimension, all must have the same one.
    static func vectors(in bytes: [UInt8], count: Int, dimension: Int?) throws -> [[Float]] {
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(bytes)) else { throw Flaw.notJSON }
        guard answer.data.count == count else { throw Flaw.count(expected: count, got: answer.data.count) }
        var vectors = [[Float]](repeating: [], count: count)
        // A server that omits all indices responds in order; a response that omits some is invalid.
        let indexed = answer.data.contains { $0.index != nil }
        for (position, item) in answer.data.enumerated() {
            guard let index = indexed ? item.index : position, vectors.indices.contains(index), vectors[index].isEmpty
            else {
                throw Flaw.order
            }
            let elements = item.embedding.elements
            let expected = dimension ?? answer.data[0].embedding.elements.count
            guard !elements.isEmpty, elements.count == expected else {
                throw Flaw.dimension(expected: expected, got: elements.count)
            }
            guard elements.allSatisfy(\.isFinite) else { throw Flaw.noDirection }
            vectors[index] = elements
        }
        return vectors
    }

    private struct Answer: Decodable {
        let data: [Item]
    }

    private struct Item: Decodable {
        let index: Int?
        let embedding: Embedding
    }

    /// An array of numbers, or base64 of little-endian 32-bit floats, which some servers send without being asked.
    private struct Embedding: Decodable {
        let elements: [Float]

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let numbers = try? container.decode([Float].self) {
                elements = numbers
                return
            }
            guard let bytes = Data(base64Encoded: try container.decode(String.self)), bytes.count % 4 == 0 else {
                throw DecodingError.dataCorruptedError(
                    in: container,
                    debugDescription: "neither numbers nor base64 of floats"
                )
            }
            elements = bytes.withUnsafeBytes { raw in
                stride(from: 0, to: raw.count, by: 4).map { offset in
                    Float(bitPattern: UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
                }
            }
        }
    }
}
