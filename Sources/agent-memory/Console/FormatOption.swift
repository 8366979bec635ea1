import ArgumentParser

struct FormatOption: ParsableArguments {
    @Option(help: "How to print: text for people, json for programs.")
    var format = OutputFormat.text
}
