import Base
import HTTPTypes

/// One request of an operation as people try it: for a shell and for Python. The address and the token are variables, so
/// that the example works unchanged.
struct RequestExample: Sendable {
    let curl: String
    let python: String

    init(_ operation: Operation) {
        let path = Self.path(of: operation)
        let method = operation.method.rawValue
        let isOpen = operation.endpoint.isOpen
        let json = (operation.body?.example).flatMap { try? StrictJSON.parse(Array($0.utf8)) }
        var lines = ["curl" + (method == "GET" ? "" : " -X \(method)") + " \"$SERVER\(path)\""]
        if !isOpen { lines.append("-H \"Authorization: Bearer $TOKEN\"") }
        if let body = operation.body {
            lines += ["-H \"Content-Type: application/json\"", "-d '\(body.example.replacing("'", with: #"'\''"#))'"]
        }
        curl = lines.joined(separator: " \\\n  ")
        let arguments =
            ["env[\"SERVER\"] + \"\(path)\""]
            + (isOpen ? [] : ["headers={\"Authorization\": \"Bearer \" + env[\"TOKEN\"]}"])
            + (json.map { ["json=\(PythonLiteral.text(of: $0, indent: 1))"] } ?? [])
        var program = ["import os", "import requests", "", "env = os.environ"]
        program.append("response = requests.\(method.lowercased())(")
        program += arguments.map { "    \($0)," }
        program += [")", "print(response.status_code, response.text)"]
        python = program.joined(separator: "\n")
    }

    private static func path(of operation: Operation) -> String {
        let values = ["memory_id": "food-1", "session_id": "chat-1", "user_id": "dana", "operation": "getHealth"]
        return values.reduce(operation.endpoint.rawValue) { $0.replacing("{\($1.key)}", with: $1.value) }
    }
}
