import Base
import HTTPTypes
package import Hummingbird

extension HTTPField.Name {
    /// The members and parameters of the request that this server does not know, separated by commas.
    static let ignoredFields = HTTPField.Name("X-Ignored-Fields")!
}

extension Response {
    /// The response with a header that names what was ignored of the request, if anything was.
    package func naming(ignoredBy wires: WireObject...) -> Response {
        let names = wires.flatMap(\.problems.ignored.names)
        guard !names.isEmpty else { return self }
        var response = self
        // A comma separates names, and a header field holds no other white space and only ASCII (RFC 9110 §5.5).
        let safe = names.map { name in
            String(name.map { !$0.isASCII ? "?" : $0 == "," || $0.isWhitespace ? "_" : $0 })
        }
        response.headers[.ignoredFields] = safe.joined(separator: ", ")
        return response
    }
}

extension JSONWriter {
    /// `ignored_fields`, where an answer is an object that clients read leniently.
    mutating func ignored(_ wires: WireObject...) {
        let names = wires.flatMap(\.problems.ignored.names)
        if !names.isEmpty { member("ignored_fields", names) }
    }
}
