package import Base
import HTTPTypes
package import Hummingbird

/// The doors that people use: a page that says what happened, never a redirect.
package struct FaultPage: FaultRenderer {
    package init() {}

    package func response(to fault: Fault, of request: Request, id: String) -> Response {
        let advice = fault.hints.advice.map { "<p>\(Page.escape($0))</p>" } ?? ""
        var response = Page(
            title: fault.code.title, content: "<h1>\(Page.escape(fault.code.title))</h1><p>\(Page.escape(fault.shownDetail(id: id)))</p>\(advice)"
        ).response(status: .init(code: fault.code.status))
        response.headers[.cacheControl] = "no-store"
        response.headers[.requestID] = id
        response.headers[.retryAfter] = fault.hints.retryAfter.map(String.init)
        return response
    }
}
