internal import Identity
internal import Ticketing

// What stands still, and what is urgent for a while.
extension Books {
    struct Trouble {
        let settings: CrisisSettings
        let declared: LogPosition
        let declaredAt: Instant
        var isLifted = false
        var reports = 0
        /// What it made urgent, and what was put back.
        var raised: Set<TicketID> = []
        var restored: Set<TicketID> = []
    }

    /// That a ticket is urgent for a while, and how urgent it was.
    struct Raise {
        let crisis: CrisisID
        let before: Int
    }

    mutating func declare(_ settings: CrisisSettings, _ event: RecordedEvent) throws(Breach) {
        if troubles[settings.crisis] != nil { throw breach(.crisis, event, "it was declared before") }
        if !settings.notify.allSatisfy({ rules.teams[$0] != nil }) { throw breach(.settings, event, "no such team") }
        troubles[settings.crisis] = Trouble(
            settings: settings, declared: event.position, declaredAt: event.at)
    }

    mutating func lift(_ lifted: CrisisLifted, _ event: RecordedEvent) throws(Breach) {
        guard let trouble = troubles[lifted.crisis], !trouble.isLifted, trouble.settings.agents == lifted.agents else {
            throw breach(.crisis, event, "it does not hold, or others were told of it")
        }
        troubles[lifted.crisis]?.isLifted = true
    }

    mutating func report(_ report: CrisisReport, _ event: RecordedEvent) throws(Breach) {
        guard let trouble = troubles[report.crisis] else { throw breach(.crisis, event, "there is no such one") }
        guard trouble.reports < (trouble.isLifted ? 2 : 1), report.notified == trouble.settings.agents.count else {
            throw breach(.crisis, event, "it was told before")
        }
        // Of one that is over nothing is told after that.
        troubles[report.crisis]?.reports = trouble.isLifted ? 2 : 1
        if !trouble.isLifted { return }
        guard report.raised == trouble.raised.count, report.restored == trouble.restored.count else {
            throw breach(.crisis, event, "by hand \(trouble.raised.count), and \(trouble.restored.count) put back")
        }
        if let left = tickets.first(where: { $0.value.raise?.crisis == report.crisis }) {
            throw breach(.crisis, event, "\(left.key) is still urgent by it")
        }
    }

    /// How urgent a ticket is from now on, and for how long.
    mutating func prioritise(
        _ said: TicketPrioritised, _ sheet: inout Sheet, _ event: RecordedEvent, on id: TicketID
    ) throws(Breach) {
        let urgency = Self.urgency(said.priority)
        guard let crisis = said.crisis else {
            // Who says of what is urgent for a while that it is means it for good.
            if urgency == sheet.urgency, sheet.raise == nil { throw breach(.status, event, "it was so urgent already") }
            (sheet.urgency, sheet.raise) = (urgency, nil)
            return
        }
        guard event.actor.kind == .rule, let trouble = troubles[crisis], trouble.reports < 2 else {
            throw breach(.crisis, event, "there is no such crisis, or it is over")
        }
        if let raise = sheet.raise, raise.crisis == crisis {
            guard trouble.isLifted, urgency == raise.before else {
                throw breach(.crisis, event, "it was \(raise.before), and the crisis holds or not")
            }
            (sheet.urgency, sheet.raise) = (urgency, nil)
            troubles[crisis]?.restored.insert(id)
            return
        }
        guard !trouble.isLifted, urgency == 3, sheet.urgency < 3, sheet.into == nil,
            let raises = trouble.settings.raises,
            members(of: id).contains(where: { $0.status == "open" && !$0.isSpam })
        else { throw breach(.crisis, event, "it does not wait, or is urgent already, or the crisis is over") }
        if raises.waitingSeconds == nil, !sheet.wasMerged,
            members(of: id).allSatisfy({ $0.everTagged.isDisjoint(with: raises.tags) })
        {
            throw breach(.crisis, event, "it never was what the crisis is about")
        }
        sheet.raise = Raise(crisis: crisis, before: sheet.urgency)
        sheet.urgency = urgency
        troubles[crisis]?.raised.insert(id)
    }

    /// Whether something of a kind stands still on a channel.
    func isFrozen(_ freeze: Freeze, on channel: ChannelID) -> Bool {
        troubles.values.contains {
            !$0.isLifted && $0.settings.freezes.contains(freeze)
                && ($0.settings.channels.isEmpty || $0.settings.channels.contains(channel))
        }
    }

    /// What stands still does so.
    func demandThawed(_ sheet: Sheet, _ event: RecordedEvent) throws(Breach) {
        if event.actor.kind == .bot, isFrozen(.bots, on: sheet.channel) {
            throw breach(.crisis, event, "bots stand still")
        }
        if case .replySent = event.event, event.actor.kind == .bot, isFrozen(.automation, on: sheet.channel) {
            throw breach(.crisis, event, "nothing goes out by itself")
        }
        let material: ReplyMaterial? =
            switch event.event {
            case .replySent(let reply): reply.material
            case .replyDrafted(let reply): reply.material
            case .replyApproved(let reply): reply.material
            default: nil
            }
        if let words = material?.words, !words.isEdited, isFrozen(.templates, on: sheet.channel) {
            throw breach(.crisis, event, "templates stand still")
        }
    }
}
