package import Base
import HTTPTypes
package import Hummingbird
import NIOCore

/// The doors that people use: a page that says what happened, never a redirect.
package struct FaultPage: FaultRenderer {
    private let templates: PageTemplates
    private let base: String

    /// - Parameter base: the path prefix of every link; empty at the root.
    init(templates: PageTemplates, base: String) {
        self.templates = templates
        self.base = base
    }

    package func response(to fault: Fault, of request: Request, id: String) -> Response {
        let page = MessagePage(
            title: fault.code.title, base: base, heading: fault.code.title, text: fault.shownDetail(id: id),
            advice: fault.hints.advice, reference: id)
        let status = HTTPResponse.Status(code: fault.code.status)
        var response =
            (try? templates.render(page)).map { Response.page($0, status: status) }
            ?? Response(status: status, body: .init(byteBuffer: ByteBuffer(string: page.text)))
        response.headers[.cacheControl] = "no-store"
        response.headers[.requestID] = id
        response.headers[.retryAfter] = fault.hints.retryAfter.map { String($0) }
        return response
    }
}
