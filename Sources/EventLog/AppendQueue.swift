internal import Identity

/// What waits to be appended, and which of it goes together. Pure: it never awaits and reads no clock.
///
/// A batch is what queued while the one before it was committing; there is no timer. Two commands that touch the same
/// command id, stream or claim never share a batch: the later one waits for the next, so that the database can judge
/// a whole batch at once. The order of such commands is kept. Guards only read: any number of them share a stream that
/// none of the batch writes. A command with a limit shares no batch with an earlier one that takes or releases what it counts.
struct AppendQueue {
    typealias Ticket = UInt64

    struct Waiting: Sendable {
        /// What never changes of it: shared, because what waits is handed from list to list.
        private final class Command: Sendable {
            let ticket: Ticket
            let request: AppendRequest
            let deadline: ContinuousClock.Instant

            init(_ ticket: Ticket, _ request: AppendRequest, deadline: ContinuousClock.Instant) {
                (self.ticket, self.request, self.deadline) = (ticket, request, deadline)
            }
        }

        private let command: Command
        /// An answer to it was lost once: it may be in the log, and only an answer tells.
        var isUnknown = false
        /// Its batch was refused: it goes by itself, to find out whose fault that was.
        var isAlone = false
        /// Others of its batch were refused. It goes before any newcomer: one of those might be refused again.
        var isUntried = false

        init(ticket: Ticket, request: AppendRequest, deadline: ContinuousClock.Instant) {
            command = Command(ticket, request, deadline: deadline)
        }

        var ticket: Ticket { command.ticket }
        var request: AppendRequest { command.request }
        var deadline: ContinuousClock.Instant { command.deadline }
    }

    /// What only one command of a batch may touch.
    private enum Shared: Hashable {
        case command(WorkspaceID, CommandID)
        case stream(WorkspaceID, String)
        case claim(WorkspaceID, [UInt8])

        /// Keys by all of their bytes at once, not one after the other. Of two workspaces few are the same.
        func hash(into hasher: inout Hasher) {
            switch self {
            case .command(_, let command): hasher.combine(command)
            case .stream(_, let stream): hasher.combine(stream)
            case .claim(_, let key): key.withUnsafeBytes { hasher.combine(bytes: $0) }
            }
        }
    }

    /// More than this many commands in a batch gain nothing: the commit is already paid by few.
    static let batchCommandsMax = 256
    /// A batch's bytes are held three times: here, in libpq and in the server.
    static let batchBytesMax = 4 << 20
    /// **Overflow**: the command is refused as `overloaded`. About ten full batches.
    static let waitingMax = 2_560

    private(set) var waiting: [Waiting] = []
    private var nextTicket: Ticket = 0

    /// Queues a command; nil if too many wait already.
    mutating func enqueue(_ request: AppendRequest, deadline: ContinuousClock.Instant) -> Ticket? {
        guard waiting.count < Self.waitingMax else { return nil }
        nextTicket += 1
        waiting.append(Waiting(ticket: nextTicket, request: request, deadline: deadline))
        return nextTicket
    }

    /// Takes the next batch, of these workspaces only; empty if nothing of them waits. What touches the same as one of
    /// `others`, which are under way, waits as if it had come behind it in the same batch.
    mutating func takeBatch(
        besides others: [Waiting] = [], of isWanted: (WorkspaceID) -> Bool = { _ in true }
    ) -> [Waiting] {
        var batch: [Waiting] = []
        var rest: [Waiting] = []
        var taken: Set<Shared> = []
        var bytes = 0
        var read: Set<Shared> = []
        var claims: [(WorkspaceID, [UInt8])] = []
        let hasLimits = waiting.contains { !$0.request.limits.isEmpty }
        if let first = waiting.first, first.isAlone {
            return isWanted(first.request.workspace) ? [waiting.removeFirst()] : []
        }
        let isRepeat = waiting.first?.isUntried ?? false
        for other in others where isWanted(other.request.workspace) {
            taken.formUnion(Self.shared(other.request))
            read.formUnion(other.request.guards.map { Shared.stream(other.request.workspace, $0.stream) })
            if hasLimits { claims += Self.claims(other.request) }
        }
        for (index, candidate) in waiting.enumerated() {
            if batch.count == Self.batchCommandsMax || bytes >= Self.batchBytesMax {
                rest.append(contentsOf: waiting[index...])
                break
            }
            let request = candidate.request
            if !isWanted(request.workspace) || isRepeat && !candidate.isUntried {
                rest.append(candidate)
                continue
            }
            let shared = Self.shared(request)
            let guarded = request.guards.map { Shared.stream(request.workspace, $0.stream) }
            let isFree =
                !shared.contains { taken.contains($0) || read.contains($0) } && !guarded.contains(where: taken.contains)
                && !request.limits.contains { limit in
                    claims.contains { $0.0 == request.workspace && $0.1.starts(with: limit.prefix) }
                }
            if isFree {
                batch.append(candidate)
                bytes += request.byteCount
            } else {
                rest.append(candidate)
            }
            // What had to wait also keeps its place before later ones on the same stream.
            taken.formUnion(shared)
            read.formUnion(guarded)
            if hasLimits {
                claims += Self.claims(request)
            }
        }
        waiting = rest
        return batch
    }

    /// Puts the commands of a batch that was refused back in front, each to be tried alone. They may be more than may wait.
    mutating func putBack(_ batch: [Waiting]) {
        var alone = batch
        for index in alone.indices { alone[index].isAlone = true }
        waiting.insert(contentsOf: alone, at: 0)
    }

    /// Puts commands back in front that were not tried because others of their batch were refused. They may be more than may
    /// wait.
    mutating func putFirst(_ untried: [Waiting]) {
        waiting.insert(
            contentsOf: untried.map { waiting in
                var waiting = waiting
                waiting.isUntried = true
                return waiting
            }, at: 0)
    }

    /// How many wait.
    var count: Int { waiting.count }

    /// Takes out what nobody waits for any longer.
    mutating func expire(at now: ContinuousClock.Instant) -> [Waiting] {
        guard waiting.contains(where: { $0.deadline <= now }) else { return [] }
        let expired = waiting.filter { $0.deadline <= now }
        waiting.removeAll { $0.deadline <= now }
        return expired
    }

    /// Takes everything out, when there will be no next batch.
    mutating func drain() -> [Waiting] {
        defer { waiting = [] }
        return waiting
    }

    /// What it takes or releases of what limits count.
    private static func claims(_ request: AppendRequest) -> [(WorkspaceID, [UInt8])] {
        (request.takes.map(\.key) + request.releases).map { (request.workspace, $0) }
    }

    /// Some of it more than once.
    private static func shared(_ request: AppendRequest) -> [Shared] {
        let workspace = request.workspace
        var shared: [Shared] = [.command(workspace, request.command)]
        shared.reserveCapacity(1 + request.events.count + request.takes.count + request.releases.count)
        for event in request.events { shared.append(.stream(workspace, event.stream)) }
        for take in request.takes { shared.append(.claim(workspace, take.key)) }
        for key in request.releases { shared.append(.claim(workspace, key)) }
        return shared
    }
}
