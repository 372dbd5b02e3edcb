internal import Identity
internal import JSON
internal import Ticketing

extension EventType {
    init(of event: ProblemEvent) {
        switch event {
        case .opened: self = .problemOpened
        case .noticed: self = .problemNoticed
        case .closed: self = .problemClosed
        case .ticketLinked: self = .ticketLinked
        case .ticketUnlinked: self = .ticketUnlinked
        }
    }
}

extension Entry {
    /// Writes the members of `data`, in the order of their names.
    static func writeData(of event: ProblemEvent, to writer: inout JSONWriter) {
        switch event {
        case .opened(let fact):
            writer.member(ifPresent: "cause", fact.cause?.name)
            writer.member(ifPresent: "product", fact.product?.name)
            writer.member("title", fact.title)
        case .noticed(let fact):
            writer.member("asOf", fact.asOf.value)
            if fact.hasMore { writer.member("more", true) }
            if fact.resolves { writer.member("resolve", true) }
            writer.member("tickets", fact.tickets.map(\.description))
        case .closed(let fact): writer.member("opened", fact.opened.value)
        case .ticketLinked(let problem), .ticketUnlinked(let problem): writer.member("problem", problem.description)
        }
    }

    /// Reads the members of `data` as `writeData` wrote them.
    static func readProblemEvent(
        of type: EventType, from data: inout JSONObjectReader
    ) throws(JSONFieldError) -> ProblemEvent {
        switch type {
        case .problemOpened:
            let cause = try data.nameIfPresent("cause") { Skill($0) }
            let product = try data.nameIfPresent("product") { Skill($0) }
            return .opened(ProblemOpened(title: try data.string("title"), cause: cause, product: product))
        case .problemNoticed:
            let asOf = try data.position("asOf")
            let hasMore = try data.boolIfPresent("more") ?? false
            let resolves = try data.boolIfPresent("resolve") ?? false
            let tickets = try data.list("tickets") { text -> TicketID? in JSONObjectReader.id(text) }
            return .noticed(ProblemNoticed(tickets: tickets, asOf: asOf, resolves: resolves, hasMore: hasMore))
        case .problemClosed: return .closed(ProblemClosed(opened: try data.place("opened")))
        case .ticketLinked: return .ticketLinked(try data.id("problem"))
        default: return .ticketUnlinked(try data.id("problem"))
        }
    }
}
