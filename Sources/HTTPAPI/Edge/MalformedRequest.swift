import Base
import NIOCore
import NIOHTTP1

/// A request that is answered before anything of it is understood: why, and what the client and the log are told.
struct MalformedRequest {
    let status: HTTPResponseStatus
    let reason: String

    private init(_ status: HTTPResponseStatus, _ reason: String) {
        (self.status, self.reason) = (status, reason)
    }

    /// Nil when the head is in order.
    init?(_ head: HTTPRequestHead) {
        if let flaw = HostLine.flaw(of: head) {
            self.init(.badRequest, flaw)
        } else if !head.isOfHTTP10, head.headers.contains(name: "Expect"), !Self.expects(head) {
            self.init(.expectationFailed, "This server meets no other expectation than 100-continue.")
        } else {
            return nil
        }
    }

    init(_ error: HTTPParserError) {
        switch error {
        case .headerOverflow:
            self.init(.requestHeaderFieldsTooLarge, "The header fields are longer than this server reads.")
        case .invalidContentLength, .unexpectedContentLength:
            self.init(.badRequest, "Content-Length is not a number, appears twice, or stands beside Transfer-Encoding.")
        default:
            self.init(
                .badRequest,
                "The request is not valid HTTP/1.1. A line end within a header field, copied along with a token, is a common cause."
            )
        }
    }

    /// Whether the client waits for a 100. One that says so twice means the same (RFC 9110 §5.3, §10.1.1).
    static func expects(_ head: HTTPRequestHead) -> Bool {
        let expectations = head.headers[canonicalForm: "Expect"]
        return !expectations.isEmpty && expectations.allSatisfy { $0.lowercased() == "100-continue" }
    }

    var body: ByteBuffer {
        var text = JSONWriter()
        text.object { text in
            text.member("type", FaultCode.invalidRequest.problemType)
            text.member("title", FaultCode.invalidRequest.title)
            text.member("status", Int(status.code))
            text.member("detail", reason)
            text.member("status_code", Int(status.code))
        }
        return ByteBuffer(bytes: text.bytes)
    }

    var head: HTTPResponseHead {
        let headers: HTTPHeaders = [
            "Content-Type": "application/problem+json", "Content-Length": "\(body.readableBytes)",
            "Connection": "close",
            "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff",
        ]
        return HTTPResponseHead(version: .http1_1, status: status, headers: headers)
    }

    /// For a body that took too long to come.
    static let tooSlow = MalformedRequest(.requestTimeout, "The request took too long to come (http.transferSeconds).")
}
