import Base
import NIOHTTP1

/// RFC 9112 §3.2: a request names one host, once. Two readers that each take another of several names would believe in
/// two requests.
enum HostLine {
    /// What is wrong with the head; nil when nothing is.
    static func flaw(of head: HTTPRequestHead) -> String? {
        let lines = head.headers["Host"]
        guard lines.count <= 1 else { return "The request has more than one Host line." }
        guard let line = lines.first else {
            // HTTP/1.0 has none.
            return head.isOfHTTP10 ? nil : "The request has no Host line."
        }
        guard let host = Authority(line) else { return "The Host line is not a name with an optional port." }
        // A target in absolute form (RFC 9112 §3.2.2).
        guard !head.uri.utf8.starts(with: "/".utf8), let target = URIParts(head.uri), let named = target.authority
        else {
            return nil
        }
        let scheme = target.scheme
        let isSame = Authority(named)?.withoutDefaultPort(of: scheme) == host.withoutDefaultPort(of: scheme)
        return isSame ? nil : "The Host line contradicts the target of the request."
    }
}

extension HTTPRequestHead {
    /// HTTP/1.0 knows neither `Host` nor `Expect`, and is not held to them.
    var isOfHTTP10: Bool { version.major == 1 && version.minor == 0 }
}
