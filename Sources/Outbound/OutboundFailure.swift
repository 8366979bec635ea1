/// Why an outgoing request failed: each case is a sentence for an administrator. Never shown to strangers unchanged.
package enum OutboundFailure: Error, Sendable, Hashable, CustomStringConvertible {
    case notAURL
    case notSecure(host: String)
    case addressRefused(host: String)
    case portRefused(host: String, port: Int)
    case nameNotFound(String)
    // The following cases have the requested address without its query, which may hold a secret.
    case connectionFailed(url: String, reason: String)
    case tlsFailed(url: String, reason: String)
    case timedOut(url: String)
    case redirected(url: String)
    case status(url: String, code: Int)
    case tooLarge(url: String, limit: Int)

    package var description: String {
        switch self {
        case .notAURL: "the address is not an http or https URL, or it contains a space, a user name or a fragment"
        case .notSecure(let host): "\(host) must be reached over https (http is for loopback only)"
        case .addressRefused(let host): "\(host) has a private or special address, which is not allowed here"
        case .portRefused(let host, let port): "port \(port) of \(host) is not a port that web servers use"
        case .nameNotFound(let host): "DNS has no address for \(host)"
        case .connectionFailed(let url, let reason): "no connection to \(url): \(reason)"
        case .tlsFailed(let url, let reason): "TLS with \(url) failed: \(reason)"
        case .timedOut(let url): "\(url) did not answer in time"
        case .redirected(let url): "\(url) answered with a redirect, which is not followed"
        case .status(let url, let code): "\(url) answered with HTTP status \(code)"
        case .tooLarge(let url, let limit): "the response of \(url) is larger than \(limit) bytes"
        }
    }
}
