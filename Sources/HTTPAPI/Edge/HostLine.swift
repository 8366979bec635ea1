import Base
import NIOHTTP1

/// RFC 9112 §3.2: a request names exactly one host. Otherwise two readers could each take a different host and see two
/// different requests.
enum HostLine {
    /// The error in the request's head; nil when it is valid.
    static func flaw(of head: HTTPRequestHead) -> String? {
        let lines = head.headers["Host"]
        guard lines.count <= 1 else { return "The request has more than one Host header." }
        guard let line = lines.first else {
            // HTTP/1.0 does not require a Host header.
            return head.isOfHTTP10 ? nil : "The request has no Host header."
        }
        guard let host = Authority(line) else { return "The Host header must be a host name with an optional port." }
        // The target is in absolute form (RFC 9112 §3.2.2).
        guard !head.uri.utf8.starts(with: "/".utf8), let target = URIParts(head.uri), let named = target.authority
        else {
            return nil
        }
        let scheme = target.scheme
        let isSame = Authority(named)?.withoutDefaultPort(of: scheme) == host.withoutDefaultPort(of: scheme)
        return isSame ? nil : "The Host header contradicts the target of the request."
    }
}

extension HTTPRequestHead {
    /// HTTP/1.0 defines neither `Host` nor `Expect`, so neither is checked.
    var isOfHTTP10: Bool { version.major == 1 && version.minor == 0 }
}
