/// The options of the command line.
struct Options {
    enum Command {
        case help
        case groups([Group])
        /// One operation, repeated, and nothing else: the group `instructions` runs this under valgrind.
        case loop(String, Int)
        /// The process that sends requests while this one responds.
        case client(port: Int, order: String)
    }

    static let usage = """
        agent-memory-bench [GROUP…] [--quick] [--json DIRECTORY] [--compare [DIRECTORY]]

          GROUP      \(Group.allCases.map(\.rawValue).joined(separator: ", ")); all when none is named
          --quick    fewer and shorter rounds, smaller stores: shows that it runs, measures nothing worth keeping
          --json     writes one file a group
          --compare  shows the baselines next to the figures; ends with 1 when a ratio is worse by more than \
        \(Int(Table.tolerance * 100)) % (default directory: Benchmarks/baselines)
        """

    private(set) var command = Command.groups(Group.allCases)
    private(set) var effort = Effort.full
    private(set) var output: String?
    private(set) var compares = false
    private var baselines = "Benchmarks/baselines"

    init(_ arguments: [String]) throws {
        var rest = arguments[...]
        var groups: [Group] = []
        if rest.first == "loop", rest.count == 3, let count = Int(rest[rest.startIndex + 2]) {
            command = .loop(rest[rest.startIndex + 1], count)
            return
        }
        if rest.first == "client", rest.count == 3, let port = Int(rest[rest.startIndex + 1]) {
            command = .client(port: port, order: rest[rest.startIndex + 2])
            return
        }
        while let argument = rest.popFirst() {
            switch argument {
            case "--help", "-h":
                command = .help
                return
            case "--quick": effort = .quick
            case "--json":
                guard let directory = rest.popFirst() else { throw Problem("--json needs a directory") }
                output = directory
            case "--compare":
                compares = true
                if let next = rest.first, !next.hasPrefix("-"), Group(rawValue: next) == nil {
                    baselines = rest.removeFirst()
                }
            default:
                guard let group = Group(rawValue: argument) else {
                    throw Problem("unknown group \(argument)\n\(Self.usage)")
                }
                groups.append(group)
            }
        }
        if !groups.isEmpty { command = .groups(groups) }
    }

    func baseline(of group: Group) -> String { "\(baselines)/\(group.rawValue).json" }
}

/// The duration of the measurement.
enum Effort: Sendable {
    case quick, full

    var rounds: Int {
        switch self {
        case .quick: 3
        case .full: 11
        }
    }

    /// The processor time for a round of one case.
    var roundLength: Duration {
        switch self {
        case .quick: .milliseconds(5)
        case .full: .milliseconds(60)
        }
    }
}
