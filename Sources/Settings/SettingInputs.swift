import FoundationEssentials

/// All sources of settings as plain values, so that a test can pass in what the process would find.
package struct SettingInputs: Sendable {
    /// Keys as documented (`http.port`), from the command line.
    package var flags: [String: String]
    package var environment: [String: String]
    /// The contents of `.env`, already parsed.
    package var dotEnv: [String: String]
    /// The configuration file, when there is one.
    package var file: File?
    /// The directory of the models that came with the program; nil when none came with it.
    package var bundledModels: String?

    package struct File: Sendable {
        package let path: String
        package let text: String

        package init(path: String, text: String) {
            self.path = path
            self.text = text
        }
    }

    package init(
        flags: [String: String] = [:],
        environment: [String: String] = [:],
        dotEnv: [String: String] = [:],
        file: File? = nil,
        bundledModels: String? = nil
    ) {
        self.flags = flags
        self.environment = environment
        self.dotEnv = dotEnv
        self.file = file
        self.bundledModels = bundledModels
    }

    /// Reads the environment, `.env` in the working directory and the configuration file.
    ///
    /// - Parameter configuration: the file that `--config` names. Without it, `AGENT_MEMORY_CONFIG` names the file, or
    ///   else it is `agent-memory.yaml` or `agent-memory.yml` in the working directory. That one may be absent; a file
    ///   that was named must exist.
    package static func process(flags: [String: String], configuration: String?) throws(SettingProblems)
        -> SettingInputs
    {
        try read(
            flags: flags,
            configuration: configuration,
            environment: ProcessInfo.processInfo.environment,
            directory: nil
        )
    }

    /// The same for another environment and directory.
    /// - Throws: `SettingProblems` naming every file that exists and cannot be used: its contents may be a protection.
    package static func read(
        flags: [String: String] = [:],
        configuration: String? = nil,
        environment: [String: String],
        directory: String?
    ) throws(SettingProblems) -> SettingInputs {
        let place = directory.map { $0 + "/" } ?? ""
        var problems: [SettingProblem] = []
        var dotEnv: [String: String] = [:]
        do throws(SettingProblems) {
            if let text = try text(of: place + ".env") { dotEnv = try DotEnv.parse(text, path: place + ".env") }
        } catch {
            problems += error.problems
        }
        let named = [configuration, environment["AGENT_MEMORY_CONFIG"], dotEnv["AGENT_MEMORY_CONFIG"]].compactMap {
            $0?.trimmed
        }
        .first { !$0.isEmpty }
        var file: File?
        do throws(SettingProblems) {
            file = if let named { try required(named) } else { try optional(defaultNames.map { place + $0 }) }
        } catch {
            problems += error.problems
        }
        guard problems.isEmpty else { throw SettingProblems(problems: problems) }
        return SettingInputs(flags: flags, environment: environment, dotEnv: dotEnv, file: file)
    }

    private static let defaultNames = ["agent-memory.yaml", "agent-memory.yml"]

    private static func required(_ path: String) throws(SettingProblems) -> File {
        guard let text = try text(of: path) else {
            throw SettingProblems(
                "the configuration file \(path) does not exist. Check --config and AGENT_MEMORY_CONFIG."
            )
        }
        return File(path: path, text: text)
    }

    private static func optional(_ paths: [String]) throws(SettingProblems) -> File? {
        var files: [File] = []
        for path in paths {
            if let text = try text(of: path) { files.append(File(path: path, text: text)) }
        }
        guard files.count < 2 else {
            throw SettingProblems(
                "\(files.map(\.path).joined(separator: " and ")) both exist, but only one can be read. Remove one, or name one with "
                    + "--config."
            )
        }
        return files.first
    }

    private static func text(of path: String) throws(SettingProblems) -> String? {
        do { return try SettingFile.text(at: path) } catch { throw SettingProblems("\(path) \(error.reason)") }
    }
}
