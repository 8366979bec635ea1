import Base
import HTTPTypes
package import Hummingbird
import NIOCore

extension Request {
    /// The body as a JSON object.
    /// - Throws: `invalidRequest` for what is not JSON; `validationFailed` for JSON that is not an object;
    ///   `unsupportedMediaType` for a body that says it is something else; what `body(upTo:)` throws.
    package func json(upTo limit: Int) async throws -> WireObject {
        guard Self.isJSON(headers[.contentType]) else {
            throw Fault(.unsupportedMediaType, "Send JSON, with Content-Type: application/json.")
        }
        let buffer = try await body(upTo: limit)
        let value: JSONValue
        do {
            value = try buffer.withUnsafeReadableBytes { bytes in
                try bytes.withMemoryRebound(to: UInt8.self) { try StrictJSON.parse($0, maxDepth: 64) }
            }
        } catch let flaw as StrictJSON.Flaw {
            throw Fault(
                .invalidRequest, Self.sentence(flaw),
                hints: .init(fields: [.init(path: ["body"], kind: "json_invalid", message: Self.sentence(flaw))]))
        }
        let problems = WireProblems()
        if value.object == nil { problems.note(["body"], "dict_type", "Input should be a valid object") }
        try problems.check()
        return WireObject(members: value.object ?? [:], path: ["body"], problems: problems)
    }

    /// `application/json`, `application/…+json`, or nothing said.
    private static func isJSON(_ contentType: String?) -> Bool {
        guard let contentType else { return true }
        let type = contentType.prefix { $0 != ";" && $0 != " " }.lowercased()
        return type == "application/json" || type.hasSuffix("+json")
    }

    private static func sentence(_ flaw: StrictJSON.Flaw) -> String {
        switch flaw {
        case .syntax: "The body is not valid JSON."
        case .duplicateMember: "The body is not valid JSON: a member is repeated."
        case .notUTF8: "The body is not valid JSON: it holds what is not UTF-8."
        case .numberOutOfRange: "The body is not valid JSON: a number is out of range."
        case .tooDeep: "The body is nested too deeply."
        case .trailingBytes: "The body is not valid JSON: something follows the value."
        }
    }
}
