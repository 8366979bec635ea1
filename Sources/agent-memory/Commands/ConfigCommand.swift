import ArgumentParser
import Settings

struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Show the settings: each value and where it came from.",
        discussion: """
            A setting is taken from the command line, our name in the environment (AGENT_MEMORY_HTTP_PORT), our name in ./.env, another \
            system's name in either, the configuration file (agent-memory.yaml), or its default, whichever comes first.
            """,
        subcommands: [Explain.self, Reference.self], defaultSubcommand: Explain.self)

    struct Explain: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print every setting, its value and where the value came from; secrets are redacted.")

        @OptionGroup var options: CommonOptions

        func run() throws {
            let settings = try options.settings()
            Terminal.page(SettingReference.explanation(settings))
            for reading in settings.foreignReadings { Terminal.line("note: \(reading)") }
        }
    }

    struct Reference: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print docs/configuration.md: what every setting is for.")

        func run() throws {
            Terminal.page(try SettingReference.markdown())
        }
    }
}
