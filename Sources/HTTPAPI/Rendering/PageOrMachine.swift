import Base
import HTTPTypes
import Hummingbird

/// At addresses that people open in a browser as well as programs call: a page for those who ask for one, and the shape
/// of the machines' door for everybody else. Status and challenge are the same for both.
struct PageOrMachine: FaultRenderer {
    let pages: FaultPage
    let machines: any FaultRenderer
    /// What a browser is shown at an address that only programs can use.
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

    /// The same in words for somebody who typed or followed an address, and a way on.
    private static func forPeople(_ fault: Fault, at path: String) -> Fault {
        var home = Fault.Hints(advice: fault.hints.advice, again: "/", againText: "Go to the start page")
        switch fault.code {
        case .notFound:
            // Why there is no login page is worth knowing; that programs find a description under /docs is not.
            if ServedPath.absence(of: path) == nil { home.advice = nil }
            return Fault(.notFound, "This server has no page at this address.", hints: home)
        case .methodNotAllowed, .missingCredential, .invalidToken, .tokenExpired:
            return Fault(
                fault.code,
                "This address is for programs, not for browsers.",
                hints: .init(again: "/docs", againText: "How programs use it", heading: "Nothing to see here")
            )
        default:
            return Fault(fault.code, fault.detail, hints: home, cause: fault.cause)
        }
    }
}
