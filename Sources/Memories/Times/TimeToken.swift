/// A word or a number of a question, with what separates it from the one before.
struct TimeToken {
    /// A date in digits; the day 0 stands for the whole month.
    struct Day {
        let year: Int
        let month: Int
        let day: Int
    }

    enum Gap {
        case space, comma, hyphen, other
    }

    /// In lower case.
    let text: String
    /// Offsets in UTF-8.
    let range: Range<Int>
    let gap: Gap
    /// Whether it stands in quotation marks: a title, not a date.
    let isQuoted: Bool
    /// Whether it begins with a capital letter of ASCII.
    var isCapital = false
    /// The number that stands alone, not in `v2`, `3.5` or `#4`.
    var number: Int?
    /// `5th`
    var isOrdinal = false
    /// Whether a full stop and a space follow the number: an ordinal in German, the end of a sentence in English.
    var hasStop = false
    /// `2023-05-01`, `2023-05` or `1.5.2023`.
    var date: Day?
}

/// Cuts a question into tokens.
struct TimeTokens {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var index = 0
    private var gap = TimeToken.Gap.space
    private var isQuoted = false
    private(set) var all: [TimeToken] = []

    static func of(_ text: UnsafeBufferPointer<UInt8>) -> [TimeToken] {
        var tokens = TimeTokens(text)
        tokens.read()
        return tokens.all
    }

    private init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        all.reserveCapacity(bytes.count / 5 + 2)
    }

    private mutating func read() {
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): number()
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): word()
            case 0x80...: sign()
            default: separator()
            }
        }
    }

    private mutating func separator() {
        let byte = bytes[index]
        index += 1
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "'"): break
        case UInt8(ascii: ",") where gap == .space: gap = .comma
        case UInt8(ascii: "-") where gap == .space: gap = .hyphen
        case UInt8(ascii: "\""), UInt8(ascii: "`"):
            isQuoted.toggle()
            gap = .other
        default: gap = .other
        }
    }

    /// A character outside ASCII: a letter, or a sign of the blocks that begin with the bytes C2 and E2.
    private mutating func sign() {
        func at(_ offset: Int) -> UInt8 { index + offset < bytes.count ? bytes[index + offset] : 0 }
        switch (at(0), at(1), at(2)) {
        case (0xE2, 0x80, 0x99): index += 3
        case (0xC2, 0xA0, _): index += 2
        case (0xE2, 0x80, 0x9E): quote(true, 3)
        case (0xE2, 0x80, 0x9C): quote(!isQuoted, 3)
        case (0xE2, 0x80, 0x9D): quote(false, 3)
        case (0xC2, 0xAB, _): quote(true, 2)
        case (0xC2, 0xBB, _): quote(false, 2)
        case (0xC2, _, _), (0xE2, _, _):
            index += at(0) == 0xC2 ? 2 : 3
            gap = .other
        default: word()
        }
    }

    private mutating func quote(_ opens: Bool, _ length: Int) {
        isQuoted = opens
        gap = .other
        index = min(index + length, bytes.count)
    }

    private mutating func add(_ token: TimeToken) {
        all.append(token)
        gap = .space
    }

    private func isLetter(at index: Int) -> Bool {
        guard index < bytes.count else { return false }
        let byte = bytes[index]
        return byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || byte == UInt8(ascii: "_")
            || byte >= 0x80 && byte != 0xE2 && byte != 0xC2
    }

    private func isDigit(at index: Int) -> Bool { index < bytes.count && 0x30...0x39 ~= bytes[index] }

    private mutating func word() {
        let start = index
        var isPlain = true
        repeat {
            isPlain = isPlain && bytes[index] < 0x80
            index += 1
        } while isLetter(at: index) || isDigit(at: index)
        let slice = UnsafeBufferPointer(rebasing: bytes[start..<index])
        // A word of more bytes has no meaning here.
        let text =
            slice.count > 24
            ? ""
            : isPlain
                ? String(unsafeUninitializedCapacity: slice.count) { buffer in
                    for (place, byte) in slice.enumerated() {
                        buffer[place] = 0x41...0x5A ~= byte ? byte | 0x20 : byte
                    }
                    return slice.count
                } : String(decoding: slice, as: UTF8.self).lowercased()
        var token = TimeToken(text: text, range: start..<index, gap: gap, isQuoted: isQuoted)
        token.isCapital = 0x41...0x5A ~= bytes[start]
        add(token)
    }
}

