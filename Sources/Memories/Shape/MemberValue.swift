package import Base

/// The value of one member, between Swift types and the JSON of any protocol.
package enum MemberValue: Sendable, Hashable {
    case text(String)
    case texts([String])
    case flag(Bool)
    case integer(Int)
    case number(Double)
    case date(Timestamp)
    case json(JSONValue)

    package var json: JSONValue {
        switch self {
        case .text(let text): .string(text)
        case .texts(let texts): .array(texts.map(JSONValue.string))
        case .flag(let flag): .bool(flag)
        case .integer(let number): .integer(Int64(number))
        case .number(let number): .number(number)
        case .date(let date): .string(date.description)
        case .json(let value): value
        }
    }

    /// From JSON that was checked against `shape`; nil for null.
    package init?(_ json: JSONValue, checkedAs shape: Shape) {
        let value: MemberValue? =
            switch shape {
            case .characters, .choice: json.string.map(MemberValue.text)
            case .integer: json.integer.flatMap { Int(exactly: $0) }.map(MemberValue.integer)
            case .number: json.number.map(MemberValue.number)
            case .flag: json.bool.map(MemberValue.flag)
            case .dateTime: json.string.flatMap(Timestamp.init(iso8601:)).map(MemberValue.date)
            case .list(.characters, _): json.array.map { .texts($0.compactMap(\.string)) }
            case .list, .record, .object, .null, .anyOf, .named: json.isNull ? nil : .json(json)
            }
        guard let value else { return nil }
        self = value
    }
}

/// A type that a member of a record may have.
package protocol MemberType: Sendable {
    /// Its shape in JSON, unless the member says otherwise.
    static var shape: Shape { get }
    /// The service's limit for it, unless the member says otherwise.
    static var measure: Measure { get }
    init?(_ value: MemberValue)
    var memberValue: MemberValue { get }
}

extension String: MemberType {
    package static var shape: Shape { .string }
    package static var measure: Measure { .label }
    package init?(_ value: MemberValue) {
        guard case .text(let text) = value else { return nil }
        self = text
    }
    package var memberValue: MemberValue { .text(self) }
}

extension [String]: MemberType {
    package static var shape: Shape { .list(of: .string) }
    package static var measure: Measure { .labels }
    package init?(_ value: MemberValue) {
        guard case .texts(let texts) = value else { return nil }
        self = texts
    }
    package var memberValue: MemberValue { .texts(self) }
}

extension Bool: MemberType {
    package static var shape: Shape { .flag }
    package static var measure: Measure { .none }
    package init?(_ value: MemberValue) {
        guard case .flag(let flag) = value else { return nil }
        self = flag
    }
    package var memberValue: MemberValue { .flag(self) }
}

extension Int: MemberType {
    package static var shape: Shape { .count }
    package static var measure: Measure { .none }
    package init?(_ value: MemberValue) {
        guard case .integer(let number) = value else { return nil }
        self = number
    }
    package var memberValue: MemberValue { .integer(self) }
}

extension Double: MemberType {
    package static var shape: Shape { .number(.any) }
    package static var measure: Measure { .none }
    package init?(_ value: MemberValue) {
        guard case .number(let number) = value else { return nil }
        self = number
    }
    package var memberValue: MemberValue { .number(self) }
}

extension Timestamp: MemberType {
    package static var shape: Shape { .dateTime }
    package static var measure: Measure { .none }
    package init?(_ value: MemberValue) {
        guard case .date(let date) = value else { return nil }
        self = date
    }
    package var memberValue: MemberValue { .date(self) }
}

extension JSONValue: MemberType {
    package static var shape: Shape { .object }
    package static var measure: Measure { .bytes(\.metadataBytes) }
    package init?(_ value: MemberValue) {
        guard case .json(let json) = value else { return nil }
        self = json
    }
    package var memberValue: MemberValue { .json(self) }
}

extension MemberType where Self: RawRepresentable<String> & CaseIterable {
    package static var shape: Shape { .choice(allCases.map(\.rawValue)) }
    package static var measure: Measure { .none }
    package init?(_ value: MemberValue) {
        guard case .text(let text) = value else { return nil }
        self.init(rawValue: text)
    }
    package var memberValue: MemberValue { .text(rawValue) }
}

extension MemoryKind: MemberType {}
extension SearchMode: MemberType {}
