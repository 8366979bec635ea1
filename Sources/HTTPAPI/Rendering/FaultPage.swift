package import Base
import HTTPTypes
package import Hummingbird
import NIOCore

/// Renders faults for people: a page that says what happened, never a redirect.
package struct FaultPage: FaultRenderer {
    let templates: PageTemplates

    package func response(to fault: Fault, of request: Request, id: String) -> Response {
        let language = PageLanguage.current
        let heading = language.sentence(fault.hints.heading ?? fault.code.heading)
        let page = MessagePage(
            title: heading,
            heading: heading,
            text: language.sentence(fault.shownDetail(id: id)),
            advice: fault.hints.advice.map(language.sentence),
            link: fault.hints.again,
            linkText: fault.hints.again.map { _ in language.sentence(fault.hints.againText ?? "Try again") },
            reference: id
        )
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
