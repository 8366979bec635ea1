import Base
import NIOCore
import NIOHTTP1

/// A request that is refused before it is parsed: the reason, and what the client and the log are told.
struct MalformedRequest {
    let status: HTTPResponseStatus
    let reason: String

    init(_ status: HTTPResponseStatus, _ reason: String) {
        (self.status, self.reason) = (status, reason)
    }

    /// Nil when the head is valid.
    init?(_ head: HTTPRequestHead) {
        if let flaw = HostLine.flaw(of: head) {
            self.init(.badRequest, flaw)
        } else if !head.isOfHTTP10, head.headers.contains(name: "Expect"), !Self.expects(head) {
            self = .unknownExpectation
        } else {
            return nil
        }
    }

    init(_ error: HTTPParserError) {
        switch error {
        case .headerOverflow:
            self.init(.requestHeaderFieldsTooLarge, "The header fields are larger than this server accepts.")
        case .invalidContentLength, .unexpectedContentLength:
            self.init(
                .badRequest,
                "Content-Length is not a number, appears twice, or comes together with Transfer-Encoding."
            )
        default:
            self.init(
                .badRequest,
                "The request is not valid HTTP/1.1. A line end within a header field, copied along with a token, is a common cause."
            )
        }
    }

    /// Whether the client waits for 100 Continue. Sending the expectation twice means the same as once (RFC 9110 §5.3,
    /// §10.1.1).
    static func expects(_ head: HTTPRequestHead) -> Bool {
        expects(head.headers[canonicalForm: "Expect"].map { String($0) })
    }

    static func expects(_ expectations: [String]) -> Bool {
        !expectations.isEmpty && expectations.allSatisfy { $0.lowercased() == "100-continue" }
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

    static let unknownExpectation = MalformedRequest(
        .expectationFailed,
        "The only supported expectation is 100-continue."
    )

    /// The response when the body took too long to arrive.
    static let tooSlow = MalformedRequest(
        .requestTimeout,
        "The request took too long to arrive (http.transferSeconds)."
    )
}
