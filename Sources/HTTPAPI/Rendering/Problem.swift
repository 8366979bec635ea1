package import Base
import HTTPTypes
package import Hummingbird
import NIOCore

/// Renders faults of the REST API: problem details (RFC 9457). `detail` is always a sentence and `status_code` always
/// present, because the clients of the other memory servers read them. Invalid fields are listed under `errors` in
/// FastAPI's format.
package struct Problem: FaultRenderer {
    private let challenge: BearerChallenge

    package init(challenge: BearerChallenge = BearerChallenge()) {
        self.challenge = challenge
    }

    package func response(to fault: Fault, of request: Request, id: String) -> Response {
        var text = JSONWriter()
        text.object { text in
            text.member("type", fault.code.problemType)
            text.member("title", fault.code.title)
            text.member("status", fault.code.status)
            text.member("detail", fault.shownDetail(id: id))
            text.member("status_code", fault.code.status)
            if let advice = fault.hints.advice { text.member("hint", advice) }
            if !fault.hints.fields.isEmpty { text.fields("errors", fault.hints.fields) }
            text.member("request_id", id)
        }
        var response = Response(
            status: .init(code: fault.code.status),
            headers: [.contentType: "application/problem+json"],
            body: .init(byteBuffer: ByteBuffer(bytes: text.bytes))
        )
        response.describe(fault, challenge: challenge, of: request, id: id)
        return response
    }
}

extension JSONWriter {
    /// Writes the invalid fields in FastAPI's format.
    package mutating func fields(_ name: String, _ fields: [Fault.Field]) {
        array(name, fields) { text, field in
            text.object { text in
                text.array("loc", field.path) { text, step in
                    if let index = Int(step) { text.integer(index) } else { text.string(step) }
                }
                text.member("msg", field.message)
                text.member("type", field.kind)
            }
        }
    }
}

extension Response {
    /// Sets the header fields of a fault that all REST doors share.
    package mutating func describe(_ fault: Fault, challenge: BearerChallenge, of request: Request, id: String) {
        headers[.requestID] = id
        headers[.retryAfter] = fault.hints.retryAfter.map(String.init)
        headers[.wwwAuthenticate] = challenge.value(for: fault, calledAs: request.head.authority)
    }
}
