internal import Identity
internal import Ticketing

/// The log of one workspace in memory: what an append promises, in the fewest words.
///
/// The real one is proved against PostgreSQL elsewhere. This one stands in for it where the rules are tried a hundred
/// thousand times: versions, guards, claims and limits are judged at one moment, all or nothing.
struct ModelLog {
    private(set) var events: [RecordedEvent] = []
    /// Where the events of each stream stand.
    private(set) var streams: [StreamID: [Int]] = [:]
    private(set) var claims: [Claim: Holder] = [:]
    private var commands: Set<CommandID> = []

    /// Where a claim leads to.
    struct Holder: Equatable {
        let stream: StreamID
        let position: LogPosition
    }

    /// What is to be appended, and on what it rests.
    struct Request {
        let command: CommandID
        let actor: Actor
        let at: Instant
        var changes: Changes
        /// Of streams that it writes; those left out are new.
        var versions: [StreamID: StreamVersion] = [:]
        /// Of streams that it read.
        var guards: [StreamID: StreamVersion] = [:]
    }

    enum Outcome: Equatable {
        /// The events from this one on are new.
        case appended(from: Int)
        case duplicate
        case conflict(StreamID)
        case claimed(Claim, by: StreamID)
        case full(ClaimLimit)
    }

    var end: LogPosition { LogPosition(Int64(events.count) - 1) }

    func version(of stream: StreamID) -> StreamVersion { StreamVersion(streams[stream]?.count ?? 0) }

    /// The events of a stream behind a version.
    func read(_ stream: StreamID, after version: StreamVersion) -> [RecordedEvent] {
        (streams[stream] ?? []).dropFirst(version.value).map { events[$0] }
    }

    /// Appends all of a command or nothing.
    mutating func append(_ request: Request, flaw: Flaw? = nil) -> Outcome {
        if commands.contains(request.command) && flaw != .repeatedCommands { return .duplicate }
        if let refusal = refusal(of: request, flaw) { return refusal }
        commands.insert(request.command)
        let first = events.count
        for new in request.changes.events {
            let position = events.count
            streams[new.stream, default: []].append(position)
            events.append(
                RecordedEvent(
                    position: LogPosition(Int64(position)), stream: new.stream,
                    version: version(of: new.stream), id: EventID(UniqueID(high: 1, low: UInt64(position))),
                    command: request.command, at: request.at, actor: request.actor, event: new.event,
                    subject: new.subject))
        }
        for take in request.changes.takes {
            claims[take.claim] = Holder(
                stream: request.changes.events[take.event].stream,
                position: LogPosition(Int64(first + take.event)))
        }
        if flaw != .keptClaims { for claim in request.changes.releases { claims[claim] = nil } }
        return .appended(from: first)
    }

    private func refusal(of request: Request, _ flaw: Flaw?) -> Outcome? {
        if flaw != .uncheckedGuards {
            // Of several always the same: a sequence has to be the same in every run.
            let moved = request.guards.filter { version(of: $0.key) != $0.value }.map(\.key)
            if let first = moved.min(by: { $0.description < $1.description }) { return .conflict(first) }
        }
        if flaw != .uncheckedLimits {
            for limit in request.changes.limits {
                let group = limit.group
                let taken = request.changes.takes.count { group.includes($0.claim) }
                let released = request.changes.releases.count { group.includes($0) && claims[$0] != nil }
                if count(group) + taken - released > limit.max { return .full(limit) }
            }
        }
        if flaw != .uncheckedVersions {
            for stream in request.changes.events.map(\.stream) {
                if version(of: stream) != request.versions[stream] ?? .none { return .conflict(stream) }
            }
        }
        if flaw != .uncheckedClaims {
            for take in request.changes.takes {
                if let holder = claims[take.claim] { return .claimed(take.claim, by: holder.stream) }
            }
        }
        return nil
    }

    /// How many claims of a group there are.
    private func count(_ group: ClaimGroup) -> Int { claims.keys.count { group.includes($0) } }
}

extension ClaimGroup {
    fileprivate func includes(_ claim: Claim) -> Bool {
        guard case .held(let holder, let network, _) = claim else { return false }
        switch self {
        case .held(let agent): return holder == agent
        case .heldOn(let agent, let wanted): return holder == agent && network == wanted
        }
    }
}
