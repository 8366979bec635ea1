/// Which plural form a number takes: the C expression in the `Plural-Forms` line of a catalogue (GNU gettext manual,
/// "Plural forms").
struct PluralRule: Sendable {
    /// The rule of English and German: one, and every other number.
    static let germanic = PluralRule(count: 2, expression: .binary("!=", .number, .constant(1)))

    /// How many forms there are: 1 to 6.
    let count: Int
    private let expression: Expression

    private init(count: Int, expression: Expression) {
        self.count = count
        self.expression = expression
    }

    /// - Parameter line: such as `nplurals=2; plural=(n != 1);`. Nil when it has another form.
    init?(_ line: String) {
        let parts = line.split(separator: ";").map { part in part.filter { !$0.isWhitespace } }
        guard parts.count >= 2, line.utf8.count <= 400, parts[0].hasPrefix("nplurals="), parts[1].hasPrefix("plural="),
            let count = Int(parts[0].dropFirst(9)), (1...6).contains(count)
        else { return nil }
        var parser = Parser(rest: parts[1].dropFirst(7))
        guard let expression = parser.choice(), parser.rest.isEmpty else { return nil }
        self.init(count: count, expression: expression)
    }

    /// The index of the form for a number.
    func form(of number: Int) -> Int { min(max(0, expression.value(number)), count - 1) }

    private indirect enum Expression: Sendable {
        case number
        case constant(Int)
        case binary(String, Expression, Expression)
        case choice(Expression, Expression, Expression)

        func value(_ n: Int) -> Int {
            switch self {
            case .number: n
            case .constant(let value): value
            case .choice(let condition, let yes, let no): condition.value(n) != 0 ? yes.value(n) : no.value(n)
            case .binary(let sign, let left, let right): Self.apply(sign, left.value(n), right.value(n))
            }
        }

        private static func apply(_ sign: String, _ left: Int, _ right: Int) -> Int {
            switch sign {
            case "%": right == 0 ? 0 : left % right
            case "+": left &+ right
            case "-": left &- right
            case "||": left != 0 || right != 0 ? 1 : 0
            case "&&": left != 0 && right != 0 ? 1 : 0
            case "==": left == right ? 1 : 0
            case "!=": left != right ? 1 : 0
            case "<=": left <= right ? 1 : 0
            case ">=": left >= right ? 1 : 0
            case "<": left < right ? 1 : 0
            default: left > right ? 1 : 0
            }
        }
    }

    /// A parser by recursive descent; the length of the line bounds its depth.
    private struct Parser {
        /// Without white space.
        var rest: Substring

        /// The operators, weakest first.
        private static let levels = [["||"], ["&&"], ["==", "!="], ["<=", ">=", "<", ">"], ["+", "-"], ["%"]]

        mutating func choice() -> Expression? {
            guard let condition = level(0) else { return nil }
            guard take("?") else { return condition }
            guard let yes = choice(), take(":"), let no = choice() else { return nil }
            return .choice(condition, yes, no)
        }

        private mutating func level(_ index: Int) -> Expression? {
            guard index < Self.levels.count else { return operand() }
            guard var left = level(index + 1) else { return nil }
            while let sign = Self.levels[index].first(where: { rest.hasPrefix($0) }) {
                rest.removeFirst(sign.count)
                guard let right = level(index + 1) else { return nil }
                left = .binary(sign, left, right)
            }
            return left
        }

        private mutating func operand() -> Expression? {
            if take("n") { return .number }
            if take("(") {
                guard let inner = choice(), take(")") else { return nil }
                return inner
            }
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest.removeFirst(digits.count)
            return Int(digits).map { .constant($0) }
        }

        private mutating func take(_ sign: String) -> Bool {
            guard rest.hasPrefix(sign) else { return false }
            rest.removeFirst(sign.count)
            return true
        }
    }
}
