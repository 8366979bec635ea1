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
