internal import Desk
internal import Identity
internal import JSON
internal import Projections
internal import Ticketing
internal import Wire

// What agents look at.
extension Dispatcher {
    /// Tickets that were shown before are not written anew.
    func listInbox(_ params: InboxList, _ context: RequestContext) async throws(RPCError) -> WrittenInboxPage {
        let request = InboxRequest(
            view: InboxRequest.View(params.view), order: InboxOrder(params.sort ?? .waiting),
            channel: try Params.optional(params.channel) { text throws(RPCError) in try Params.channel(text) },
            team: try Params.optional(params.team) { text throws(RPCError) in try Params.team(text) },
            tag: try Params.optional(params.tag) { text throws(RPCError) in try Params.tag(text) },
            priority: params.priority.map { TicketPriority($0) },
            limit: params.limit ?? Limits.pageItemsDefault, cursor: params.cursor)
        let atLeast = try await atLeast(params.atLeast, context)
        do {
            let answer = try await desk.inbox(
                request, atLeast: atLeast, as: context.principal, deadline: context.deadline)
            return WrittenInboxPage(
                tickets: answer.tickets.map { ticket in ticket.writing.bytes { WireTicket(ticket).jsonBytes() } },
                next: answer.next, asOf: answer.asOf.value)
        } catch {
            throw RPCError(error, repeating: .inboxList)
        }
    }

    /// A page of items that fits into a frame; the cursor is the position of the last one shown.
    func getTicket(_ params: TicketGet, _ context: RequestContext) async throws(RPCError) -> TicketGetResult {
        let ticket = try Params.ticket(params.ticket)
        var shownUpTo = LogPosition.beforeAll
        if let cursor = params.cursor {
            guard let position = Int64(cursor), position >= 0 else {
                throw Params.invalid("params.cursor", "must be `next` of the page before")
            }
            shownUpTo = LogPosition(position)
        }
        let atLeast = try await atLeast(params.atLeast, context)
        let answer: TicketAnswer
        do {
            answer = try await desk.ticket(
                ticket, atLeast: atLeast, as: context.principal, deadline: context.deadline)
        } catch {
            throw RPCError(error, repeating: .ticketGet)
        }
        let rest = answer.items.drop { $0.recorded.position <= shownUpTo }
        let page = PageCut.fitting(rest.map { WireItem($0) }, limit: params.limit ?? .max)
        let next = page.count < rest.count ? page.last.map { String($0.position) } : nil
        return TicketGetResult(
            ticket: WireTicket(answer.ticket), items: Array(page), next: next, asOf: answer.asOf.value)
    }

    /// A page that does not fit into a frame is asked for again, smaller: only the desk can make the next one's cursor.
    func listTimeline(_ params: TimelineList, _ context: RequestContext) async throws(RPCError) -> TimelinePage {
        let customer = try Params.customer(params.customer)
        let atLeast = try await atLeast(params.atLeast, context)
        var limit = params.limit ?? Limits.pageItemsDefault
        while true {
            let answer: TimelineAnswer
            do {
                answer = try await desk.timeline(
                    customer, limit: limit, cursor: params.cursor, atLeast: atLeast,
                    as: context.principal, deadline: context.deadline)
            } catch {
                throw RPCError(error, repeating: .timelineList)
            }
            let items = answer.items.map { WireItem($0) }
            let fitting = PageCut.fitting(items, limit: .max).count
            if fitting == items.count {
                return TimelinePage(items: items, next: answer.next, asOf: answer.asOf.value)
            }
            limit = max(1, min(fitting, limit - 1))
        }
    }
}

/// How much goes into one answer.
enum PageCut {
    /// **Units**: bytes of JSON. Sixty-four such answers in flight are 32 MiB, the most that one session can hold up.
    static let bytesMax = 512 * 1_024

    /// The first items, at least one, that keep to both limits.
    static func fitting(_ items: [WireItem], limit: Int) -> ArraySlice<WireItem> {
        var bytes = 0
        var count = 0
        for item in items.prefix(limit) {
            bytes += item.jsonBytes().count + 1
            if count > 0 && bytes > bytesMax { break }
            count += 1
        }
        return items.prefix(count)
    }
}
