import Testing

@testable import HTTPAPI

@Suite struct OpenFilesTests {
    @Test(arguments: [(0, 1), (20, 10), (256, 128), (1_024, 896), (65_536, 65_408), (.max, 65_408)])
    func connectionsLeaveRoomForTheRest(files: Int, connections: Int) {
        #expect(OpenFiles.connections(of: files) == connections)
    }

    @Test func theSystemGrantsOpenFiles() { #expect(OpenFiles.connections() > 0) }
}
