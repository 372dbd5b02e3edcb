internal import FoundationEssentials
internal import Glibc
internal import Identity
internal import Wire

/// Tickets as a list for people.
enum TicketTable {
    static func lines(_ tickets: [WireTicket], now: WireTime, screen: Screen) -> [String] {
        var table = TextTable([
            .init(title: "TICKET"), .init(title: "WAITS", alignment: .right), .init(title: "STATE"),
            .init(title: "CHANNEL", columnsMin: 10), .init(title: "CUSTOMER", columnsMin: 8),
            .init(title: "AGENT", columnsMin: 5), .init(title: "TAGS", columnsMin: 4),
            .init(title: "LAST WORDS", columnsMin: 12),
        ])
        for ticket in tickets {
            let waits = ticket.waitingSince.map { Age.text(.microseconds(now.microseconds - $0.microseconds)) } ?? ""
            table.add([
                .init(TicketReference.short(ticket.id)), .init(waits, style(ofWait: ticket.waitingSince, now: now)),
                .init(state(of: ticket), style(of: ticket.state)),
                .init(ticket.channel),
                .init(name(of: ticket.customer)), .init(ticket.assignee.map { $0.name ?? "?" } ?? ""),
                .init(ticket.tags.joined(separator: " "), .blue), .init(ticket.preview ?? ""),
            ])
        }
        return table.lines(for: screen)
    }

    /// What a customer is called; of an erased one, that they are.
    static func name(of customer: WireCustomer) -> String {
        if customer.erased == true { return "(erased)" }
        return customer.name ?? customer.handle ?? "?"
    }

    /// With how urgent it is, if somebody said so.
    private static func state(of ticket: WireTicket) -> String {
        let state = ticket.spam == true ? "spam" : ticket.state.rawValue
        return ticket.priority.map { "\(state), \($0.rawValue)" } ?? state
    }

    private static func style(of state: WireTicketState) -> TerminalStyle? {
        switch state {
        case .open: .yellow
        case .pending: nil
        case .snoozed: .blue
        case .resolved: .dim
        }
    }

    /// An hour is what customers expect to wait at most.
    private static func style(ofWait since: WireTime?, now: WireTime) -> TerminalStyle? {
        guard let since else { return nil }
        return now.microseconds - since.microseconds > 3_600_000_000 ? .red : .green
    }
}

/// The screen and the clock of a command.
enum Surroundings {
    static var screen: Screen { .of(STDOUT_FILENO, environment: ProcessInfo.processInfo.environment) }
    static var now: WireTime { WireTime(microseconds: WallClock.now().microseconds) }
}
