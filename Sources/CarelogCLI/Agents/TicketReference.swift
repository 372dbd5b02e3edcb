internal import ArgumentParser
internal import Client
internal import Wire

/// A ticket as somebody types it: its whole id, or the last characters of it that the inbox shows.
struct TicketReference: ExpressibleByArgument, Sendable {
    /// How many characters of an id a list shows.
    static let shownCharacters = 8
    /// How far a list is searched for a short id. **Units**: pages of 200.
    private static let pagesMax = 25

    let text: String

    init?(argument: String) {
        let text = argument.lowercased()
        let isWhole = WireText.uuid(text) != nil
        let isEnd = (4...35).contains(text.count) && text.allSatisfy { $0.isHexDigit || $0 == "-" }
        guard isWhole || isEnd else { return nil }
        self.text = text
    }

    /// The end of an id, as a list shows it.
    static func short(_ id: String) -> String { String(id.suffix(shownCharacters)) }

    /// The whole id; a short one is looked for among the tickets that moved last.
    func resolve(with client: CarelogClient) async throws -> String {
        // What is kept apart comes after all the rest.
        try await resolve { cursor in
            let spam = cursor.flatMap { $0.hasPrefix("~") ? $0.dropFirst() : nil }
            let page = try await client.call(
                InboxList(
                    view: spam == nil ? .all : .spam, sort: .recent, limit: 200,
                    cursor: spam.map { $0.isEmpty ? nil : String($0) } ?? cursor))
            // What was merged into another is in no list, but that is.
            let ids = page.tickets.flatMap { [$0.id] + ($0.parts ?? []) }
            return (ids, spam == nil ? page.next ?? "~" : page.next.map { "~\($0)" })
        }
    }

    /// As above, from pages of ids.
    func resolve(from page: (_ cursor: String?) async throws -> (ids: [String], next: String?)) async throws -> String {
        if WireText.uuid(text) != nil { return text }
        var found = try await search(page)
        // One that moves to the front while the pages behind are read is on none of them. Then it is in front.
        if found.isEmpty { found = try await search(page) }
        switch found.count {
        case 1: return found[0]
        case 0: throw ClientOptions.Failure(description: "no ticket ends with \(text); give the whole id")
        default:
            throw ClientOptions.Failure(
                description:
                    "\(found.count) tickets end with \(text); give more of the id: \(found.joined(separator: ", "))")
        }
    }

    private func search(_ page: (String?) async throws -> (ids: [String], next: String?)) async throws -> [String] {
        var found: [String] = []
        var cursor: String?
        for _ in 0..<Self.pagesMax {
            let (ids, next) = try await page(cursor)
            found += ids.filter { $0.hasSuffix(text) && !found.contains($0) }
            cursor = next
            if cursor == nil { break }
        }
        return found
    }
}
