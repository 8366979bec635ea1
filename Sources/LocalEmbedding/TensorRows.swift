/// The rows of a table of float32 that stays in its file.
struct TensorRows: Sendable {
    private let file: ModelFile
    private let start: Int
    private let width: Int

    /// - Parameters:
    ///   - start: the first byte of the table in the file.
    ///   - width: values in a row.
    init(file: ModelFile, start: Int, width: Int) {
        self.file = file
        self.start = start
        self.width = width
    }

    /// Reads the rows of a text, one after another. Every number must be one of a row of the table.
    /// - Throws: `MalformedModel` when the file cannot be read.
    func read(_ numbers: [Int32], into values: UnsafeMutablePointer<Float>) throws {
        let size = width * MemoryLayout<Float>.size
        for (index, number) in numbers.enumerated() {
            let row = UnsafeMutableRawBufferPointer(start: values + index * width, count: size)
            try file.read(at: start + Int(number) * size, into: row)
        }
    }

    /// - Throws: `MalformedModel` when the file was written to since it was opened.
    func requireUnchanged() throws { try file.requireUnchanged() }
}
