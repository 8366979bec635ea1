import Base
import HTTPTypes
package import Hummingbird
import NIOCore

/// The server at the port for HTTP without TLS: answers challenges of a certificate authority (RFC 8555 §8.3) and sends
/// everyone else to https.
package struct ChallengeSite: HTTPResponder {
    package typealias Context = BasicRequestContext

    private let board: ChallengeBoard
    /// The origin of the server, with https.
    private let origin: String

    static let path = "/.well-known/acme-challenge/"

    package init(_ certificate: ServerCertificate, origin: String) {
        (board, self.origin) = (certificate.challenges, origin)
    }

    package func respond(to request: Request, context: Context) async throws -> Response {
        let target = request.uri.string
        guard request.method == .get || request.method == .head, target.hasPrefix("/") else {
            return Self.text(.forbidden, "Use \(origin). Requests without TLS are not accepted.\n")
        }
        if target.hasPrefix(Self.path) {
            guard let proof = board.proof(for: String(target.dropFirst(Self.path.count))) else {
                return Self.text(.notFound, "No certificate authority asks for this now.\n")
            }
            return Self.text(.ok, proof)
        }
        // A client that sent its token in the clear must notice, and not go on.
        guard request.headers[.authorization] == nil else {
            return Self.text(.forbidden, "Use \(origin). This request sent its credential without TLS: replace it.\n")
        }
        return Response(status: .permanentRedirect, headers: [.location: origin + target, .contentLength: "0"])
    }

    private static func text(_ status: HTTPResponse.Status, _ text: String) -> Response {
        Response(
            status: status,
            headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: text))
        )
    }
}
