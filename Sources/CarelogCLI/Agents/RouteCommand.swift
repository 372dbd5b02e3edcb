internal import ArgumentParser
internal import Client
internal import JSON
internal import Wire

/// `carelog route`
struct RouteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "route", abstract: "Give a ticket to whom its team's rule prefers, now and out of turn.",
        discussion:
            "If nobody can have it, it stays in the queue, and why is said. `carelog why` tells how it was decided.")
    @OptionGroup var options: TicketCommandOptions

    func run() async throws {
        let (result, names) = try await options.client.withClient(as: options.role) { connection in
            let id = try await options.ticket.resolve(with: connection)
            let result: TicketRouteResult
            do {
                result = try await connection.call(TicketRoute(commandID: NewCommandID.make(), ticket: id))
            } catch ClientError.rpc(let error) where error.kind == .alreadyClaimed && !options.client.json {
                throw ClientOptions.Failure(description: "\(error.assignee?.name ?? "somebody else") has this ticket")
            }
            var names: [String: String] = [:]
            if !options.client.json {
                for member in try await connection.call(AgentList()).agents {
                    names[member.profile.agent] = member.name
                }
            }
            return (result, names)
        }
        if options.client.json { return Console.out(String(decoding: result.jsonBytes(), as: UTF8.self)) }
        func name(_ agent: String) -> String { names[agent] ?? TicketReference.short(agent) }
        if let agent = result.agent { return Console.out("\(name(agent)) has it now (version \(result.version)).") }
        switch result.waits {
        case .noTeam: Console.out("It waits: it is in no team's queue. `carelog assign --team` puts it into one.")
        case .noRule: Console.out("It waits: its team's queue is given out by hand.")
        case .spam: Console.out("It waits: it is kept apart as spam.")
        case .nobody, nil:
            let reasons = result.obstacles.map { "\(name($0.agent)) \(Self.words($0.lack))" }
            Console.out("It waits: \(reasons.isEmpty ? "nobody is of its team" : reasons.joined(separator: ", ")).")
        }
    }

    private static func words(_ lack: TicketRouteResult.Lack) -> String {
        switch lack {
        case .away: "is away"
        case .full: "holds as much as they can"
        case .skill: "cannot do what it needs"
        case .language: "does not speak its language"
        case .declined: "gave it back"
        }
    }
}
