internal import Desk
internal import Identity
internal import Projections
internal import Ticketing
internal import Wire

// What auditors look at, and what everybody may count.
extension Dispatcher {
    func readLog(_ params: LogRead, _ context: RequestContext) async throws(RPCError) -> LogReadResult {
        let limit = params.limit ?? Limits.logEventsDefault
        let stretch: LogStretch
        do {
            stretch = try await desk.readLog(
                after: LogPosition(params.after), limit: limit, bytesMax: PageCut.bytesMax, as: context.principal)
        } catch {
            throw RPCError(error, repeating: .logRead)
        }
        var events: [WireLogEvent] = []
        var bytes = 0
        for event in stretch.events {
            let wire = WireLogEvent(event)
            bytes += wire.entry.bytes.count + (wire.personal?.bytes.count ?? 0) + 64
            if !events.isEmpty && bytes > PageCut.bytesMax { break }
            events.append(wire)
        }
        let isCut = events.count < stretch.events.count
        let upTo = isCut ? events.last?.position ?? params.after : stretch.upTo.value
        return LogReadResult(events: events, upTo: upTo, head: stretch.head.next.value)
    }

    func listInboxOfThePast(
        _ params: AuditInbox, _ context: RequestContext
    ) async throws(RPCError) -> Wire.InboxPage {
        let request = InboxRequest(
            view: InboxRequest.View(params.view ?? .open), order: InboxOrder(params.sort ?? .waiting),
            channel: try Params.optional(params.channel) { text throws(RPCError) in try Params.channel(text) },
            team: try Params.optional(params.team) { text throws(RPCError) in try Params.team(text) },
            tag: try Params.optional(params.tag) { text throws(RPCError) in try Params.tag(text) },
            priority: params.priority.map { TicketPriority($0) },
            limit: params.limit ?? Limits.pageItemsDefault, cursor: params.cursor)
        do {
            let moment: PastMoment
            if let position = params.asOf {
                moment = .position(LogPosition(position))
            } else if let time = params.at {
                moment = .time(Instant(time))
            } else {
                moment = .position(try await desk.head(of: context.principal))
            }
            return Wire.InboxPage(
                try await desk.inbox(request, asOf: moment, as: context.principal, deadline: context.deadline))
        } catch {
            throw RPCError(error, repeating: .auditInbox)
        }
    }

    func countWorkspace(
        _ params: WorkspaceStats, _ context: RequestContext
    ) async throws(RPCError) -> WorkspaceStatsResult {
        let atLeast = try await atLeast(params.atLeast, context)
        do {
            let stats = try await desk.stats(
                atLeast: atLeast, as: context.principal, deadline: context.deadline)
            var result = WorkspaceStatsResult(
                customers: Int64(stats.tally.customers), tickets: Int64(stats.tally.tickets),
                messages: Int64(stats.tally.messages),
                replies: Int64(stats.tally.replies), posts: Int64(stats.tally.posts),
                spam: Int64(stats.tally.spam), canned: Int64(stats.tally.canned), feedback: Int64(stats.tally.feedback),
                asOf: stats.asOf.value)
            result.switches = Int64(stats.tally.switches)
            result.switchesBy = stats.switches.map { counted in
                WireSwitchCount(
                    from: counted.kind.from.name, to: counted.kind.to.name, reason: counted.kind.reason.code,
                    count: Int64(counted.count))
            }
            return result
        } catch {
            throw RPCError(error, repeating: .workspaceStats)
        }
    }
}
