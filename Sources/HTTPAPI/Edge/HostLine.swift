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
        guard isAuthority(line) else { return "The Host line is not a name with an optional port." }
        guard let target = authority(of: head.uri), canonical(target) != canonical((line, target.scheme)) else {
            return nil
        }
        return "The Host line contradicts the target of the request."
    }

    /// `uri-host [ ":" port ]` by its characters (RFC 3986 §3.2.2).
    private static func isAuthority(_ text: String) -> Bool {
        text.wholeMatch(of: /([A-Za-z0-9._~!$&'()*+,;=%-]+|\[[A-Fa-f0-9:.]+\])(:[0-9]*)?/) != nil
    }

    /// Of a target in absolute form (RFC 9112 §3.2.2).
    private static func authority(of target: String) -> (name: String, scheme: String)? {
        guard !target.hasPrefix("/"), let separator = target.firstRange(of: "://") else { return nil }
        let name = target[separator.upperBound...].prefix { !"/?#".contains($0) }
        return (String(name), target[..<separator.lowerBound].lowercased())
    }

    private static func canonical(_ authority: (name: String, scheme: String)) -> String {
        let name = authority.name.lowercased()
        let port = authority.scheme == "https" ? ":443" : ":80"
        return name.hasSuffix(port) ? String(name.dropLast(port.count)) : name
    }
}

extension HTTPRequestHead {
    /// HTTP/1.0 knows neither `Host` nor `Expect`, and is not held to them.
    var isOfHTTP10: Bool { version.major == 1 && version.minor == 0 }
}
