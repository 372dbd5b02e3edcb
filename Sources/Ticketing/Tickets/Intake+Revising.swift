package import Identity

/// What a message is besides its words.
package struct MessageNature: Hashable, Sendable {
    /// How many things can come with one message.
    package static let attachmentCountMax = 16

    package let kind: MessageKind?
    package let isPublic: Bool?
    package let language: Language?
    /// **Range**: at most `attachmentCountMax`.
    package let attachments: [Attachment]

    package init(
        kind: MessageKind? = nil, isPublic: Bool? = nil, language: Language? = nil, attachments: [Attachment] = []
    ) {
        precondition(attachments.count <= Self.attachmentCountMax, "a message has \(attachments.count) attachments")
        self.kind = kind
        self.isPublic = isPublic
        self.language = language
        self.attachments = attachments
    }
}

extension Intake {
    /// A message that is on a ticket, and by what it was found.
    package struct Found: Hashable, Sendable {
        package let message: MessageID
        /// Where it was received.
        package let position: LogPosition
        package let channel: ChannelID
        package let externalId: String
        package let ticket: TicketState

        package init(
            message: MessageID, position: LogPosition, channel: ChannelID, externalId: String, ticket: TicketState
        ) {
            self.message = message
            self.position = position
            self.channel = channel
            self.externalId = externalId
            self.ticket = ticket
        }
    }

    /// The customer changed a message. The new words are the message's words from now on, unless it is withdrawn, or unless
    /// the network's clock says that others are newer.
    ///
    /// It opens nothing and nobody waits since then: what was written was written before. Drafts that answer the words of
    /// before end, as with a new message.
    package static func edit(
        _ found: Found, to text: String, revision: String?, occurredAt: Instant?
    ) -> Changes {
        let (customer, stream) = (found.ticket.customer, StreamID.ticket(found.ticket.id))
        let event = MessageEdited(
            message: found.message, customer: customer, occurredAt: occurredAt,
            replaces: found.replaced(at: occurredAt))
        let personal = Personal(text: text, externalId: found.externalId, revision: revision)
        let claim = Claim.edit(found.channel, id: found.externalId, revision.map { .named($0) } ?? .words(text))
        var changes = Changes([])
        if event.replaces != nil { changes.lapse(found.ticket.drafts, by: found.message, on: stream) }
        changes.events.append(
            NewEvent(.intake(.messageEdited(event)), on: stream, sealing: personal, about: .customer(customer)))
        changes.takes.append(.init(claim, by: changes.events.count - 1))
        return changes
    }

    /// The customer took a message back; what is withdrawn already stays so.
    package static func withdraw(_ found: Found, occurredAt: Instant?) -> Decision {
        if found.ticket.revised[found.message]?.isWithdrawn == true { return .unchanged }
        let (customer, stream) = (found.ticket.customer, StreamID.ticket(found.ticket.id))
        let event = MessageWithdrawn(
            message: found.message, customer: customer, occurredAt: occurredAt,
            replaces: found.ticket.revised[found.message]?.position ?? found.position)
        var changes = Changes([])
        changes.lapse(found.ticket.drafts, by: found.message, on: stream)
        changes.events.append(
            NewEvent(
                .intake(.messageWithdrawn(event)), on: stream, sealing: Personal(externalId: found.externalId),
                about: .customer(customer)))
        return .accepted(changes)
    }

    /// What somebody did, as a network tells it.
    package struct Gesture: Hashable, Sendable {
        package let channel: ChannelID
        package let externalId: String
        package let signal: SignalReceived.Signal
        package let tone: SignalReceived.Tone
        package let emoji: String?
        package let occurredAt: Instant?

        package init(
            channel: ChannelID, externalId: String, signal: SignalReceived.Signal, tone: SignalReceived.Tone,
            emoji: String?, occurredAt: Instant?
        ) {
            self.channel = channel
            self.externalId = externalId
            self.signal = signal
            self.tone = tone
            self.emoji = emoji
            self.occurredAt = occurredAt
        }
    }

    /// Somebody showed what they think, of something on a ticket or of the brand as a whole. It changes no ticket.
    package static func signal(
        _ gesture: Gesture, by party: Party, on object: SignalReceived.Object?, of ticket: TicketID?
    ) -> Changes {
        var changes = Changes([])
        changes.introduce(party, network: gesture.channel.network)
        let event = SignalReceived(
            signal: gesture.signal, tone: gesture.tone, customer: party.id, object: object,
            occurredAt: gesture.occurredAt)
        let stream = ticket.map { StreamID.ticket($0) } ?? .customer(party.id)
        changes.events.append(
            NewEvent(
                .intake(.signalReceived(event)), on: stream,
                sealing: Personal(externalId: gesture.externalId, emoji: gesture.emoji), about: .customer(party.id)))
        changes.takes.append(
            .init(.signal(gesture.channel, id: gesture.externalId), by: changes.events.count - 1))
        return changes
    }
}

extension Intake.Found {
    /// Where the words stand that give way to those of a moment; nil if none do.
    fileprivate func replaced(at moment: Instant?) -> LogPosition? {
        guard let revised = ticket.revised[message] else { return position }
        if revised.isWithdrawn { return nil }
        if let moment, let last = revised.occurredAt, moment < last { return nil }
        return revised.position
    }
}
