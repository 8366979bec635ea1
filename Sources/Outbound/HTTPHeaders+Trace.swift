import NIOHTTP1
import Traces

extension HTTPHeaders {
    /// Passes on the trace of the work that runs now, if there is one (W3C Trace Context §4).
    mutating func addTrace() {
        for (name, value) in TraceContext.current?.headers ?? [] { add(name: name, value: value) }
    }
}
