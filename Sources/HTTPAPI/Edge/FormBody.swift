import Base
import HTTPTypes
import Hummingbird
import NIOCore

extension Request {
    /// The parameters of a form body.
    /// - Parameter limit: the most bytes of the body.
    /// - Throws: `invalidRequest` for another media type, `payloadTooLarge`.
    func form(upTo limit: Int = 65_536) async throws -> FormParameters {
        let type = headers[.contentType]?.lowercased() ?? ""
        guard type.prefix(while: { $0 != ";" && $0 != " " }) == "application/x-www-form-urlencoded" else {
            throw Fault(.invalidRequest, "The body must be application/x-www-form-urlencoded.")
        }
        let bytes = try await body(upTo: limit)
        guard let text = String(validating: bytes.readableBytesView, as: UTF8.self) else {
            throw Fault(.invalidRequest, "The body is not UTF-8.")
        }
        return try FormParameters(parsing: text)
    }

    /// The parameters of the query, as sent.
    func query() throws -> FormParameters {
        try FormParameters(parsing: uri.query ?? "")
    }
}

extension Response {
    /// A 303 response, used after a POST and for every redirect that carries a code: the browser then sends a GET (RFC
    /// 9700 §4.12).
    static func seeOther(_ location: String) -> Response {
        Response(status: .seeOther, headers: [.location: location, .cacheControl: "no-store"])
    }
}
