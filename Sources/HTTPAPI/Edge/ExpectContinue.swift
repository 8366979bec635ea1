import HTTPTypes
import Hummingbird
import NIOCore

/// `Expect: 100-continue` (RFC 9110 §10.1.1): tells the client to send the body when a handler begins to read it, and
/// not before, so that the client uploads nothing for a 401, 413 or 415.
struct ExpectContinue: RouterMiddleware {
    typealias Context = EdgeContext

    func handle(_ request: Request, context: EdgeContext, next: Next<EdgeContext>) async throws -> Response {
        guard request.headers[.expect] != nil else { return try await next(request, context) }
        var request = request
        request.body = RequestBody(asyncSequence: BodyOnDemand(body: request.body, channel: context.channel))
        return try await next(request, context)
    }
}

/// A body that requests the upload when its first part is read.
private struct BodyOnDemand: AsyncSequence, Sendable {
    let body: RequestBody
    let channel: any Channel

    struct AsyncIterator: AsyncIteratorProtocol {
        var base: RequestBody.AsyncIterator
        var channel: (any Channel)?

        mutating func next() async throws -> ByteBuffer? {
            channel?.triggerUserOutboundEvent(ConnectionRules.BodyWanted(), promise: nil)
            channel = nil
            return try await base.next()
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(base: body.makeAsyncIterator(), channel: channel) }
}
