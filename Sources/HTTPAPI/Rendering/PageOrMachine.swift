import Base
import HTTPTypes
import Hummingbird

/// Renders faults at addresses that both people and programs open: a page for requests that prefer HTML, and the
/// programs' format for all others. Status and challenge are the same for both.
struct PageOrMachine: FaultRenderer {
    let pages: FaultPage
    let machines: any FaultRenderer
    /// The page that a browser is shown at an address that only programs can use.
    var usage: (@Sendable (Request, HTTPResponse.Status) -> Response?)?

    func response(to fault: Fault, of request: Request, id: String) -> Response {
        let answer = machines.response(to: fault, of: request, id: id)
        guard request.prefersPage else { return answer }
        if fault.code == .methodNotAllowed, [.get, .head].contains(request.method),
            let page = PageEndpoint.page(ofForm: request.uri.path)
        {
            return .seeOther(page)
        }
        var page =
            shown(fault, request, answer.status)
            ?? pages.response(to: Self.forPeople(fault, at: request.uri.path), of: request, id: id)
        for name in [HTTPField.Name.wwwAuthenticate, .retryAfter, .requestID] {
            page.headers[name] = answer.headers[name]
        }
        return page
    }

    private func shown(_ fault: Fault, _ request: Request, _ status: HTTPResponse.Status) -> Response? {
        guard fault.code == .missingCredential || fault.code == .methodNotAllowed else { return nil }
        return usage?(request, status)
    }

    /// The fault in words for a person who typed or followed an address, with a link to continue.
    private static func forPeople(_ fault: Fault, at path: String) -> Fault {
        var home = Fault.Hints(advice: fault.hints.advice, again: "/", againText: "Go to the start page")
        switch fault.code {
        case .notFound:
            // The reason for a missing login page helps people; the hint for programs about /docs does not.
            if ServedPath.absence(of: path) == nil { home.advice = nil }
            return Fault(.notFound, "This server has no page at this address.", hints: home)
        case .methodNotAllowed, .missingCredential, .invalidToken, .tokenExpired:
            return Fault(
                fault.code,
                "This address is for programs, not for browsers.",
                hints: .init(again: "/docs", againText: "API documentation", heading: "This is not a web page")
            )
        default:
            return Fault(fault.code, fault.detail, hints: home, cause: fault.cause)
        }
    }
}
