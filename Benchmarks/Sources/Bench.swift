import Dispatch
import Foundation

/// `agent-memory-bench`: measures the parts of the server, each against a reference in the same run. See
/// Benchmarks/README.md.
@main
struct Bench {
    /// Synchronous, and waits for its task: the first thread of an asynchronous program ends early, which valgrind 3.19
    /// does not survive.
    static func main() {
        let ended = DispatchSemaphore(value: 0)
        Task.detached {
            await run()
            ended.signal()
        }
        ended.wait()
    }

    private static func run() async {
        do {
            let options = try Options(Array(CommandLine.arguments.dropFirst()))
            switch options.command {
            case .help: print(Options.usage)
            case .loop(let name, let count): try await Loops.run(name, count)
            case .client(let port, let order): try LoadClient.main(port: port, order: order)
            case .groups(let groups): try await run(groups, options)
            }
        } catch {
            FileHandle.standardError.write(Data("agent-memory-bench: \(error)\n".utf8))
            exit(1)
        }
    }

    private static func run(_ groups: [Group], _ options: Options) async throws {
        let machine = Machine.this()
        print(
            "\(machine.processor), \(machine.cores) cores, load \(machine.load), \(machine.system), commit \(machine.commit)"
        )
        var isWorse = false
        for group in groups {
            let table = Table(group: group.rawValue, figures: try await group.measure(options.effort))
            let baseline = options.compares ? try Report.read(from: options.baseline(of: group)) : nil
            print(table.text(against: baseline?.table))
            isWorse = isWorse || baseline.map { !table.worse(than: $0.table).isEmpty } ?? false
            if let directory = options.output {
                try Report(machine: machine, table: table).write(to: "\(directory)/\(group.rawValue).json")
            }
        }
        if isWorse {
            throw Problem(
                "a ratio is worse than its baseline by more than \(Int(Table.tolerance * 100)) %"
            )
        }
    }
}

/// The groups of cases.
enum Group: String, CaseIterable, Sendable {
    case auth, jose, http, search, embedding, oauth, process, hook, instructions, events, time, pages, postgres

    func measure(_ effort: Effort) async throws -> [Figure] {
        switch self {
        case .auth: try await AuthGroup(effort: effort).measure()
        case .jose: try await JOSEGroup(effort: effort).measure()
        case .http: try await HTTPGroup(effort: effort).measure()
        case .search: try await SearchGroup(effort: effort).measure()
        case .embedding: try await EmbeddingGroup(effort: effort).measure()
        case .oauth: try await OAuthGroup(effort: effort).measure()
        case .process: try await ProcessGroup(effort: effort).measure()
        case .hook: try await HookGroup(effort: effort).measure()
        case .instructions: try InstructionsGroup().measure()
        case .events: try await EventsGroup(effort: effort).measure()
        case .time: try await TimeGroup(effort: effort).measure()
        case .postgres: try await PostgresGroup(effort: effort).measure()
        case .pages: try await PagesGroup(effort: effort).measure()
        }
    }
}

/// A message for the person who runs the benchmark.
struct Problem: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
