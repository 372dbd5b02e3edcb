internal import Cache
package import EventLog
package import Identity
package import Logging
package import Projections
internal import Synchronization
internal import Ticketing
package import Vault

/// The use cases: load, decide, append, try again; queries; the feed of events. Every way in leads through here, so that
/// there is one place that authorises and one place that opens what is sealed.
///
/// **Errors**: `DeskError` only. **Isolation**: may be called from anywhere.
package final class Desk: Sendable {
    let log: EventLog
    let vault: Vault
    package let views: Views
    let logger: Logger
    /// The wall clock; what it says becomes the `at` of entries.
    let now: @Sendable () -> Instant
    /// Makes ids that nobody has.
    let makeID: @Sendable () -> UniqueID
    let memory = Mutex(DeskMemory())
    let openings = Mutex(Openings())
    /// Who has sessions at this server.
    package let attendance = Attendance()

    package init(
        log: EventLog, vault: Vault, views: Views, logger: Logger, now: @escaping @Sendable () -> Instant,
        makeID: @escaping @Sendable () -> UniqueID
    ) {
        self.log = log
        self.vault = vault
        self.views = views
        self.logger = logger
        self.now = now
        self.makeID = makeID
    }

    /// An id that nobody has.
    package func newID() -> UniqueID { makeID() }
}

/// What the desk remembers so that it need not ask.
///
/// What an append relies on it checks again: streams that it writes by their versions, streams that were only read by guards, who
/// holds a claim by taking it. What no append checks is asked for anew before it is told: a refusal, that there is no such thing,
/// that nothing is to be done. Not checked is of which ticket's thread a message is that answers another customer's.
struct DeskMemory: Sendable {
    struct StreamKey: Hashable {
        let workspace: WorkspaceID
        let stream: StreamID
    }

    struct ClaimKey: Hashable {
        let workspace: WorkspaceID
        let claim: Claim
    }

    /// **Units**: tickets; about 500 bytes each.
    var tickets = BoundedCache<StreamKey, TicketState>(countMax: 32_768)
    /// **Units**: customers; about 100 bytes each.
    var customers = BoundedCache<StreamKey, CustomerState>(countMax: 65_536)
    /// **Units**: claims that are held; about 150 bytes each. Free ones are never remembered.
    var claims = BoundedCache<ClaimKey, LogClaim>(countMax: 131_072)
    /// Versions of streams that have no state here: channels and agents.
    var versions = BoundedCache<StreamKey, StreamVersion>(countMax: 8_192)
    /// **Units**: agents who took or were given something here; about 500 bytes each.
    var agents = BoundedCache<StreamKey, AgentState>(countMax: 8_192)
    /// As far as they were read; what moved since is found by the append that rests on it.
    var rulebooks: [WorkspaceID: Rulebook] = [:]
    /// Claims that were found to be held by the very ticket that would take them, and its version then and those of what it is
    /// merged with: not to be taken again while they have no others.
    var heldAlready: [ClaimKey: [TicketID: StreamVersion]] = [:]
    /// One per workspace there is.
    var workspaces: [WorkspaceID: DeskWorkspace] = [:]
    /// Waits until the views know what was recorded before it began; finished or under way.
    var look: Task<Bool, any Error>?
    /// The same, not begun yet: whoever asks now shares it.
    var nextLook: Task<Bool, any Error>?
}

/// A workspace with the secret that keys its claims.
struct DeskWorkspace: Sendable {
    let log: LogWorkspace
    let secret: WorkspaceSecret

    var id: WorkspaceID { log.id }

    /// The key under which the log keeps a claim.
    func key(_ claim: Claim) -> [UInt8] {
        switch claim {
        case .customer(let network, let handle): secret.hash(["customer", network, handle])
        case .author(let network, let handle): secret.hash(["author", network, handle])
        case .external(let channel, let id): secret.hash(["external", channel.name, id])
        case .unresolved(let customer, let channel): secret.hash(["unresolved", customer.description, channel.name])
        case .reply(let reply): secret.hash(["reply", reply.description])
        case .token(let token): secret.hash(["token", token.description])
        case .held(let agent, let network, let ticket):
            prefix(.heldOn(agent, network: network)) + secret.hash(["held", ticket.description]).prefix(12)
        case .edit(let channel, let id, .named(let name)): secret.hash(["edit", channel.name, id, "named", name])
        case .edit(let channel, let id, .words(let text)): secret.hash(["edit", channel.name, id, "words", text])
        case .signal(let channel, let id): secret.hash(["signal", channel.name, id])
        case .feedback(let channel, let id): secret.hash(["feedback", channel.name, id])
        }
    }

    /// What the keys of a group of claims begin with: 12 bytes for an agent, 8 more for a network.
    func prefix(_ group: ClaimGroup) -> [UInt8] {
        switch group {
        case .held(let agent): Array(secret.hash(["holder", agent.description]).prefix(12))
        case .heldOn(let agent, let network):
            prefix(.held(agent)) + secret.hash(["network", network]).prefix(8)
        }
    }
}

extension Desk {
    /// The workspace and its secret; asks the database only once.
    func workspace(_ id: WorkspaceID) async throws -> DeskWorkspace {
        if let known = memory.withLock({ $0.workspaces[id] }) { return known }
        for workspace in try await log.workspaces() {
            let secret = try vault.secret(of: workspace.id, wrapped: workspace.secret)
            memory.withLock { $0.workspaces[workspace.id] = DeskWorkspace(log: workspace, secret: secret) }
        }
        guard let known = memory.withLock({ $0.workspaces[id] }) else {
            throw DeskError(.notFound(.workspace), "there is no such workspace")
        }
        return known
    }
}
