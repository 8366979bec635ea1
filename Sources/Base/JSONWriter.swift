/// Writes JSON straight into bytes, member by member or from a `JSONValue`: no intermediate values, no reflection. The
/// one writer of JSON for responses, stored texts and the output of commands.
///
/// A value's members are written in order of name, so that equal values give equal bytes; members written one by one
/// keep their order. What need not be escaped is not (RFC 8259 §7).
package struct JSONWriter: Sendable {
    package private(set) var bytes: [UInt8] = []
    /// A number that is not finite was asked for. JSON has none (RFC 8259 §6): it was written as null.
    package private(set) var hasLostNumber = false
    private var needsComma = false
    /// Between a member's name and its value there is neither a comma nor a new line.
    private var isAfterName = false
    private var depth = 0
    private let isIndented: Bool

    /// - Parameter isIndented: for people to read: a member a line, two spaces a level.
    package init(isIndented: Bool = false) {
        self.isIndented = isIndented
    }

    // MARK: Values

    package mutating func object(_ content: (inout JSONWriter) -> Void) {
        open("{")
        content(&self)
        close("}")
    }

    package mutating func array<Element>(
        _ elements: some Sequence<Element>,
        _ each: (inout JSONWriter, Element) -> Void
    ) {
        open("[")
        for element in elements { each(&self, element) }
        close("]")
    }

    package mutating func null() { raw("null") }
    package mutating func bool(_ value: Bool) { raw(value ? "true" : "false") }
    package mutating func integer(_ value: some BinaryInteger) { raw(String(value)) }

    /// Null for infinities and what is not a number.
    package mutating func number(_ value: Double) {
        guard value.isFinite else {
            hasLostNumber = true
            return null()
        }
        raw(String(value))
    }

    package mutating func string(_ value: String) {
        separate()
        StrictJSON.append(value, to: &bytes)
        needsComma = true
    }

    package mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let flag): bool(flag)
        case .integer(let number): integer(number)
        case .number(let number): self.number(number)
        case .decimal(let text): raw(text)
        case .string(let text): string(text)
        case .array(let elements): array(elements) { $0.value($1) }
        case .object(let members):
            object { writer in
                for (name, member) in members.sorted(by: { $0.key < $1.key }) { writer.member(name, member) }
            }
        }
    }

    // MARK: Members

    package mutating func name(_ name: String) {
        string(name)
        bytes.append(contentsOf: isIndented ? " : ".utf8 : ":".utf8)
        needsComma = false
        isAfterName = true
    }

    package mutating func member(_ name: String, _ value: String?) {
        self.name(name)
        if let value { string(value) } else { null() }
    }

    package mutating func member(_ name: String, _ value: Int?) {
        self.name(name)
        if let value { integer(value) } else { null() }
    }

    package mutating func member(_ name: String, _ value: Double?) {
        self.name(name)
        if let value { number(value) } else { null() }
    }

    package mutating func member(_ name: String, _ value: Bool) {
        self.name(name)
        bool(value)
    }

    package mutating func member(_ name: String, _ value: Timestamp?) {
        member(name, value?.description)
    }

    package mutating func member(_ name: String, _ value: JSONValue?) {
        self.name(name)
        self.value(value ?? .null)
    }

    package mutating func member(_ name: String, _ values: [String]) {
        array(name, values) { $0.string($1) }
    }

    package mutating func object(_ name: String, _ content: (inout JSONWriter) -> Void) {
        self.name(name)
        object(content)
    }

    package mutating func array<Element>(
        _ name: String,
        _ elements: some Sequence<Element>,
        _ each: (inout JSONWriter, Element) -> Void
    ) {
        self.name(name)
        array(elements, each)
    }

    // MARK: Bytes

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        if !isAfterName, depth > 0 { breakLine() }
        isAfterName = false
    }

    private mutating func breakLine() {
        guard isIndented else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
    }

    private mutating func open(_ bracket: Unicode.Scalar) {
        separate()
        bytes.append(UInt8(ascii: bracket))
        needsComma = false
        depth += 1
    }

    private mutating func close(_ bracket: Unicode.Scalar) {
        depth -= 1
        // Nothing stands between the brackets of what is empty.
        if needsComma { breakLine() }
        bytes.append(UInt8(ascii: bracket))
        needsComma = true
    }

    private mutating func raw(_ text: String) {
        separate()
        bytes.append(contentsOf: text.utf8)
        needsComma = true
    }
}
