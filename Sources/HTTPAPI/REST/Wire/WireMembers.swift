import Base
import Memories

extension WireObject {
    /// Sets the members of a record that are present, and notes what is wrong with them.
    func read<Record>(_ members: [Member<Record>], into record: inout Record) {
        for member in members {
            guard let set = member.set else {
                _ = present(member.name)
                continue
            }
            if member.property.isRequired, present(member.name) == nil {
                problems.note(path + [member.name], "missing", "Field required")
            } else if member.isAbsentWhenEmpty, present(member.name)?.string?.isEmpty == true {
                continue
            } else if let value = value(member.name, member.property.shape) {
                set(&record, value)
            }
        }
    }

    /// Reads one value as leniently as the readers of single members. The service checks ranges of numbers, because
    /// some are settings.
    private func value(_ name: String, _ shape: Shape) -> MemberValue? {
        switch shape {
        case .characters: text(name).map(MemberValue.text)
        case .choice(let words): choice(name, of: words).map(MemberValue.text)
        case .integer(let range): integer(name, in: range).map(MemberValue.integer)
        case .number: number(name).map(MemberValue.number)
        case .flag: bool(name).map(MemberValue.flag)
        case .dateTime: date(name).map(MemberValue.date)
        case .list: texts(name).map(MemberValue.texts)
        case .object: json(name).map(MemberValue.json)
        case .record, .null, .anyOf, .named: present(name).map(MemberValue.json)
        }
    }
}

extension JSONWriter {
    /// Writes the members of a record in their order, null where there is no value.
    mutating func members<Record>(_ members: [Member<Record>], of record: Record) {
        // By index: a copy of a member counts references to all its parts.
        for index in members.indices {
            let name = members[index].name
            switch members[index].get(record) {
            case .text(let text)?: member(name, text)
            case .texts(let texts)?: member(name, texts)
            case .flag(let flag)?: member(name, flag)
            case .integer(let number)?: member(name, number)
            case .number(let number)?: member(name, number)
            case .date(let date)?: member(name, date)
            case .json(let value)?: member(name, value)
            case nil: member(name, JSONValue.null)
            }
        }
    }
}
