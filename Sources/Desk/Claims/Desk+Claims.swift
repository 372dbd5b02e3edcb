internal import EventCodec
internal import EventLog
package import Identity
internal import Ticketing

/// How the claims that a log has differ from those that follow from its events.
package struct ClaimReport: Sendable {
    package enum Kind: String, Sendable {
        /// It follows from the events, and the log has it not.
        case missing
        /// The log has it, and it leads elsewhere.
        case foreign
        /// The log has it, and it follows from nothing.
        case phantom
        /// Two streams would have it.
        case disputed
    }

    package struct Difference: Sendable {
        package let kind: Kind
        /// Whose it should be; of a phantom, whose it is.
        package let stream: String
        /// Where it is, if it is elsewhere.
        package let found: String?
    }

    /// The events up to here were read.
    package let asOf: LogPosition
    /// How many the log has.
    package let claims: Int
    /// Of these, so many were left alone: events do not say, or not any more, what they claimed.
    package let unseen: Int
    package let differences: [Difference]
    /// How many were put right.
    package var repaired = 0
}

extension Desk {
    /// More looks than this mean that the log moves faster than it can be read.
    private static let looksMax = 16

    /// Compares the claims of a log with those that follow from its events, as of one moment.
    package func verifyClaims(of id: WorkspaceID) async throws(DeskError) -> ClaimReport {
        try await guarded { try await self.compareClaims(of: try await self.workspace(id)).report }
    }

    /// The same, and puts right what differs. Servers may go on working.
    package func rebuildClaims(of id: WorkspaceID) async throws(DeskError) -> ClaimReport {
        try await guarded {
            let workspace = try await self.workspace(id)
            var (report, repair) = try await self.compareClaims(of: workspace)
            var repaired = 0
            for _ in 0..<Self.looksMax where !repair.mends.isEmpty {
                repaired += try await self.log.repair(repair, in: id)
                // What moved meanwhile was left as it is.
                let next = try await self.compareClaims(of: workspace)
                repair = next.repair
                if repair.mends.isEmpty { report = next.report }
            }
            report.repaired = repaired
            return report
        }
    }

    private func compareClaims(of workspace: DeskWorkspace) async throws -> (report: ClaimReport, repair: ClaimRepair) {
        let snapshot = try await log.claimSnapshot(of: workspace.id)
        var due = DueClaims()
        var place: (stream: String, version: StreamVersion)?
        while true {
            let records = try await log.readByStream(workspace.id, after: place, before: snapshot.next, limit: 2_000)
            if records.isEmpty { break }
            for opened in try await open(records, in: workspace) {
                due.add(opened, in: workspace)
                place = (opened.recorded.stream.description, opened.recorded.version)
            }
        }
        due.finishAll(in: workspace)
        return due.compare(with: snapshot)
    }
}

/// The claims that follow from the events of a log, which come stream by stream.
private struct DueClaims {
    private struct Due {
        let stream: String
        let position: LogPosition
        let leads: Leads
    }

    /// To what a claim leads.
    private enum Leads {
        /// To the very event that took it.
        case event
        /// To any event of the stream.
        case stream
        /// To any event of the ticket, or of what it is or was merged with.
        case conversation
    }

    private var due: [[UInt8]: Due] = [:]
    private var disputed: [(stream: String, other: String)] = []
    /// Events that claim something of which nobody can tell what.
    private var unseen: Set<LogPosition> = []
    /// The stream that is being read, and what its events claim by themselves.
    private var stream = ""
    private var lasting: [LogPosition: [Claim]] = [:]
    /// The ticket whose events are being read.
    private var ticket: TicketState?
    /// Those that are merged with others: what they claim shows when all are read.
    private var linked: [TicketState] = []
    /// How the claims of what somebody holds begin, of everybody who could.
    private var holders: Set<[UInt8]> = []

