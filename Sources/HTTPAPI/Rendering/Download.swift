import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
    /// A file that is created while it is sent, so that its size takes no memory.
    /// - Parameters:
    ///   - name: of the file; ASCII without quotes.
    ///   - body: gets a function that sends bytes and waits until the connection takes more.
    static func download(
        _ name: String,
        type: String,
        _ body: @escaping @Sendable (_ write: ([UInt8]) async throws -> Void) async throws -> Void
    ) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: type, .contentDisposition: "attachment; filename=\"\(name)\"", .cacheControl: "no-store",
            ],
            body: .init { writer in
                var output = writer
                try await body { bytes in try await output.write(ByteBuffer(bytes: bytes)) }
                try await output.finish(nil)
            }
        )
    }
}
