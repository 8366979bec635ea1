import ArgumentParser
import Base
import Settings

struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Show the settings: each value and where it came from.",
        discussion: """
            The first of these sources that has a value counts: the command line, our name in the environment (AGENT_MEMORY_HTTP_PORT), our \
            name in ./.env, another system's name in either, the configuration file (agent-memory.yaml), the default.
            """,
        subcommands: [Explain.self, Check.self, Init.self, Reference.self],
        defaultSubcommand: Explain.self
    )

    struct Explain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print every setting, its value and where the value came from; secrets are redacted."
        )

        @OptionGroup var options: CommonOptions
        @OptionGroup var output: FormatOption

        func run() async throws {
            let settings = try await options.checkedSettings()
            if output.format == .json {
                for warning in settings.warnings { Terminal.warn("warning: \(warning)") }
                return try Terminal.json(.array(settings.entries.map(Self.members)))
            }
            Terminal.page(SettingReference.explanation(settings))
            for warning in settings.warnings { Terminal.line("warning: \(warning)") }
            for reading in settings.foreignReadings { Terminal.line("note: \(reading)") }
        }

        /// A secret that is set has no value here: `shown` is redacted.
        private static func members(_ entry: SettingReader.Entry) -> JSONValue {
            [
                "key": .string(entry.key), "value": entry.shown.map(JSONValue.string) ?? .null,
                "default": .string(entry.fallback),
                "source": .string(entry.source.description), "secret": .bool(entry.isSecret),
            ]
        }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check the settings without starting a server; exit code 1 when it could not start with them."
        )

        @OptionGroup var options: CommonOptions

        func run() async throws {
            let settings = try await options.checkedSettings()
            for warning in settings.warnings { Terminal.line("warning: \(warning)") }
            Terminal.line("No problems found.")
        }
    }

    struct Init: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a configuration file with every setting, its meaning and its default, all commented out."
        )

        @Argument(help: "The new file.")
        var file = "agent-memory.yaml"

        func run() throws {
            try PrivateFile.create(file, try SettingTemplate.yaml())
            Terminal.line(
                "Wrote \(file), readable by its owner only. Check it with `agent-memory config check --config \(file)`."
            )
        }
    }

    struct Reference: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print docs/configuration.md: what every setting is for."
        )

        func run() throws {
            Terminal.page(try SettingReference.markdown())
        }
    }
}
