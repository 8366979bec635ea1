import Glibc

/// A listening port with a full queue: the kernel drops new connections without refusing them.
struct UnresponsivePort {
    private let descriptors: [Int32]

    struct Failed: Error {}

    init(address: String, port: Int) throws {
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = in_port_t(UInt16(port)).bigEndian
        inet_pton(AF_INET, address, &place.sin_addr)
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        func on(_ descriptor: Int32, _ call: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
            withUnsafePointer(to: place) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { call(descriptor, $0, size) }
            }
        }
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard on(listener, bind) == 0, listen(listener, 0) == 0 else { throw Failed() }
        // Even with a queue length of zero, Linux accepts one.
        let knocker = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard on(knocker, connect) == 0 else { throw Failed() }
        descriptors = [listener, knocker]
    }

    func close() {
        for descriptor in descriptors { Glibc.close(descriptor) }
    }
}
