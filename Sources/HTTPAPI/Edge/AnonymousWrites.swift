import Base
import Hummingbird
import Identity

extension TrustedProxies {
    /// The address of a request's caller, as far as trusted proxies tell it.
    func caller(_ request: Request, _ context: EdgeContext) -> String? {
        caller(peer: context.peer?.ipAddress, forwardedFor: request.headers[values: .forwardedFor])
    }
}

extension [FailureLimit] {
    /// Counts a write that is allowed without a credential.
    /// - Throws: `rateLimited` with `sentence` when the address or its site sent too many.
    func countWrite(by caller: String, _ sentence: String, at now: Timestamp) throws {
        do {
            for limit in self { try limit.check(caller, at: now) }
        } catch let fault as Fault where fault.code == .rateLimited {
            throw Fault(.rateLimited, sentence, hints: fault.hints)
        }
        for limit in self { limit.note(caller, at: now) }
    }
}
