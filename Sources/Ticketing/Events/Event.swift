package import Identity

/// A fact: something that happened, without anything personal.
///
/// What people said and what they are called travels beside it as `Personal`, so that no code that handles facts can leak
/// it. **Source**: the type names are those of the design, section 2.
package enum Event: Hashable, Sendable {
    case workspaceCreated(WorkspaceCreated)
    indirect case setting(SettingEvent)
    indirect case material(MaterialEvent)

    case agentRegistered(AgentRegistered)
    case tokenIssued(TokenIssued)
    case tokenRevoked(TokenRevoked)
    indirect case agent(AgentEvent)

    case postRecorded(PostRecorded)

    case customerRegistered(CustomerRegistered)
    indirect case customer(CustomerEvent)

    case ticketOpened(TicketOpened)
    case messageReceived(MessageReceived)
    case replyRecorded(ReplyRecorded)
    case replySent(ReplySent)
    case replyDrafted(ReplyDrafted)
    case replyApproved(ReplyApproved)
    case replyDelivered(ReplyDelivered)
    case replyFailed(ReplyFailed)
    case noteAdded(NoteAdded)
    case ticketClaimed
    case ticketReleased
    case ticketAssigned(TicketAssigned)
    indirect case assignment(AssignmentEvent)
    case ticketTagged(TicketTagged)
    case ticketUntagged(TicketUntagged)
    case ticketResolved
    case ticketReopened
    case ticketSnoozed(TicketSnoozed)
    case ticketWoken
    indirect case switchAsked(SwitchAsked)

    /// Together, because the more cases an enum of many has, the more each switch over it costs.
    indirect case reply(ReplyEvent)
    indirect case intake(IntakeEvent)
    indirect case feedback(FeedbackReceived)
    indirect case follow(FollowEvent)
    indirect case spam(SpamEvent)
    indirect case classed(ClassEvent)
    indirect case merge(MergeEvent)
    indirect case split(SplitEvent)
    indirect case problem(ProblemEvent)
}

/// What only the person it is about may still make unreadable: sealed under their key, never part of the entry.
package struct Personal: Hashable, Sendable {
    /// What was said.
    package var text: String?
    /// The network's own id of a message, reply or post.
    package var externalId: String?
    /// How the network addresses the person.
    package var handle: String?
    /// What the person is called.
    package var name: String?
    /// Why: why the network did not take a reply, or why somebody did not let it go out.
    package var reason: String?
    /// What came with a message, as references.
    package var attachments: [Attachment]
    /// What somebody reacted with.
    package var emoji: String?
    /// What the network calls one state of a message that was edited.
    package var revision: String?

    package init(
        text: String? = nil, externalId: String? = nil, handle: String? = nil, name: String? = nil,
        reason: String? = nil, attachments: [Attachment] = [], emoji: String? = nil, revision: String? = nil
    ) {
        self.text = text
        self.externalId = externalId
        self.handle = handle
        self.name = name
        self.reason = reason
        self.attachments = attachments
        self.emoji = emoji
        self.revision = revision
    }

    /// Whether there is nothing to seal.
    package var isEmpty: Bool { self == Personal() }
}

/// Something that came with a message: where it is and how to recognise it, never the thing itself.
///
/// All of it is personal: the digest of a picture finds whoever has the picture.
package struct Attachment: Hashable, Sendable {
    package let url: String
    /// Of the media, such as `image/jpeg`.
    package let type: String
    /// **Units**: bytes.
    package let byteCount: Int
    /// **Shape**: 64 hexadecimal digits in lower case.
    package let sha256: String
    /// What its sender calls it; nil if nobody said.
    package let name: String?

    package init(url: String, type: String, byteCount: Int, sha256: String, name: String?) {
        self.url = url
        self.type = type
        self.byteCount = byteCount
        self.sha256 = sha256
        self.name = name
    }
}

/// An event that was decided and is not in the log yet.
package struct NewEvent: Hashable, Sendable {
    package let stream: StreamID
    package let event: Event
    /// What to seal, and about whom; both or neither.
    package let personal: Personal?
    package let subject: Subject?

    package init(_ event: Event, on stream: StreamID) {
        self.stream = stream
        self.event = event
        self.personal = nil
        self.subject = nil
    }

    /// An event with something personal in it; what turns out empty is not sealed.
    package init(_ event: Event, on stream: StreamID, sealing personal: Personal, about subject: Subject) {
        self.stream = stream
        self.event = event
        self.personal = personal.isEmpty ? nil : personal
        self.subject = personal.isEmpty ? nil : subject
    }
}

/// An event as the log holds it.
package struct RecordedEvent: Hashable, Sendable {
    package let position: LogPosition
    package let stream: StreamID
    package let version: StreamVersion
    package let id: EventID
    package let command: CommandID
    package let at: Instant
    package let actor: Actor
    package let event: Event
    /// About whom something is sealed beside this event; nil if nothing is.
    package let subject: Subject?

    package init(
        position: LogPosition, stream: StreamID, version: StreamVersion, id: EventID, command: CommandID, at: Instant,
        actor: Actor, event: Event, subject: Subject?
    ) {
        self.position = position
        self.stream = stream
        self.version = version
        self.id = id
        self.command = command
        self.at = at
        self.actor = actor
        self.event = event
        self.subject = subject
    }
}

extension RecordedEvent {
    /// Where the words stand that it says: here, but where somebody approves a draft as it is, there.
    package var words: LogPosition {
        // Who approves seals nothing but other words.
        guard case .replyApproved(let approved) = event, subject == nil, let draft = approved.draft else {
            return position
        }
        return draft
    }
}
