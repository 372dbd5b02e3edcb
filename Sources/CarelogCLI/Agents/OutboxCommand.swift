internal import ArgumentParser
internal import Client
internal import JSON
internal import Wire

/// `carelog outbox`
struct OutboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outbox",
        abstract: "List the replies that are not with their channels: to be sent, failed or lost.",
        discussion: "Example: carelog outbox --delivery failed   (`carelog retry REPLY` has one sent once more)")

    @Option(help: ArgumentHelp("Only this channel, such as x:@acme.", valueName: "channel"))
    var channel: String?

    @Option(help: ArgumentHelp("requested, attempted, failed or unknown.", valueName: "delivery"))
    var delivery: WireDelivery?

    @Option(help: ArgumentHelp("How many replies, 1 to 200.", valueName: "count"))
    var limit = 50

    @OptionGroup var client: ClientOptions

    func validate() throws {
        guard (1...200).contains(limit) else { throw ValidationError("--limit is 1 to 200, not \(limit)") }
    }

    func run() async throws {
        let page = try await client.withClient(as: "agent") { connection in
            try await connection.call(
                OutboxList(channels: channel.map { [$0] }, delivery: delivery, limit: limit))
        }
        if client.json { return Console.out(String(decoding: page.jsonBytes(), as: UTF8.self)) }
        let now = Surroundings.now
        var table = TextTable([
            .init(title: "REPLY"), .init(title: "SINCE", alignment: .right), .init(title: "DELIVERY"),
            .init(title: "ATTEMPT", alignment: .right), .init(title: "TICKET"),
            .init(title: "CHANNEL", columnsMin: 10), .init(title: "CUSTOMER", columnsMin: 8),
            .init(title: "WORDS", columnsMin: 12),
        ])
        for item in page.items {
            table.add([
                .init(item.reply), .init(Age.text(.microseconds(now.microseconds - item.at.microseconds))),
                .init(item.delivery.rawValue, Self.style(of: item.delivery)), .init("\(item.attempt)"),
                .init(TicketReference.short(item.ticket)), .init(item.channel), .init(TicketTable.name(of: item.to)),
                .init(item.text ?? "(erased)"),
            ])
        }
        if !page.items.isEmpty { for line in table.lines(for: Surroundings.screen) { Console.out(line) } }
        let count = page.items.count == 1 ? "1 reply" : "\(page.items.count) replies"
        Console.error("\(count)\(page.next == nil ? "" : " and more"), as of position \(page.asOf)")
    }

    private static func style(of delivery: WireDelivery) -> TerminalStyle? {
        switch delivery {
        case .failed, .unknown: .red
        case .attempted: .blue
        case .requested, .sent, .delivered, .read: nil
        }
    }
}

extension WireDelivery: ExpressibleByArgument {}
