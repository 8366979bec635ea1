import ArgumentParser
import Base

struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Print the version.")

    @OptionGroup var output: FormatOption

    func run() throws {
        switch output.format {
        case .json: try Terminal.json(["version": .string(Version.current)])
        case .text: Terminal.line("agent-memory \(Version.current)")
        }
    }
}
