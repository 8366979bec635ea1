/// The value of `--scope`: names, separated by spaces or commas.
enum ScopeOption {
    /// - Throws: `CommandFailure` that lists the valid scopes.
    static func read<Scope>(_ arguments: [String], of all: [String], as scope: (String) -> Scope?) throws -> [Scope] {
        try arguments.flatMap { $0.split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init) }.map { name in
            guard let scope = scope(name) else {
                throw CommandFailure("Unknown scope “\(name)”. Valid scopes: \(all.joined(separator: ", ")).")
            }
            return scope
        }
    }
}
