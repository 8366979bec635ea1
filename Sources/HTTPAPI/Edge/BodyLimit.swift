import Base
import HTTPTypes
package import Hummingbird
package import NIOCore

/// The body could not be read to its end: the caller is gone, or does not speak HTTP. There is nobody to answer.
struct BodyUnreadable: Error {
    let cause: any Error
}

extension Request {
    /// The whole body, at most `limit` bytes of it ever in memory.
    /// - Throws: `payloadTooLarge` as soon as more is announced or has come; `unsupportedMediaType` for a compressed
    ///   body, because a small one can unfold to any size.
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
