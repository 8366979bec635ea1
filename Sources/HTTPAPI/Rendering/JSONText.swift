package import Base
package import HTTPTypes
package import Hummingbird
import NIOCore

/// Writes the JSON of an answer member by member, straight into bytes: no intermediate values, no reflection.
package struct JSONText {
    private(set) var bytes: [UInt8] = []
    private var needsComma = false

    // MARK: Values

    package mutating func object(_ content: (inout JSONText) -> Void) {
        open(UInt8(ascii: "{"))
        content(&self)
        close(UInt8(ascii: "}"))
    }

    mutating func array<Element>(_ elements: some Sequence<Element>, _ each: (inout JSONText, Element) -> Void) {
        open(UInt8(ascii: "["))
        for element in elements { each(&self, element) }
        close(UInt8(ascii: "]"))
    }

    mutating func null() { raw("null") }
    mutating func bool(_ value: Bool) { raw(value ? "true" : "false") }
    mutating func integer(_ value: some BinaryInteger) { raw(String(value)) }
    /// JSON has no infinities and no not-a-number: those become null.
    mutating func number(_ value: Double) { raw(value.isFinite ? String(value) : "null") }

    mutating func string(_ value: String) {
        separate()
        StrictJSON.append(value, to: &bytes)
        needsComma = true
    }

    mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let flag): bool(flag)
        case .integer(let number): integer(number)
        case .number(let number): self.number(number)
        case .decimal(let text): raw(text)
        case .string(let text): string(text)
        case .array(let elements): array(elements) { $0.value($1) }
        case .object(let members):
            object { text in
                for (name, member) in members.sorted(by: { $0.key < $1.key }) {
                    text.name(name)
                    text.value(member)
                }
            }
        }
    }

    // MARK: Members

    mutating func name(_ name: String) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    package mutating func member(_ name: String, _ value: String?) {
        self.name(name)
        if let value { string(value) } else { null() }
    }

    package mutating func member(_ name: String, _ value: Int?) {
        self.name(name)
        if let value { integer(value) } else { null() }
    }

    mutating func member(_ name: String, _ value: Double?) {
        self.name(name)
        if let value { number(value) } else { null() }
    }

    mutating func member(_ name: String, _ value: Bool) {
        self.name(name)
        bool(value)
    }

    mutating func member(_ name: String, _ value: Timestamp?) {
        member(name, value?.description)
    }

    package mutating func member(_ name: String, _ value: JSONValue?) {
        self.name(name)
        self.value(value ?? .null)
    }

    mutating func member(_ name: String, _ values: [String]) {
        array(name, values) { $0.string($1) }
    }

    package mutating func object(_ name: String, _ content: (inout JSONText) -> Void) {
        self.name(name)
        object(content)
    }

    package mutating func array<Element>(
        _ name: String,
        _ elements: some Sequence<Element>,
        _ each: (inout JSONText, Element) -> Void
    ) {
        self.name(name)
        array(elements, each)
    }

    // MARK: Bytes

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func raw(_ text: String) {
        separate()
        bytes.append(contentsOf: text.utf8)
        needsComma = true
    }
}

extension Response {
    /// An answer of one JSON object; like every answer not to be stored unless it says so (`SecurityHeaders`).
    package static func json(status: HTTPResponse.Status = .ok, _ content: (inout JSONText) -> Void) -> Response {
        var text = JSONText()
        text.object(content)
        return Response(
            status: status,
            headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: text.bytes))
        )
    }

    static func json(_ value: JSONValue) -> Response {
        var text = JSONText()
        text.value(value)
        return Response(
            status: .ok,
            headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: text.bytes))
        )
    }
}