    mutating func add(_ opened: OpenedRecord, in workspace: DeskWorkspace) {
        let recorded = opened.recorded
        if recorded.version == StreamVersion(1) { finish(in: workspace) }
        if case .ticket = recorded.stream {
            TicketState.evolve(&ticket, with: recorded)
        }
        if case .agentRegistered = recorded.event, case .agent(let agent) = recorded.stream {
            holders.insert(workspace.prefix(.held(agent)))
        }
        if let ended = recorded.endsClaims {
            lasting[ended] = nil
            unseen.remove(ended)
        }
        stream = recorded.stream.description
        if let claims = recorded.lastingClaims(opened.personal, on: ticket?.channel) {
            if !claims.isEmpty { lasting[recorded.position] = claims }
        } else {
            unseen.insert(recorded.position)
        }
    }

    /// The stream that was read has ended.
    mutating func finish(in workspace: DeskWorkspace) {
        for (position, claims) in lasting {
            for claim in claims { put(claim, Due(stream: stream, position: position, leads: .event), workspace) }
        }
        lasting = [:]
        if let ticket {
            if ticket.isLinked { linked.append(ticket) } else { put([ticket], workspace) }
        }
        ticket = nil
    }

    /// Every stream was read.
    mutating func finishAll(in workspace: DeskWorkspace) {
        finish(in: workspace)
        let byID = Dictionary(linked.map { ($0.id, $0) }) { first, _ in first }
        for root in linked where root.mergedInto == nil {
            var (members, rest) = ([root], root.parts)
            while let part = rest.popLast().flatMap({ byID[$0] }) {
                members.append(part)
                rest += part.parts
            }
            put(members, workspace)
        }
        linked = []
    }

    /// What these tickets claim as they are, which are all of a conversation.
    private mutating func put(_ members: [TicketState], _ workspace: DeskWorkspace) {
        for claim in members.claims {
            let (ticket, leads): (TicketState?, Leads) =
                switch claim {
                case .held(_, _, let root): (members.first { $0.id == root }, .conversation)
                default: (members.first { [$0].claims.contains(claim) }, .stream)
                }
            guard let ticket else { continue }
            let stream = StreamID.ticket(ticket.id).description
            put(claim, Due(stream: stream, position: ticket.position, leads: leads), workspace)
        }
    }

    private mutating func put(_ claim: Claim, _ new: Due, _ workspace: DeskWorkspace) {
        let key = workspace.key(claim)
        guard let old = due[key] else { return due[key] = new }
        if old.stream == new.stream && !(old.leads == .event && new.leads == .event) { return }
        disputed.append((new.stream, old.stream))
        // No append would have let it come to this, so neither is in the right: the same one at every look.
        if new.position < old.position { due[key] = new }
    }

    /// Whether a claim is that somebody holds a ticket.
    private func isHeld(_ key: [UInt8]) -> Bool {
        guard let length = holders.first?.count else { return false }
        return holders.contains(Array(key.prefix(length)))
    }

    func compare(with snapshot: ClaimSnapshot) -> (report: ClaimReport, repair: ClaimRepair) {
        var differences = disputed.map {
            ClaimReport.Difference(kind: .disputed, stream: $0.stream, found: $0.other)
        }
        var repair = ClaimRepair(next: snapshot.next)
        for (key, due) in due {
            let claim = LogClaim(stream: due.stream, position: due.position)
            guard let found = snapshot.claims[key] else {
                differences.append(.init(kind: .missing, stream: due.stream, found: nil))
                repair.mends.append(.init(key, take: claim, isLasting: due.leads == .event))
                continue
            }
            switch due.leads {
            case .event: if found.stream == due.stream && found.position == due.position { continue }
            case .stream: if found.stream == due.stream { continue }
            case .conversation: continue
            }
            differences.append(.init(kind: .foreign, stream: due.stream, found: found.stream))
            repair.mends.append(.init(key, drop: found.stream, take: claim, isLasting: due.leads == .event))
        }
        var untold = 0
        for (key, found) in snapshot.claims where due[key] == nil {
            // Who holds what, all events tell.
            if unseen.contains(found.position) && !isHeld(key) {
                untold += 1
                continue
            }
            differences.append(.init(kind: .phantom, stream: found.stream, found: nil))
            repair.mends.append(.init(key, drop: found.stream))
        }
        differences.sort { ($0.kind.rawValue, $0.stream) < ($1.kind.rawValue, $1.stream) }
        let report = ClaimReport(
            asOf: LogPosition(snapshot.next.value - 1), claims: snapshot.claims.count, unseen: untold,
            differences: differences)
        return (report, repair)
    }
}
