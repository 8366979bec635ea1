import FoundationEssentials

/// A file of named tensors, each read on request: eight bytes of header length, a JSON header, then raw little-endian
/// values. Source: github.com/huggingface/safetensors, "Format".
struct SafeTensors {
    private struct Entry: Decodable {
        let dtype: String
        let shape: [Int]
        let offsets: [Int]

        enum CodingKeys: String, CodingKey {
            case dtype, shape
            case offsets = "data_offsets"
        }
    }

    /// The format's own limit for the header, so that a hostile length cannot make the server parse the whole file as
    /// JSON.
    private static let headerLimit = 100_000_000

    private let path: String
    private let file: ModelFile
    private let entries: [String: Entry]
    private let start: Int

    init(path: String) throws {
        self.path = path
        file = try ModelFile(path: path)
        guard file.count > 8 else { throw MalformedModel("\(path) is too short") }
        let length = try file.bytes(0..<8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
        guard length <= min(file.count - 8, Self.headerLimit) else {
            throw MalformedModel("\(path) has a header longer than itself")
        }
        let start = 8 + Int(length)
        self.start = start
        do {
            let header = Data(try file.bytes(8..<start))
            entries = try JSONDecoder().decode(Header.self, from: header).entries
        } catch {
            throw MalformedModel("\(path) has no readable header: \(error)")
        }
    }

    /// The values of a float32 tensor of exactly this shape, in newly allocated memory.
    func floats(_ name: String, shape: [Int]) throws -> AlignedMemory {
        let place = try place(of: name, shape: shape)
        let values = AlignedMemory(bytes: place.count)
        try withExtendedLifetime(values) {
            try file.read(at: place.lowerBound, into: .init(start: values.raw, count: place.count))
        }
        return values
    }

    /// A float32 tensor of exactly this shape, which stays in the file.
    func rows(_ name: String, count: Int, width: Int) throws -> TensorRows {
        TensorRows(file: file, start: try place(of: name, shape: [count, width]).lowerBound, width: width)
    }

    /// The bytes of a float32 tensor of exactly this shape.
    private func place(of name: String, shape: [Int]) throws -> Range<Int> {
        guard let entry = entries[name] else { throw MalformedModel("tensor \(name) is missing") }
        guard entry.dtype == "F32", entry.shape == shape else {
            throw MalformedModel("tensor \(name) has a different type or shape")
        }
        let size = shape.reduce(MemoryLayout<Float>.size, *)
        guard entry.offsets.count == 2, let low = entry.offsets.first, low >= 0, low <= file.count - start - size,
            entry.offsets[1] == low + size, (start + low) % MemoryLayout<Float>.alignment == 0
        else { throw MalformedModel("tensor \(name) is not completely within \(path)") }
        return start + low..<start + low + size
    }

    /// The header contains tensors and one member of another shape, `__metadata__`.
    private struct Header: Decodable {
        let entries: [String: Entry]

        struct Key: CodingKey {
            let stringValue: String
            var intValue: Int? { nil }
            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            var entries: [String: Entry] = [:]
            for key in container.allKeys where key.stringValue != "__metadata__" {
                entries[key.stringValue] = try container.decode(Entry.self, forKey: key)
            }
            self.entries = entries
        }
    }
}
