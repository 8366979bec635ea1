import Base
import HTTPTypes
package import Hummingbird

extension HTTPField.Name {
    /// The header with the unknown members and parameters of a request, percent-encoded and separated by commas.
    static let ignoredFields = HTTPField.Name("X-Ignored-Fields")!
}

extension Response {
    /// The response with a header that names the ignored members of the request, if any.
    package func naming(ignoredBy wires: WireObject...) -> Response {
        let names = wires.flatMap(\.problems.ignored.names)
        guard !names.isEmpty else { return self }
        var response = self
        response.headers[.ignoredFields] = names.map(Self.encoded).joined(separator: ", ")
        return response
    }

    /// The name with all bytes percent-encoded (RFC 3986 §2.1) but visible ASCII: a header field holds only ASCII
    /// (RFC 9110 §5.5), and the comma separates names.
    private static func encoded(_ name: String) -> String {
        name.utf8.map { byte in
            let isPlain = 0x21...0x7e ~= byte && byte != UInt8(ascii: ",") && byte != UInt8(ascii: "%")
            if isPlain { return String(UnicodeScalar(byte)) }
            let digits = String(byte, radix: 16, uppercase: true)
            return digits.count < 2 ? "%0" + digits : "%" + digits
        }.joined()
    }
}

extension Fault {
    /// A revision that changes nothing, with the unknown members as advice; `detail` is the Redis server's.
    static func emptyRevision(_ wire: WireObject) -> Fault {
        let names = wire.problems.ignored.names
        let advice = "The server does not know these members: \(names.joined(separator: ", "))."
        return Fault(
            .invalidRequest,
            "No fields provided for update",
            hints: .init(advice: names.isEmpty ? nil : advice)
        )
    }
}

extension JSONWriter {
    /// Writes `ignored_fields` into a response object that clients read leniently.
    mutating func ignored(_ wires: WireObject...) {
        let names = wires.flatMap(\.problems.ignored.names)
        if !names.isEmpty { member("ignored_fields", names) }
    }
}
