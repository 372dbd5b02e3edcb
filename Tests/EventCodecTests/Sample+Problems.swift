internal import EventCodec
internal import Identity
internal import Ticketing

extension Sample {
    private static let problem = ProblemID(.numbered(0xb1))

    /// What many customers complain about at once.
    static func problemFacts(of type: EventType) -> (StreamID, Event, Personal?) {
        switch type {
        case .problemOpened:
            let opened = ProblemOpened(
                title: "Das Lager \"Nord\" steht unter Wasser", cause: Skill("late"), product: Skill("parcel"))
            return (.problem(problem), .problem(.opened(opened)), nil)
        case .problemNoticed:
            let noticed = ProblemNoticed(
                tickets: [ticket, otherTicket], asOf: LogPosition(41), resolves: true, hasMore: true)
            return (.problem(problem), .problem(.noticed(noticed)), nil)
        case .problemClosed:
            return (.problem(problem), .problem(.closed(ProblemClosed(opened: LogPosition(40)))), nil)
        case .ticketLinked: return (.ticket(ticket), .problem(.ticketLinked(problem)), nil)
        default: return (.ticket(ticket), .problem(.ticketUnlinked(problem)), nil)
        }
    }
}
