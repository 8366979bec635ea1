import Base
import HTTPTypes
package import Hummingbird
import NIOCore

extension Request {
    /// The body as a JSON object.
    /// - Throws: `invalidRequest` when the body is not JSON, with the byte at which parsing stopped as the path's last
    ///   step (like FastAPI); `validationFailed` for JSON that is not an object; `unsupportedMediaType` for another
    ///   declared media type; errors of `body(upTo:)`.
    package func json(upTo limit: Int) async throws -> WireObject {
        guard Self.isJSON(headers[.contentType]) else {
            throw Fault(.unsupportedMediaType, "Send JSON, with Content-Type: application/json.")
        }
        let buffer = try await body(upTo: limit)
        let value: JSONValue
        do {
            value = try buffer.withUnsafeReadableBytes { bytes in
                try bytes.withMemoryRebound(to: UInt8.self) {
                    try StrictJSON.parse(StrictJSON.withoutMark($0), maxDepth: 64)
                }
            }
        } catch let refusal as StrictJSON.Refusal {
            let isEmpty = buffer.readableBytes == 0
            let sentence =
                isEmpty ? "The body is empty; send a JSON object." : "The body is not valid JSON: \(refusal)."
            throw Fault(
                .invalidRequest,
                sentence,
                hints: .init(fields: [
                    .init(path: ["body", String(refusal.offset)], kind: "json_invalid", message: sentence)
                ])
            )
        }
        let problems = WireProblems()
        if value.object == nil { problems.note(["body"], "dict_type", "Input should be a valid object") }
        try problems.check()
        return WireObject(members: value.object ?? [:], path: ["body"], problems: problems)
    }

    /// Whether the type is `application/json`, `application/…+json`, or absent.
    private static func isJSON(_ contentType: String?) -> Bool {
        guard let contentType else { return true }
        let type = contentType.prefix { $0 != ";" && $0 != " " }.lowercased()
        return type == "application/json" || type.hasSuffix("+json")
    }
}
