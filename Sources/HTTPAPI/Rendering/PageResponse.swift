import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
    /// An HTML page that may load the server's own stylesheet and icon and nothing else: no script, nothing from
    /// elsewhere, and no page around it.
    /// - Parameter formAction: where its forms may lead, as a source list of CSP.
    static func page(_ html: String, status: HTTPResponse.Status = .ok, formAction: String = "'none'") -> Response {
        Response(
            status: status,
            headers: [
                .contentType: "text/html; charset=utf-8",
                .contentSecurityPolicy:
                    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action \(formAction); frame-ancestors 'none'",
                .xFrameOptions: "DENY",
            ],
            body: .init(byteBuffer: ByteBuffer(string: html))
        )
    }
}

extension PageTemplates {
    /// A page for one person, with the strictest policy that lets it work: our style sheet, our forms, nothing else, in
    /// no frame, never stored.
    /// - Parameter formTargets: where else a form of the page may lead by redirect. Browsers hold a form to its page's
    ///   policy through every redirect that follows it, and stop it without a word.
    func response(
        _ page: some WebPage,
        status: HTTPResponse.Status = .ok,
        formTargets: [String] = []
    ) throws -> Response {
        let formAction = (["'self'"] + formTargets).joined(separator: " ")
        var response = Response.page(try render(page), status: status, formAction: formAction)
        response.headers[.cacheControl] = "no-store"
        return response
    }
}

/// Sources for `form-action` of our pages.
enum FormTarget {
    /// Where forms lead that send the person to an upstream provider or to an application: what these redirect to in
    /// turn is theirs to say. Nothing on our pages is at stake: they have no script, and everything on them is escaped.
    static let anySite = "https: http://127.0.0.1:* http://localhost:*"
}
