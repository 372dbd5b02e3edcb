package import Identity

extension RecordedEvent {
    /// What this event claims, whatever becomes of its stream, unless a later one `endsClaims`; what tickets claim as they are,
    /// `claims` of tickets say. `channel` is that of the ticket. Nil if it cannot be told from the event: what was sealed is erased, or the
    /// event does not say on which channel it was.
    package func lastingClaims(_ personal: Personal?, on channel: ChannelID?) -> [Claim]? {
        switch event {
        case .customerRegistered(let registered):
            return personal?.handle.map { [.customer(network: registered.network, handle: $0)] }
        case .customer(.identified(let identified)):
            return personal?.handle.map { [.customer(network: identified.network, handle: $0)] }
        case .customer: return []
        case .agentRegistered(let registered):
            guard let network = registered.network else { return [] }
            return personal?.handle.map { [.author(network: network, handle: $0)] }
        case .messageReceived: return external(personal, on: channel)
        case .postRecorded:
            guard case .channel(let own) = stream else { return nil }
            return external(personal, on: own)
        case .replyRecorded(let reply): return external(personal, on: channel).map { $0 + [.reply(reply.reply)] }
        case .replySent(let reply): return [.reply(reply.reply)]
        case .replyDrafted(let reply): return [.reply(reply.reply)]
        case .tokenIssued(let issued): return [.token(issued.token)]
        case .intake(.messageEdited):
            guard let channel, let personal, let id = personal.externalId, let text = personal.text else { return nil }
            return [.edit(channel, id: id, personal.revision.map { .named($0) } ?? .words(text))]
        case .replyDelivered, .reply(.carried), .reply(.read):
            // What the network calls a reply is claimed unless something else has that name already.
            guard let personal else { return nil }
            return personal.externalId == nil ? [] : nil
        case .intake(.signalReceived), .feedback: return nil
        case .intake(.messageWithdrawn): return []
        case .workspaceCreated, .setting, .material, .tokenRevoked, .agent, .ticketOpened, .replyApproved,
            .replyFailed, .noteAdded, .ticketClaimed, .ticketReleased, .ticketAssigned, .assignment,
            .ticketTagged, .ticketUntagged, .ticketResolved, .ticketReopened, .ticketSnoozed, .ticketWoken, .reply,
            .follow, .spam, .classed, .merge, .split, .switchAsked, .problem:
            return []
        }
    }

    /// Where an event stands that claims what it claims no more since this one.
    package var endsClaims: LogPosition? {
        if case .customer(.unidentified(let unidentified)) = event { return unidentified.identity }
        return nil
    }

    private func external(_ personal: Personal?, on channel: ChannelID?) -> [Claim]? {
        guard let channel, let id = personal?.externalId else { return nil }
        return [.external(channel, id: id)]
    }
}
