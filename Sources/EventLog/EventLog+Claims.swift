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
    package struct Mend: Sendable {
        package let key: [UInt8]
        /// Whose it is and shall not be.
        package let drop: String?
        /// What it shall lead to.
        package let take: LogClaim?
        /// Whether that claims it for good, wherever its stream goes.
        package let isLasting: Bool

        package init(_ key: [UInt8], drop: String? = nil, take: LogClaim? = nil, isLasting: Bool = false) {
            (self.key, self.drop, self.take, self.isLasting) = (key, drop, take, isLasting)
        }
    }

    package let next: LogPosition
    package var mends: [Mend] = []

    package init(next: LogPosition) { self.next = next }
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

    /// Nobody appends to a workspace while claims of it are put right: no more at once than this.
    private static let mendsMax = 1_000

    /// Puts claims right as far as their streams are still as they were; answers how many were let go and taken.
    package func repair(_ repair: ClaimRepair, in workspace: WorkspaceID) async throws -> Int {
        var done = 0
        for start in stride(from: 0, to: repair.mends.count, by: Self.mendsMax) {
            let mends = repair.mends[start..<min(start + Self.mendsMax, repair.mends.count)]
            var bindings = Bindings()
            bindings.append(workspace.id.postgres)
            bindings.append(repair.next.value)
            bindings.append(mends.map(\.key))
            bindings.append(mends.map(\.drop))
            bindings.append(mends.map(\.take?.stream))
            bindings.append(mends.map(\.take?.position.value))
            bindings.append(mends.map(\.isLasting))
            done += Int(try await pool.query(LogStatements.mendClaims, bindings).onlyRow().int64(0))
        }
        return done
    }
}
