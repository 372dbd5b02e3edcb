internal import Support
internal import Synchronization
internal import Wire

/// What the clients of one workspace know of each other: tickets to work on and messages to deliver again.
final class Board: Sendable {
    private struct State {
        var tickets: [String] = []
        var messages: [(message: MessageReceive, asked: Asked)] = []
    }

    /// **Units**: tickets, and messages. Few, so that clients meet.
    private static let rememberedMax = 24

    private let state = Mutex(State())

    func note(ticket: String) {
        state.withLock { state in
            guard !state.tickets.contains(ticket) else { return }
            if state.tickets.count == Self.rememberedMax { state.tickets.removeFirst() }
            state.tickets.append(ticket)
        }
    }

    func note(_ message: MessageReceive, _ asked: Asked) {
        state.withLock { state in
            if state.messages.count == Self.rememberedMax { state.messages.removeFirst() }
            state.messages.append((message, asked))
        }
    }

    func ticket(_ random: inout SeededGenerator) -> String? {
        let tickets = state.withLock { $0.tickets }
        return tickets.randomElement(using: &random)
    }

    func message(_ random: inout SeededGenerator) -> (message: MessageReceive, asked: Asked)? {
        let messages = state.withLock { $0.messages }
        return messages.randomElement(using: &random)
    }
}
