internal import Desk
internal import Identity
internal import Ticketing
internal import Wire

extension WireItem {
    /// What happened, with whatever belongs to its type.
    init(_ item: ThreadItem) {
        self.init(
            position: item.recorded.position.value, at: WireTime(item.recorded.at), type: item.type,
            channel: item.channel?.name, by: WireActor(item.by), text: item.personal?.text,
            externalID: item.personal?.externalId, reason: item.personal?.reason, erased: item.isErased ? true : nil)
        if case .ticket(let id) = item.recorded.stream { ticket = id.description }
        describe(item.recorded.event)
        describe(item.personal)
        if network != nil { handle = item.personal?.handle }
        switch item.revision {
        case .edited: edited = true
        case .withdrawn: withdrawn = true
        case nil: break
        }
        agent = item.agent.map { WireAgent($0) } ?? agent
    }

    private mutating func describe(_ event: Event) {
        switch event {
        case .messageReceived(let received):
            message = received.message.description
            occurredAt = received.occurredAt.map { WireTime($0) }
            thread = received.thread?.description
            kind = received.kind.map { WireMessageKind($0) }
            isPublic = received.isPublic
            language = received.language?.tag
        case .replyRecorded(let recorded):
            reply = recorded.reply.description
            occurredAt = recorded.occurredAt.map { WireTime($0) }
            state = ReplyStatus.delivered.rawValue
            delivery = Delivery.delivered.rawValue
        case .postRecorded(let recorded): occurredAt = recorded.occurredAt.map { WireTime($0) }
        case .replySent(let sent):
            describe(sent.reply, .requested, 1)
            material = sent.material.map { WireMaterial($0) }
        case .replyDrafted(let drafted):
            describe(drafted.reply, .draft)
            material = drafted.material.map { WireMaterial($0) }
        case .replyApproved(let approved):
            describe(approved.reply, .requested, 1)
            material = approved.material.map { WireMaterial($0) }
        case .replyDelivered(let delivered): describe(delivered.reply, .delivered, delivered.attempt)
        case .replyFailed(let failed): describe(failed.reply, .failed, failed.attempt)
        case .reply(let event): describe(event)
        case .noteAdded(let added):
            note = added.note.description
            mentions = added.mentions.isEmpty ? nil : added.mentions.map(\.description)
        case .ticketAssigned(let assigned):
            agent = assigned.agent.map { WireAgent(id: $0.description) }
            team = assigned.team?.name
        case .assignment(.routed(let routed)):
            agent = WireAgent(id: routed.agent.description)
            team = routed.decision.team.name
        case .assignment(.requeued(let requeued)): agent = WireAgent(id: requeued.agent.description)
        case .ticketTagged(let tagged): tags = tagged.tags.map(\.name)
        case .ticketUntagged(let untagged): tags = untagged.tags.map(\.name)
        case .ticketResolved: state = TicketStatus.resolved.rawValue
        case .ticketReopened, .ticketWoken: state = TicketStatus.open.rawValue
        case .ticketOpened(let opened):
            state = TicketStatus.open.rawValue
            language = opened.language?.tag
        case .intake(let event): describe(event)
        case .switchAsked(let asked):
            reply = asked.reply?.description
            (to, words, reason) = (asked.target.name, reason, asked.reason.code)
        case .feedback(let feedback):
            reply = feedback.answer?.reply.description
            (score, scale) = (feedback.score, feedback.scale)
            occurredAt = feedback.occurredAt.map { WireTime($0) }
        case .follow: break
        case .customer(let event): describe(event)
        case .spam(.ticketMarked(let spam)), .spam(.ticketUnmarked(let spam)): reason = spam.because.rawValue
        case .merge(.merged(let ticket)), .merge(.absorbed(let ticket)), .merge(.unmerged(let ticket)),
            .merge(.expelled(let ticket)):
            other = ticket.description
        case .split(.split(let split)): other = split.into.description
        case .split(.detached(let detached)): other = detached.from.description
        case .spam(.customerBlocked), .spam(.customerUnblocked): break
        case .classed(.classified(let classified)):
            cause = classified.classes.cause?.name
            outcome = classified.classes.outcome?.name
            product = classified.classes.product?.name
        case .problem(.ticketLinked(let id)), .problem(.ticketUnlinked(let id)): problem = id.description
        case .problem: break
        case .classed(.prioritised(let prioritised)): priority = WirePriority(prioritised.priority)
        case .ticketSnoozed(let snoozed):
            state = TicketStatus.snoozed.rawValue
            until = WireTime(snoozed.until)
        case .ticketClaimed, .ticketReleased, .workspaceCreated, .setting, .material, .agentRegistered, .tokenIssued,
            .tokenRevoked,
            .agent, .customerRegistered:
            break
        }
    }

    private mutating func describe(_ event: CustomerEvent) {
        switch event {
        case .identified(let identified): network = identified.network
        case .unidentified(let unidentified): network = unidentified.network
        case .merged(let other), .unmerged(let other), .expelled(let other): customer = other.description
        case .absorbed(let absorbed): customer = absorbed.customer.description
        }
    }

    private mutating func describe(_ event: ReplyEvent) {
        switch event {
        case .rejected(let rejected): describe(rejected.reply, .rejected)
        case .lapsed(let lapsed):
            describe(lapsed.reply, .lapsed)
            message = lapsed.by.description
        case .attempted(let attempted): describe(attempted.reply, .attempted, attempted.attempt)
        case .carried(let carried): describe(carried.reply, .sent, carried.attempt)
        case .read(let read): describe(read.reply, .read, read.attempt)
        case .lost(let lost): describe(lost.reply, .unknown, lost.attempt)
        case .retried(let retried): describe(retried.reply, .requested, retried.attempt)
        }
    }

    private mutating func describe(_ id: ReplyID, _ delivery: Delivery, _ attempt: Int) {
        describe(id, ReplyStatus(delivery))
        self.delivery = delivery.rawValue
        self.attempt = attempt
    }

    private mutating func describe(_ event: IntakeEvent) {
        switch event {
        case .messageEdited(let edit):
            message = edit.message.description
            occurredAt = edit.occurredAt.map { WireTime($0) }
        case .messageWithdrawn(let withdrawn):
            message = withdrawn.message.description
            occurredAt = withdrawn.occurredAt.map { WireTime($0) }
        case .signalReceived(let received):
            signal = WireSignal(received.signal)
            tone = WireTone(received.tone)
            occurredAt = received.occurredAt.map { WireTime($0) }
            switch received.object {
            case .message(let id): message = id.description
            case .reply(let id, _): reply = id.description
            case nil: break
            }
        }
    }

    private mutating func describe(_ personal: Personal?) {
        guard let personal else { return }
        emoji = personal.emoji
        if !personal.attachments.isEmpty { attachments = personal.attachments.map { WireAttachment($0) } }
    }

    private mutating func describe(_ id: ReplyID, _ status: ReplyStatus) {
        reply = id.description
        state = status.rawValue
    }
}

extension WireMaterial {
    init(_ material: ReplyMaterial) {
        let words = material.words
        self.init(
            template: words?.template.name, language: words?.language.tag,
            version: words.map { Int64($0.version.value) },
            edited: words?.isEdited == true ? true : nil, macro: material.macro?.name,
            articles: material.articles.isEmpty ? nil : material.articles.map(\.name))
    }
}
