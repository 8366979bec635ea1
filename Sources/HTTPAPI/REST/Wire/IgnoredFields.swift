import Base
import HTTPTypes
package import Hummingbird

extension HTTPField.Name {
    /// The header with the unknown members and parameters of a request, separated by commas.
    static let ignoredFields = HTTPField.Name("X-Ignored-Fields")!
}

extension Response {
    /// The response with a header that names the ignored members of the request, if any.
    package func naming(ignoredBy wires: WireObject...) -> Response {
        let names = wires.flatMap(\.problems.ignored.names)
        guard !names.isEmpty else { return self }
        var response = self
        // A comma separates names, so names must not contain one; a header field holds only ASCII and no white space
        // but the space (RFC 9110 §5.5).
        let safe = names.map { name in
            String(name.map { !$0.isASCII ? "?" : $0 == "," || $0.isWhitespace ? "_" : $0 })
        }
        response.headers[.ignoredFields] = safe.joined(separator: ", ")
        return response
    }
}

extension JSONWriter {
    /// Writes `ignored_fields` into a response object that clients read leniently.
    mutating func ignored(_ wires: WireObject...) {
        let names = wires.flatMap(\.problems.ignored.names)
        if !names.isEmpty { member("ignored_fields", names) }
    }
}
