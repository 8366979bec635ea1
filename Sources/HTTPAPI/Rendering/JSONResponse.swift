package import Base
package import HTTPTypes
package import Hummingbird
import NIOCore

extension Response {
    /// A response with one JSON object; like every response it must not be stored unless it says so
    /// (`SecurityHeaders`).
    package static func json(status: HTTPResponse.Status = .ok, _ content: (inout JSONWriter) -> Void) -> Response {
        json(status: status, writing: { $0.object(content) })
    }

    package static func json(_ value: JSONValue) -> Response {
        json(status: .ok, writing: { $0.value(value) })
    }

    private static func json(status: HTTPResponse.Status, writing write: (inout JSONWriter) -> Void) -> Response {
        var writer = JSONWriter()
        write(&writer)
        return Response(
            status: status,
            headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: writer.bytes))
        )
    }
}
