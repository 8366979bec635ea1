import Base
import HTTPTypes
package import Hummingbird
package import NIOCore

/// The body could not be read to its end: the client disconnected or does not speak HTTP, so there is no one to respond
/// to.
struct BodyUnreadable: Error {
    let cause: any Error
}

extension Request {
    /// The whole body; never holds more than `limit` bytes in memory.
    /// - Throws: `payloadTooLarge` as soon as more is announced or received; `unsupportedMediaType` for a compressed
    ///   body, because a small one can decompress to any size.
    package func body(upTo limit: Int) async throws -> ByteBuffer {
        let encoding = headers[.contentEncoding] ?? "identity"
        guard encoding.isEmpty || encoding.lowercased() == "identity" else {
            throw Fault(.unsupportedMediaType, "Send the body without Content-Encoding.")
        }
        if let announced = headers[.contentLength].flatMap(Int.init), announced > limit { throw Self.tooLarge(limit) }
        var whole = ByteBuffer()
        do {
            for try await part in body {
                guard whole.readableBytes + part.readableBytes <= limit else { throw Self.tooLarge(limit) }
                if whole.readableBytes == 0 { whole = part } else { whole.writeImmutableBuffer(part) }
            }
        } catch let fault as Fault {
            throw fault
        } catch {
            throw BodyUnreadable(cause: error)
        }
        return whole
    }

    private static func tooLarge(_ limit: Int) -> Fault {
        Fault(
            .payloadTooLarge,
            "The body is larger than \(limit) bytes.",
            hints: .init(advice: "Send it in several requests, or raise limits.bodyBytes.")
        )
    }
}
