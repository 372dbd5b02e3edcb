internal import Cache
internal import Identity
internal import Ticketing
internal import Vault

/// What lists show of people and of what they said, opened before, so that a page that is looked at again is not opened again.
///
/// What stands at a position never changes, nor does where somebody was registered. Only one thing makes an opening wrong:
/// the destruction of the key that it was opened with. So each carries that key's mark, and is shown only while the vault
/// has the key: whoever the vault has forgotten is forgotten here, too.
struct Openings: Sendable {
    /// Whose key opened something.
    struct Mark: Hashable, Sendable {
        let person: UniqueID
        /// `DataKey.commitment`; not the key itself, which nobody but the vault may keep.
        let commitment: [UInt8]
    }

    /// Something opened, and with whose key.
    struct Opening<Value: Sendable>: Sendable {
        let value: Value
        let mark: Mark
    }

    /// What somebody is called.
    struct Name: Sendable {
        let handle: String?
        let name: String?
    }

    /// A ticket as it was shown, and with whose keys.
    private struct Shown {
        let summary: TicketSummary
        /// Of the tables that it was read from.
        let generation: Int
        let marks: [Mark]
    }

    private struct PersonKey: Hashable {
        let workspace: WorkspaceID
        let person: UniqueID
    }

    private struct TicketKey: Hashable {
        let workspace: WorkspaceID
        let ticket: TicketID
    }

    private struct PlaceKey: Hashable {
        let workspace: WorkspaceID
        let position: LogPosition
    }

    /// **Units**: people; about 200 bytes each.
    private var names = BoundedCache<PersonKey, Opening<Name>>(countMax: 16_384)
    /// The beginnings of texts; nil where there was none. **Units**: texts; about 350 bytes each.
    private var previews = BoundedCache<PlaceKey, Opening<String?>>(countMax: 16_384)
    /// **Units**: tickets; about 1,500 bytes each, with what they look like written out.
    private var tickets = BoundedCache<TicketKey, Shown>(countMax: 8_192)

    mutating func name(of person: UniqueID, in workspace: WorkspaceID, by vault: Vault) -> Opening<Name>? {
        let key = PersonKey(workspace: workspace, person: person)
        guard let opening = names.value(for: key) else { return nil }
        if vault.holds(opening.mark, in: workspace) { return opening }
        names.forget(key)
        return nil
    }

    mutating func preview(at position: LogPosition, in workspace: WorkspaceID, by vault: Vault) -> Opening<String?>? {
        let key = PlaceKey(workspace: workspace, position: position)
        guard let opening = previews.value(for: key) else { return nil }
        if vault.holds(opening.mark, in: workspace) { return opening }
        previews.forget(key)
        return nil
    }

    /// The ticket as its last event left it, which stands at `position`: with the next it is another summary. So it is in
    /// another generation, which may have been made because this one was wrong.
    mutating func summary(
        of ticket: TicketID, at position: LogPosition, generation: Int, in workspace: WorkspaceID, by vault: Vault
    ) -> TicketSummary? {
        let key = TicketKey(workspace: workspace, ticket: ticket)
        guard let shown = tickets.value(for: key) else { return nil }
        let isSame = shown.summary.position == position && shown.generation == generation
        if isSame, shown.marks.allSatisfy({ vault.holds($0, in: workspace) }) { return shown.summary }
        tickets.forget(key)
        return nil
    }

    mutating func keep(_ name: Opening<Name>, of person: UniqueID, in workspace: WorkspaceID) {
        names.keep(name, for: PersonKey(workspace: workspace, person: person))
    }

    mutating func keep(_ preview: Opening<String?>, at position: LogPosition, in workspace: WorkspaceID) {
        previews.keep(preview, for: PlaceKey(workspace: workspace, position: position))
    }

    /// `marks` are of everybody of whom there is something in it.
    mutating func keep(_ summary: TicketSummary, marks: [Mark], generation: Int, in workspace: WorkspaceID) {
        tickets.keep(
            Shown(summary: summary, generation: generation, marks: marks),
            for: TicketKey(workspace: workspace, ticket: summary.id))
    }
}

extension Vault {
    fileprivate func holds(_ mark: Openings.Mark, in workspace: WorkspaceID) -> Bool {
        holds(mark.commitment, of: mark.person, in: workspace)
    }
}
