import Base

/// The traces of a client on a machine.
package struct ClientState: Sendable, Hashable {
    /// Its program, or the file or folder it keeps its configuration in; nil when nothing was found.
    package let found: String?
    /// Where an entry of our name points to, in the person's configuration and in the project's.
    package let connections: [String]
    /// Why a configuration could not be read.
    package let problem: String?

    /// - Parameters:
    ///   - exists: whether something has this path.
    ///   - read: returns a file's bytes, nil when it does not exist.
    package init(
        of client: KnownClient,
        on machine: Machine,
        exists: (String) -> Bool,
        read: ConnectionPlan.Reader
    ) {
        var connections: [String] = []
        var problem: String?
        let paths = [false, true].compactMap { inProject in
            client.file.flatMap { machine.path(of: $0, inProject: inProject) }
        }
        for path in paths {
            guard let file = client.file else { continue }
            do {
                guard let bytes = try read(path) else { continue }
                let text = ConfigText(bytes, format: file.format)
                let place = try file.layout(in: text).key + [client.entryName]
                guard let entry = try text.entry(at: place) else { continue }
                if let target = EntryOwner.target(of: entry) { connections.append(target) }
            } catch {
                problem = "\(path): \(error)"
            }
        }
        self.connections = connections
        self.problem = problem
        found = client.program.flatMap(machine.find) ?? paths.first.flatMap { Self.trace(of: $0, machine, exists) }
    }

    /// The file, or the client's own folder; folders that many programs share prove nothing.
    private static func trace(of path: String, _ machine: Machine, _ exists: (String) -> Bool) -> String? {
        if exists(path) { return path }
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        return folder != machine.home && folder != machine.config && exists(folder) ? folder : nil
    }
}
