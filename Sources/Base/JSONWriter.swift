/// Writes JSON directly into bytes, member by member or from a `JSONValue`, without intermediate values or reflection.
/// The only JSON writer for responses, stored texts and the output of commands.
///
/// The members of a value are written in the order of their names, so that equal values give equal bytes. Members
/// written one by one keep their order. Only characters that must be escaped are escaped (RFC 8259 §7).
package struct JSONWriter: Sendable {
    package private(set) var bytes: [UInt8] = []
    /// Whether a number was not finite. JSON has none (RFC 8259 §6), so it was written as null.
    package private(set) var hasLostNumber = false
    private var needsComma = false
    /// True between a member's name and its value, where neither a comma nor a new line is written.
    private var isAfterName = false
    private var depth = 0
    private let isIndented: Bool

    /// - Parameter isIndented: writes one member a line and two spaces a level, for people to read.
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

    /// Writes null for infinities and NaN.
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
        // An empty object or array has nothing between its brackets.
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
