import Base
import Identity
import Logging
import Synchronization

/// The caller of a request, for its line in the log. The outermost middleware writes the line; the inner
/// ones find the caller.
final class RequestRecord: Sendable {
    private let caller = Mutex<Principal?>(nil)

    func note(_ principal: Principal?) { caller.withLock { $0 = principal } }

    /// Empty for a caller without a credential. Names of people and applications are untrusted: the log escapes them.
    var metadata: Logger.Metadata {
        guard let principal = caller.withLock({ $0 }) else { return [:] }
        var metadata: Logger.Metadata = [:]
        metadata["user"] = principal.userName.map { "\($0)" }
        metadata["application"] = principal.client.map { "\($0)" }
        switch principal.credential {
        case .apiToken(let id): metadata["token"] = "\(id.rawValue)"
        case .accessToken(let issuer, let grant):
            metadata["issuer"] = "\(issuer)"
            metadata["grant"] = grant.map { "\($0)" }
        case .browserSession(let id): metadata["session"] = "\(id)"
        case .preset: metadata["token"] = "preset"
        case .none: break
        }
        return metadata
    }
}
