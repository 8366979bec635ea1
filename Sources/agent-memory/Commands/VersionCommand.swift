import ArgumentParser
import Base

struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version",
        abstract: "Print the version, the commit and the kind of build."
    )

    @OptionGroup var output: FormatOption

    func run() throws {
        switch output.format {
        case .json:
            try Terminal.json([
                "version": .string(Version.current), "commit": Version.commit.map(JSONValue.string) ?? .null,
                "build": .string(Version.build),
            ])
        case .text:
            let commit = Version.commit.map { "commit \($0), " } ?? ""
            Terminal.line("agent-memory \(Version.current) (\(commit)\(Version.build) build)")
        }
    }
}
