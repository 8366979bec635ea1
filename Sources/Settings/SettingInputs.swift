import FoundationEssentials

/// Everything the settings may be read from, as plain values: a test hands in what the process would find.
package struct SettingInputs: Sendable {
    /// Keys as documented (`http.port`), from the command line.
    package var flags: [String: String]
    package var environment: [String: String]
    /// The contents of `.env`, already parsed.
    package var dotEnv: [String: String]
    /// The configuration file, when there is one.
    package var file: File?

    package struct File: Sendable {
        package let path: String
        package let text: String

        package init(path: String, text: String) {
            self.path = path
            self.text = text
        }
    }

    package init(
        flags: [String: String] = [:], environment: [String: String] = [:], dotEnv: [String: String] = [:], file: File? = nil
    ) {
        self.flags = flags
        self.environment = environment
        self.dotEnv = dotEnv
        self.file = file
    }

    /// Reads the environment, `.env` in the working directory and the configuration file.
    ///
    /// - Parameter configuration: the file that `--config` names. Without it `AGENT_MEMORY_CONFIG` is asked, then
    ///   `agent-memory.yaml` in the working directory, which may be absent; a file that was named must exist.
    package static func process(flags: [String: String], configuration: String?) throws(SettingProblems) -> SettingInputs {
        let environment = ProcessInfo.processInfo.environment
        let dotEnv = (try? String(contentsOfFile: ".env", encoding: .utf8)).map(DotEnv.parse) ?? [:]
        let named = configuration ?? environment["AGENT_MEMORY_CONFIG"] ?? dotEnv["AGENT_MEMORY_CONFIG"]
        let path = named ?? "agent-memory.yaml"
        let text = try? String(contentsOfFile: path, encoding: .utf8)
        if named != nil, text == nil {
            throw SettingProblems(problems: [SettingProblem("the configuration file \(path) cannot be read.")])
        }
        return SettingInputs(
            flags: flags, environment: environment, dotEnv: dotEnv, file: text.map { File(path: path, text: $0) })
    }
}

/// `.env` files: `NAME=value` a line, `#` for remarks, `export` and quotes allowed.
package enum DotEnv {
    package static func parse(_ text: String) -> [String: String] {
        var result: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            var rest = line.drop(while: \.isWhitespace)
            guard rest.first != "#" else { continue }
            if rest.hasPrefix("export ") { rest = rest.dropFirst("export ".count) }
            guard let equals = rest.firstIndex(of: "=") else { continue }
            let name = rest[..<equals].trimmed
            if !name.isEmpty { result[name] = unquoted(rest[rest.index(after: equals)...].trimmed) }
        }
        return result
    }

    /// A quoted value is taken as it stands; in an unquoted one ` #` begins a remark.
    private static func unquoted(_ value: String) -> String {
        if let quote = value.first, quote == "\"" || quote == "'", let end = value.dropFirst().lastIndex(of: quote) {
            return String(value[value.index(after: value.startIndex)..<end])
        }
        return value.firstRange(of: " #").map { value[..<$0.lowerBound].trimmed } ?? value
    }
}