extension TimeTokens {
    private mutating func number() {
        let start = index
        // After a sign such as in `v2`, `#4`, `3.5`, `$9` or `-1`, a number is part of something else.
        let isFree =
            start == 0 || [0x20, 0x09, 0x0A, 0x28].contains(bytes[start - 1]) || gap == .hyphen && !all.isEmpty
        if let (date, end) = isFree ? writtenDate(at: start) : nil {
            index = end
            return add(TimeToken(text: "", range: start..<end, gap: gap, isQuoted: isQuoted, date: date))
        }
        while isDigit(at: index) { index += 1 }
        var value = isFree && index - start <= 4 ? digits(start, index - start) : nil
        var (isOrdinal, hasStop) = (false, false)
        if isLetter(at: index) {
            let suffix = index
            while isLetter(at: index) || isDigit(at: index) { index += 1 }
            let ending = String(decoding: bytes[suffix..<index], as: UTF8.self).lowercased()
            isOrdinal = ["st", "nd", "rd", "th"].contains(ending)
            if !isOrdinal { value = nil }
        } else if index < bytes.count {
            let next = bytes[index]
            if next == UInt8(ascii: "."), let number = value, number <= 31, index + 1 < bytes.count,
                bytes[index + 1] == 0x20
            {
                hasStop = true
            } else if !Self.endings.contains(next) || next != 0x20 && isDigit(at: index + 1) {
                value = nil
            }
        }
        add(
            TimeToken(
                text: "",
                range: start..<index,
                gap: gap,
                isQuoted: isQuoted,
                number: value,
                isOrdinal: isOrdinal,
                hasStop: hasStop
            )
        )
        if hasStop { index += 1 }
    }

    /// The bytes that may follow a number: white space and ` ! ' ) , - . : ; ?`
    private static let endings: [UInt8] = [
        0x20, 0x09, 0x0A, 0x0D, 0x21, 0x27, 0x29, 0x2C, 0x2D, 0x2E, 0x3A, 0x3B, 0x3F,
    ]

    private func digits(_ start: Int, _ count: Int) -> Int? {
        guard start + count <= bytes.count else { return nil }
        var value = 0
        for index in start..<start + count {
            guard isDigit(at: index) else { return nil }
            value = value * 10 + Int(bytes[index] - 0x30)
        }
        return value
    }

    private func at(_ index: Int, _ sign: Unicode.Scalar) -> Bool {
        index < bytes.count && UInt32(bytes[index]) == sign.value
    }

    private func continues(at index: Int) -> Bool { isDigit(at: index) || isLetter(at: index) || at(index, "-") }

    private func writtenDate(at start: Int) -> (TimeToken.Day, end: Int)? {
        if let year = digits(start, 4), at(start + 4, "-"), let month = digits(start + 5, 2) {
            guard at(start + 7, "-"), let day = digits(start + 8, 2) else {
                return continues(at: start + 7) ? nil : (TimeToken.Day(year: year, month: month, day: 0), start + 7)
            }
            return continues(at: start + 10) ? nil : (TimeToken.Day(year: year, month: month, day: day), start + 10)
        }
        guard let day = short(start), at(day.end, "."), let month = short(day.end + 1), at(month.end, "."),
            let year = digits(month.end + 1, 4), !continues(at: month.end + 5)
        else { return nil }
        return (TimeToken.Day(year: year, month: month.number, day: day.number), month.end + 5)
    }

    /// A number of one or two digits.
    private func short(_ start: Int) -> (number: Int, end: Int)? {
        if let number = digits(start, 2) { return (number, start + 2) }
        return digits(start, 1).map { ($0, start + 1) }
    }
}
