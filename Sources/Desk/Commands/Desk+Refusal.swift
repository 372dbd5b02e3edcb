internal import EventCodec
internal import EventLog
internal import Identity
internal import Ticketing

extension Desk {
    /// What a client is told of a rejection: with names, and with what it missed.
    func refusal(
        _ rejection: Rejection, of plan: Plan, in workspace: DeskWorkspace, as principal: Principal
    ) async throws -> DeskError {
        switch rejection {
        case .alreadyClaimed(let agent):
            let holder = try await name(of: agent, in: workspace)
            return DeskError(.alreadyClaimed(by: holder), "agent \(agent) has this ticket; a supervisor can release it")
        case .notClaimed(let agent):
            var holder: PersonName?
            if let agent { holder = try await name(of: agent, in: workspace) }
            return DeskError(
                .notClaimed(heldBy: holder),
                "only who has the ticket can release it: that is \(agent.map { "agent \($0)" } ?? "nobody"); a supervisor can, too"
            )
        case .notInTeam(let team):
            return DeskError(
                .notInTeam(team),
                "the ticket is team \(team)'s, of which the agent is not; a supervisor can give it all the same")
        case .atCapacity(let agent, let capacity):
            let holder = try await name(of: agent, in: workspace)
            return DeskError(
                .atCapacity(holder, capacity: capacity),
                "the agent holds \(capacity) open tickets, as many as they can; answer or release one first")
        case .noSuchTeam(let team):
            return DeskError(.notFound(.team), "there is no team \(team); set it first")
        case .teamInUse(let channel):
            return DeskError(
                .invalidState("in_use"), "the tickets of channel \(channel) go to this team; give them to another first"
            )
        case .malformedTemplate(let flaw):
            return DeskError(.invalid(path: "params.texts"), "the text in \(flaw.language) \(flaw.flaw.sentence)")
        case .noSuchTemplate(let name):
            return DeskError(.notFound(.template), "there is no template \(name); set it first")
        case .tooManySettings(let maximum):
            return DeskError(.invalidState("full"), "a workspace has at most \(maximum) of them; retire some first")
        case .staleReply(let seen):
            let missed = try await missed(after: seen, of: plan, in: workspace, by: principal)
            return DeskError(
                .staleReply(missed: missed),
                "the conversation went on after position \(seen); read what was missed and send the reply again with the new position"
            )
        case .invalidState(let status):
            return DeskError(
                .invalidState(status.rawValue), "the ticket is \(status.rawValue); that does not allow this")
        case .customerMerged(let into):
            return DeskError(
                .merged(into: into.id), "the customer is one with customer \(into) already; go on with that one")
        case .sameCustomer:
            return DeskError(.invalid(path: "params.into"), "a customer cannot be made one with themselves")
        case .tooManyMerged(let maximum):
            return DeskError(.invalidState("full"), "at most \(maximum) customers are one person")
        case .identityTaken(let customer):
            return DeskError(
                .identityTaken(by: customer), "this identity is customer \(customer)'s; merge the two if they are one")
        case .firstIdentity:
            return DeskError(
                .invalidState("first"), "by this identity the customer was known first; it stays theirs")
        case .tooManyIdentities(let maximum):
            return DeskError(.invalidState("full"), "a customer is given at most \(maximum) identities")
        case .unresolvedElsewhere(let ticket):
            return DeskError(
                .unresolvedElsewhere(ticket),
                "the customer has the unresolved ticket \(ticket) on this channel; go on there")
        case .noSuchReply(let reply):
            return DeskError(.notFound(.reply), "the ticket has no reply \(reply)")
        case .invalidReplyState(let status):
            return DeskError(
                .invalidState(status.rawValue), "the reply is \(status.rawValue); that does not allow this")
        case .personRequired: return DeskError(.personRequired, "a person has to decide this, a bot cannot")
        case .invalidDelivery(let delivery):
            return DeskError(
                .invalidState(delivery.rawValue), "the reply is \(delivery.rawValue); that does not allow this")
        case .noSuchAttempt(let latest):
            return DeskError(.invalid(path: "params.attempt"), "the reply is at attempt \(latest)")
        case .alreadyTaken(let agent):
            var taker: PersonName?
            if let agent { taker = try await name(of: agent, in: workspace) }
            return DeskError(
                .alreadyTaken(by: taker),
                "agent \(agent.map { "\($0)" } ?? "unknown") has taken this attempt; what became of it is in doubt")
        case .ownDraft:
            return DeskError(.ownDraft, "you wrote this draft: somebody else has to approve it")
        case .unapprovedWords:
            var roles: [Role] = []
            if let channel = plan.ticket?.channel {
                let rulebook = try await rulebook(in: workspace)
                roles = [.agent, .supervisor].filter { rulebook.mayAnswerAlone(.human, [$0], on: channel) }
            }
            return DeskError(
                .forbidden(needs: roles),
                "other words than the draft's are yours, and somebody else has to approve those: propose them as a draft"
            )
        case .tooManyDrafts(let maximum):
            return DeskError(
                .invalidState(ReplyStatus.draft.rawValue),
                "\(maximum) drafts wait on this ticket already; approve or reject some first")
        case .tooManyTags(let maximum):
            return DeskError(.invalid(path: "params.tags"), "a ticket has at most \(maximum) tags; remove some first")
        case .sameChannel(let channel):
            return DeskError(.invalid(path: "params.to"), "the customer writes on \(channel) already")
        case .notInFuture:
            return DeskError(.invalid(path: "params.until"), "the time has passed already; give one in the future")
        case .incomplete(let missing):
            let names = missing.map(\.rawValue).joined(separator: ", ")
            return DeskError(
                .incomplete(missing),
                "before the ticket can be resolved its channel demands: \(names); `ticket.classify` says it")
        case .noSuchClass(let kind):
            return DeskError(
                .invalid(path: "params.\(kind.rawValue)"),
                "there is no such \(kind.rawValue) to give a ticket; `\(kind.rawValue).list` has them")
        case .problemClosed: return DeskError(.invalidState("closed"), "the problem is closed; open another")
        case .notOfProblem: return DeskError(.invalidState("unlinked"), "the ticket is not of this problem")
        case .keptApart: return DeskError(.invalidState("spam"), "the ticket is spam")
        case .malformedTree(let flaw): return DeskError(.invalid(path: "params.nodes"), flaw.sentence)
        case .tooManyFollowers(let maximum):
            return DeskError(.invalid(path: "params.ticket"), "\(maximum) agents follow it, and more cannot")
        case .frozen(let crisis):
            return DeskError(
                .frozen(crisis),
                "a crisis has this stand still on the channel until it is lifted; people answer in their own words")
        case .noSuchCrisis(let crisis):
            return DeskError(.notFound(.crisis), "there is no crisis \(crisis)")
        case .merged(let into):
            return DeskError(.merged(into: into.id), "the ticket is part of ticket \(into) already; go on there")
        case .mergesItself:
            return DeskError(.invalid(path: "params.into"), "no ticket can become part of itself")
        case .tooManyParts(let maximum):
            return DeskError(
                .invalid(path: "params.from"), "at most \(maximum) tickets can be part of one; these would be more")
        case .noSuchMessage(let message):
            return DeskError(
                .invalid(path: "params.messages"), "message \(message) is not on this ticket, or was taken back")
        case .splitsEverything:
            return DeskError(.invalid(path: "params.messages"), "a message has to be left on the ticket, and one to go")
        case .noAddressee:
            return DeskError(
                .invalid(path: "params.to"),
                "it answers nothing that is known and names nobody: give `to`, or record it as a post")
        }
    }

