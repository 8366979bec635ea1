import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
    /// A response with an HTML page that may load only the server's own stylesheet, script and icon: nothing inline,
    /// nothing from other sites, and no frame around it.
    /// - Parameter formAction: the targets its forms may have, as a CSP source list.
    static func page(_ html: String, status: HTTPResponse.Status = .ok, formAction: String = "'none'") -> Response {
        Response(
            status: status,
            headers: [
                .contentType: "text/html; charset=utf-8",
                .contentSecurityPolicy:
                    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; form-action \(formAction); frame-ancestors 'none'",
                .xFrameOptions: "DENY",
                .vary: "Accept-Language",
            ],
            body: .init(byteBuffer: ByteBuffer(string: html))
        )
    }
}

extension PageTemplates {
    /// A page for one person, with the strictest policy that works: only our own files and our forms, in no frame, never
    /// stored.
    /// - Parameters:
    ///   - shell: as for `render`.
    ///   - formTargets: other targets to which a form of the page may redirect. Browsers apply the page's policy to
    ///     every redirect after its form, and block without an error message.
    func response(
        _ page: some WebPage,
        in shell: PageShell? = nil,
        status: HTTPResponse.Status = .ok,
        formTargets: [String] = []
    ) throws -> Response {
        let formAction = (["'self'"] + formTargets).joined(separator: " ")
        var response = Response.page(try render(page, in: shell), status: status, formAction: formAction)
        response.headers[.cacheControl] = "no-store"
        return response
    }
}

/// Sources for `form-action` of our pages.
enum FormTarget {
    /// The target of forms that send the person to an upstream provider or an application, because those may redirect
    /// to any site. This is safe: our pages run only our own script, and everything on them is escaped.
    static let anySite = "https: http://127.0.0.1:* http://localhost:*"
}
