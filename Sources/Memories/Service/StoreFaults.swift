import Base
import Traces

/// Runs `body` and turns every error that is not a `Fault` into one. Room 4 of a traced request.
/// - Parameter function: the name of the operation, up to the parenthesis.
func faultsOnly<Value>(_ body: () async throws -> Value, in function: StaticString = #function) async throws -> Value {
    do {
        return try await Room.memory.span(String("\(function)".prefix { $0 != "(" }), body)
    } catch {
        throw Fault(any: error)
    }
}
