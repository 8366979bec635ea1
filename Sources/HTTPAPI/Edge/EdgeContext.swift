import Base
import HTTPTypes
package import Hummingbird
package import Identity
import Logging
package import NIOCore

/// The context of every request from its first step on, before authentication.
package struct EdgeContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The address at the other end of the connection: the caller, or the nearest proxy.
    package let peer: SocketAddress?
    let channel: any Channel
    /// Set by `BearerMiddleware` only.
    package internal(set) var principal: Principal? { didSet { record.note(principal) } }
    /// For the log, shared by the copies of this context.
    let record = RequestRecord()

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        peer = source.channel.remoteAddress
        channel = source.channel
        // Hummingbird's ids are a counter: from two of them a caller could tell how many requests others sent in
        // between.
        logger[metadataKey: "hb.request.id"] = .string(SystemRandom().bytes(16).map(Self.hex).joined())
    }

    private static func hex(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }

    /// Whether the request comes from a program on this machine. A request that a local proxy passes on may come from
    /// anywhere: most proxies add a header, and those that do not still send the host name that their caller used.
    func isLocal(_ request: Request) -> Bool {
        let passedOn: [HTTPField.Name] = [.forwardedFor, .forwarded, .via]
        guard let address = peer?.ipAddress.flatMap({ IPAddress($0) }),
            !passedOn.contains(where: { request.headers[$0] != nil }),
            HostPolicy.isLoopback(authority: request.head.authority)
        else { return false }
        return address.isLoopback
    }
}

/// The rest of the way to a response: the following middleware and the handler.
package typealias Next<Context> = (Request, Context) async throws -> Response

/// The context of every handler behind a credential. The principal is a non-optional property, so that room 2 cannot be
/// skipped.
package struct AuthenticatedContext: ChildRequestContext {
    package var coreContext: CoreRequestContextStorage
    package let principal: Principal

    /// The context of an authenticated request.
    /// - Throws: `missingCredential` when no middleware has set a principal: a route mounted at the wrong place responds
    ///   with 401, never with another user's memories.
    package init(context: EdgeContext) throws {
        guard let principal = context.principal else { throw Fault(.missingCredential, "Missing authorization header") }
        coreContext = context.coreContext
        self.principal = principal
    }
}
