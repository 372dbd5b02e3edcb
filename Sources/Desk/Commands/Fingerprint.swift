internal import Identity
internal import Ticketing
internal import Vault

extension DeskCommand {
    /// SHA-256 over what is asked and by whom: the same command id with another fingerprint is an error.
    func fingerprint(by agent: AgentID) -> [UInt8] {
        var bytes: [UInt8] = []
        for part in [agent.description, name] + parts {
            // Parts are told apart by their lengths; an absent one differs from an empty one.
            if let part {
                let utf8 = Array(part.utf8)
                bytes += [1] + withUnsafeBytes(of: UInt32(utf8.count).bigEndian) { Array($0) } + utf8
            } else {
                bytes.append(0)
            }
        }
        return Digest.sha256(bytes)
    }

    private var parts: [String?] {
        switch self {
        case .receive(let message):
            [
                message.channel.name, message.externalId, message.author.handle, message.author.name, message.text,
                message.occurredAt?.description, message.inReplyTo,
            ]
        case .recordReply(let reply):
            [
                reply.channel.name, reply.externalId, reply.author.handle, reply.author.name, reply.text,
                reply.occurredAt?.description, reply.inReplyTo, reply.to?.handle, reply.to?.name,
            ]
        case .recordPost(let post):
            [
                post.channel.name, post.externalId, post.author.handle, post.author.name, post.text,
                post.occurredAt?.description,
            ]
        case .ticket(let ticket, let action): [ticket.description] + action.parts
        case .approve(let reply, let seen): [reply.description, seen?.description]
        case .delivered(let reply, let externalId): [reply.description, externalId]
        case .failed(let reply, let reason): [reply.description, reason]
        }
    }
}

extension TicketAction {
    fileprivate var parts: [String?] {
        switch self {
        case .claim, .release, .resolve, .reopen: []
        case .assign(let agent, let team): [agent?.description, team?.name]
        case .reply(let text, let seen): [text, seen?.description]
        case .note(let text, let mentions): [text] + mentions.map(\.description)
        case .tag(let tags), .untag(let tags): tags.map(\.name)
        case .snooze(let until): [until.description]
        }
    }
}
