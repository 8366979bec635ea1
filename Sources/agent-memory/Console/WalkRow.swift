import Authorization
import Base
import Identity

/// The walk of a connecting application as commands show it.
struct WalkRow {
    private let walk: ConnectionWalk

    init(_ walk: ConnectionWalk) {
        self.walk = walk
    }

    static let header = ["STEP", "TIME", "RESULT", "REMARK"]

    var title: String {
        let id = walk.client.map { " (\($0))" } ?? ""
        return "\(walk.name ?? "Unknown application")\(id) from \(walk.address)"
    }

    var rows: [[String]] {
        walk.steps.map {
            [$0.stage.rawValue, Terminal.time($0.at, else: ""), $0.passed ? "ok" : "stopped", $0.remark ?? ""]
        }
    }

    var members: [String: JSONValue] {
        [
            "client_id": walk.client.map { .string($0.rawValue) } ?? .null,
            "client_name": walk.name.map(JSONValue.string) ?? .null, "address": .string(walk.address),
            "steps": .array(
                walk.steps.map { step in
                    [
                        "step": .string(step.stage.rawValue), "at": .string(step.at.description),
                        "passed": .bool(step.passed), "remark": step.remark.map(JSONValue.string) ?? .null,
                    ]
                }
            ),
        ]
    }
}
