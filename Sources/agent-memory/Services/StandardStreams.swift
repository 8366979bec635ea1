import Dispatch
import Glibc

/// Standard input and output as byte streams, for MCP.
enum StandardStreams {
    /// The input in pieces of any length. A separate thread reads it, because reading blocks.
    static var input: AsyncThrowingStream<[UInt8], any Error> {
        AsyncThrowingStream { continuation in
            DispatchQueue(label: "standard input").async {
                var buffer = [UInt8](repeating: 0, count: 65_536)
                while true {
                    let count = read(STDIN_FILENO, &buffer, buffer.count)
                    if count < 0, errno == EINTR { continue }
                    guard count > 0 else { break }
                    continuation.yield(Array(buffer[..<count]))
                }
                continuation.finish()
            }
        }
    }

    /// The whole input until its end.
    /// - Throws: `CommandFailure` when it is longer than `limit` bytes.
    static func wholeInput(upTo limit: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await part in input {
            bytes += part
            guard bytes.count <= limit else {
                throw CommandFailure("Standard input is longer than \(limit) bytes, the maximum.")
            }
        }
        return bytes
    }

    /// - Throws: `CommandFailure` when the reader is gone.
    @Sendable static func write(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                throw CommandFailure("Standard output is closed: \(String(cString: strerror(errno))).")
            }
            rest = rest.dropFirst(count)
        }
    }
}
