import FoundationEssentials
import Glibc

/// Where a person's programs and their configuration are, from the environment (XDG Base Directory Specification).
package struct PersonFolders: Sendable {
    /// Without a slash at its end.
    package let home: String
    /// XDG_CONFIG_HOME; nil when it is not set.
    package let config: String?
    /// The directories of the PATH, in order.
    package let programs: [String]
    /// The environment for other programs, as `NAME=value`: without our own settings, some of which are secrets.
    package let variables: [String]

    /// - Parameter fallback: the home directory when HOME is not set.
    package init(environment: [String: String], fallback: String) {
        func folder(_ name: String) -> String? {
            guard let value = environment[name], value.hasPrefix("/"), value.count > 1 else { return nil }
            return value.hasSuffix("/") ? String(value.dropLast()) : value
        }
        home = folder("HOME") ?? fallback
        config = folder("XDG_CONFIG_HOME")
        variables = environment.filter { !$0.key.hasPrefix("AGENT_MEMORY_") }.map { "\($0.key)=\($0.value)" }.sorted()
        programs = (environment["PATH"] ?? "").split(separator: ":").map(String.init).filter { $0.hasPrefix("/") }
    }

    /// Those of this process.
    package static var process: PersonFolders {
        let entry = getpwuid(getuid())
        let home = entry.flatMap { $0.pointee.pw_dir }.map { String(cString: $0) } ?? "/"
        return PersonFolders(environment: ProcessInfo.processInfo.environment, fallback: home)
    }

    /// The path of an executable file on the PATH; nil when there is none.
    package func program(_ name: String) -> String? {
        programs.lazy.map { $0 + "/" + name }.first { path in
            var status = stat()
            return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
        }
    }
}
