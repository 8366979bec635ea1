/// What follows `--scope`: names with spaces or commas between them, as people write them.
enum ScopeOption {
    /// - Throws: `CommandFailure` that names those there are.
    static func read<Scope>(_ arguments: [String], of all: [String], as scope: (String) -> Scope?) throws -> [Scope] {
        try arguments.flatMap { $0.split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init) }.map { name in
            guard let scope = scope(name) else {
                throw CommandFailure("Unknown scope “\(name)”. Valid scopes: \(all.joined(separator: ", ")).")
            }
            return scope
        }
    }
}
