import CoreMetrics
import Glibc
import Synchronization

/// The CPU time, memory and files of this process, as other Prometheus clients name them.
struct ProcessNumbers: Sendable {
    private let cpu: FloatingPointCounter
    private let counted: CPUTime
    private let memory: Meter
    private let files: Meter

    /// The CPU time that is already counted.
    private final class CPUTime: Sendable {
        private let seconds = Mutex(0.0)

        func grown(to now: Double) -> Double {
            seconds.withLock { seconds in
                defer { seconds = max(seconds, now) }
                return max(0, now - seconds)
            }
        }
    }

    /// - Parameter now: seconds since 1970.
    init(_ metrics: ServerMetrics, startedAt now: Double) {
        cpu = metrics.seconds(.cpuTime)
        counted = CPUTime()
        memory = metrics.gauge(.residentMemory)
        files = metrics.gauge(.openFiles)
        metrics.gauge(.startTime).set(now)
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        metrics.gauge(.openFileLimit).set(Double(limit.rlim_cur))
    }

    func update() {
        var usage = rusage()
        if getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 {
            let micros = usage.ru_utime.tv_usec + usage.ru_stime.tv_usec
            cpu.increment(
                by: counted.grown(to: Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + Double(micros) / 1e6)
            )
        }
        if let pages = Self.residentPages { memory.set(Double(pages * sysconf(Int32(_SC_PAGESIZE)))) }
        if let count = Self.entries(of: "/proc/self/fd") { files.set(Double(count)) }
    }

    /// The second number of `/proc/self/statm`.
    private static var residentPages: Int? {
        guard let file = fopen("/proc/self/statm", "r") else { return nil }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 128)
        guard fgets(&line, 128, file) != nil else { return nil }
        let words = line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }.split(separator: UInt8(ascii: " "))
        return words.count > 1 ? Int(String(decoding: words[1], as: UTF8.self)) : nil
    }

    private static func entries(of directory: String) -> Int? {
        guard let handle = opendir(directory) else { return nil }
        defer { closedir(handle) }
        var count = 0
        while readdir(handle) != nil { count += 1 }
        // Without `.`, `..` and the directory itself.
        return max(0, count - 3)
    }
}
