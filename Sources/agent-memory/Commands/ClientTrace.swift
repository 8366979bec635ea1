import ArgumentParser
import Authorization
import Base
import Identity

extension ClientCommand {
    struct Trace: OperatorCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show how far applications got when they connected, and what went wrong.",
            discussion: """
                The last walk of each application from each address, for seven days: discovery, registration, login, consent, token, \
                first call. A running server writes new steps within seconds.
                """
        )

        @OptionGroup var options: CommonOptions
        @OptionGroup var output: FormatOption
        @Argument(help: "Part of the application's name, or its client id.") var name: String?

        private static let mostShown = 50

        func run(_ tools: OperatorTools) async throws {
            let all = ConnectionWalk.all(in: try await tools.authorization.traces.steps())
            let walks = name.map { name in all.filter { $0.isOf(name) } } ?? all
            switch output.format {
            case .json: try Terminal.json(.array(walks.map { .object(WalkRow($0).members) }))
            case .text where walks.isEmpty:
                Terminal.line(
                    name.map { "No application named \($0) has tried to connect in the last seven days." }
                        ?? "No application has tried to connect in the last seven days."
                )
            case .text:
                for walk in walks.prefix(Self.mostShown) {
                    Terminal.line(WalkRow(walk).title)
                    Terminal.table(WalkRow.header, WalkRow(walk).rows)
                    Terminal.line()
                }
                if walks.count > Self.mostShown {
                    Terminal.line(
                        "\(walks.count - Self.mostShown) older ones are not shown. Name an application, or use --format json."
                    )
                }
            }
        }
    }
}
