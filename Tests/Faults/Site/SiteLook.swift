internal import Foundation
internal import Glibc
internal import Postgres
internal import Support

extension Site {
    /// What everybody does right now, for who wants to know why nobody is served: PostgreSQL's sessions and who blocks
    /// whom, the servers' threads, and how long the disk takes for a small write. Read through nothing of the servers'.
    func look() async -> String {
        async let sessions = sessions()
        async let disk = diskWrite()
        let threads = servers.enumerated().map { number, server in
            "server \(number) (pid \(server.pid)):" + Self.threads(of: server.pid)
        }
        return await ([disk, sessions] + threads).joined(separator: "\n")
    }

    private func sessions() async -> String {
        do {
            let rows = try await query(
                """
                select format('%s %s %s, %s %s, blocked by %s, statement %s s, transaction %s s: %s', pid, backend_type,
                    coalesce(state, '-'), coalesce(wait_event_type, '-'), coalesce(wait_event, '-'),
                    pg_blocking_pids(pid), round(extract(epoch from clock_timestamp() - query_start), 3),
                    coalesce(round(extract(epoch from clock_timestamp() - xact_start), 3)::text, '-'),
                    left(regexp_replace(query, '\\s+', ' ', 'g'), 120))
                from pg_stat_activity where pid <> pg_backend_pid() order by xact_start, query_start desc
                """)
            return try "PostgreSQL:" + rows.map { "\n    " + (try $0.string(0)) }.joined()
        } catch {
            return "PostgreSQL does not say: \(error)"
        }
    }

    private func diskWrite() async -> String {
        let path = directory + "/probe"
        let start = ContinuousClock.now
        let result = try? await offPool {
            let file = Glibc.open(path, O_CREAT | O_WRONLY, 0o600)
            defer { Glibc.close(file) }
            var bytes = [UInt8](repeating: 1, count: 8_192)
            return file >= 0 && write(file, &bytes, bytes.count) == bytes.count && fsync(file) == 0
        }
        let took = Int((ContinuousClock.now - start) / .milliseconds(1))
        return "disk: 8 KiB written \(result == true ? "" : "in vain ")in \(took) ms"
    }

    private static func threads(of pid: Int32) -> String {
        let tasks = "/proc/\(pid)/task"
        func read(_ path: String) -> String {
            ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "-").trimmingCharacters(
                in: .whitespacesAndNewlines)
        }
        let ids = ((try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []).sorted()
        return ids.map { id in
            let state = read("\(tasks)/\(id)/stat").split(separator: ")").last?.prefix(2) ?? "-"
            return "\n    \(id) \(read("\(tasks)/\(id)/comm")) \(state) \(read("\(tasks)/\(id)/wchan"))"
        }.joined()
    }
}
