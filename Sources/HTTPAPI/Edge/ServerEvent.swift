import Base
package import Hummingbird
import NIOCore
import ServiceLifecycle

/// One event of a stream (HTML standard, server-sent events).
package struct ServerEvent: Sendable {
    /// The bytes of the event, with the blank line at its end.
    let bytes: [UInt8]

    /// - Parameters:
    ///   - name: a fixed word of this server.
    ///   - id: what a client that connects again names as the last event it saw; a text without line ends.
    ///   - data: one line, such as our JSON text, which has no line ends.
    package init(_ name: String, id: String? = nil, data: some Sequence<UInt8>) {
        var text = Array("event: \(name)\n".utf8)
        if let id { text += Array("id: \(id)\n".utf8) }
        bytes = text + Array("data: ".utf8) + data + Array("\n\n".utf8)
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    /// A comment, which clients ignore. Writing it shows whether the client is still there.
    static let comment = ServerEvent(bytes: Array(": keep-alive\n\n".utf8))
}

extension Response {
    /// The interval of comments in an idle stream: shorter than the idle limits of common proxies (60 s).
    private static let pause = Duration.seconds(15)

    /// A response that stays open and sends events as they come. It ends with the stream, with the client, or when the
    /// server drains.
    package static func events(
        _ events: AsyncStream<ServerEvent>,
        of continuation: AsyncStream<ServerEvent>.Continuation
    ) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "text/event-stream", .cacheControl: "no-store", .accelBuffering: "no"],
            body: ResponseBody { writer in
                defer { continuation.finish() }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        while true {
                            try await Task.sleep(for: pause)
                            continuation.yield(.comment)
                        }
                    }
                    for await event in events.cancelOnGracefulShutdown() {
                        try await writer.write(ByteBuffer(bytes: event.bytes))
                    }
                    group.cancelAll()
                }
                try await writer.finish(nil)
            }
        )
    }
}
