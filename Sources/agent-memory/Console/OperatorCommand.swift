import ArgumentParser

/// A command that reads or changes the database, next to a running server or without one.
protocol OperatorCommand: AsyncParsableCommand {
    var options: CommonOptions { get }
    func run(_ tools: OperatorTools) async throws
}

extension OperatorCommand {
    func run() async throws {
        try await run(try Wiring.operatorTools(try options.settings()))
    }
}
