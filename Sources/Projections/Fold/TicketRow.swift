package import Identity
package import Ticketing

/// A ticket as the inbox knows it: facts and pointers into the log, nothing anybody said.
///
/// **Shape**: a row of `view_<n>.ticket`.
package struct TicketRow: Hashable, Identifiable, Sendable {
    package let id: TicketID
    package let customer: CustomerID
    package let channel: ChannelID
    package var status: TicketStatus
    package var assignee: AgentID?
    package var team: TeamID?
    /// Sorted, each once.
    package var tags: [Tag]
    /// When the conversation began, by the network's clock if it told us.
    package var openedAt: Instant
    /// When somebody last said something, by the network's clock if it told us.
    package var lastAt: Instant
    /// Since when the customer has waited for an answer; nil if nobody waits.
    package var waitingSince: Instant?
    package var snoozedUntil: Instant?
    package var messages: Int
    package var replies: Int
    package var notes: Int
    /// Where the words of the last message or reply stand; nil before there is one.
    package var spokenAt: LogPosition?
    package var version: StreamVersion
    /// Where the last event of the ticket stands.
    package var position: LogPosition
    /// Whether it is kept apart: in no view but one of its own, and not counted.
    package var isSpam = false
    /// What few tickets have; nil if this one has nothing of it.
    package var detail: TicketDetail?

    package init(
        id: TicketID, customer: CustomerID, channel: ChannelID, status: TicketStatus, assignee: AgentID?,
        team: TeamID?, tags: [Tag], openedAt: Instant, lastAt: Instant, waitingSince: Instant?, snoozedUntil: Instant?,
        messages: Int, replies: Int, notes: Int, spokenAt: LogPosition?, version: StreamVersion, position: LogPosition,
        isSpam: Bool = false, detail: TicketDetail? = nil
    ) {
        self.id = id
        self.customer = customer
        self.channel = channel
        self.status = status
        self.assignee = assignee
        self.team = team
        self.tags = tags
        self.openedAt = openedAt
        self.lastAt = lastAt
        self.waitingSince = waitingSince
        self.snoozedUntil = snoozedUntil
        self.messages = messages
        self.replies = replies
        self.notes = notes
        self.spokenAt = spokenAt
        self.version = version
        self.position = position
        self.isSpam = isSpam
        self.detail = detail
    }

    /// The ticket as its first event makes it.
    init(id: TicketID, opened: TicketOpened, by recorded: RecordedEvent) {
        self.init(
            id: id, customer: opened.customer, channel: opened.channel, status: .open, assignee: nil,
            team: opened.team, tags: [], openedAt: recorded.at, lastAt: recorded.at, waitingSince: nil,
            snoozedUntil: nil, messages: 0,
            replies: 0, notes: 0, spokenAt: nil, version: recorded.version, position: recorded.position)
        if let language = opened.language {
            detail = TicketDetail(position: recorded.position, language: language)
        }
    }

    /// Takes the next event of the ticket's stream into account.
    mutating func apply(_ recorded: RecordedEvent) {
        version = recorded.version
        position = recorded.position
        switch recorded.event {
        case .messageReceived(let message):
            messages += 1
            let at = message.occurredAt ?? recorded.at
            spoke(at: at, position: recorded.position)
            if waitingSince == nil { waitingSince = at }
            move(to: .open)
        case .replyRecorded(let reply): answered(at: reply.occurredAt ?? recorded.at, position: recorded.position)
        case .replySent(let sent):
            answered(at: recorded.at, position: recorded.words)
            count(sent.material, at: recorded.position)
        case .replyApproved(let approved):
            answered(at: recorded.at, position: recorded.words)
            count(approved.material, at: recorded.position)
        case .noteAdded: notes += 1
        case .ticketClaimed: assignee = recorded.actor.id
        case .ticketReleased, .assignment(.requeued): assignee = nil
        case .assignment(.routed(let routed)): assignee = routed.agent
        case .ticketAssigned(let assigned):
            assignee = assigned.agent
            team = assigned.team
        case .ticketTagged(let tagged): tags = Set(tags).union(tagged.tags).sorted()
        case .ticketUntagged(let untagged): tags = Set(tags).subtracting(untagged.tags).sorted()
        case .ticketResolved:
            waitingSince = nil
            move(to: .resolved)
        case .ticketReopened, .ticketWoken: move(to: .open)
        case .ticketSnoozed(let snoozed):
            move(to: .snoozed)
            snoozedUntil = snoozed.until
        case .replyFailed, .reply(.lost):
            // The customer may have got nothing: it is our turn again, and since now they wait.
            guard status == .pending else { break }
            waitingSince = waitingSince ?? recorded.at
            move(to: .open)
        case .intake(let event): apply(event, at: recorded.position)
        case .follow(.ticketFollowed(let followed)):
            change(at: recorded.position) { $0.followers = Set($0.followers).union([followed.agent]).sorted() }
        case .problem(let event): apply(event, at: recorded.position)
        case .classed(.prioritised(let prioritised)):
            change(at: recorded.position) { $0.priority = prioritised.priority }
        case .classed(.classified(let classified)):
            change(at: recorded.position) { $0.classes = classified.classes }
        case .follow(.ticketUnfollowed(let followed)):
            change(at: recorded.position) { $0.followers.removeAll { $0 == followed.agent } }
        case .follow(.notificationsRead): break
        case .spam(.ticketMarked): isSpam = true
        case .spam(.ticketUnmarked): isSpam = false
        case .spam(.customerBlocked), .spam(.customerUnblocked): break
        // Changes two rows: the fold does it.
        case .merge: break
        case .split(let event): apply(event, at: recorded.position)
        case .reply(.retried(let retried)):
            // It is said again. Whoever has spoken in between waits on.
            guard status == .open, spokenAt == retried.words else { break }
            waitingSince = nil
            move(to: .pending)
        case .switchAsked, .feedback, .ticketOpened, .replyDrafted, .replyDelivered, .reply, .workspaceCreated,
            .setting, .material,
            .agentRegistered,
            .tokenIssued, .tokenRevoked, .agent, .postRecorded, .customerRegistered, .customer:
            break
        }
    }

    /// The words that are shown are the last ones; whose turn it is stays as it was.
    private mutating func apply(_ event: IntakeEvent, at position: LogPosition) {
        switch event {
        case .messageEdited(let edit): revise(edit.replaces, at: position)
        case .messageWithdrawn(let withdrawn): revise(withdrawn.replaces, at: position)
        case .signalReceived: break
        }
    }

    private mutating func apply(_ event: ProblemEvent, at position: LogPosition) {
        switch event {
        case .ticketLinked(let problem):
            change(at: position) {
                $0.problem = problem
                $0.leftProblems.removeAll { $0 == problem }
            }
        case .ticketUnlinked(let problem):
            change(at: position) {
                if $0.problem == problem { $0.problem = nil }
                $0.leftProblems = Set($0.leftProblems).union([problem]).sorted()
            }
        case .opened, .noticed, .closed: break
        }
    }

    private mutating func revise(_ replaced: LogPosition?, at position: LogPosition) {
        if let replaced, replaced == spokenAt { spokenAt = position }
        change(at: position) { $0.revisions += 1 }
    }

    /// Changes the ticket's detail; one that says nothing any more is none.
    mutating func change(at position: LogPosition, _ body: (inout TicketDetail.Facts) -> Void) {
        var facts = detail?.facts ?? TicketDetail.Facts()
        body(&facts)
        detail = facts == TicketDetail.Facts() ? nil : TicketDetail(position: position, facts: facts)
    }

    /// Who wants to know when the customer writes: whoever has it, and who follows it; of what is kept apart nobody.
    var listeners: [AgentID] {
        if isSpam { return [] }
        let own = assignee.map { [$0] } ?? []
        return detail.map { own + $0.facts.followers } ?? own
    }

    private mutating func count(_ material: ReplyMaterial?, at position: LogPosition) {
        if let material, material.isCanned { change(at: position) { $0.canned += 1 } }
    }

    private mutating func answered(at: Instant, position: LogPosition) {
        replies += 1
        spoke(at: at, position: position)
        waitingSince = nil
        // A parting word does not bring a resolved ticket back.
        if status != .resolved { move(to: .pending) }
    }

    private mutating func spoke(at: Instant, position: LogPosition) {
        // A conversation that began before we heard of it began when its first words were said.
        if spokenAt == nil { openedAt = min(openedAt, at) }
        lastAt = spokenAt == nil ? at : max(lastAt, at)
        spokenAt = position
    }

    private mutating func move(to next: TicketStatus) {
        status = next
        snoozedUntil = nil
    }
}
