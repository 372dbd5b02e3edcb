internal import ArgumentParser
internal import Client
internal import JSON
internal import Wire

/// `carelog follow`
struct FollowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "follow", abstract: "Be told when the customer writes on a ticket, whoever has it.")
    @OptionGroup var options: TicketCommandOptions

    func run() async throws {
        try await options.send({ TicketFollow(commandID: $0, ticket: $1) }) {
            "You follow it (version \($0.version))."
        }
    }
}

/// `carelog unfollow`
struct UnfollowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unfollow", abstract: "Be told of a ticket no more, unless it is yours.")
    @OptionGroup var options: TicketCommandOptions

    func run() async throws {
        try await options.send({ TicketUnfollow(commandID: $0, ticket: $1) }) {
            "You follow it no more (version \($0.version))."
        }
    }
}

/// `carelog notifications`
struct NotificationsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notifications", abstract: "Show what you are told of, the newest first.",
        discussion: """
            Notes that mention you, tickets that somebody gave you, messages on tickets that you have or follow; what you \
            have read only with --all.

            Example: carelog notifications --read
            """)

    @Flag(help: "Also what is read already.")
    var all = false

    @Flag(help: "Mark what is shown, and everything before it, as read.")
    var read = false

    @Option(help: ArgumentHelp("How many, 1 to 200.", valueName: "count"))
    var limit = 50

    @Option(name: .customLong("as"), help: ArgumentHelp("Whose token: agent, supervisor or bot.", valueName: "role"))
    var role = "agent"

    @OptionGroup var client: ClientOptions

    func validate() throws {
        guard (1...200).contains(limit) else { throw ValidationError("--limit is 1 to 200, not \(limit)") }
    }

    func run() async throws {
        let page = try await client.withClient(as: role) { connection in
            let page = try await connection.call(NotificationList(unread: all ? nil : true, limit: limit))
            if read, let last = page.notifications.map(\.position).max() {
                _ = try await connection.call(NotificationRead(commandID: NewCommandID.make(), upTo: last))
            }
            return page
        }
        if client.json { return Console.out(String(decoding: page.jsonBytes(), as: UTF8.self)) }
        let screen = Surroundings.screen
        for notification in page.notifications {
            for line in NotificationLines.lines(notification, screen: screen) { Console.out(line) }
        }
        let count = Console.counted(page.notifications.count, "notification")
        Console.error("\(count)\(page.next == nil ? "" : " and more"), as of position \(page.asOf)")
    }
}

/// One notification as lines for people.
enum NotificationLines {
    /// Which ticket, when, who and what; then how what they said begins.
    static func lines(_ notification: WireNews, screen: Screen) -> [String] {
        let mark = notification.unread ? "* " : "  "
        let time = String(notification.at.text.prefix(16)).replacing("T", with: " ")
        let who = VisibleText.line(notification.by.name ?? notification.by.kind.rawValue)
        let what =
            switch notification.kind {
            case "mentioned": "mentioned you"
            case "assigned": "gave you the ticket"
            case "message": "wrote"
            case "crisis": notification.preview == nil ? "lifted a crisis" : "declared a crisis"
            default: VisibleText.line(notification.kind)
            }
        let head =
            "\(mark)\(TicketReference.short(notification.ticket ?? notification.crisis ?? ""))  \(TerminalStyle.dim.paint(time, screen))  "
            + "\(TerminalStyle.bold.paint(who, screen)) \(what)"
        guard let preview = notification.preview else { return [head] }
        return [head, "    " + VisibleText.line(preview)]
    }
}
