package import Identity
internal import Postgres

/// Every claim of a log, as one moment found them.
package struct ClaimSnapshot: Sendable {
    /// The log ended before this position.
    package let next: LogPosition
    package let claims: [[UInt8]: LogClaim]
}

/// Claims to be put right: what was found before a position.
package struct ClaimRepair: Sendable {
    package let next: LogPosition
    package var drops: [(key: [UInt8], stream: String)] = []
    package var takes: [(key: [UInt8], claim: LogClaim)] = []

    package init(next: LogPosition) { self.next = next }

    package var count: Int { drops.count + takes.count }
}

extension EventLog {
    /// All claims and how far the log goes, of one snapshot. **Units**: about 200 bytes of memory a claim.
    package func claimSnapshot(of workspace: WorkspaceID) async throws -> ClaimSnapshot {
        var bindings = Bindings()
        bindings.append(workspace.id.postgres)
        var next: Int64 = 0
        var claims: [[UInt8]: LogClaim] = [:]
        for row in try await pool.query(LogStatements.claimSnapshot, bindings) {
            next = try row.int64(0)
            guard let key = try row.bytesOrNil(1) else { continue }
            claims[key] = LogClaim(stream: try row.string(2), position: LogPosition(try row.int64(3)))
        }
        return ClaimSnapshot(next: LogPosition(next), claims: claims)
    }

    /// The events before a position, stream by stream and in the order of versions, behind a place in that order.
    package func readByStream(
        _ workspace: WorkspaceID, after place: (stream: String, version: StreamVersion)?, before next: LogPosition,
        limit: Int
    ) async throws -> [LogRecord] {
        var bindings = Bindings()
        bindings.append(workspace.id.postgres)
        bindings.append(place?.stream ?? "")
        bindings.append(Int32(place?.version.value ?? 0))
        bindings.append(next.value)
        bindings.append(limit)
        return try await pool.query(LogStatements.readByStream, bindings).map { row in
            LogRecord(
                position: LogPosition(try row.int64(0)), entry: try row.bytes(1), sealed: try row.bytesOrNil(2))
        }
    }

    /// Puts claims right as far as their streams are still as they were; answers how many were.
    package func repair(_ repair: ClaimRepair, in workspace: WorkspaceID) async throws -> Int {
        var bindings = Bindings()
        bindings.append(workspace.id.postgres)
        bindings.append(repair.next.value)
        bindings.append(repair.drops.map(\.key))
        bindings.append(repair.drops.map(\.stream))
        bindings.append(repair.takes.map(\.key))
        bindings.append(repair.takes.map(\.claim.stream))
        bindings.append(repair.takes.map(\.claim.position.value))
        return Int(try await pool.query(LogStatements.repairClaims, bindings).onlyRow().int64(0))
    }
}
