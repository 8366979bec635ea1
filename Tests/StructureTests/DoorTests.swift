import Foundation
import Testing

/// What a reader of an enum of the API relies on: that each case is really at the doors.
@Suite struct DoorTests {
    private static func cases(of path: String, _ pattern: Regex<(Substring, Substring)>) throws -> [String] {
        let file = try #require(SourceTree.sources.first { $0.path == path }, "\(path) is gone: name the file that took its place")
        return file.code.flatMap { $0.matches(of: pattern).map { String($0.output.1) } }
    }

    private static func code(in folder: String, except file: String) -> String {
        SourceTree.sources.filter { $0.path.hasPrefix(folder) && $0.path != file }.flatMap(\.code).joined(separator: "\n")
    }

    private static func names(_ name: String, in code: String) -> Bool {
        code.firstRange(of: try! Regex("\\.\(name)\\b")) != nil
    }

    @Test(
        arguments: [
            ("Sources/HTTPAPI/Endpoint.swift", ["REST", "Web", "MCPTransport"]), ("Sources/HTTPAPI/Endpoint.swift", ["OpenAPI"]),
            ("Sources/HTTPAPI/OAuth/OAuthEndpoint.swift", ["OAuth", "Web"]),
        ])
    func everyEndpointIsMountedAndThoseOfTheAPIAreDocumented(path: String, folders: [String]) throws {
        let endpoints = try Self.cases(of: path, /case (\w+) = "/)
        #expect(endpoints.count > 15)
        let code = folders.map { Self.code(in: "Sources/HTTPAPI/\($0)/", except: path) }.joined()
        for endpoint in endpoints {
            #expect(Self.names(endpoint, in: code), "\(endpoint) is nowhere in \(folders.joined(separator: ", "))")
        }
    }

    /// The recorded answers are compared with real ones by HTTPAPITests, which cannot know of a door that records nothing.
    @Test(arguments: ["problem", "oauth", "page"])
    func everyFaultCodeIsRecordedAtTheDoor(door: String) throws {
        let codes = try Self.cases(of: "Sources/Base/FaultCode.swift", /case `?\w+`? = "([a-z-]+)"/)
        #expect(codes.count > 20)
        let golden = try #require(SourceTree.files(in: "Tests/HTTPAPITests/Golden", suffix: "faults.txt").first)
        for code in codes { #expect(golden.lines.contains { $0.hasPrefix("\(door) \(code) ") }, "\(code) at \(door)") }
    }
}
