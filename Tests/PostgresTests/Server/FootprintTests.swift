import Foundation
import Postgres
import Support
import Testing

/// Each test is a process of its own, so that nothing else moves what it counts.
@Suite("What connections leave behind", .serialized, .timeLimit(.minutes(3)))
struct FootprintTests {
    /// Entries of a directory of /proc/self.
    static func entries(_ directory: String) -> Int {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/\(directory)").count) ?? -1
    }

    /// Resident memory now, in KiB.
    static func residentKiB() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? -1
    }

    @Test("two hundred connections, closed or merely dropped, leave no thread and no descriptor")
    func leaks() async {
        await #expect(processExitsWith: .success) {
            let configuration = try await PostgresServer.shared.connection()
            try await withConnection(configuration) { _ = try await $0.number("SELECT 1::int8") }
            // A thread ends a moment after its connection: the count has to come down, however long that takes.
            func connections() -> Int {
                let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
                return tasks.filter { task in
                    (try? String(contentsOfFile: "/proc/self/task/\(task)/comm", encoding: .utf8))?.hasPrefix("pg:")
                        == true
                }.count
            }
            while connections() > 0 { await Task.yield() }
            let descriptors = FootprintTests.entries("fd")
            for number in 0..<200 {
                let loop = TestLoop.shared
                let connection = try await PostgresConnection.connect(configuration, near: loop.near, logger: .quiet)
                try await withTaskExecutorPreference(loop) { _ = try await connection.number("SELECT 1::int8") }
                if number.isMultiple(of: 2) { await connection.close() }
            }
            while connections() > 0 { await Task.yield() }
            let left = FootprintTests.entries("fd")
            precondition(left <= descriptors, "\(left) descriptors are open, \(descriptors) were")
        }
    }

    @Test("a COPY of forty megabytes each way takes little memory, however slowly it is read")
    func memory() async {
        await #expect(processExitsWith: .success) {
            try await PostgresServer.shared.withDatabase { configuration in
                try await withConnection(configuration) { connection in
                    try await connection.execute("CREATE TABLE t (n int8, b bytea)")
                    _ = try await CopyTests.fill(connection, rows: 10_000)
                    let before = FootprintTests.residentKiB()
                    let rows = try await CopyTests.fill(connection, rows: 400_000)
                    precondition(rows == 400_000)
                    let written = FootprintTests.residentKiB()
                    let copy = try await connection.copyOut("COPY t TO STDOUT (FORMAT binary)")
                    var bytes = 0
                    while let chunk = try await copy.next() { bytes += chunk.count }
                    let read = FootprintTests.residentKiB()
                    precondition(bytes > 40_000_000)
                    precondition(written - before < 16_000, "writing took \(written - before) KiB")
                    precondition(read - before < 20_000, "reading took \(read - before) KiB")
                }
            }
        }
    }
}
