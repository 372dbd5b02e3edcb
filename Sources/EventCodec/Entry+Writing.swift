internal import Identity
internal import JSON
internal import Ticketing

extension Entry {
    /// Writes the members of `data`, in the order of their names.
    static func writeData(of event: Event, to writer: inout JSONWriter) {
        switch event {
        case .workspaceCreated(let fact): writer.member("name", fact.name)
        case .agentRegistered(let fact):
            writer.member("kind", fact.kind.rawValue)
            writer.member(ifPresent: "network", fact.network)
            writer.member("roles", fact.roles.map(\.rawValue))
        case .tokenIssued(let fact):
            writer.member("sha256", Hex.string(fact.sha256))
            writer.member("token", fact.token.description)
        case .tokenRevoked(let fact): writer.member("token", fact.token.description)
        case .postRecorded(let fact):
            writer.member("author", fact.author.description)
            writer.member(ifPresent: "occurredAt", fact.occurredAt?.description)
            writer.member("post", fact.post.description)
        case .customerRegistered(let fact): writer.member("network", fact.network)
        case .ticketOpened(let fact):
            writer.member("channel", fact.channel.name)
            writer.member("customer", fact.customer.description)
            writer.member(ifPresent: "language", fact.language?.tag)
            writer.member(ifPresent: "team", fact.team?.name)
        case .messageReceived(let fact):
            writer.member(ifPresent: "answers", fact.answers?.value)
            if fact.attachments > 0 { writer.member("attachments", Int(fact.attachments)) }
            writer.member("customer", fact.customer.description)
            writer.member(ifPresent: "kind", fact.kind?.rawValue)
            writer.member(ifPresent: "language", fact.language?.tag)
            writer.member("message", fact.message.description)
            writer.member(ifPresent: "occurredAt", fact.occurredAt?.description)
            writer.member(ifPresent: "public", fact.isPublic)
            writer.member(ifPresent: "thread", fact.thread?.description)
        case .replyRecorded(let fact):
            writer.member(ifPresent: "answers", fact.answers?.value)
            writer.member("author", fact.author.description)
            writer.member(ifPresent: "occurredAt", fact.occurredAt?.description)
            writer.member("reply", fact.reply.description)
        case .replySent(let fact):
            write(fact.material, to: &writer)
            writer.member("reply", fact.reply.description)
            writer.member(ifPresent: "seen", fact.seen?.value)
        case .replyDrafted(let fact):
            write(fact.material, to: &writer)
            writer.member("reply", fact.reply.description)
            writer.member(ifPresent: "seen", fact.seen?.value)
        case .replyApproved(let fact):
            writer.member(ifPresent: "draft", fact.draft?.value)
            write(fact.material, to: &writer)
            writer.member("reply", fact.reply.description)
        case .replyDelivered(let fact): writeReceipt(fact.reply, fact.attempt, to: &writer)
        case .replyFailed(let fact): writeReceipt(fact.reply, fact.attempt, to: &writer)
        case .reply(let event): writeData(of: event, to: &writer)
        case .noteAdded(let fact):
            writer.member("mentions", fact.mentions.map(\.description))
            writer.member("note", fact.note.description)
        case .ticketAssigned(let fact):
            writer.member(ifPresent: "agent", fact.agent?.description)
            if fact.isOverride { writer.member("override", true) }
            writer.member(ifPresent: "team", fact.team?.name)
        case .ticketTagged(let fact): writer.member("tags", fact.tags.map(\.name))
        case .ticketUntagged(let fact): writer.member("tags", fact.tags.map(\.name))
        case .ticketSnoozed(let fact): writer.member("until", fact.until.description)
        case .setting(let event): writeData(of: event, to: &writer)
        case .material(let event): writeData(of: event, to: &writer)
        case .agent(let event): writeData(of: event, to: &writer)
        case .assignment(let event): writeData(of: event, to: &writer)
        case .ticketClaimed, .ticketReleased, .ticketResolved, .ticketReopened, .ticketWoken: break
        case .intake(let event): writeData(of: event, to: &writer)
        case .follow(let event): writeData(of: event, to: &writer)
        case .customer(let event): writeData(of: event, to: &writer)
        case .switchAsked(let fact): writeData(of: fact, to: &writer)
        case .feedback(let fact): writeData(of: fact, to: &writer)
        case .spam(let event): writeData(of: event, to: &writer)
        case .classed(let event): writeData(of: event, to: &writer)
        case .merge(let event): writeData(of: event, to: &writer)
        case .split(let event): writeData(of: event, to: &writer)
        case .problem(let event): writeData(of: event, to: &writer)
        }
    }
}
