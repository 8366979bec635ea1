/// Why a request of ours got no answer: each case is a sentence an administrator can act on. Never shown to strangers as it is.
package enum OutboundFailure: Error, Sendable, Hashable, CustomStringConvertible {
    case notAURL
    case notSecure(host: String)
    case addressRefused(host: String)
    case portRefused(host: String, port: Int)
    case nameNotFound(String)
    case connectionFailed(host: String, reason: String)
    case tlsFailed(host: String, reason: String)
    case timedOut(host: String)
    case redirected(host: String)
    case status(host: String, code: Int)
    case tooLarge(host: String, limit: Int)
    case notJSON(host: String)

    package var description: String {
        switch self {
        case .notAURL: "the address is not an http or https URL"
        case .notSecure(let host): "\(host) must be reached over https (http is for loopback only)"
        case .addressRefused(let host): "\(host) has a private or special address, which is not allowed here"
        case .portRefused(let host, let port): "port \(port) of \(host) is not one that web servers use"
        case .nameNotFound(let host): "DNS has no address for \(host)"
        case .connectionFailed(let host, let reason): "no connection to \(host): \(reason)"
        case .tlsFailed(let host, let reason): "TLS with \(host) failed: \(reason)"
        case .timedOut(let host): "\(host) did not answer in time"
        case .redirected(let host): "\(host) answered with a redirect, which is not followed"
        case .status(let host, let code): "\(host) answered with HTTP status \(code)"
        case .tooLarge(let host, let limit): "the answer of \(host) is larger than \(limit) bytes"
        case .notJSON(let host): "the answer of \(host) is not JSON"
        }
    }
}
