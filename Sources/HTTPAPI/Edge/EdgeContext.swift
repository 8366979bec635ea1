import Base
import HTTPTypes
package import Hummingbird
package import Identity
import Logging
package import NIOCore

/// What every request carries from its first step on. Nobody is known yet.
package struct EdgeContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The connection's other end: the caller, or the nearest proxy.
    package let peer: SocketAddress?
    let channel: any Channel
    /// Set by `BearerMiddleware` and by nothing else.
    var principal: Principal?

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        peer = source.channel.remoteAddress
        channel = source.channel
        // Hummingbird counts requests and shows the count: anybody could read from two ids how much others did in
        // between.
        logger[metadataKey: "hb.request.id"] = .string(SystemRandom().bytes(16).map(Self.hex).joined())
    }

    private static func hex(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }

    /// Whether a program of this machine asks, for itself: what a proxy here passes on may come from anywhere. A proxy
    /// says so; one that does not still asks for the name that its own caller used.
    func isLocal(_ request: Request) -> Bool {
        let passedOn: [HTTPField.Name] = [.forwardedFor, .forwarded, .via]
        guard let address = peer?.ipAddress.flatMap({ IPAddress($0) }),
            !passedOn.contains(where: { request.headers[$0] != nil }),
            HostPolicy.isLoopback(authority: request.head.authority)
        else { return false }
        return address.isLoopback
    }
}

/// The context of every handler behind a credential: who is there is a plain property, so that room 2 cannot be
/// skipped.
package struct AuthenticatedContext: ChildRequestContext {
    package var coreContext: CoreRequestContextStorage
    package let principal: Principal

    /// Throws `missingCredential` when no middleware has put a principal there: a route mounted at the wrong place
    /// answers 401, never somebody else's memories.
    package init(context: EdgeContext) throws {
        guard let principal = context.principal else { throw Fault(.missingCredential, "Missing authorization header") }
        coreContext = context.coreContext
        self.principal = principal
    }
}
