import Base
import Hummingbird

/// A form with a file (`multipart/form-data`, RFC 7578), whole in memory.
struct MultipartForm: Sendable {
    struct File: Sendable {
        /// As the browser calls it; not a path to use.
        let name: String
        let content: ArraySlice<UInt8>
    }

    /// The parts without a file name.
    let fields: FormParameters
    /// By the name of their part; the first of several.
    let files: [String: File]

    private static let most = 20
    private static let headLength = 4_096
    private static let fieldLength = 65_536

    /// - Parameter type: the Content-Type, with the boundary.
    /// - Throws: `invalidRequest` for another type and for a body of another form.
    init(_ body: [UInt8], type: String) throws {
        guard let boundary = Self.boundary(type) else {
            throw Fault(.invalidRequest, "The body must be multipart/form-data.")
        }
        let line = Array("\r\n--\(boundary)".utf8)
        // The first line has no line break before it.
        guard body.starts(with: line.dropFirst(2)) else { throw Self.broken }
        var at = line.count - 2
        var (fields, files): ([(String, String)], [String: File]) = ([], [:])
        while !body[at...].starts(with: Array("--".utf8)) {
            guard fields.count + files.count < Self.most, body[at...].starts(with: Array("\r\n".utf8)),
                let head = Self.find(Array("\r\n\r\n".utf8), in: body, from: at, upTo: at + Self.headLength),
                let end = Self.find(line, in: body, from: head + 2, upTo: body.count)
            else { throw Self.broken }
            let content = body[min(head + 4, end)..<end]
            let names = Self.disposition(String(decoding: body[at..<head], as: UTF8.self))
            guard let name = names["name"] else { throw Self.broken }
            if let file = names["filename"] {
                if files[name] == nil { files[name] = File(name: file, content: content) }
            } else {
                guard content.count <= Self.fieldLength, let text = String(validating: content, as: UTF8.self) else {
                    throw Self.broken
                }
                fields.append((name, text))
            }
            at = end + line.count
        }
        self.fields = FormParameters(fields)
        self.files = files
    }

    private static var broken: Fault { Fault(.invalidRequest, "The form was not sent completely.") }

    /// RFC 2046 §5.1.1: 1 to 70 characters.
    private static func boundary(_ type: String) -> String? {
        let parts = type.split(separator: ";").map { part in part.drop { $0 == " " } }
        guard parts.first?.lowercased() == "multipart/form-data",
            let part = parts.dropFirst().first(where: { $0.lowercased().hasPrefix("boundary=") })
        else { return nil }
        let boundary = part.dropFirst("boundary=".count).filter { $0 != "\"" }
        return (1...70).contains(boundary.utf8.count) ? boundary : nil
    }

    /// The parameters of the head's Content-Disposition. Browsers write `"` in a name as `%22`.
    private static func disposition(_ head: String) -> [String: String] {
        let lines = head.split(whereSeparator: \.isNewline)
        guard let line = lines.first(where: { $0.lowercased().hasPrefix("content-disposition:") }) else { return [:] }
        var names: [String: String] = [:]
        for match in line.matches(of: /;\s*([A-Za-z]+)="([^"]*)"/) where names[String(match.output.1)] == nil {
            names[String(match.output.1)] = String(match.output.2)
        }
        return names
    }

    private static func find(_ wanted: [UInt8], in body: [UInt8], from start: Int, upTo end: Int) -> Int? {
        body.withUnsafeBufferPointer { bytes in
            var at = start
            let last = min(end, bytes.count) - wanted.count
            while at <= last {
                if bytes[at] == wanted[0] {
                    var length = 1
                    while length < wanted.count, bytes[at + length] == wanted[length] { length += 1 }
                    if length == wanted.count { return at }
                }
                at += 1
            }
            return nil
        }
    }
}

extension Request {
    /// A form with files.
    /// - Throws: `payloadTooLarge`; `invalidRequest`.
    func multipartForm(upTo limit: Int) async throws -> MultipartForm {
        let bytes = try await body(upTo: limit)
        return try MultipartForm(Array(bytes.readableBytesView), type: headers[.contentType] ?? "")
    }
}
