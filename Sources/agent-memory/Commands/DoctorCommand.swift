import ArgumentParser
import Settings

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check settings, database, model and identity providers, and suggest fixes.",
        discussion:
            "Changes nothing. Reads the whole database, some seconds for a gigabyte. Exits with 1 when it finds a problem."
    )

    @OptionGroup var options: CommonOptions
    @OptionGroup var output: FormatOption

    func run() async throws {
        var findings = Findings(output.format)
        let settings: ServerSettings
        do {
            settings = try await options.checkedSettings()
            findings.fine("settings", "every value can be used")
        } catch {
            findings.bad("settings", error)
            try findings.conclude()
            return
        }
        await Examination(settings: settings, readsAllPages: true).run(&findings)
        try findings.conclude()
    }
}