    /// What the customer and colleagues said on the ticket after a position.
    private func missed(
        after seen: LogPosition, of plan: Plan, in workspace: DeskWorkspace, by principal: Principal
    ) async throws -> [ThreadItem] {
        guard let ticket = plan.ticket else { return [] }
        var records: [LogRecord] = []
        for member in [ticket] + plan.others {
            records += try await log.readStream(workspace.id, "ticket/\(member.id)").filter { $0.position > seen }
        }
        records.sort { $0.position < $1.position }
        let items = try await items(
            of: records, in: workspace, channel: plan.others.isEmpty ? ticket.channel : nil)
        let said = items.filter { item in
            switch item.recorded.event {
            case .messageReceived, .intake(.messageEdited), .intake(.messageWithdrawn): true
            case .replySent, .replyApproved: item.recorded.actor.id != principal.agent
            case .replyRecorded(let reply): reply.author != principal.agent
            default: false
            }
        }
        return try await withWords(said, in: workspace)
    }

    /// The same; of approved drafts that went out as they were, with what they said.
    private func withWords(_ items: [ThreadItem], in workspace: DeskWorkspace) async throws -> [ThreadItem] {
        let opened = try await open(at: Set(items.compactMap(\.words)), in: workspace)
        return items.map { item in
            guard let words = item.words, let record = opened[words] else { return item }
            return ThreadItem(
                recorded: item.recorded, type: item.type, channel: item.channel, by: item.by,
                personal: record.personal, isErased: record.isErased, agent: item.agent)
        }
    }
}

extension ThreadItem {
    /// Where the words stand that an approval let out, if it changed none of them.
    fileprivate var words: LogPosition? {
        guard recorded.subject == nil, case .replyApproved(let approved) = recorded.event else { return nil }
        return approved.draft
    }
}

extension TemplateText.Flaw {
    /// The end of a sentence that begins with the text.
    fileprivate var sentence: String {
        switch self {
        case .unclosed: "has {{ without }}; two braces that are no field are written {{{{"
        case .noName: "names a field in a way that cannot be; a field is 1 to 64 of a-z 0-9 _ - . : /"
        case .empty: "has no words"
        }
    }
}

extension ClassFlaw {
    fileprivate var sentence: String {
        switch self {
        case .twice(let id): "two nodes have the id \(id)"
        case .parentMissing(let id): "the parent of \(id) is not there"
        case .circular(let id): "\(id) is a part of itself"
        case .missing(let id): "\(id) is missing; what tickets may have is never taken away: retire it"
        case .tooLarge:
            "a tree has at most \(ClassTree.nodesMax) nodes, and \(ClassTree.bytesMax) bytes of ids and names, those twice"
        }
    }
}
